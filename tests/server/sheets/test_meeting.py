"""The sheet of a meeting says what the list prints. 身后 is worked out by hand from the printed
table:

| no. | matter | lead | cooperating |
|---|---|---|---|
| 105 | 死亡医学证明办理 | 县民政局 | 县公安局、县卫健局 |
| 106, 107 | 火化遗体, 火化证明 | (县民政局) | 县民政局, (县民政局) |
| 108 | 户口注销（死亡注销） | (县民政局) | 县公安局 |
| 109 | 失业人员一次性丧葬补助金及抚恤金申领 | 县人社局 | 县人社局 |
| 110 | 养老保险待遇核定支付, four lines | (县人社局) | (县人社局) |
| 111 | 职工申请提取住房公积金的核准（…） | (县人社局) | 市住房公积金管理中心昌乐分中心 |
| 112 | 不动产登记（…） | (县人社局) | 县自然资源和规划局 |

What stands in brackets is blank in print and belongs to the cell above.
"""

import pytest
from docx.shared import Mm
from flask import Flask
from flask.testing import FlaskClient

from tests.server.sheets.conftest import (
    LIST,
    Keys,
    cells,
    page,
    paragraphs,
    table,
    word_file,
    words,
)
from tests.server.third_list import ENTERPRISE, PERSONAL

MEETING, FILE = f"{LIST}meeting", f"{LIST}meeting.docx"
FUND = "市住房公积金管理中心昌乐分中心"
ATTENDING = [
    ["县民政局", "第105项、第106项、第107项、第108项", "第106项、第107项"],
    ["县人社局", "第109项、第110项、第111项、第112项", "第109项、第110项"],
    ["县公安局", "无", "第105项、第108项"],
    ["县卫健局", "无", "第105项"],
    [FUND, "无", "第111项"],
    ["县自然资源和规划局", "无", "第112项"],
]
BEYOND = {
    "第105项": ("死亡医学证明办理", "县民政局", "县公安局、县卫健局"),
    "第108项": ("户口注销（死亡注销）", "县民政局", "县公安局"),
    "第111项": (
        "职工申请提取住房公积金的核准（死亡或被宣告死亡提取住房公积金）",
        "县人社局",
        FUND,
    ),
    "第112项": (
        "不动产登记（房屋等建筑物、构筑物所有权转移登记-继承或受遗赠）",
        "县人社局",
        "县自然资源和规划局",
    ),
}
SHARED = [
    ["养老保险待遇核定支付", "第110项", "第101项 10.1 养老（牵头：县人社局）"],
    [
        "职工申请提取住房公积金的核准",
        "第111项",
        f"第60项 5.3 租赁住房（牵头：{FUND}） 第64项 5.5 公积金（牵头：{FUND}） "
        "第102项 10.1 养老（牵头：县人社局）",
    ],
    [
        "不动产登记",
        "第112项",
        "第54项 5.1 购置新房（牵头：县自然资源和规划局） "
        "第57项 5.2 购置二手房（牵头：县自然资源和规划局）",
    ],
]


def beyond(rows: list[list[str]]) -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1:]) for row in rows}


def sorted_rows(rows: list[list[str]]) -> list[list[str]]:
    return sorted(rows)


@pytest.fixture(scope="module")
def death(keys: Keys) -> list[str]:
    return keys.of("Stage", "身后")


# --- The page ------------------------------------------------------------------------------------


def test_the_form_offers_every_scenario_and_every_stage(client: FlaskClient) -> None:
    form = page(client, MEETING)
    assert form.count('name="scenario"') == 25
    assert form.count('name="stage"') == 11
    assert 'method="get"' in form and "<script" not in form
    assert page(client, "/meeting") == form


def test_a_whole_stage_is_the_same_as_its_scenarios(
    client: FlaskClient, keys: Keys, death: list[str]
) -> None:
    by_stage = page(client, MEETING, stage=death)
    by_scenario = page(client, MEETING, scenario=keys.of("Scenario", "后事", "继承"))
    assert table(by_stage, "departments") == table(by_scenario, "departments")
    assert "“身后”一件事会议材料" in words(by_scenario)


def test_who_attends_with_which_entries(client: FlaskClient, death: list[str]) -> None:
    sheet = page(client, MEETING, stage=death)
    assert sorted_rows(table(sheet, "departments")) == sorted_rows(ATTENDING)
    assert [row[0] for row in table(sheet, "departments")][:2] == ["县民政局", "县人社局"]
    assert (
        "会议涉及2个场景（11.1 后事、11.2 继承），清单列8项、11条具体事项，需要召集6个部门。"
        "牵头部门：县民政局、县人社局。" in words(sheet)
    )


def test_on_which_entries_others_than_the_lead_cooperate(
    client: FlaskClient, death: list[str]
) -> None:
    assert beyond(table(page(client, MEETING, stage=death), "beyond")) == BEYOND


def test_what_other_scenarios_share_with_those_of_the_meeting(
    client: FlaskClient, death: list[str]
) -> None:
    sheet = page(client, MEETING, stage=death)
    assert table(sheet, "shared") == SHARED
    assert "没有：这些事项在其他场景涉及的部门都已在召集之列。" in words(sheet)


def test_who_else_must_be_asked(client: FlaskClient, keys: Keys) -> None:
    """27 户口登记（退出现役落户） is the matter of 3 户口登记（出生登记）, which 县卫健局 leads;
    that has nothing else to do with 退役."""
    sheet = page(client, MEETING, scenario=keys.of("Scenario", "退役"))
    assert table(sheet, "further") == [["县卫健局", "第3项", "无"]]
    assert "县卫健局" not in [row[0] for row in table(sheet, "departments")]


def test_what_is_shared_within_the_meeting_is_not_shared_with_others(
    client: FlaskClient, keys: Keys
) -> None:
    both = page(client, MEETING, scenario=keys.of("Scenario", "退役", "出生"))
    assert "户口登记" not in [row[0] for row in table(both, "shared")]
    assert "没有：这些事项" in words(both)


def test_what_is_presumed_stands_apart_and_is_called_so(
    client: FlaskClient, death: list[str]
) -> None:
    sheet = page(client, MEETING, stage=death)
    section = sheet.partition('class="presumed"')[2]
    assert "推定，非清单所载" in section and "不是清单的规定" in section
    rows = {row[0]: row[1:] for row in table(sheet, "presumed")}
    assert rows["火化遗体"] == ["县民政局", "第106项"]
    assert rows["死亡医学证明办理"] == ["县公安局、县卫健局 待核实", "第105项"]
    assert "推定" not in words(sheet.partition('class="presumed"')[0])


def test_it_prints_and_states_no_order_of_handling(client: FlaskClient, death: list[str]) -> None:
    sheet = words(page(client, MEETING, stage=death))
    assert "清单没有规定办理先后" in sheet and "会议时间" in sheet
    for word in ("流程", "步骤", "末级条目", "移交"):
        assert word not in sheet
    whole = client.get(MEETING, query_string={"stage": death}).text
    assert 'media="print"' in whole and "print-upright.css" in whole


# --- Word ----------------------------------------------------------------------------------------


def test_the_word_file_says_the_same(client: FlaskClient, death: list[str]) -> None:
    document = word_file(client, FILE, stage=death)
    assert paragraphs(document, "Title") == ["“身后”一件事会议材料"]
    assert paragraphs(document, "Subtitle") == ["昌乐县《个人全生命周期事项清单及责任分工》"]
    assert paragraphs(document, "Heading1") == [
        "一、需要召集的部门",
        "二、牵头部门以外还有协同部门的事项",
        "三、其他场景也有的事项",
        "四、还要问到的部门",
        "五、清单所列事项",
        "六、推定办理部门（推定，非清单所载）",
    ]
    called, attending, others, shared, items, presumed = (cells(document, at) for at in range(6))
    assert called[0][0] == "会议时间"
    assert attending[0] == ["部门", "牵头", "协同", "参会人员"]
    assert sorted_rows([row[:3] for row in attending[1:]]) == sorted_rows(ATTENDING)
    assert {row[-1] for row in attending[1:]} == {""}
    assert beyond(others[1:]) == BEYOND
    assert [[one.replace("\n", " ") for one in row] for row in shared[1:]] == SHARED
    assert [row[0] for row in items[1:]] == [
        "11.1 后事（身后）", *["105", "106", "107", "108"],
        "11.2 继承（身后）", *["109", "110", "111", "112"],
    ]  # fmt: skip
    assert items[8][1].split("\n")[1:] == [
        "（1）企业职工基本养老保险一次性待遇申领（在职）",
        "（2）企业职工基本养老保险个人账户一次性待遇申领（退休人员死亡）",
        "（3）企业离退休人员丧葬补助金、抚恤金申领",
        "（4）居民养老保险注销登记及一次性待遇核定支付",
    ]
    assert items[8][2:] == ["公共服务", "县人社局", "县人社局"]
    assert len(presumed) == 9


def test_it_is_an_office_document(client: FlaskClient, death: list[str]) -> None:
    document = word_file(client, FILE, stage=death)
    (section,) = document.sections
    size = (section.page_width or 0, section.page_height or 0)
    assert [round(side / Mm(1)) for side in size] == [210, 297]
    footer = "".join(section.footer._element.itertext())
    assert "—" in footer and "u-d709fb19" in footer and "数据版本" in footer
    assert 'instr="PAGE"' in section.footer._element.xml
    edition = "http://localhost:8000/id/370725/checklist/personal-life-cycle/u-d709fb19"
    assert edition in footer
    targets = [rel.target_ref for rel in section.footer.part.rels.values() if rel.is_external]
    assert targets == [edition]
    for style, font in (("Title", "方正小标宋简体"), ("Heading1", "黑体"), ("Normal", "")):
        found = next(one for one in document.styles if one.style_id == style)
        assert font in found.element.xml
    assert 'w:eastAsia="仿宋"' in document.styles.element.xml
    for one in document.tables[1:]:
        assert "w:tblHeader" in one.rows[0]._tr.xml


def test_the_same_meeting_is_the_same_bytes_and_is_named_in_chinese(
    client: FlaskClient, death: list[str], keys: Keys
) -> None:
    one = client.get(FILE, query_string={"stage": death})
    other = client.get(FILE, query_string={"scenario": keys.of("Scenario", "后事", "继承")})
    assert one.data == other.data
    name = one.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="meeting-370725-personal-life-cycle-u-d709fb19.')
    assert "UTF-8''%E2%80%9C%E8%BA%AB%E5%90%8E%E2%80%9D" in name


def test_in_english_the_printed_words_stand_beside(client: FlaskClient, death: list[str]) -> None:
    document = word_file(client, FILE, stage=death, lang="en")
    assert paragraphs(document, "Title") == ["Meeting sheet: After death"]
    attending = cells(document, 1)
    assert attending[0] == ["Department", "Leads", "Cooperates", "Attending"]
    assert attending[1][0] == "County Civil Affairs Bureau 县民政局"
    assert attending[1][1] == "No. 105, No. 106, No. 107, No. 108"
    assert cells(document, 4)[2][1] == "Issue of the medical certificate of death\n死亡医学证明办理"
    sheet = words(page(client, MEETING, stage=death, lang="en"))
    assert "6 departments are to be called" in sheet


# --- Odd questions and other lists ----------------------------------------------------------------


@pytest.mark.parametrize("path", [MEETING, FILE])
@pytest.mark.parametrize("name", ["scenario", "stage"])
def test_what_the_list_does_not_have_is_refused_in_words(
    client: FlaskClient, path: str, name: str
) -> None:
    for value in ("nothing", "\x00", "x" * 5000, "http://localhost:8000/id/370725/scenario/0"):
        said = words(page(client, path, 400, **{name: value}))
        assert "现行版本里没有这个" in said and f"{LIST}meeting 重新选择" in said
    english = words(page(client, path, 400, lang="en", **{name: "nothing"}))
    assert "has no such" in english and "choose again" in english


def test_a_file_of_no_scenario_says_what_to_do(client: FlaskClient) -> None:
    assert "还没有选场景" in words(page(client, FILE, 400))
    assert "还没有选场景" in words(page(client, FILE, 400, scenario=""))


def test_a_thousand_scenarios_are_refused_and_all_of_them_are_not(
    client: FlaskClient, keys: Keys
) -> None:
    many = [f"k{at}" for at in range(1001)]
    assert "一次最多 1000 个" in words(page(client, MEETING, 400, scenario=many))
    form = page(client, MEETING)
    every = [part.partition('"')[0] for part in form.split('name="stage" value="')[1:]]
    sheet = page(client, MEETING, stage=every)
    assert "清单列112项、161条具体事项，需要召集14个部门" in words(sheet)
    assert words(sheet).count("这些事项没有出现在其他场景") == 1


def test_with_several_lists_the_short_address_chooses(client_of_two: FlaskClient) -> None:
    choice = page(client_of_two, "/meeting")
    assert 'href="/370725/personal-life-cycle/meeting"' in choice
    assert 'href="/370999/personal-life-cycle/meeting"' in choice


def test_departments_carry_their_county_where_there_are_several(
    client_of_two: FlaskClient, death: list[str]
) -> None:
    rows = table(page(client_of_two, MEETING, stage=death), "departments")
    assert "县民政局（昌乐县）" in [row[0] for row in rows]


def test_a_list_without_stages_whose_numbers_start_again(third: Flask) -> None:
    client = third.test_client()
    path = f"/370998/{PERSONAL}/meeting"
    form = page(client, path)
    assert 'name="stage"' not in form
    every = [part.partition('"')[0] for part in form.split('name="scenario" value="')[1:]]
    sheet = page(client, path, scenario=every)
    assert "场景1第1项" in words(sheet) and "场景2第1项" in words(sheet)
    handled = [row for row in table(sheet, "departments") if row[3] != "无"]
    assert handled, "who is stated to handle attends as well"
    assert "presumed" not in sheet, "where the list states who handles, nobody is presumed"
    document = word_file(client, f"{path}.docx", scenario=every)
    assert cells(document, 1)[0][3] == "办理（清单写明）"
    assert any("场景1第1项" in "".join(row) for row in cells(document, 1))


def test_an_enterprise_list_without_numbers(third: Flask) -> None:
    client = third.test_client()
    path = f"/370998/{ENTERPRISE}/meeting"
    every = [p.partition('"')[0] for p in page(client, path).split('name="stage" value="')[1:]]
    sheet = words(page(client, path, stage=every))
    assert "第None项" not in sheet and "一件事会议材料" in sheet
    document = word_file(client, f"{path}.docx", stage=every)
    assert cells(document, 1)[1][1].replace("无", "") != ""
    assert "None" not in "".join("".join(row) for at in range(5) for row in cells(document, at))
