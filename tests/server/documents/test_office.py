"""An office program opens what is exported, as it is, and prints it as it should."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest

from server.documents.excel import as_excel
from server.documents.printed import PrintedTable
from server.documents.word import as_word

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")


@pytest.fixture(scope="module")
def folder(printed: PrintedTable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real checklist as Word and Excel, and each as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("office")
    files = [folder / "docx.docx", folder / "xlsx.xlsx"]
    files[0].write_bytes(as_word(printed))
    files[1].write_bytes(as_excel(printed))
    _print(files)
    return folder


@pytest.fixture(scope="module", params=["docx", "xlsx"])
def pages(request: pytest.FixtureRequest, folder: Path) -> Iterator[list[str]]:
    """The text of every page of the real checklist, printed by LibreOffice, in the order in which
    it is drawn (what is clipped at the edge of a page does not mix with what is seen)."""
    with pdfplumber.open(folder / f"{request.param}.pdf") as pdf:
        yield ["".join(char["text"] for char in page.chars).replace(" ", "") for page in pdf.pages]


def _print(files: list[Path]) -> None:
    """Each file as PDF beside it, in one run of the program."""
    folder = files[0].parent
    command = [
        OFFICE or "",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert all(file.with_suffix(".pdf").is_file() for file in files), run.stderr


def test_every_page_has_the_headings_and_its_number(pages: list[str]) -> None:
    assert 6 <= len(pages) <= 14
    for number, text in enumerate(pages, start=1):
        for heading in ("序号", "阶段", "场景", "事项名称", "事项类型", "牵头部门", "协同部门"):
            assert heading in text
        assert f"—{number}—" in text


def test_the_title_stands_on_the_first_page_only(pages: list[str]) -> None:
    titled = ["个人全生命周期事项清单及责任分工" in text for text in pages]
    assert titled == [True] + [False] * (len(pages) - 1)


def test_the_first_and_the_last_entry_are_printed(pages: list[str]) -> None:
    assert "出生医学证明办理" in pages[0]
    assert "112" in pages[-1]
