"""Real programs print the real checklist, and each printout is read back as the same edition."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import IMAGINARY, load
from tests.server.editing import command

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


CONVERSIONS = {
    "pdf": ("word.docx", "excel.xlsx"),
    "doc": ("word.docx", "imaginary.docx"),
    "xls": ("excel.xlsx",),
    "html": ("word.docx",),
}
"""What LibreOffice makes of the exported files: of all for one form in one run."""


@pytest.fixture(scope="module")
def imaginary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a made-up county, whose list is short."""
    data = tmp_path_factory.mktemp("imaginary") / "data"
    load(data, IMAGINARY)
    return data


@pytest.fixture(scope="module")
def converted(published: Path, imaginary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the real checklist as Word and Excel have it, the made-up county's as Word has
    it, and what LibreOffice makes of them."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not on this machine")
    folder = tmp_path_factory.mktemp("converted")
    exported = {"word.docx": published, "excel.xlsx": published, "imaginary.docx": imaginary}
    for name, data in exported.items():
        assert command(data, "export", "-o", folder / name).exit_code == 0
    for form, names in CONVERSIONS.items():
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", form, "--outdir", str(folder)),
                *(str(folder / name) for name in names),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    return folder


def same_edition(
    data: Path, file: Path, region: str = "370725", edition: str = "u-d709fb19"
) -> list[str]:
    """Loads the file, which must be the published edition; returns the codes of its warnings."""
    options = ("--region", region, "--list", "personal-life-cycle", "--json")
    result = command(data, "load", file, *options)
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.stdout)
    assert outcome["edition"].endswith(f"/{edition}")
    return sorted({p["code"] for p in outcome["problems"] if p["severity"] == "warning"})


@pytest.mark.parametrize("form", ["pdf", "doc"])
def test_what_writer_makes_of_the_exported_word_file(
    own_data: Path, converted: Path, form: str
) -> None:
    assert same_edition(own_data, converted / f"word.{form}") == []


def test_an_old_word_file_is_known_by_its_content_under_the_name_of_another_program(
    imaginary: Path, converted: Path, tmp_path: Path
) -> None:
    old = (converted / "imaginary.doc").rename(tmp_path / "list.wps")
    assert same_edition(imaginary, old, "370999", "2025-03") == []


def test_what_calc_prints_of_the_exported_workbook(own_data: Path, converted: Path) -> None:
    """Calc cuts merged cells at the ends of pages and prints their text in either half."""
    assert set(same_edition(own_data, converted / "excel.pdf")) <= {"V07", "V08"}


def test_what_calc_makes_of_the_exported_workbook(own_data: Path, converted: Path) -> None:
    assert same_edition(own_data, converted / "excel.xls") == []


def test_what_a_browser_prints_of_a_page_that_writer_made(
    own_data: Path, converted: Path, tmp_path: Path
) -> None:
    """The lines of such a printout are not whole: cells end in slivers, blanks stand alone."""
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium is not on this machine")
    printout = tmp_path / "printed.pdf"
    own = (f"--user-data-dir={tmp_path}/user", f"--print-to-pdf={printout}")
    subprocess.run(
        [browser, *FLAGS, *own, str(converted / "word.html")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert set(same_edition(own_data, printout)) <= {"V07", "F48-lines"}
