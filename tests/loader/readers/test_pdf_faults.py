"""PDF files that cannot be read: each gets a sentence, at once, and none a traceback."""

import io
import time
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from loader.limits import Limits
from loader.problems import Refused
from loader.readers import pdf
from loader.readers.pdf import device as pdf_device
from loader.tables import Reading
from shapes.report import Severity
from tests.loader.readers.test_pdf import codes, drawn, grid, read

_TWO_PAGES = drawn(
    lambda c: grid(c, [["序号", "事项名称"], ["1", "户口登记"]]),
    lambda c: grid(c, [["序号", "事项名称"], ["2", "户口迁移"]]),
)


def refusal(content: bytes, **limits: int) -> str:
    """The code of the one problem for which a file is refused; it speaks both languages."""
    with pytest.raises(Refused) as refused:
        pdf.read(content, "清单.pdf", Limits(**limits))
    (problem,) = refused.value.problems
    assert problem.sentence("zh") and problem.sentence("en")
    assert problem.place.file == "清单.pdf"
    return problem.code


def scan(canvas: Canvas) -> None:
    """A page that is one picture."""
    picture = ImageReader(Image.new("L", (60, 80), 200))
    canvas.drawImage(picture, 0, 0, *A4)


def borderless(canvas: Canvas) -> None:
    """A table that only its spaces rule."""
    for row in range(6):
        for column in range(4):
            canvas.drawString(60 + 120 * column, 700 - 20 * row, f"第{row}行{column}列")


def content_of(commands: bytes, compress: bool = True) -> bytes:
    """A file of one page that is drawn by `commands`."""
    data = zlib.compress(commands, 9) if compress else commands
    return written(data, b"/Filter /FlateDecode" if compress else b"")


def written(
    data: bytes, attributes: bytes = b"", page: bytes = b"", more: Sequence[bytes] = ()
) -> bytes:
    """A file of one page whose content stream is `data`, written object by object."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font "
        b"<< /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> " + page + b" >>",
        b"<< /Length %d %s >> stream\n%s\nendstream" % (len(data), attributes, data),
        *more,
    ]
    file = io.BytesIO()
    file.write(b"%PDF-1.4\n")
    starts = []
    for number, body in enumerate(objects, start=1):
        starts.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % start for start in starts))
    file.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    file.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return file.getvalue()


class TestLocked:
    def test_a_file_that_needs_a_password_is_refused(self) -> None:
        assert refusal(_locked("secret")) == "F41"

    def test_a_file_that_is_only_protected_from_changes_is_read(self) -> None:
        assert read(_locked("")).tables[0].cells[0].text == "A"


def _locked(password: str) -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content, encrypt=StandardEncryption(password, ownerPassword="owner"))
    grid(canvas, [["A", "B"]])
    canvas.save()
    return content.getvalue()


class TestWithoutTables:
    def test_a_scan_is_refused_with_what_to_do(self) -> None:
        with pytest.raises(Refused, match="OCR") as refused:
            read(drawn(scan, scan, scan))
        assert [(p.code, p.place.page) for p in refused.value.problems] == [("F42", 1)]
        assert "1-3" in refused.value.problems[0].sentence("zh")

    def test_scanned_pages_among_others_are_a_violation(self) -> None:
        reading = read(drawn(lambda c: grid(c, [["甲", "乙"]]), scan))
        assert [(p.code, p.severity, p.place.page) for p in reading.problems] == [
            ("F42", Severity.VIOLATION, 2)
        ]

    def test_a_table_without_lines_is_not_guessed_at(self) -> None:
        assert refusal(drawn(borderless)) == "F43-page"

    def test_a_page_without_lines_among_others_is_a_violation(self) -> None:
        reading = read(drawn(lambda c: grid(c, [["甲", "乙"]]), borderless))
        assert [(p.code, p.severity, p.place.page) for p in reading.problems] == [
            ("F43-page", Severity.VIOLATION, 2)
        ]

    def test_stripes_behind_the_rows_are_no_lines(self) -> None:
        def page(canvas: Canvas) -> None:
            canvas.setFillGray(0.9)
            for row in range(0, 6, 2):
                canvas.rect(50, 694 - 20 * row, 480, 20, stroke=0, fill=1)
            canvas.setFillGray(0)
            borderless(canvas)

        assert refusal(drawn(page)) == "F43-page"

    def test_a_page_of_prose_is_no_table(self) -> None:
        def prose(canvas: Canvas) -> None:
            canvas.drawString(60, 700, "关于印发个人全生命周期事项清单的通知")

        assert refusal(drawn(prose)) == "F43"
        assert codes(read(drawn(prose, lambda c: grid(c, [["甲", "乙"]])))) == []


class TestDamaged:
    @pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
    def test_a_file_cut_anywhere_is_refused_and_never_read_in_part(self, part: float) -> None:
        assert refusal(_TWO_PAGES[: int(len(_TWO_PAGES) * part)]) == "F40-cut"

    def test_a_file_that_is_a_pdf_only_by_its_first_and_last_bytes_is_refused(self) -> None:
        assert refusal(b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"%%EOF") in ("F40", "F40-pages")

    def test_pages_that_the_file_counts_but_does_not_hold_are_missed(self) -> None:
        assert refusal(_TWO_PAGES.replace(b"/Count 2", b"/Count 3")) == "F40-pages"

    def test_a_page_whose_content_is_cut_is_not_read_in_part(self) -> None:
        whole = zlib.compress(_ruled(40), 9)
        assert read(written(whole, b"/Filter /FlateDecode")).tables
        assert refusal(written(whole[:-80], b"/Filter /FlateDecode")) == "F40-page"
        broken = whole[:20] + b"\xff" * 20 + whole[40:]
        assert refusal(written(broken, b"/Filter /FlateDecode")) == "F40-page"

    def test_a_page_of_no_size_is_refused(self) -> None:
        content = written(_ruled(3)).replace(b"[0 0 595 842]", b"[/a /b /c /d]")
        assert refusal(content) == "F40"

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_bytes_changed_anywhere_give_a_reading_or_a_sentence(self, data: st.DataObject) -> None:
        content = bytearray(_TWO_PAGES)
        for _ in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        try:
            assert isinstance(read(bytes(content)), Reading)
        except Refused as refused:
            assert all(problem.sentence("zh") for problem in refused.problems)


def _ruled(rows: int) -> bytes:
    """Commands that draw a table of two columns."""
    boxes = b"".join(
        b"50 %d 100 20 re S 150 %d 100 20 re S BT /F 9 Tf 60 %d Td (%d) Tj ET\n" % (y, y, y + 5, y)
        for y in range(800, 800 - 20 * rows, -20)
    )
    return boxes


class TestBounds:
    def test_more_pages_than_allowed(self) -> None:
        assert refusal(_TWO_PAGES, pages=1) == "F44-pages"

    @pytest.mark.parametrize(
        ("limits", "code"),
        [
            ({"tables": 1}, "F44-tables"),
            ({"rows": 3}, "F44-rows"),
            ({"columns": 1}, "F44-columns"),
            ({"cell_characters": 3}, "F44-cell"),
        ],
    )
    def test_larger_tables_than_allowed(self, limits: dict[str, int], code: str) -> None:
        assert refusal(_TWO_PAGES, **limits) == code

    @pytest.mark.parametrize(
        "commands",
        [
            pytest.param(b"BT /F 9 Tf (a) Tj ET\n" * 100_000, id="characters"),
            pytest.param(b"BT /F 9 Tf (" + b"a" * 1_000_000 + b") Tj ET", id="one string"),
            pytest.param(
                b"".join(b"%d 0 m %d 800 l S\n" % (x, x) for x in range(100_000)), id="lines"
            ),
            pytest.param(b"0 0 m " + b"5 5 l 5 9 l " * 20_000 + b"S", id="one path"),
            pytest.param(b"0 0 10 10 re " * 10_000 + b"S", id="boxes in one path"),
            pytest.param(b" " * 100_000_000, id="a bomb"),
            pytest.param(b"0 0 l " * 3_000_000, id="a path that is never drawn"),
        ],
    )
    def test_a_page_that_never_ends_is_given_up_on(
        self, commands: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pdf_device, "MARKS", 5_000)
        assert refusal(content_of(commands)) == "F44-marks"

    def test_forms_that_draw_forms_that_draw_forms_are_given_up_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pdf_device, "MARKS", 5_000)
        drawing = b"/X Do " * 20

        def names(form: int) -> bytes:
            return b"/Resources << /XObject << /X %d 0 R >> >>" % form

        forms = [
            b"<< /Subtype /Form /BBox [0 0 9 9] /Length %d %s >> stream\n%s\nendstream"
            % (len(drawing), names(number + 1), drawing)
            for number in range(5, 12)
        ]
        assert refusal(written(drawing, b"", names(5), forms)) == "F44-marks"

    def test_the_densest_page_that_is_read_takes_seconds(self) -> None:
        marks = b"".join(
            b"%d %d 4 4 re S BT /F 3 Tf %d %d Td (8) Tj ET\n" % (x, y, x + 1, y + 1)
            for x in range(0, 588, 4)
            for y in range(0, 760, 4)
        )
        started = time.process_time()
        (table,) = read(content_of(marks)).tables
        assert (table.width, table.height) == (147, 190)
        assert {cell.text for cell in table.cells} == {"8"}
        assert time.process_time() - started < 30
