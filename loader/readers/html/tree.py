"""HTML as tables within text: what the parser's events are gathered into.

The parser is libxml2's by lxml, which mends what is not closed; it reports events and builds no
tree, so memory is that of the text. Rows and cells belong to the innermost table that is open,
whatever stands between them.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from loader.limits import Limits
from loader.problems import Refused, problem
from loader.readers.html.text import Lines
from loader.rows import Place

_DEPTH = 1000
"""How deeply elements may be nested."""
_TABLES_DEEP = 50
"""How deeply tables may be nested."""
_NO_TEXT = frozenset(
    ("script", "style", "template", "noscript", "noframes", "title", "select", "datalist", "iframe")
)
_BLOCKS = frozenset(
    re.findall(
        "[a-z0-9]+",
        """
        address article aside blockquote body caption center dd details dialog dir div dl dt
        fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu
        nav ol p pre section summary table tbody td tfoot th thead tr ul
        """,
    )
)
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all")
_NUMBER = re.compile(r"[ \t\n\f\r]*\+?0*([0-9]+)")
_PREFORMATTED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")


@dataclass
class CellNode:
    """A cell as written. `parts` are its text and the tables in it, in their order."""

    rowspan: int
    """How many rows it covers; 0 for all that are left of its group."""
    colspan: int
    parts: "list[str | TableNode]" = field(default_factory=list)
    hidden: str = ""
    """The first text in it that a browser does not show."""


Group = list[list[CellNode]]


@dataclass
class TableNode:
    """A table as written: groups of rows of cells."""

    bodies: list[Group] = field(default_factory=list)
    foots: list[Group] = field(default_factory=list)
    stray: "list[str | TableNode]" = field(default_factory=list)
    """What stands in it but in no cell, its caption too: browsers show it above the table."""

    def groups(self) -> list[Group]:
        """The groups in the order of the table: a foot comes last wherever it is written."""
        return [*self.bodies, *self.foots]

    def cells(self) -> Iterator[CellNode]:
        """The cells in the order of the table."""
        return (cell for group in self.groups() for row in group for cell in row)


@dataclass
class _Open:
    """A table whose end has not come."""

    table: TableNode
    group: Group | None = None
    row: list[CellNode] | None = None
    cells: list[CellNode] = field(default_factory=list)
    """The cells that are open, the innermost last: more than one where a cell's end is missing."""


def parse(text: str, file: str, limits: Limits) -> list[str | TableNode]:
    """The text outside tables and the tables of a page, in their order. Raises Refused where it is
    nested too deeply or a row has more cells than `limits` have columns."""
    gathered = _Target(file, limits)
    target: Any = gathered  # the stubs know the interface as a class of their own only
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=target)
    with contextlib.suppress(etree.XMLSyntaxError):  # raised where there is no element at all
        etree.fromstring(text.replace("\x00", "\ufffd").encode(), parser)
    return gathered.parts


class _Target:
    """Takes the parser's events (lxml, The target parser interface)."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.parts: list[str | TableNode] = []
        self.open: list[_Open] = []
        self.lines = Lines()
        self.depth = 0
        self.silent: int | None = None
        self.hidden: int | None = None
        self.preformatted: int | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEPTH or len(self.open) > _TABLES_DEEP:
            raise Refused([problem("F25-deep", Place(self.file), file=self.file)])
        if self.silent is not None:
            return
        if tag in _NO_TEXT:
            self.silent = self.depth
            return
        self._style(tag, attributes)
        if tag == "br":
            self.lines.line_break()
        elif tag in _BLOCKS:
            self.lines.block()
        if tag == "table":
            self._flush()
            self.open.append(_Open(TableNode()))
        elif self.open:
            self._start_part(tag, attributes)

    def end(self, tag: str) -> None:
        at, self.depth = self.depth, self.depth - 1
        if self.silent is not None:
            self.silent = None if at == self.silent else self.silent
            return
        if tag in _BLOCKS:
            self.lines.block()
        if self.open:
            self._end_part(tag)
        self.hidden = None if at == self.hidden else self.hidden
        self.preformatted = None if at == self.preformatted else self.preformatted

    def data(self, text: str) -> None:
        if self.silent is not None:
            return
        self.lines.add(text, self.preformatted is not None)
        if self.hidden is not None and self.open and self.open[-1].cells and text.strip():
            cell = self.open[-1].cells[-1]
            cell.hidden = cell.hidden or text.strip()

    def close(self) -> None:
        self._flush()

    def _style(self, tag: str, attributes: Mapping[str, str]) -> None:
        style = attributes.get("style", "").lower()
        if self.hidden is None and ("hidden" in attributes or _HIDDEN.search(style)):
            self.hidden = self.depth
        if self.preformatted is None and (tag == "pre" or _PREFORMATTED.search(style)):
            self.preformatted = self.depth

    def _flush(self) -> None:
        """What was written so far goes where it stands: the open cell, the table, or the page."""
        text = self.lines.take()
        if text:
            self._place().append(text)

    def _place(self) -> list[str | TableNode]:
        if not self.open:
            return self.parts
        innermost = self.open[-1]
        return innermost.cells[-1].parts if innermost.cells else innermost.table.stray

    def _start_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A part of the innermost table begins."""
        now = self.open[-1]
        if tag in _GROUPS:
            self._flush()
            now.group, now.row = [], None
            (now.table.foots if tag == "tfoot" else now.table.bodies).append(now.group)
        elif tag == "tr":
            self._flush()
            self._start_row(now)
        elif tag in ("td", "th"):
            self._flush()
            row = now.row if now.row is not None else self._start_row(now)
            rowspan, colspan = attributes.get("rowspan"), attributes.get("colspan")
            cell = CellNode(_span(rowspan, 65534), max(1, _span(colspan, 1000)))
            row.append(cell)
            now.cells.append(cell)
            if len(row) > self.limits.columns:
                place = Place(self.file)
                raise Refused([problem("F25-cells", place, limit=self.limits.columns)])

    def _start_row(self, now: _Open) -> list[CellNode]:
        if now.group is None:
            now.group = []
            now.table.bodies.append(now.group)
        now.row = []
        now.group.append(now.row)
        return now.row

    def _end_part(self, tag: str) -> None:
        """A part of the innermost table ends, or the table itself."""
        now = self.open[-1]
        if tag in ("td", "th") and now.cells:
            self._flush()
            now.cells.pop()
        elif tag == "tr":
            self._flush()
            now.row = None
        elif tag in _GROUPS:
            self._flush()
            now.group = now.row = None
        elif tag == "table":
            self._flush()
            self.open.pop()
            self._place().append(now.table)


def _span(attribute: str | None, highest: int) -> int:
    """A span by the rules for parsing non-negative integers (HTML, 2.3.4.2); 1 where it is none."""
    found = _NUMBER.match(attribute or "")
    return min(int(found[1][:6]), highest) if found else 1
