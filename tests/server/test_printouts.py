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


@pytest.fixture(scope="module")
def exported(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the real checklist as Word and Excel have it."""
    return exports(published, tmp_path_factory.mktemp("exported"), "list.docx", "list.xlsx")


def exports(data: Path, folder: Path, *names: str) -> Path:
    for name in names:
        assert command(data, "export", "-o", folder / name).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where LibreOffice keeps what it makes at its first start."""
    return tmp_path_factory.mktemp("libreoffice") / "profile"


def converted(file: Path, to: str, folder: Path, profile: Path) -> Path:
    """`file` as LibreOffice writes it in another form."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not on this machine")
    own = f"-env:UserInstallation=file://{profile}"
    subprocess.run(
        ["soffice", own, "--headless", "--convert-to", to, "--outdir", str(folder), str(file)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{file.stem}.{to}"


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
    own_data: Path, exported: Path, profile: Path, tmp_path: Path, form: str
) -> None:
    file = converted(exported / "list.docx", form, tmp_path, profile)
    assert same_edition(own_data, file) == []


def test_an_old_word_file_is_known_by_its_content_under_the_name_of_another_program(
    profile: Path, tmp_path: Path
) -> None:
    """The list of a made-up county, which is short."""
    data = tmp_path / "data"
    load(data, IMAGINARY)
    word = exports(data, tmp_path, "list.docx") / "list.docx"
    old = converted(word, "doc", tmp_path, profile).rename(tmp_path / "list.wps")
    assert same_edition(data, old, "370999", "2025-03") == []


def test_what_calc_prints_of_the_exported_workbook(
    own_data: Path, exported: Path, profile: Path, tmp_path: Path
) -> None:
    """Calc cuts merged cells at the ends of pages and prints their text in either half."""
    file = converted(exported / "list.xlsx", "pdf", tmp_path, profile)
    assert set(same_edition(own_data, file)) <= {"V07", "V08"}


def test_what_calc_makes_of_the_exported_workbook(
    own_data: Path, exported: Path, profile: Path, tmp_path: Path
) -> None:
    file = converted(exported / "list.xlsx", "xls", tmp_path, profile)
    assert same_edition(own_data, file) == []


def test_what_a_browser_prints_of_a_page_that_writer_made(
    own_data: Path, exported: Path, profile: Path, tmp_path: Path
) -> None:
    """The lines of such a printout are not whole: cells end in slivers, blanks stand alone."""
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium is not on this machine")
    page = converted(exported / "list.docx", "html", tmp_path, profile)
    printout = tmp_path / "printed.pdf"
    own = (f"--user-data-dir={tmp_path}/user", f"--print-to-pdf={printout}")
    subprocess.run(
        [browser, *FLAGS, *own, str(page)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert set(same_edition(own_data, printout)) <= {"V07", "F48-lines"}
