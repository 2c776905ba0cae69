"""PDF printouts: the tables as the pages show them, and a sentence for what cannot be read."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from loader.identifiers import squeeze
from loader.limits import Limits
from loader.readers import pdf
from loader.tables import Reading, Table
from shapes.report import Severity
from tests.forms import pdf as printout
from tests.forms.pdf import FONT, Look, Ruling, register_font
from tests.forms.registry import LOOKS
from tests.forms.sample import Breaks, Piece, Sample, real, real_beginning
from tests.forms.strategies import samples

Cells = dict[tuple[int, int, int, int], str]


def pages() -> Sample:
    """Some pages of the real checklist, one of them begun where the last was not full."""
    return real_beginning(60)


def cells(table: Table | Piece) -> Cells:
    """What a table holds: the place and spans of each cell, and its text without white space."""
    return {
        (cell.row, cell.column, cell.row_span, cell.column_span): squeeze(cell.text)
        for cell in table.cells
    }


def visible(pieces: Sequence[Piece]) -> list[Cells]:
    """What the lines of a printout show of its tables: no column where none divides two."""
    ends = {1}
    for piece in pieces:
        ends |= {cell.column + cell.column_span for cell in piece.cells}
    number = {end: n for n, end in enumerate(sorted(ends), start=1)}
    return [
        {
            (row, number[column], rows, number[column + columns] - number[column]): text
            for (row, column, rows, columns), text in cells(piece).items()
        }
        for piece in pieces
    ]


def read(content: bytes) -> Reading:
    return pdf.read(content, "清单.pdf", Limits())


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def drawn(*pages: Callable[[Canvas], None]) -> bytes:
    """A PDF of pages drawn by hand."""
    register_font()
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4)
    for page in pages:
        canvas.setFont(FONT, 10)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def grid(canvas: Canvas, texts: list[list[str]], left: float = 50, top: float = 800) -> None:
    """A table of cells 100 points wide and 20 high."""
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            x, y = left + 100 * column, top - 20 * (row + 1)
            canvas.rect(x, y, 100, 20)
            canvas.drawString(x + 4, y + 6, text)


def clip(canvas: Canvas, left: float, bottom: float, width: float, height: float) -> None:
    """Let nothing show outside of a box."""
    path = canvas.beginPath()
    path.rect(left, bottom, width, height)
    canvas.clipPath(path, stroke=0, fill=0)


class TestTables:
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a printout takes minutes
    )
    @given(samples(), LOOKS, st.sampled_from([Breaks.FLOW, Breaks.APART]))
    def test_every_page_gives_its_table_with_the_spans_and_texts_that_were_printed(
        self, sample: Sample, look: Look, breaks: Breaks
    ) -> None:
        reading = read(printout.write(sample, look, breaks))
        printed = printout.tables(sample, look, breaks)
        assert [cells(table) for table in reading.tables] == visible(printed)
        assert codes(reading) == (["F46"] if look.watermark else [])

    @pytest.mark.parametrize("ruling", Ruling)
    def test_the_real_checklist_is_read_however_its_lines_are_drawn(self, ruling: Ruling) -> None:
        """The whole of it, its lines drawn as lines; of it some pages, drawn otherwise."""
        look = Look(ruling=ruling)
        sample = real() if ruling is Ruling.LINES else pages()
        reading = read(printout.write(sample, look))
        printed = printout.tables(sample, look)
        assert len(printed) > 2
        assert [cells(table) for table in reading.tables] == visible(printed)
        assert reading.problems == ()

    def test_tables_know_their_page_and_number_and_that_their_form_has_merges(self) -> None:
        def second(canvas: Canvas) -> None:
            grid(canvas, [["丙", "丁"]])
            grid(canvas, [["戊", "己"]], top=400)

        reading = read(drawn(lambda c: grid(c, [["甲", "乙"]]), second))
        found = [(table.page, table.number, table.merges) for table in reading.tables]
        assert found == [(1, 1, True), (2, 2, True), (2, 3, True)]
        assert [table.cells[0].text for table in reading.tables] == ["甲", "丙", "戊"]

    def test_text_outside_the_tables_is_kept_line_by_line(self) -> None:
        sample = replace(pages(), notes=("注：本清单由各部门共同编制。",))
        reading = read(printout.write(sample))
        assert reading.text[:3] == ("附件2", "个人全生命周期事项清单及责任分工", "第 1 页")
        assert "注：本清单由各部门共同编制。" in reading.text

    def test_a_row_that_the_page_end_cuts_is_a_row_of_each_page(self) -> None:
        def first(canvas: Canvas) -> None:
            grid(canvas, [["1", "住房公积金提取", "其他行政"]])

        reading = read(drawn(first, lambda c: grid(c, [["", "", "权力"], ["2", "登记", "其他"]])))
        assert [[c.text for c in row] for row in reading.tables[1].rows()] == [
            ["", "", "权力"],
            ["2", "登记", "其他"],
        ]

    def test_the_lines_of_a_cell_are_kept(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["", "乙"]])
            canvas.drawString(54, 792, "1.1")
            canvas.drawString(54, 782, "出生")

        assert read(drawn(page)).tables[0].cells[0].text == "1.1\n出生"

    def test_a_frame_around_the_page_is_no_table(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.rect(20, 20, 550, 800)
            grid(canvas, [["甲", "乙"]])

        assert [cells(table) for table in read(drawn(page)).tables] == [
            {(1, 1, 1, 1): "甲", (1, 2, 1, 1): "乙"}
        ]

    def test_a_table_without_its_outer_lines_left_and_right_is_closed_where_its_lines_end(
        self,
    ) -> None:
        def page(canvas: Canvas) -> None:
            for y in (800, 780, 760):
                canvas.line(50, y, 350, y)
            for x in (150, 250):
                canvas.line(x, 760, x, 800)
            for row, y in enumerate((786, 766)):
                for column in range(3):
                    canvas.drawString(60 + 100 * column, y, f"{row}{column}")

        (table,) = read(drawn(page)).tables
        assert [[c.text for c in row] for row in table.rows()] == [
            ["00", "01", "02"],
            ["10", "11", "12"],
        ]

    def test_underlines_and_backgrounds_divide_no_cell(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.setFillGray(0.8)
            canvas.rect(52, 782, 60, 12, stroke=0, fill=1)
            canvas.setFillGray(0)
            grid(canvas, [["", "乙"]])
            canvas.drawString(50.2, 788, "县教育和体育局县教育")
            canvas.line(50.2, 786.5, 150.2, 786.5)

        reading = read(drawn(page))
        assert cells(reading.tables[0]) == {
            (1, 1, 1, 1): "县教育和体育局县教育",
            (1, 2, 1, 1): "乙",
        }

    def test_a_line_from_corner_to_corner_of_a_cell_is_no_border(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["甲", "乙"], ["丙", "丁"]])
            canvas.line(50, 800, 150, 780)

        assert sorted(cells(read(drawn(page)).tables[0])) == [
            (1, 1, 1, 1),
            (1, 2, 1, 1),
            (2, 1, 1, 1),
            (2, 2, 1, 1),
        ]

    def test_a_table_within_a_cell_is_a_table_of_its_own(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.rect(40, 600, 400, 220)
            canvas.line(300, 600, 300, 820)
            grid(canvas, [["甲", "乙"]])
            canvas.drawString(310, 700, "外")

        assert [sorted(cells(t).values()) for t in read(drawn(page)).tables] == [
            ["", "外"],
            ["乙", "甲"],
        ]

    def test_characters_printed_twice_for_bold_are_read_once(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["人人", "11"]])
            grid(canvas, [["人人", "11"]], left=50.3)

        assert [c.text for c in read(drawn(page)).tables[0].cells] == ["人人", "11"]

    def test_columns_that_a_merged_cell_as_high_as_the_page_parts_are_one_table(self) -> None:
        def page(canvas: Canvas) -> None:
            for y in (800, 780, 760, 740):
                canvas.line(50, y, 150, y)
                canvas.line(250, y, 350, y)
            for x in (50, 150, 250, 350):
                canvas.line(x, 740, x, 800)
            for row, y in enumerate((786, 766, 746)):
                canvas.drawString(60, y, f"左{row}")
                canvas.drawString(260, y, f"右{row}")
            canvas.drawString(160, 766, "4工作")

        (table,) = read(drawn(page)).tables
        assert cells(table)[1, 2, 3, 1] == "4工作"
        assert (table.width, table.height) == (3, 3)

    def test_text_that_is_clipped_away_is_not_there(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["甲", "乙"]])
            canvas.saveState()
            clip(canvas, 50, 780, 200, 20)
            canvas.drawString(60, 700, "4工作")
            canvas.restoreState()
            canvas.drawString(60, 650, "注")

        reading = read(drawn(page))
        assert reading.text == ("注",)
        assert reading.problems == ()


class TestWhatCannotBeToldForCertain:
    def test_text_cut_off_by_its_cell_is_pointed_out(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["序号", "部门"], ["1", ""], ["2", "县公安局"]])
            canvas.saveState()
            clip(canvas, 150, 760, 100, 20)
            canvas.drawString(152, 766, "市住房公积金管理中心昌乐分中心")
            canvas.restoreState()

        (problem,) = read(drawn(page)).problems
        assert (problem.code, problem.severity) == ("F47-cut", Severity.VIOLATION)
        assert "市住房公积金" in problem.sentence("zh")

    def test_a_watermark_is_left_out_of_the_cells_and_named(self) -> None:
        reading = read(printout.write(pages(), Look(watermark="内部资料")))
        (note,) = reading.problems
        assert (note.code, note.severity, note.place.text) == ("F46", Severity.INFO, "内部资料")
        assert f"1-{len(reading.tables)}" in note.sentence("zh")

    def test_a_column_printed_on_its_side_is_read_and_pointed_out(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["", "乙"]])
            canvas.translate(100, 785)
            canvas.rotate(90)
            canvas.setFont(FONT, 5)
            canvas.drawString(0, 0, "阶段")

        reading = read(drawn(page))
        assert reading.tables[0].cells[0].text == "阶段"
        assert codes(reading) == ["F46-cell"]

    def test_text_over_a_line_belongs_to_no_cell_for_certain(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["县教育和体育局县教育和", ""], ["丙", "丁"]])

        assert codes(read(drawn(page))) == ["F47"]

    def test_text_printed_over_other_text_is_not_read_as_a_mixture(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["甲甲甲", "乙"]])
            canvas.drawString(57, 789, "丙丙丙")

        (problem,) = read(drawn(page)).problems
        assert (problem.code, problem.severity) == ("F47", Severity.VIOLATION)

    def test_text_beside_a_table_is_pointed_out(self) -> None:
        def page(canvas: Canvas) -> None:
            grid(canvas, [["甲", "乙"]])
            canvas.drawString(300, 786, "县卫健局")

        reading = read(drawn(page))
        assert codes(reading) == ["F48-beside"]
        assert reading.text == ("县卫健局",)

    def test_a_merged_cell_with_missing_lines_is_read_row_by_row_and_pointed_out(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.rect(50, 740, 200, 60)
            canvas.line(150, 780, 150, 800)
            canvas.line(150, 780, 250, 780)
            canvas.line(150, 740, 150, 760)
            canvas.line(50, 760, 150, 760)
            canvas.drawString(60, 786, "甲")

        reading = read(drawn(page))
        assert codes(reading) == ["F48-lines"]

    def test_a_font_that_does_not_say_what_its_characters_are_is_a_violation(self) -> None:
        content = drawn(lambda c: grid(c, [["甲", "乙"]])).replace(
            b"/UniGB-UCS2-H", b"/Identity-H  "
        )
        content = content.replace(b"/Adobe", b"/Other").replace(b"(Adobe)", b"(Other)")
        reading = read(content)
        assert codes(reading) == ["F45"]
        assert "\ufffd" in reading.tables[0].cells[0].text
