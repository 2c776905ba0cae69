"""A web page's tables are read as a browser shows them: every cell once, its spans, its text."""

import base64
import quopri
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.limits import Limits
from loader.problems import Problem, Refused
from loader.readers.html import read, recognised
from loader.tables import Reading, Table, TableCell
from tests.loader.readers.grids import LINES, at, grids

LIMITS = Limits()


def reading_of(page: str | bytes, limits: Limits = LIMITS) -> Reading:
    return read(page if isinstance(page, bytes) else page.encode(), "清单.html", limits)


def table_of(rows: str) -> Table:
    (found,) = reading_of(f"<table>{rows}</table>").tables
    assert found.merges and found.sheet is None and found.page is None
    return found


def cells_of(rows: str) -> list[tuple[str, int, int, int, int]]:
    cells = table_of(rows).cells
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in cells]


def text_of(content: str) -> str:
    """The text of a cell with `content`."""
    return table_of(f"<tr><td>{content}</td></tr>").cells[0].text


def problems_of(page: str | bytes, limits: Limits = LIMITS) -> list[Problem]:
    """What `page` is refused for, or what is remarked of it."""
    try:
        problems = reading_of(page, limits).problems
    except Refused as refused:
        problems = refused.problems
    for problem in problems:
        assert problem.sentence("zh") and problem.sentence("en")
    return list(problems)


def no_overlap(found: Table) -> bool:
    places = [
        (row, column)
        for cell in found.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    inside = all(row <= found.height and column <= found.width for row, column in places)
    return inside and len(places) == len(set(places))


# --- cells and their spans


def html_table(cells: tuple[TableCell, ...], closed: bool) -> str:
    """The page of a table with these cells, with or without the ends that may be left out."""
    td, tr = ("</td>", "</tr>") if closed else ("", "")
    rows = []
    for number in range(1, max(row for row, _ in at(cells)) + 1):
        written = "".join(
            f'<td rowspan="{c.row_span}" colspan={c.column_span}>'
            + "<br>".join(escape(line) for line in c.text.split("\n"))
            + td
            for c in cells
            if c.row == number
        )
        rows.append(f"<tr>{written}{tr}")
    return f"<table>{''.join(rows)}</table>"


SHOWN = LINES.map(lambda text: text.rstrip("\n"))
"""Text that a browser shows as written: a break at the end of a block is not seen."""


@given(grids(SHOWN), grids(SHOWN), st.booleans())
@settings(max_examples=150, deadline=None)
def test_tables_with_any_merges_are_read_as_they_were_written(
    first: tuple[TableCell, ...], second: tuple[TableCell, ...], closed: bool
) -> None:
    found = reading_of(html_table(first, closed) + "<p>之间" + html_table(second, closed))
    assert [one.cells for one in found.tables] == [first, second]
    assert [one.number for one in found.tables] == [1, 2]
    assert found.text == ("之间",)
    assert found.problems == ()


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=5), max_size=6))
@settings(deadline=None)
def test_no_two_cells_cover_one_place_whatever_spans_are_written(
    rows: list[list[tuple[int, int]]],
) -> None:
    written = "".join(
        "<tr>" + "".join(f"<td rowspan={down} colspan={across}>x" for down, across in row)
        for row in rows
    )
    found = reading_of(f"<table>{written}</table>").tables
    assert all(no_overlap(one) for one in found)
    assert sum(len(one.cells) for one in found) == sum(len(row) for row in rows)


def test_a_foot_comes_last_wherever_it_is_written() -> None:
    rows = (
        "<thead><tr><th>序号</th></tr></thead><tfoot><tr><td>合计</td></tr></tfoot>"
        "<tbody><tr><td>1</td></tr></tbody>"
    )
    assert cells_of(rows) == [("序号", 1, 1, 1, 1), ("1", 2, 1, 1, 1), ("合计", 3, 1, 1, 1)]


def test_a_cell_ends_with_its_group_of_rows() -> None:
    rows = (
        "<tbody><tr><td rowspan=9>出生<td>1<tr><td>2</tbody>"
        "<tbody><tr><td rowspan=0>入学<td>3<tr><td>4<tr><td>5</tbody>"
    )
    assert cells_of(rows) == [
        ("出生", 1, 1, 2, 1),
        ("1", 1, 2, 1, 1),
        ("2", 2, 2, 1, 1),
        ("入学", 3, 1, 3, 1),
        ("3", 3, 2, 1, 1),
        ("4", 4, 2, 1, 1),
        ("5", 5, 2, 1, 1),
    ]


def test_a_row_after_the_end_of_a_group_is_in_a_group_of_its_own() -> None:
    rows = "<thead><tr><th rowspan=2>序号</th></tr></thead><tr><td>1</td></tr>"
    assert cells_of(rows) == [("序号", 1, 1, 1, 1), ("1", 2, 1, 1, 1)]


@pytest.mark.parametrize(
    ("attribute", "columns"),
    [
        ("0", 1),
        ("2", 2),
        (" 2", 2),
        ("2px", 2),
        ("+2", 2),
        ("-2", 1),
        ("两", 1),
        ("", 1),
        ("1.9", 1),
    ],
)
def test_a_span_is_read_by_the_rules_of_html(attribute: str, columns: int) -> None:
    rows = f'<tr><td>1<td>2<td>3<tr><td colspan="{attribute}">a<td>b'
    assert cells_of(rows)[3:] == [("a", 2, 1, 1, columns), ("b", 2, 1 + columns, 1, 1)]


def test_a_title_that_spans_more_columns_than_there_are_spans_them_all() -> None:
    for wide in (20, 1000, 99999999999999999999):
        rows = f"<tr><td colspan={wide}>标题<tr><td>1<td>2<td>3<tr><td>4<td>5<td>6"
        found = table_of(rows)
        assert (found.width, found.cells[0].column_span) == (3, 3), wide


def test_cells_that_overlap_give_way_and_are_remarked() -> None:
    rows = "<tr><td>1<td rowspan=2>2<tr><td colspan=2>3"
    assert cells_of(rows)[2] == ("3", 2, 1, 1, 1)
    (problem,) = problems_of(f"<table>{rows}</table>")
    assert (problem.code, problem.place.table, problem.values["row"]) == ("F25-overlap", 1, 2)


def test_rows_are_found_within_forms_and_without_tr() -> None:
    assert [c[0] for c in cells_of("<form><tr><td>1</td><td>2</td></tr></form>")] == ["1", "2"]
    assert [c[:3] for c in cells_of("<td>1</td><td>2</td>")] == [("1", 1, 1), ("2", 1, 2)]


def test_thousands_of_empty_rows_are_read() -> None:
    found = table_of("<tr><td>1</td></tr>" + "<tr><td></td></tr>" * 5000)
    assert found.height == 5001


# --- text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("  县公安局\n", "县公安局"),
        ("出生医学\n  证明", "出生医学证明"),
        ("<span>出生医学\n</span><span>证明</span>", "出生医学证明"),
        ("a\nb  c", "a b c"),
        ("출생\n신고", "출생 신고"),
        ("县公安局<br>县民政局", "县公安局\n县民政局"),
        ("<p>县公安局</p>\n<p>县民政局</p>", "县公安局\n县民政局"),
        ("<div><div>1</div></div><div>2<br></div>", "1\n2"),
        ("1<br><br>2", "1\n\n2"),
        ("<ul><li>1<li>2</ul>", "1\n2"),
        ("&nbsp;", "\u00a0"),
        ("&lt;&#20986;&#x751F;&gt;&ldquo;&amp;", "<出生>“&"),
        ("<script>if (a < b) {}</script><style>td {}</style>1<noscript>2</noscript>", "1"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("<!-- 注释 -->1<!--[if mso]>2<![endif]--><![if !supportLists]>3<![endif]>", "13"),
        ("<a href=x>《证明》</a><sup>1</sup><o:p></o:p>", "《证明》1"),
        ("a\u202eb\u200fc\x01d\u200b", "a\u202eb\u200fc\x01d\u200b"),
    ],
)
def test_the_text_of_a_cell_is_what_a_browser_shows(content: str, expected: str) -> None:
    assert text_of(content) == expected


def test_a_null_is_shown_as_a_replacement() -> None:
    assert first_cells(PAGE.format("<meta charset=utf-8>").replace("号", "\x00").encode()) == [
        "序\ufffd",
        "事项“出生”",
    ]


@pytest.mark.parametrize(
    "attribute",
    ['style="DISPLAY : none"', "hidden", "style='visibility:hidden'", "style='mso-hide:all'"],
)
def test_what_is_hidden_is_read_and_remarked(attribute: str) -> None:
    page = f"<table><tr><td>1<td>县<span {attribute}>内部</span>局<tr {attribute}><td>2</table>"
    assert [c.text for c in reading_of(page).tables[0].cells] == ["1", "县内部局", "2"]
    (problem,) = problems_of(page)
    assert (problem.code, problem.values["count"]) == ("F24-hidden", 2)
    assert (problem.values["column"], problem.place.text) == (2, "内部")


def test_the_text_around_the_tables_is_kept_in_order() -> None:
    page = (
        "<html><head><title>网站</title></head><body><h1>附件2</h1><p>清单\n</p>"
        "<table><caption>表一</caption><tr><td>1</table>注<br>完</body></html>"
    )
    assert reading_of(page).text == ("附件2", "清单", "表一", "注", "完")


def test_a_page_without_a_table_has_none() -> None:
    assert reading_of("<html><body>通知</body></html>") == Reading((), ("通知",))
    assert reading_of("<!-- nothing -->") == Reading(())
    assert reading_of("<table></table>").tables == ()


# --- tables in tables


def test_a_table_that_lays_out_a_page_gives_the_tables_in_it() -> None:
    page = """
      <table><tr><td colspan=2>县政府网站</td></tr>
        <tr><td>首页<br>公开</td>
          <td><table><tr><td>序号<td>阶段<tr><td>1<td>出生</table>
              <table><tr><td><table><tr><td>二</table></table></td></tr>
        <tr><td>版权</td></tr></table>"""
    found = reading_of(page)
    assert [[c.text for c in one.cells] for one in found.tables] == [
        ["序号", "阶段", "1", "出生"],
        ["二"],
    ]
    assert [one.number for one in found.tables] == [1, 2]
    assert found.text == ("县政府网站", "首页", "公开", "版权")


def test_a_table_of_data_keeps_the_table_in_its_cell_as_text_and_remarks_it() -> None:
    inner = "材料<table><tr><td>身份证<td>原件<tr><td>户口簿<td>复印件</table>"
    rows = f"<tr><td>1<td>出生<td>{inner}" + "<tr><td>2<td>入学<td>无" * 3
    (found,) = reading_of(f"<table>{rows}</table>").tables
    assert found.cells[2].text == "材料\n身份证\t原件\n户口簿\t复印件"
    (problem,) = problems_of(f"<table>{rows}</table>")
    assert (problem.code, problem.values["column"]) == ("F24-nested", 3)


# --- encodings and saved pages

PAGE = "<html><head>{}</head><body><table><tr><td>序号<td>事项“出生”</table></body></html>"


def first_cells(page: bytes) -> list[str]:
    return [c.text for c in reading_of(page).tables[0].cells]


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "gb18030"),
        ('<meta charset="gbk">', "gbk"),
        ('<META content="text/html; charset=gb2312" http-equiv=Content-Type>', "gb18030"),
        ("<meta charset=utf-16>", "utf-16"),
        ("<meta charset=utf-16>", "utf-8"),
        ("<meta charset=iso-8859-1>", "gb18030"),
        ("<meta charset=x-unknown>", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_is_in(declaration: str, encoding: str) -> None:
    page = PAGE.format(declaration).encode(encoding)
    assert first_cells(page) == ["序号", "事项“出生”"]
    assert problems_of(page) == []


def test_an_xml_declaration_says_the_encoding_too() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?>' + PAGE.format("")
    assert first_cells(page.encode("gb18030")) == ["序号", "事项“出生”"]


def test_a_traditional_page_that_declares_big5_is_read() -> None:
    page = "<meta charset=big5><table><tr><td>戶口登記<td>碁</table>"
    assert first_cells(page.encode("big5hkscs")) == ["戶口登記", "碁"]


@pytest.mark.parametrize(
    ("declared", "encoding", "said"),
    [
        ("gb2312", "utf-8", "UTF-8"),
        ("utf-8", "gb18030", "GB18030"),
        ("utf-8", "big5", "CP950"),
    ],
)
def test_a_declaration_that_is_not_true_is_remarked(
    declared: str, encoding: str, said: str
) -> None:
    words = "戶口登記，出生醫學證明簽發，預防接種" if encoding == "big5" else "户口登记"
    page = f"<meta charset={declared}><table><tr><td>{words}</table>".encode(encoding)
    assert first_cells(page) == [words]
    (problem,) = problems_of(page)
    assert (problem.code, problem.values["found"]) == ("F25-encoding", said)


def test_utf_8_that_declares_gbk_is_read_as_utf_8_even_where_both_fit() -> None:
    page = "<meta charset=gbk><table><tr><td>出生</table>".encode()
    assert page.decode("gbk") != page.decode()
    assert first_cells(page) == ["出生"]


def test_a_broken_character_is_replaced_and_remarked() -> None:
    page = PAGE.format("<meta charset=utf-8>").encode().replace("序".encode(), b"\xe5\xba")
    assert first_cells(page)[0] == "\ufffd号"
    (problem,) = problems_of(page)
    assert (problem.code, problem.values["count"]) == ("F25-bytes", 1)


WORD_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
<!--[if gte mso 9]><xml><o:Settings><table></o:Settings></xml><![endif]-->
<style><!-- table.MsoNormalTable {mso-style-name:普通表格;} --></style></head>
<body lang=ZH-CN><div class=WordSection1><p class=MsoNormal><span>个人全生命周期重要阶段
场景事项清单<o:p></o:p></span></p>
<table class=MsoTableGrid border=1><tr style='mso-yfti-irow:0'>
<td width=50><p class=MsoNormal><span><![if !supportLists]><span style='mso-list:Ignore'>1
<span>&nbsp;</span></span><![endif]><o:p>&nbsp;</o:p></span></p></td>
<td rowspan=2><p class=MsoNormal><span>《出生医学
证明》签发<o:p></o:p></span></p></td></tr>
<![if !supportMisalignedColumns]><tr height=0><td></td></tr><![endif]>
</table></div></body></html>"""


def test_a_page_that_word_saved_is_read() -> None:
    found = reading_of(WORD_PAGE.encode("gb18030"))
    assert found.text == ("个人全生命周期重要阶段场景事项清单",)
    first, second, _ = found.tables[0].cells
    assert first.text.split() == ["1"]
    assert (second.text, second.row_span) == ("《出生医学证明》签发", 2)
    assert found.problems == ()


def archive(*parts: tuple[str, str, bytes]) -> bytes:
    """A web archive of parts: content type, transfer encoding, content."""
    each = "".join(
        f"--B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
        f"{content.decode('latin-1')}\r\n"
        for kind, transfer, content in parts
    )
    head = (
        "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E6=B8=85?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="B"\r\n\r\n'
    )
    return f"{head}{each}--B--\r\n".encode("latin-1")


def test_every_page_of_a_web_archive_is_read() -> None:
    one = quopri.encodestring(PAGE.format("").encode())
    two = base64.encodebytes(PAGE.format("").encode("gb18030"))
    saved = archive(
        ("text/html; charset=utf-8", "quoted-printable", one),
        ("image/png", "base64", b"AAAA"),
        ('text/html; charset="gb2312"', "base64", two),
    )
    assert recognised(saved)
    found = reading_of(saved)
    assert [[c.text for c in one.cells] for one in found.tables] == [["序号", "事项“出生”"]] * 2
    assert [one.number for one in found.tables] == [1, 2]


def test_a_page_of_an_archive_may_talk_of_archives() -> None:
    forms = "<form enctype=multipart/form-data></form>" * 300
    page = f"{forms}<table><td>1</table>".encode()
    assert first_cells(archive(("text/html", "8bit", page))) == ["1"]


def test_a_web_archive_without_a_page_is_refused() -> None:
    assert [p.code for p in problems_of(archive(("image/png", "base64", b"AAAA")))] == [
        "F25-archive"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PAGE.encode(), True),
        (PAGE.encode("utf-16"), True),
        (b"  <!DOCTYPE HTML>", True),
        (b"<table><tr>", True),
        ("序号,事项 <1>\n".encode(), False),
        (b"Content-Type: text/plain\n\nx", False),
        (b"%PDF-1.7", False),
    ],
)
def test_a_page_is_recognised_by_its_beginning(content: bytes, expected: bool) -> None:
    assert recognised(content) is expected


# --- bad input


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>1<td>2<tr><td>3",
        "<html><body><table><tr><td>1</td></tr><tr><td rows",
        "<table><tr><td><table><tr><td>1</table>",
        "<table><tr><td>1<!-- 未完 </table></html>",
        "<table><tr><td>1<script>未完 </table></html>",
    ],
)
def test_a_page_cut_within_a_table_is_refused(page: str) -> None:
    assert [p.code for p in problems_of(page)] == ["F25-cut"]


def test_a_page_cut_at_any_place_of_its_table_is_refused() -> None:
    page = PAGE.format("")
    start, end = page.index("<table") + 6, page.index("</table") + 7
    for length in range(start, end):
        assert [p.code for p in problems_of(page[:length])] == ["F25-cut"], length


def test_a_table_that_only_lacks_its_end_is_read() -> None:
    assert first_cells(b"<html><body><table><tr><td>1</body></html>") == ["1"]


def test_a_cell_of_a_hundred_thousand_characters_is_refused_with_its_place() -> None:
    page = f"<table><tr><td>1</table><table><tr><td>1<tr><td>2<td>{'清' * 100_000}</table>"
    (problem,) = problems_of(page)
    assert (problem.code, problem.place.table) == ("F21-cell", 2)
    assert (problem.values["row"], problem.values["column"]) == (2, 2)


def test_too_many_tables_rows_or_columns_are_refused_and_empty_rows_do_not_count() -> None:
    one = "<table><tr><td>1</table>"
    assert [p.code for p in problems_of(one * 4, Limits(tables=3))] == ["F21-tables"]
    rows = "<table>" + "<tr><td>1" * 4 + "<tr><td>&nbsp;" * 50 + "</table>"
    assert [p.code for p in problems_of(rows, Limits(rows=3))] == ["F21-rows"]
    assert problems_of(rows, Limits(rows=4)) == []
    wide = "<table><tr>" + "<td>1" * 257 + "</table>"
    assert [p.code for p in problems_of(wide)] == ["F25-cells"]
    spread = "<table><tr><td colspan=200>1<td colspan=200>2<td>3</table>"
    assert [p.code for p in problems_of(spread)] == ["F21-columns"]


MAIL = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary="
PARTS = "--B\nContent-Type: text/html\n\n<table><td>1</table>\n"
BOMBS = {
    "archives in archives": (
        f"{MAIL}B0\n\n"
        + "".join(
            f"--B{n}\nContent-Type: multipart/related; boundary=B{n + 1}\n\n" for n in range(900)
        )
        + "x\n" * 500_000,
        "F25-deep",
    ),
    "a header of an archive": (f'{MAIL}B; a="{";" * 500_000}\n\n', "F25-deep"),
    "a header of a page": (
        f'{MAIL}B\n\n--B\nContent-Type: text/html; a="{";" * 500_000}\n\n',
        "F25-archive",
    ),
    "pages of an archive": (f"{MAIL}B\n\n{PARTS * 6000}", "F21-tables"),
    "parts of an archive": (f"{MAIL}B\n\n" + "--B\nContent-Type: a/b\n\n" * 6000, "F21-members"),
    "tables in tables": ("<table><tr><td>" * 100_000, "F25-cut"),
    "tables in tables, ended": ("<table><tr><td>" * 100_000 + "</html>", "F25-deep"),
    "divisions": ("<div>" * 100_000, "F25-deep"),
    "spans over everything": (
        "<table>" + "<tr>" + "<td rowspan=65534 colspan=1000>" * 200_000 + "</table>",
        "F25-cells",
    ),
    "spans over everything in rows": (
        "<table>" + "<tr><td rowspan=65534 colspan=1000>x" * 200_000 + "</table>",
        "F21-columns",
    ),
    "wide rows": ("<table>" + "<tr><td rowspan=2 colspan=255><tr><td>" * 100_000 + "</table>", ""),
    "comments": ("<!--" * 500_000, ""),
    "open tags": ("<" * 1_000_000 + "<a" * 500_000, ""),
    "spaces": ("<p>" + "清 \n" * 1_000_000, ""),
    "meta": ("<meta " * 500_000, ""),
    "headers": ("a:\n " * 1000 + "content-type" * 1000, ""),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_page_made_to_hang_is_refused_or_read_within_a_minute(name: str, tmp_path: Path) -> None:
    page, code = BOMBS[name]
    file = tmp_path / "bomb.html"
    file.write_text(page, "utf-8")
    program = (
        "import pathlib, resource, sys\n"
        "from loader.limits import Limits\n"
        "from loader.problems import Refused\n"
        "from loader.readers.html import read\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))\n"
        "try:\n"
        "    read(pathlib.Path(sys.argv[1]).read_bytes(), 'a', Limits())\n"
        "except Refused as refused:\n"
        "    print(refused.problems[0].code, end='')\n"
    )
    command = [sys.executable, "-c", program, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == code
