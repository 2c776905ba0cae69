"""A Word document back with its problems: a ground and a comment in each cell (ECMA-376 part 1,
17.4.32 and 17.13.4), and a table of them at the end. Its text stays as it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from loader.layout import lay_out
from loader.limits import Limits
from loader.manifest import Manifest
from loader.problems import Problem
from loader.readers import word
from loader.rows import Row
from loader.tables import Table
from server.documents.package import printable
from server.drafts.marks import AUTHOR, FILLS, HEADINGS, NOTE, Line, Mark, marks, table, title
from server.drafts.package import NotMarkable, Package

MEDIA_TYPE = word.MEDIA_TYPE
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_AFTER_GROUND = (
    *("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers"),
    *("cellIns", "cellDel", "cellMerge", "tcPrChange"),
)
_WIDTHS = (1300, 2600, 2600, 4300)


def marked(
    content: bytes, file: str, manifest: Manifest, limits: Limits, problems: Iterable[Problem]
) -> bytes:
    """The document with its problems marked. `manifest` is what it was read with. Raises
    NotMarkable, or Refused where it cannot be read."""
    package = Package(content, file, limits)
    found = word.locate(content, file, limits)
    lines = table(problems, _rows(found, file, manifest))
    comments = _Comments(package)
    for mark in marks(lines):
        cell = found.cells[_spot(mark.address)]
        _ground(cell, FILLS[mark.severity])
        comments.add(cell, mark)
    _append(found.root, lines)
    package.keep(package.main, found.root)
    comments.write()
    return package.content()


def _rows(found: word.Located, file: str, manifest: Manifest) -> Sequence[Row]:
    """The rows of the document, in which each cell is called by its place in the grid."""
    addressed = replace(found.reading, tables=tuple(map(_addressed, found.reading.tables)))
    return lay_out(addressed, file, manifest).rows


def _addressed(of: Table) -> Table:
    cells = (replace(cell, address=f"{of.number}/{cell.row}/{cell.column}") for cell in of.cells)
    return replace(of, cells=tuple(cells))


def _spot(address: str) -> tuple[int, int, int]:
    number, row, column = map(int, address.split("/"))
    return number, row, column


def _ground(cell: etree._Element, fill: str) -> None:
    properties = cell.find(_w("tcPr"))
    if properties is None:
        properties = etree.Element(_w("tcPr"))
        cell.insert(0, properties)
    for old in properties.findall(_w("shd")):
        properties.remove(old)
    shade = _element("shd", val="clear", color="auto", fill=fill)
    names = {_w(name) for name in _AFTER_GROUND}
    later = next((one for one in properties if one.tag in names), None)
    if later is None:
        properties.append(shade)
    else:
        later.addprevious(shade)


@dataclass
class _Comments:
    """The comments of a document, to which more are added."""

    package: Package

    def __post_init__(self) -> None:
        self._part = self.package.related_as(self.package.main, "comments")
        there = self._part is not None and self.package.has(self._part)
        self._root = (
            self.package.tree(self._part)
            if there and self._part
            else etree.Element(_w("comments"), nsmap={"w": _W})
        )
        self._there = there
        numbers = (one.get(_w("id")) or "" for one in self._root)
        self._next = max((int(one) for one in numbers if one.isdecimal()), default=-1) + 1

    def add(self, cell: etree._Element, mark: Mark) -> None:
        """Comment on all that stands in a cell."""
        paragraphs = list(cell.iter(_w("p")))
        if not paragraphs:
            return
        key = str(self._next)
        self._next += 1
        comment = _element("comment", id=key, author=AUTHOR, initials="核")
        comment.extend(_paragraph(text) for text in mark.text.split("\n"))
        self._root.append(comment)
        first, last = paragraphs[0], paragraphs[-1]
        start = _element("commentRangeStart", id=key)
        properties = first.find(_w("pPr"))
        first.insert(0 if properties is None else first.index(properties) + 1, start)
        last.append(_element("commentRangeEnd", id=key))
        run = _element("r")
        run.append(_element("commentReference", id=key))
        last.append(run)

    def write(self) -> None:
        """Put them into the package, where there are any."""
        if not len(self._root):
            return
        if self._there and self._part:
            self.package.keep(self._part, self._root)
            return
        part = self.package.free("word/comments", ".xml")
        self.package.keep(part, self._root)
        self.package.declare(part, _COMMENTS)
        self.package.relate(self.package.main, "comments", part)


def _append(root: etree._Element, lines: Sequence[Line]) -> None:
    """The table of problems, behind all else of the body and before the section's properties."""
    body = root.find(_w("body"))
    if body is None:
        raise NotMarkable("form")
    added = [_paragraph(title(), bold=True), _paragraph(NOTE)]
    added += [_problems(lines), _paragraph("")] if lines else [_paragraph("没有发现问题。")]
    last = body[-1] if len(body) else None
    for one in added:
        if last is not None and last.tag == _w("sectPr"):
            last.addprevious(one)
        else:
            body.append(one)


def _problems(lines: Sequence[Line]) -> etree._Element:
    made, properties = _element("tbl"), _element("tblPr")
    properties.append(_element("tblW", w="5000", type="pct"))
    borders = _element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz="4", space="0", color="808080"))
    properties.append(borders)
    grid = _element("tblGrid")
    grid.extend(_element("gridCol", w=str(width)) for width in _WIDTHS)
    made.extend((properties, grid, _row(HEADINGS, "EDEDED", heading=True)))
    made.extend(_row(line.texts, FILLS[line.problem.severity]) for line in lines)
    return made


def _row(texts: Sequence[str], fill: str, *, heading: bool = False) -> etree._Element:
    """A row whose first cell, or of a heading every cell, has a ground."""
    row = _element("tr")
    if heading:
        properties = _element("trPr")
        properties.append(_element("tblHeader"))
        row.append(properties)
    for at, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True)):
        cell, properties = _element("tc"), _element("tcPr")
        properties.append(_element("tcW", w=str(width), type="dxa"))
        if heading or at == 0:
            properties.append(_element("shd", val="clear", color="auto", fill=fill))
        cell.append(properties)
        cell.extend(_paragraph(line, bold=heading) for line in text.split("\n"))
        row.append(cell)
    return row


def _paragraph(text: str, *, bold: bool = False) -> etree._Element:
    paragraph, run = _element("p"), _element("r")
    if bold:
        properties = _element("rPr")
        properties.append(_element("b"))
        run.append(properties)
    run.extend(_texts(text))
    paragraph.append(run)
    return paragraph


def _texts(text: str) -> Iterator[etree._Element]:
    if text:
        one = _element("t")
        one.text = printable(text)
        one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        yield one


def _element(name: str, **attributes: str) -> etree._Element:
    made = etree.Element(_w(name), nsmap={"w": _W})
    for key, value in attributes.items():
        made.set(_w(key), value)
    return made


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"
