"""Printouts that real programs make of the real checklist: a browser, a word processor, a
spreadsheet. Skipped, with the reason, where the program or a Chinese font is not on the machine."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from loader.identifiers import squeeze
from loader.tables import Reading, TableCell
from tests.forms import excel, html, word
from tests.forms.sample import Breaks, Sample, real
from tests.loader.readers.test_pdf import codes, pages, read

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OFFICES = ("soffice", "libreoffice")


def _program(*names: str) -> str:
    fonts = shutil.which("fc-list")
    if not fonts or not subprocess.run([fonts, ":lang=zh"], capture_output=True).stdout.strip():
        pytest.skip("no Chinese font on this machine (fonts-noto-cjk)")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"none of these programs is on this machine: {', '.join(names)}")
    return found


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def printed_by_browser(content: bytes, folder: Path) -> Reading:
    """What the reader makes of a web page that a browser has printed."""
    browser = _program(*_BROWSERS)
    page, printout = folder / "page.html", folder / "page.pdf"
    page.write_bytes(content)
    flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}")
    _run(browser, *flags, f"--print-to-pdf={printout}", page.as_uri())
    return read(printout.read_bytes())


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the office program keeps what it makes at its first start."""
    return tmp_path_factory.mktemp("office") / "profile"


def printed_by_office(content: bytes, suffix: str, folder: Path, profile: Path) -> Reading:
    """What the reader makes of a document that an office program has exported."""
    office = _program(*_OFFICES)
    document = folder / f"document{suffix}"
    document.write_bytes(content)
    own = f"-env:UserInstallation={profile.as_uri()}"
    _run(office, own, "--headless", "--convert-to", "pdf", "--outdir", folder, document)
    return read((folder / "document.pdf").read_bytes())


def columns(cells: list[TableCell]) -> dict[int, str]:
    """The text of each column from top to bottom: what the end of a page cuts is whole again."""
    texts: dict[int, list[str]] = defaultdict(list)
    for cell in cells:
        texts[cell.column].append(squeeze(cell.text))
    return {column: "".join(parts) for column, parts in texts.items()}


def body(reading: Reading) -> dict[int, str]:
    """The columns below the header, which may stand on each page."""
    cells: list[TableCell] = []
    for table in reading.tables:
        headings = {cell.row for cell in table.cells if squeeze(cell.text) == "序号"}
        cells += [cell for cell in table.cells if cell.row not in headings]
    return columns(cells)


def expected(sample: Sample) -> dict[int, str]:
    (flow,) = sample.pieces(Breaks.FLOW)
    return columns(list(flow.cells))


@pytest.mark.parametrize(
    ("borders", "sample"), [("collapse", real), ("separate", pages)], ids=["collapse", "separate"]
)
def test_a_page_of_a_web_site_printed_by_a_browser(
    borders: str, sample: Callable[[], Sample], tmp_path: Path
) -> None:
    style = f"border-collapse:{borders}".encode()
    content = html.write(sample()).replace(b"border-collapse:collapse", style)
    reading = printed_by_browser(content, tmp_path)
    assert len(reading.tables) > 1
    assert body(reading) == expected(sample())
    assert set(codes(reading)) <= {"F48-lines", "F49"}
    assert "个人全生命周期事项清单及责任分工" in reading.text


@pytest.mark.parametrize(
    ("breaks", "sample"),
    [(Breaks.FLOW, real), (Breaks.APART, pages)],
    ids=["flow", "apart"],
)
def test_a_word_document_exported_by_an_office_program(
    breaks: Breaks, sample: Callable[[], Sample], tmp_path: Path, profile: Path
) -> None:
    content = word.write(sample(), breaks)
    reading = printed_by_office(content, word.SUFFIX, tmp_path, profile)
    assert len(reading.tables) > 1
    assert body(reading) == expected(sample())
    assert codes(reading) == []


def test_a_workbook_exported_by_an_office_program(tmp_path: Path, profile: Path) -> None:
    reading = printed_by_office(excel.write(real()), excel.SUFFIX, tmp_path, profile)
    assert body(reading) == expected(real())
    assert codes(reading) == []
