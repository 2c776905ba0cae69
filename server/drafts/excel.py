"""A workbook back with its problems: a ground and a comment on each cell (ECMA-376 part 1, 18.7 and
18.8), and a sheet of them at the end. Everything else in it stays as it is; openpyxl, which knows
less than a workbook may hold, would lose the rest."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from loader.limits import Limits
from loader.problems import Problem
from loader.rows import Row
from server.cell_text import cut, escaped, visible, wrapped_lines
from server.drafts.marks import AUTHOR, FILLS, HEADINGS, NOTE, TITLE, Line, Mark, marks, table
from server.drafts.package import RELATIONS, NotMarkable, Package
from server.spreadsheet import MEDIA_TYPE

__all__ = ["MEDIA_TYPE", "marked"]

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_DRAWING = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
_WIDTHS = (13, 30, 30, 70)
_LINE = 15
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_sMark{number}"'
    ' type="#_x0000_t202" style="position:absolute;'
    'margin-left:60pt;margin-top:2pt;width:300pt;height:{height}pt;z-index:1;visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False'
    "</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def marked(
    content: bytes, file: str, limits: Limits, rows: Sequence[Row], problems: Iterable[Problem]
) -> bytes:
    """The workbook with its problems marked; `rows` are those that were read from it. Raises
    NotMarkable, or Refused where it is a trap."""
    package = Package(content, file, limits)
    book = package.tree(package.main)
    if book.tag != _s("workbook"):
        raise NotMarkable("strict")
    parts = _sheets(package, book)
    styles = _Styles(package)
    lines = table(problems, rows)
    by_sheet: dict[str, list[Mark]] = {}
    for mark in marks(lines):
        by_sheet.setdefault(mark.sheet, []).append(mark)
    for name, some in by_sheet.items():
        if name in parts:
            sheet = _Sheet(package, parts[name])
            for mark in some:
                cell = sheet.cell(mark.address)
                cell.set("s", str(styles.grounded(int(cell.get("s") or 0), FILLS[mark.severity])))
            _Comments(package, parts[name], sheet.root).add(some)
    _append(package, book, styles, lines, parts)
    return package.content()


def _sheets(package: Package, book: etree._Element) -> dict[str, str]:
    """The part of each worksheet, by its name."""
    related = {
        key: part for key, kind, part in package.related(package.main) if kind == "worksheet"
    }
    found = book.find(_s("sheets"))
    named = {
        one.get("name") or "": related.get(one.get(f"{{{RELATIONS}}}id") or "", "")
        for one in (() if found is None else found)
    }
    return {name: part for name, part in named.items() if part and package.has(part)}


class _Styles:
    """The formats of a workbook's cells, to which others are added."""

    def __init__(self, package: Package) -> None:
        part = package.related_as(package.main, "styles")
        self._root = package.tree(part) if part and package.has(part) else None
        self._made: dict[tuple[int, str], int] = {}
        self._fills: dict[str, int] = {}

    def grounded(self, style: int, fill: str) -> int:
        """The number of a format that is as `style`, with a ground."""
        if self._root is None:
            return style
        if (style, fill) not in self._made:
            formats = self._within("cellXfs")
            base = formats[style] if style < len(formats) else formats[0] if len(formats) else None
            made = etree.Element(_s("xf")) if base is None else deepcopy(base)
            made.set("fillId", str(self._fill(fill)))
            made.set("applyFill", "1")
            self._made[style, fill] = self._add(formats, made)
        return self._made[style, fill]

    def plain(self, fill: str = "") -> int:
        """The number of a format for text that wraps and is no formula when it is edited."""
        if self._root is None:
            return 0
        made = etree.Element(_s("xf"), numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
        made.set("quotePrefix", "1")
        made.set("applyAlignment", "1")
        if fill:
            made.set("fillId", str(self._fill(fill)))
            made.set("applyFill", "1")
        etree.SubElement(made, _s("alignment"), vertical="top", wrapText="1")
        return self._add(self._within("cellXfs"), made)

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            fill = etree.Element(_s("fill"))
            pattern = etree.SubElement(fill, _s("patternFill"), patternType="solid")
            etree.SubElement(pattern, _s("fgColor"), rgb=f"FF{colour}")
            etree.SubElement(pattern, _s("bgColor"), indexed="64")
            self._fills[colour] = self._add(self._within("fills"), fill)
        return self._fills[colour]

    def _within(self, name: str) -> etree._Element:
        found = None if self._root is None else self._root.find(_s(name))
        if found is None:
            raise NotMarkable("form")
        return found

    @staticmethod
    def _add(container: etree._Element, one: etree._Element) -> int:
        container.append(one)
        container.set("count", str(len(container)))
        return len(container) - 1


class _Sheet:
    """A worksheet whose cells are looked up by their names; one that is not there is made."""

    def __init__(self, package: Package, part: str) -> None:
        self.root = package.tree(part)
        data = self.root.find(_s("sheetData"))
        if data is None:
            raise NotMarkable("form")
        self._data = data
        self._rows: dict[int, etree._Element] = {}
        number = 0
        for row in data.iterchildren(_s("row")):
            given = row.get("r") or ""
            number = int(given) if given.isdecimal() else number + 1
            self._rows.setdefault(number, row)

    def cell(self, address: str) -> etree._Element:
        """The cell of that name."""
        letters, number = coordinate_from_string(address)
        wanted = column_index_from_string(letters)
        row = self._rows.get(number)
        if row is None:
            row = etree.Element(_s("row"), r=str(number))
            later = next((self._rows[n] for n in sorted(self._rows) if n > number), None)
            _before(self._data, row, later)
            self._rows[number] = row
        at = 0
        for cell in row.iterchildren(_s("c")):
            given = cell.get("r")
            at = column_index_from_string(coordinate_from_string(given)[0]) if given else at + 1
            if at == wanted:
                return cell
            if at > wanted:
                return _before(row, etree.Element(_s("c"), r=address), cell)
        return _before(row, etree.Element(_s("c"), r=address), None)


def _before(
    parent: etree._Element, made: etree._Element, later: etree._Element | None
) -> etree._Element:
    if later is None:
        parent.append(made)
    else:
        later.addprevious(made)
    return made


@dataclass
class _Comments:
    """The comments of a sheet, and the shapes in which Excel shows them."""

    package: Package
    sheet: str
    root: etree._Element

    def add(self, some: Sequence[Mark]) -> None:
        """Comment on cells; a comment that is there already is added to."""
        comments, shapes = self._comments(), self._shapes()
        if shapes is None:
            return  # they cannot be shown: the ground and the table remain
        there = {one.get("ref"): one for one in comments.iter(_s("comment"))}
        authors, listed = comments.find(_s("authors")), comments.find(_s("commentList"))
        if authors is None or listed is None:
            return
        etree.SubElement(authors, _s("author")).text = AUTHOR
        drawn: list[str] = []
        for mark in some:
            own = there.get(mark.address)
            if own is None:
                own = etree.SubElement(listed, _s("comment"), ref=mark.address)
                own.set("authorId", str(len(authors) - 1))
                drawn.append(_shape(len(there) + len(drawn) + 1, mark))
            text = own.find(_s("text"))
            text = etree.SubElement(own, _s("text")) if text is None else text
            run = etree.SubElement(etree.SubElement(text, _s("r")), _s("t"))
            said = visible(mark.text)
            run.text = escaped(cut(said if len(text) == 1 else f"\n{said}"))
            run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        body = self.package.read(shapes).decode("utf-8")
        self.package.write(shapes, body.replace("</xml>", "".join(drawn) + "</xml>").encode())

    def _comments(self) -> etree._Element:
        part = self.package.related_as(self.sheet, "comments")
        if part and self.package.has(part):
            return self.package.tree(part)
        part = self.package.free("xl/commentsMark", ".xml")
        made = etree.Element(_s("comments"), nsmap={None: _S})
        etree.SubElement(made, _s("authors"))
        etree.SubElement(made, _s("commentList"))
        self.package.keep(part, made)
        self.package.declare(part, f"{_TYPE}comments+xml")
        self.package.relate(self.sheet, "comments", part)
        return made

    def _shapes(self) -> str | None:
        """The part with the shapes; None where there is one that cannot be added to."""
        there = self.root.find(_s("legacyDrawing"))
        if there is not None:
            key = there.get(f"{{{RELATIONS}}}id")
            related = {one: part for one, _, part in self.package.related(self.sheet)}
            part = related.get(key or "")
            if not part or not self.package.has(part):
                return None
            body = self.package.read(part)
            return part if body.count(b"</xml>") == 1 and _is_utf8(body) else None
        part = self.package.free("xl/drawings/vmlDrawingMark", ".vml")
        self.package.write(part, _VML.encode())
        self.package.declare_suffix("vml", _VML_TYPE)
        made = etree.Element(_s("legacyDrawing"))
        made.set(f"{{{RELATIONS}}}id", self.package.relate(self.sheet, "vmlDrawing", part))
        names = {_s(name) for name in _AFTER_DRAWING}
        _before(self.root, made, next((one for one in self.root if one.tag in names), None))
        return part


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _shape(number: int, mark: Mark) -> str:
    letters, row = coordinate_from_string(mark.address)
    height = 30 + 16 * sum(1 + len(line) // 24 for line in mark.text.split("\n"))
    column = column_index_from_string(letters) - 1
    return _SHAPE.format(number=number, height=min(height, 400), row=row - 1, column=column)


def _append(
    package: Package,
    book: etree._Element,
    styles: _Styles,
    lines: Sequence[Line],
    parts: Mapping[str, str],
) -> None:
    """The sheet of problems, behind all others."""
    sheets = book.find(_s("sheets"))
    if sheets is None:
        raise NotMarkable("form")
    taken = {(one.get("name") or "").casefold() for one in sheets}
    names = (TITLE, *(f"{TITLE}{number}" for number in range(2, 1000)))
    ids = [int(one.get("sheetId") or 0) for one in sheets if (one.get("sheetId") or "").isdecimal()]
    part = package.free("xl/worksheets/sheetMark", ".xml")
    package.write(part, _problems(styles, lines, parts).encode())
    package.declare(part, f"{_TYPE}worksheet+xml")
    one = etree.SubElement(sheets, _s("sheet"))
    one.set("name", next(name for name in names if name.casefold() not in taken))
    one.set("sheetId", str(max(ids, default=0) + 1))
    one.set(f"{{{RELATIONS}}}id", package.relate(package.main, "worksheet", part))


def _problems(styles: _Styles, lines: Sequence[Line], parts: Mapping[str, str]) -> str:
    plain, heading = styles.plain(), styles.plain("EDEDED")
    grounds = {colour: styles.plain(colour) for colour in FILLS.values()}
    rows = [_row(1, (NOTE,), (plain,)), _row(2, HEADINGS, (heading,) * len(HEADINGS))]
    links: list[str] = []
    for number, line in enumerate(lines, start=3):
        ground = grounds[FILLS[line.problem.severity]]
        rows.append(_row(number, line.texts, (ground, plain, plain, plain)))
        if line.mark and line.mark[0] in parts:
            name = line.mark[0].replace("'", "''")
            location = quoteattr(f"'{name}'!{line.mark[1]}")
            links.append(f'<hyperlink ref="B{number}" location={location}/>')
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(_WIDTHS, start=1)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    none = _row(3, ("没有发现问题。",), (plain,)) if not lines else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_S}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="2" topLeftCell="A3"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}{none}</sheetData>"
        f'<mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>{linked}'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, texts: Sequence[str], formats: Sequence[int]) -> str:
    cells = "".join(
        f'<c r="{"ABCD"[at]}{number}" s="{look}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(escaped(cut(visible(text))))}</t></is></c>"
        for at, (text, look) in enumerate(zip(texts, formats, strict=True))
    )
    lines = max(wrapped_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=False))
    height = _LINE if len(texts) == 1 else min(_LINE * lines, 400)
    return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'


def _s(name: str) -> str:
    return f"{{{_S}}}{name}"
