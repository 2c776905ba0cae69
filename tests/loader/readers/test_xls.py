"""An .xls workbook is read as the same workbook in .xlsx is."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from loader.limits import Limits
from loader.problems import Problem, Refused
from loader.readers.spreadsheets import excel, xls
from loader.tables import Reading
from shapes.report import Severity
from tests.conftest import SAMPLES
from tests.loader.readers.workbooks import made

FILE = "清单.xls"
CONTENT = (SAMPLES / "readers" / "workbook.xls").read_bytes()
SAME_AS_XLSX = (SAMPLES / "readers" / "workbook.xlsx").read_bytes()
MERGED_CELLS, WRITE_ACCESS, FILE_PASS = (
    b"\xe5\x00\x1a\x00",
    b"\x5c\x00\x70\x00",
    b"\x2f\x00\x70\x00",
)
soffice = shutil.which("soffice")


def read(content: bytes, limits: Limits | None = None) -> Reading:
    reading = xls.read(content, FILE, limits or Limits())
    for problem in reading.problems:
        assert problem.sentence("zh") and problem.sentence("en")
    return reading


def refused(content: bytes, limits: Limits | None = None) -> Problem:
    """The one problem for which `content` is refused."""
    with pytest.raises(Refused) as error:
        xls.read(content, FILE, limits or Limits())
    (problem,) = error.value.problems
    assert problem.sentence("zh") and problem.sentence("en")
    return problem


def changed(old: bytes, new: bytes) -> bytes:
    """The sample with its one `old` made `new`."""
    assert CONTENT.count(old) == 1 and len(old) == len(new)
    return CONTENT.replace(old, new)


def test_its_cells_are_as_a_person_sees_them() -> None:
    table, further = read(CONTENT).tables
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["昌乐县个人全生命周期事项清单"],
        ["序号", "阶段", "事项名称", "编码", "时限", "占比", "更新日期", "办结月份"],
        ["1", "1出生", "出生医学证明办理", "0007", "1.50", "25%", "2021-06-01", "2021年6月"],
        ["2", "预防接种证\n办理", "00123", "TRUE", "50%", "2021-06-01 08:30", ""],
        ["3", "2教育", "义务教育入学", "2", "#DIV/0!", "", "", ""],
        ["4", "隐藏行里的事项", "", "", "", "", ""],
    ]
    assert (table.sheet, table.merges, further.sheet) == ("清单", True, "企业")
    merged = {c.address: (c.row_span, c.column_span) for c in table.cells if c.row_span > 1}
    assert merged == {"B3": (2, 1), "B5": (2, 1)}


def test_its_tables_are_those_of_the_same_workbook_in_xlsx() -> None:
    assert read(CONTENT).tables == excel.read(SAME_AS_XLSX, "清单.xlsx", Limits()).tables


def test_its_problems_are_those_of_the_same_workbook_but_for_formulas() -> None:
    def said(reading: Reading) -> list[tuple[str, str | None, str]]:
        return [(p.code, p.place.cell, p.sentence("zh")) for p in reading.problems]

    of_xlsx = said(excel.read(SAME_AS_XLSX, FILE, Limits()))
    assert said(read(CONTENT)) == [p for p in of_xlsx if p[0] != "F32-values"]
    assert {p[0] for p in said(read(CONTENT))} >= {"F33", "F34-rows", "F34-sheet", "F35"}


def test_without_its_formatting_it_is_read_and_that_is_said() -> None:
    count = CONTENT.index(MERGED_CELLS) + len(MERGED_CELLS)
    damaged = CONTENT[:count] + b"\xff" + CONTENT[count + 1 :]
    reading = read(damaged)
    warning = reading.problems[0]
    assert (warning.code, warning.severity) == ("F37", Severity.WARNING)
    table = reading.tables[0]
    assert not table.merges
    assert {"1", "7", "2021-06-01", "2021-06-01 08:30", "0.25"} <= {c.text for c in table.cells}
    assert all(cell.row_span == cell.column_span == 1 for cell in table.cells)


def test_an_encrypted_workbook_is_refused_with_what_to_do() -> None:
    problem = refused(changed(WRITE_ACCESS, FILE_PASS))
    assert problem.code == "F31-encrypted"
    assert "取消密码" in problem.sentence("zh")


def test_a_newer_workbook_with_a_password_is_refused_alike() -> None:
    name, encrypted = (
        n.encode("utf-16-le").ljust(34, b"\0") for n in ("Workbook", "EncryptedPackage")
    )
    assert refused(changed(name, encrypted)).code == "F31-encrypted"


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert refused(content).code == "F31"


def test_a_file_cut_off_is_refused_or_read_whole() -> None:
    whole = read(CONTENT).tables
    for length in range(0, len(CONTENT), 211):
        try:
            reading = read(CONTENT[:length])
        except Refused:
            continue
        assert reading.tables == whole, length


def test_a_damaged_file_never_raises_anything_but_refused() -> None:
    chance = random.Random(97)
    for _ in range(300):
        content = bytearray(CONTENT)
        for _ in range(chance.choice((1, 4, 30))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            read(bytes(content))
        except Refused as error:
            assert error.problems


@pytest.mark.parametrize(
    ("limits", "code", "cell"),
    [
        (Limits(rows=3), "F30-rows", "A4"),
        (Limits(columns=6), "F30-columns", "G2"),
        (Limits(cell_characters=13), "F30-characters", "A1"),
        (Limits(tables=3), "F30", None),
        (Limits(seconds=-1), "F30-seconds", None),
    ],
)
def test_its_limits_are_those_of_xlsx(limits: Limits, code: str, cell: str | None) -> None:
    problem = refused(CONTENT, limits)
    assert (problem.code, problem.place.cell) == (code, cell)
    with pytest.raises(Refused) as error:
        excel.read(SAME_AS_XLSX, FILE, limits)
    assert [(p.code, p.place.cell) for p in error.value.problems] == [(code, cell)]


@pytest.mark.skipif(soffice is None, reason="LibreOffice is not on this machine")
def test_a_random_workbook_is_the_same_in_both_forms(tmp_path: Path) -> None:
    chance = random.Random(31)

    def fill(sheet: Worksheet) -> None:
        for row in range(1, 120):
            for column in range(1, 9):
                value = chance.choice((None, chance.randrange(10**9), f"事项{row}\n{column}", 0.1))
                sheet.cell(row, column, value)
        for row in range(2, 110, 5):
            column, height = chance.randrange(1, 6), chance.randrange(2, 5)
            sheet.merge_cells(None, row, column, row + height - 1, column + 2)

    content = made(fill, fill)
    source = tmp_path / "workbook.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(soffice), profile, "--headless", "--convert-to", "xls", source.name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    converted = read((tmp_path / "workbook.xls").read_bytes())
    assert converted.tables == excel.read(content, FILE, Limits()).tables
