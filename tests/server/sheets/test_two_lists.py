"""A county with two lists: a number alone does not say which of them it is of."""

import re

from flask.testing import FlaskClient

from tests.server.sheets.conftest import (
    DESK,
    LIST,
    TITLE,
    cells,
    page,
    paragraphs,
    table,
    word_file,
    words,
    workbook,
)

NEITHER = ["死亡医学证明办理", "第11项", f"第11项（{DESK}） 3.1 后事（牵头：县民政局）"]
ASKED = ["县教育和体育局", "无", f"第11项（{DESK}）"]
PRESUMED = ["县公安局、县卫健局、县教育和体育局", f"第11项、第11项（{DESK}）"]


def death(client: FlaskClient) -> str:
    """The key of the scenario 后事."""
    form = page(client, f"{LIST}meeting")
    (key,) = re.findall(r'name="scenario" value="(\w+)"[^>]*> *<span><span[^>]*>3\.1', form)
    return str(key)


def test_a_meeting_names_the_list_that_an_entry_elsewhere_stands_in(
    neighbours: FlaskClient,
) -> None:
    sheet = page(neighbours, f"{LIST}meeting", scenario=death(neighbours))
    assert table(sheet, "shared") == [NEITHER]
    assert table(sheet, "further") == [ASKED]
    (presumed,) = [row for row in table(sheet, "presumed") if row[0] == "死亡医学证明办理"]
    assert presumed[1:] == [f"{PRESUMED[0]} 待核实", PRESUMED[1]]
    assert DESK not in words(sheet.partition('id="shared"')[0])
    document = word_file(neighbours, f"{LIST}meeting.docx", scenario=death(neighbours))
    _, _, _, shared, asked, _, found = (cells(document, at) for at in range(7))
    assert shared[1:] == [NEITHER] and asked[1:] == [ASKED]
    assert found[1][1:] == [f"{PRESUMED[0]}（待核实）", PRESUMED[1]]


def test_a_list_of_ones_own_presumes_by_all_lists_of_the_county(neighbours: FlaskClient) -> None:
    scenario = death(neighbours)
    sheet = page(neighbours, f"{LIST}my-list", scenario=scenario)
    (presumed,) = [row for row in table(sheet, "presumed") if row[0] == "死亡医学证明办理"]
    assert presumed[1:] == [f"{PRESUMED[0]} 待核实", PRESUMED[1]]
    document = word_file(neighbours, f"{LIST}my-list.docx", scenario=scenario)
    assert paragraphs(document, "Heading1")[-1] == "推定办理部门（推定，非清单所载）"
    assert cells(document, -1)[1][1:] == [f"{PRESUMED[0]}（待核实）", PRESUMED[1]]
    book = workbook(neighbours, f"{LIST}my-list.xlsx", scenario=scenario)
    first = [cell.value for cell in book["推定办理部门"][2]]
    assert first[:4] == ["死亡医学证明办理", PRESUMED[0], "待核实", PRESUMED[1]]


def test_the_page_of_the_matter_says_of_which_list_each_entry_is(neighbours: FlaskClient) -> None:
    sheet = page(neighbours, f"{LIST}meeting", scenario=death(neighbours))
    (path,) = set(re.findall(r'href="(/doc/370725/matter/\w+)">死亡医学证明办理<', sheet))
    said = words(page(neighbours, path))
    assert f"第11项（{DESK}）" in said and f"第11项（{TITLE}）" in said
    assert said.count("在现行清单") == 1 and f"{DESK}（" in said and f"{TITLE}（" in said


def test_the_page_of_a_department_offers_its_sheet_of_each_list(neighbours: FlaskClient) -> None:
    sheet = page(neighbours, f"{LIST}meeting", scenario=death(neighbours))
    path = re.findall(r'href="(/doc/370725/department/\w+)">县民政局<', sheet)[0]
    shown = page(neighbours, path)
    for key, title in (("personal-life-cycle", TITLE), ("hospital-desk", DESK)):
        assert f'href="/370725/{key}/assignments?department=' in shown
        assert f"责任分工确认单：{title}" in words(shown)
