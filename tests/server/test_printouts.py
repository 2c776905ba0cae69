"""Real programs print the real checklist, and each printout is read back as the same edition."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

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


def converted(file: Path, to: str, folder: Path) -> Path:
    """`file` as LibreOffice writes it in another form."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not on this machine")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(file)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{file.stem}.{to}"


def same_edition(data: Path, file: Path) -> list[str]:
    """Loads the file, which must be the published edition; returns the codes of its warnings."""
    options = ("--region", "370725", "--list", "personal-life-cycle", "--json")
    result = command(data, "load", file, *options)
    assert result.exit_code == 0, result.output
    outcome = json.loads(result.stdout)
    assert outcome["edition"].endswith("/u-d709fb19")
    return sorted({p["code"] for p in outcome["problems"] if p["severity"] == "warning"})


@pytest.mark.parametrize("form", ["pdf", "doc"])
def test_what_writer_makes_of_the_exported_word_file(
    own_data: Path, tmp_path: Path, form: str
) -> None:
    command(own_data, "export", "-o", tmp_path / "list.docx")
    assert same_edition(own_data, converted(tmp_path / "list.docx", form, tmp_path)) == []


def test_an_old_word_file_is_known_by_its_content_under_the_name_of_another_program(
    own_data: Path, tmp_path: Path
) -> None:
    command(own_data, "export", "-o", tmp_path / "list.docx")
    old = converted(tmp_path / "list.docx", "doc", tmp_path)
    assert same_edition(own_data, old.rename(tmp_path / "list.wps")) == []


def test_what_calc_prints_of_the_exported_workbook(own_data: Path, tmp_path: Path) -> None:
    """Calc cuts merged cells at the ends of pages and prints their text in either half."""
    command(own_data, "export", "-o", tmp_path / "list.xlsx")
    found = same_edition(own_data, converted(tmp_path / "list.xlsx", "pdf", tmp_path))
    assert set(found) <= {"V07", "V08"}


def test_what_calc_makes_of_the_exported_workbook(own_data: Path, tmp_path: Path) -> None:
    command(own_data, "export", "-o", tmp_path / "list.xlsx")
    assert same_edition(own_data, converted(tmp_path / "list.xlsx", "xls", tmp_path)) == []


def test_what_a_browser_prints_of_a_page_that_writer_made(own_data: Path, tmp_path: Path) -> None:
    """The lines of such a printout are not whole: cells end in slivers, blanks stand alone."""
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium is not on this machine")
    command(own_data, "export", "-o", tmp_path / "list.docx")
    page = converted(tmp_path / "list.docx", "html", tmp_path)
    printout = tmp_path / "printed.pdf"
    own = (f"--user-data-dir={tmp_path}/user", f"--print-to-pdf={printout}")
    subprocess.run(
        [browser, *FLAGS, *own, str(page)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert set(same_edition(own_data, printout)) <= {"V07", "F48-lines"}
