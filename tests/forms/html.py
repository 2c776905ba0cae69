"""The HTML form: a page of a web site, with rowspan and colspan."""

from html import escape

from loader.tables import TableCell
from tests.forms.sample import Breaks, Piece, Sample, slots

SUFFIX = ".html"
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head>{charset}<title>政务公开</title>
<style>td,th{{border:1px solid #000}} table{{border-collapse:collapse}}</style>
<script>var cells = "<td>not a cell</td>";</script></head>
<body><ul><li><a href="/">首页</a></li></ul>
{content}
<p>主办单位</p></body></html>
"""


def write(
    sample: Sample,
    encoding: str = "utf-8",
    breaks: Breaks = Breaks.FLOW,
    sections: bool = True,
    loose: bool = False,
) -> bytes:
    """`sample` as a page. With `sections` the header is a thead of th; `loose` leaves the end tags
    of rows and cells out, as HTML allows."""
    content = [f"<p>{escape(title)}</p>" for title in sample.titles]
    for table in sample.physical(breaks):
        content.append(_table(sample, table, sections, loose))
    content += [f"<p>{escape(note)}</p>" for note in sample.notes]
    charset = f'<meta charset="{"utf-8" if encoding == "utf-8-sig" else encoding}">'
    return _PAGE.format(charset=charset, content="\n".join(content)).encode(encoding)


def _table(sample: Sample, table: Piece, sections: bool, loose: bool) -> str:
    rows = []
    for number, slot in enumerate(slots(sample.layout, table), start=1):
        tag = "th" if sections and number == 1 else "td"
        cells = "".join(_cell(cell, tag, loose) for cell in slot if cell is not None)
        rows.append(f"<tr>{cells}" if loose else f"<tr>{cells}</tr>")
    if sections:
        rows = [f"<thead>{rows[0]}</thead>", "<tbody>", *rows[1:], "</tbody>"]
    return "<table>" + "\n".join(rows) + "</table>"


def _cell(cell: TableCell, tag: str, loose: bool) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    text = "<br>".join(escape(line) for line in cell.text.split("\n"))
    return f"<{tag}{spans}>{text}" + ("" if loose else f"</{tag}>")
