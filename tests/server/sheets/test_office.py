"""An office program opens the sheets as they are, and prints them as they should be."""

import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest
from flask import Flask

from tests.server.sheets.conftest import LIST, Keys

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")


@pytest.fixture(scope="module")
def printed(
    app: Flask, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """The text of every page of each file, as LibreOffice prints it, in one run."""
    folder = tmp_path_factory.mktemp("sheets")
    stage = {"stage": keys.of("Stage", "身后")}
    department = {"department": keys.of("Department", "县民政局")}
    asked = {
        "meeting.docx": ("meeting.docx", stage),
        "department.docx": ("assignments.docx", department),
        "departments.xlsx": ("assignments.xlsx", department),
    }
    for name, (path, query) in asked.items():
        answer = app.test_client().get(f"{LIST}{path}", query_string=query)
        (folder / name).write_bytes(answer.data)
    command = [
        OFFICE or "", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(folder), *(str(folder / name) for name in asked),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=180, check=True)
    return {name: _pages((folder / name).with_suffix(".pdf")) for name in asked}


def _pages(file: Path) -> list[str]:
    with pdfplumber.open(file) as pdf:
        return ["".join(char["text"] for char in page.chars).replace(" ", "") for page in pdf.pages]


def test_the_sheet_of_a_meeting_prints_on_a_few_numbered_pages(
    printed: dict[str, list[str]],
) -> None:
    pages = printed["meeting.docx"]
    assert 2 <= len(pages) <= 5
    assert "“身后”一件事会议材料" in pages[0] and "一、需要召集的部门" in pages[0]
    for number, text in enumerate(pages, start=1):
        assert f"—{number}—" in text and "u-d709fb19" in text
    whole = "".join(pages)
    for words in ("第105项、第106项", "死亡医学证明办理", "推定，非清单所载", "11.2继承"):
        assert words.replace(" ", "") in whole


def test_the_sheet_of_a_department_prints_all_its_entries(printed: dict[str, list[str]]) -> None:
    """县民政局 leads 79 to 83, 93 to 97 and 105 to 108."""
    for name in ("department.docx", "departments.xlsx"):
        whole = "".join(printed[name])
        for words in ("内地居民结婚登记", "特困人员供养给付", "火化证明", "户口注销（死亡注销）"):
            assert words in whole, (name, words)
        assert "修改意见" in whole and "#REF" not in whole
