"""Each result names the file, row, cell and text: places worked out by hand in the real checklist,
in a workbook whose cells have addresses, and in a list with headings of its own."""

import functools
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pyoxigraph
import pytest
from openpyxl import Workbook
from pyoxigraph import Literal, NamedNode, Triple

from loader.cells import filed
from loader.editions import EditionBuild, build_edition, settle_document
from loader.identifiers import squeeze
from loader.limits import Limits
from loader.manifest import Manifest, Region
from loader.places import Places
from loader.problems import Problem, problem
from loader.readers import read_content
from loader.register import Register
from loader.rows import Place
from loader.validation import edition_graph, judged, validate_graph
from ontology import ontology_triples
from ontology.terms import LM, LMSH, SH, SKOS, XSD
from server.loading import prepare
from shapes.catalogue import catalogue
from shapes.report import Kind, Report, Result, Severity, Term
from tests.conftest import SAMPLES

EDITION = "http://localhost:8000/id/370725/checklist/personal-life-cycle/u-d709fb19"
RULES = {rule.name: rule for rule in catalogue()}
FUND = "市住房公积金管理中心昌乐分中心"
ENQUIRY = "个人住房公积金缴存贷款等信息查询"
MORTGAGE, BIRTH = "抵押权登记", "户口登记（出生登记）"
TALENT = "高层次人才服务"
Object = NamedNode | Literal


def result(rule: str, thing: Object, edition: str = EDITION) -> Result:
    """What a report says where `rule` finds fault with `thing`."""
    known = RULES[rule]
    queried = known.select is not None
    return Result(
        shape=known.id,
        source_shape=LMSH[known.id] if queried else known.iri,
        severity=known.severity,
        focus=NamedNode(edition) if queried else thing,
        path=None,
        value=thing if queried else None,
        messages=known.messages,
        component=SH.SPARQLConstraintComponent,
        constraint=known.iri if queried else None,
    )


def item(path: str) -> NamedNode:
    return NamedNode(f"{EDITION}/entry/{path}")


def number(count: int) -> Literal:
    return Literal(str(count), datatype=XSD.integer)


@pytest.fixture(scope="module")
def graph(changle: pyoxigraph.Store) -> frozenset[Triple]:
    """The real checklist as it is published, every layer of it."""
    return frozenset(quad.triple for quad in changle)


@functools.cache
def label(graph: frozenset[Triple], thing: Term) -> str:
    """What the register or the code list calls a thing in Chinese."""
    labels = (t.object for t in graph if t.subject == thing and t.predicate == SKOS.prefLabel)
    return next(o.value for o in labels if isinstance(o, Literal) and o.language == "zh-hans")


@pytest.fixture(scope="module")
def places(graph: frozenset[Triple]) -> Places:
    return Places(graph)


def there(found: Problem) -> tuple[object, ...]:
    """Row, first line, heading, text and whether it is carried: where a clerk looks."""
    place = found.place
    assert place.file == "checklist.txt"
    return (place.row, place.line_start, place.column, place.text, place.carried)


@pytest.mark.parametrize(
    ("rule", "path", "called", "expected"),
    [
        ("S01", "5", "第5项", (5, 45, "序号", "5", False)),
        ("S06", "5", "第5项", (5, 48, "事项名称", "社会保障卡服务（社会保障卡申领）", False)),
        # the lead of 20 stands in 18, its cooperating department in 19
        ("S03-lead", "20", "第20项", (18, 158, "牵头部门", "县人社局", True)),
        ("S04", "20", "第20项", (19, 167, "协同部门", "县教育和体育局", True)),
        ("S02-scenario", "37", "第37项", (41, 358, "场景", "4.3\n社会\n保障", True)),
        ("S05", "64/3", "第64项第3行", (89, 795, "事项类型", "其他行政权力", False)),
        # printed again after the page break, so not carried
        ("S03-lead", "64/4", "第64项第4行", (90, 806, "牵头部门", FUND, False)),
        ("S04", "44/2", "第44项第2行", (53, 468, "协同部门", FUND, True)),
        # name and sub-name of 66 are the same text in two cells
        ("S06", "66", "第66项", (93, 830, "事项名称", ENQUIRY, False)),
        ("S06", "66/1", "第66项第1行", (93, 831, "事项名称", ENQUIRY, False)),
        # a rule about no column of its own: the name, which tells the line
        ("S02-edition", "1", "第1项", (1, 16, "事项名称", "出生医学证明办理", False)),
    ],
)  # fmt: skip
def test_a_result_about_an_item_points_at_the_cell_with_the_text(
    places: Places, rule: str, path: str, called: str, expected: tuple[object, ...]
) -> None:
    found = places.problem(result(rule, item(path)))
    assert there(found) == expected
    assert found.thing is not None
    assert (found.thing.iri, found.thing.item) == (item(path).value, called)


def test_every_item_and_column_of_the_checklist_has_row_cell_and_text(
    graph: frozenset[Triple], places: Places
) -> None:
    """And the text in the cell is what the item was read to say."""
    items = {t.subject for t in graph if t.predicate == LM.inEdition}
    assert len(items) == 187
    links = {"S03-lead": LM.leadDepartment, "S04": LM.cooperatingDepartment, "S05": LM.matterType}
    about = filed(graph, frozenset(links.values()))
    for one in items:
        assert isinstance(one, NamedNode)
        for rule in ("S01", "S02-stage", "S02-scenario", "S06", *links):
            found = places.problem(result(rule, one))
            assert found.place.row and found.place.cell_iri and found.place.text is not None
            assert found.place.text or rule == "S01", (one, rule)
            if rule in links:
                said = {label(graph, thing) for thing in about[one][links[rule]]}
                assert set(squeeze(found.place.text).split("、")) <= said, (one, rule)


@pytest.mark.parametrize(
    ("rule", "kind", "name", "called", "expected"),
    [
        ("D03-level", "department", "县残联", "第89项", (129, 1146, "牵头部门", "县残联", False)),
        ("L02-name", "department", "县公安局", "第3项", (3, 35, "协同部门", "县公安局", False)),
        ("L02-name", "scenario", "租赁住房", "第58项", (80, 707, "场景", "5.3\n租赁\n住房", False)),
        ("N07-stage", "stage", "工作", "第32项第1行", (33, 281, "阶段", "4工作", False)),
        # where the lead of a scenario first becomes another
        ("S03-lines", "scenario", "租赁住房", "第60项第1行", (82, 731, "牵头部门", FUND, False)),
        # and the type of a matter: 35 begins as 公共服务
        ("S05", "matter", "高层次人才服务", "第35项第2行", (39, 343, "事项类型", "其他", False)),
        ("L02-name", "matter", TALENT, "第35项第1行", (38, 332, "事项名称", TALENT, False)),
        ("P01-title", "matter", "户口登记", "第3项", (3, 32, "事项名称", BIRTH, False)),
        ("L02-name", "sub-item", MORTGAGE, "第54项第3行", (75, 663, "事项名称", MORTGAGE, False)),
    ],
)  # fmt: skip
def test_what_an_item_names_is_placed_where_it_is_named_first(
    graph: frozenset[Triple],
    places: Places,
    rule: str,
    kind: str,
    name: str,
    called: str,
    expected: tuple[object, ...],
) -> None:
    things = [t.subject for t in graph if t.object == Literal(name, language="zh-hans")]
    (thing,) = {t for t in things if isinstance(t, NamedNode) and f"/370725/{kind}/" in t.value}
    found = places.problem(result(rule, thing))
    assert found.thing is not None
    assert (found.thing.iri, found.thing.zh, found.thing.item) == (thing.value, name, called)
    assert there(found) == expected


@pytest.mark.parametrize(
    ("sentence", "item", "line"),
    [
        ("有“县房产发展促进中心”，也有“市住房公积金管理中心昌乐分中心”", "第60项第1行", 731),
        ("牵头部门“县房产发展促进中心”不在协同部门之列", "第58项", 712),
        ("牵头部门“市住房公积金管理中心昌乐分中心”不在协同部门之列", "第60项第1行", 731),
    ],
)
def test_of_several_values_the_one_that_the_sentence_names_is_pointed_at(
    graph: frozenset[Triple], places: Places, sentence: str, item: str, line: int
) -> None:
    labelled = Literal("租赁住房", language="zh-hans")
    (scenario,) = {t.subject for t in graph if t.object == labelled and "/scenario/" in str(t)}
    assert isinstance(scenario, NamedNode)
    said = replace(result("S03-joint", scenario), messages={"zh-hans": sentence, "en": ""})
    found = places.problem(said)
    assert found.thing is not None
    assert (found.thing.item, found.place.line_start) == (item, line)


def without(graph: Iterable[Triple], thing: NamedNode, predicate: NamedNode) -> set[Triple]:
    return {t for t in graph if not (t.subject == thing and t.predicate == predicate)}


def test_a_missing_number_is_shown_where_the_next_one_stands(graph: frozenset[Triple]) -> None:
    places = Places(without(graph, item("5"), LM.number))
    found = places.problem(result("N01-gap", number(5)))
    assert there(found) == (6, 53, "序号", "6", False)
    assert found.thing is not None
    assert (found.thing.iri, found.thing.item) == (item("6").value, "第6项")


def test_a_number_used_twice_is_shown_where_it_stands_again(graph: frozenset[Triple]) -> None:
    again = without(graph, item("6"), LM.number) | {Triple(item("6"), LM.number, number(5))}
    found = Places(again).problem(result("N02-duplicate", number(5)))
    assert there(found) == (6, 53, "序号", "6", False)


@pytest.mark.parametrize(
    ("rule", "missing", "expected"),
    [
        ("N06-stage", number(3), (33, 281, "阶段", "4工作", False)),
        ("N06-scenario", Literal("5.2"), (80, 707, "场景", "5.3\n租赁\n住房", False)),
    ],
)
def test_a_gap_of_stages_or_scenarios_is_shown_where_the_next_one_begins(
    graph: frozenset[Triple], rule: str, missing: Literal, expected: tuple[object, ...]
) -> None:
    left = {t for t in graph if t.object != missing or t.predicate == LM.number}
    assert there(Places(left).problem(result(rule, missing))) == expected


def test_a_count_that_is_no_number_of_an_entry_points_at_no_row(places: Places) -> None:
    found = places.problem(result("N09-numbers", number(112)))
    assert (found.place.file, found.place.row) == ("checklist.txt", None)
    assert found.thing is not None and found.thing.iri == EDITION


def test_a_source_row_and_a_cell_are_their_own_place(places: Places) -> None:
    row = places.problem(result("N09-lost-row", NamedNode(f"{EDITION}/source/row/89")))
    assert there(row) == (89, 794, "事项名称", "大修自住住房提取住房公积金", False)
    assert row.thing is not None and row.thing.item == "第64项第3行"
    cell = places.problem(result("N09-lost-row", NamedNode(f"{EDITION}/source/row/89#c6")))
    assert there(cell) == (89, 795, "事项类型", "其他行政权力", False)


def test_what_stands_in_no_row_is_named_by_iri_and_label(places: Places) -> None:
    edition = places.problem(result("P05-title", NamedNode(EDITION)))
    assert (edition.place, edition.kind) == (Place("checklist.txt"), Kind.TECHNICAL)
    term = places.problem(result("L02-name", LM.leadDepartment))
    assert term.thing is not None and term.place.row is None
    assert (term.thing.zh, term.thing.en) == ("牵头部门", "lead department")


def test_without_a_source_layer_a_result_names_its_thing() -> None:
    name = Literal("户口登记", language="zh-hans")
    elsewhere = NamedNode("https://elsewhere.example/entry/3")
    said = [
        Triple(elsewhere, LM.inEdition, NamedNode("https://elsewhere.example/")),
        Triple(elsewhere, LM.statedName, name),
    ]
    found = Places(said, "送检.ttl").problem(result("S03-lead", elsewhere))
    assert found.place == Place("送检.ttl")
    assert found.thing is not None
    assert (found.thing.iri, found.thing.zh) == (elsewhere.value, "户口登记")


def test_a_rule_that_is_not_ours_is_a_technical_one(places: Places) -> None:
    ours = result("S03-lead", item("20"))
    theirs = replace(ours, source_shape=NamedNode("https://elsewhere.example/shapes#A"), shape="A")
    found = places.problem(theirs)
    assert (found.kind, found.place.row) == (Kind.TECHNICAL, 20)


def test_a_problem_as_json_says_all_of_it(places: Places) -> None:
    said = places.problem(result("S04", item("44/2"))).as_json()
    assert {key: said[key] for key in ("kind", "id", "rule", "severity", "file", "row")} == {
        "kind": "checklist-problem",
        "id": "S04",
        "rule": "S04",
        "severity": "violation",
        "file": "checklist.txt",
        "row": 53,
    }
    assert (said["column"], said["text"], said["carried"]) == ("协同部门", FUND, True)
    assert (said["item"], said["item_en"]) == ("第44项第2行", "No. 44, line 2")
    assert (said["thing"], said["label"]) == (item("44/2").value, "住房公积金个人账户封存、启封")
    assert said["label_en"]
    assert said["zh"].startswith("缺少协同部门") and said["en"].startswith("No cooperating")


MANIFEST = Manifest(
    region="370999", list="personal-life-cycle", kind="personal", title="清单", edition="2026-11"
)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def built(content: bytes, file: str, manifest: Manifest) -> EditionBuild:
    document = read_content(content, file, manifest, Limits())
    settled = settle_document(document, manifest)
    register = Register(Region("370999", "虚构县"))
    base = "http://localhost:8000/"
    return build_edition(document, settled, manifest, register, base, at=NOW, version="test")


def office_workbook() -> bytes:
    """A title, a header in row 3, merged cells; the leads under a heading that means many things.

    | | B | C | D | E | F | G | H |
    |---|---|---|---|---|---|---|---|
    | 4 | 1 | 1出生 | 1.1出生 | 出生医学证明办理 | 公共服务 | 县卫健局 | 县卫健局 |
    | 5 | 2 | | | 户口登记 | 行政确认 | | 县公安局 |
    | 6 | 3 | | 1.2入学 | 入学报名 | (merged) | 县教体局 | (merged) |
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "清单"
    sheet["B1"] = "虚构县个人事项清单"
    rows: dict[int, tuple[str | int | None, ...]] = {
        3: ("序号", "阶段", "场景", "事项名称", "事项类型", "责任单位", "协同部门"),
        4: (1, "1出生", "1.1出生", "出生医学证明办理", "公共服务", "县卫健局", "县卫健局"),
        5: (2, None, None, "户口登记", "行政确认", None, "县公安局"),
        6: (3, None, "1.2入学", "入学报名", None, "县教体局", None),
    }
    for row, texts in rows.items():
        for column, text in enumerate(texts, start=2):
            sheet.cell(row, column, text)
    for merged in ("C4:C6", "D4:D5", "G4:G5", "F5:F6", "H5:H6"):
        sheet.merge_cells(merged)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture(scope="module")
def workbook_build() -> EditionBuild:
    manifest = replace(MANIFEST, columns={"责任单位": "lead"})
    return built(office_workbook(), "清单.xlsx", manifest)


@pytest.mark.parametrize(
    ("rule", "entry", "cell", "text", "carried"),
    [
        ("S01", 2, "B5", "2", False),
        ("S02-stage", 3, "C4", "1出生", True),
        ("S02-scenario", 2, "D4", "1.1出生", True),
        ("S02-scenario", 3, "D6", "1.2入学", False),
        ("S06", 2, "E5", "户口登记", False),
        ("S05", 1, "F4", "公共服务", False),
        ("S05", 3, "F5", "行政确认", True),
        ("S03-lead", 2, "G4", "县卫健局", True),
        ("S03-lead", 3, "G6", "县教体局", False),
        ("S04", 1, "H4", "县卫健局", False),
        ("S04", 3, "H5", "县公安局", True),
    ],
)
def test_in_a_workbook_the_place_is_the_address_of_the_cell(
    workbook_build: EditionBuild, rule: str, entry: int, cell: str, text: str, carried: bool
) -> None:
    """Merged cells are followed to where their text stands, a heading that only the manifest
    explains is told by what stands below it."""
    places = Places(edition_graph(workbook_build, ()), "清单.xlsx")
    root = workbook_build.iris.root
    place = places.problem(result(rule, NamedNode(f"{root}/entry/{entry}"), root)).place
    assert (place.file, place.sheet, place.cell) == ("清单.xlsx", "清单", cell)
    assert (place.text, place.carried) == (text, carried)


def test_a_build_and_its_published_layers_are_joined_alike(workbook_build: EditionBuild) -> None:
    """What reading noticed gets its cell and item too, and is not said twice."""
    noticed = problem("S03", workbook_build.document.rows[0].place(), entry="第1项", entry_en="")
    build = replace(workbook_build, problems=(noticed,))
    entry = NamedNode(f"{build.iris.root}/entry/1")
    warning = replace(result("S03-lead", entry), severity=Severity.WARNING)
    judgement = judged(build, Report.of([warning, result("S04", entry, build.iris.root)]))
    assert [p.code for p in judgement.problems] == ["S03", "S04"]
    first, second = judgement.problems
    assert first.place.row_iri == f"{build.iris.root}/source/row/1"
    assert first.thing is not None and first.thing.item == "第1项"
    assert second.place.cell_iri == f"{build.iris.root}/source/row/1#c8"
    assert second == Places(edition_graph(build, ())).problem(result("S04", entry))


def test_numbers_that_start_again_are_told_with_their_scenario() -> None:
    sample = SAMPLES / "370998-personal-life-cycle"
    change = prepare(sample / "checklist.csv", sample / "manifest.toml")
    build = built(change.document.content, "checklist.csv", change.manifest)
    places = Places(edition_graph(build, ()))
    entry = NamedNode(f"{build.iris.root}/entry/2-2")
    found = places.problem(result("S03-lead", entry, build.iris.root))
    assert found.thing is not None
    assert (found.thing.item, found.thing.item_en) == ("场景2第2项", "Scenario 2, No. 2")
    assert (found.place.column, found.place.text) == ("责任单位", "县公安局")
    assert found.place.line_start == 8
    gone = NamedNode(f"{build.iris.root}/entry/2-1")
    left = without(edition_graph(build, ()), gone, LM.number)
    gap = Places(left).problem(result("N01-gap", number(1), build.iris.root))
    assert gap.thing is not None and gap.thing.item == "场景2第2项"


def test_a_real_report_has_a_place_for_whatever_stands_in_the_list(
    workbook_build: EditionBuild,
) -> None:
    """Break the graph in many ways at once: no result about the list is left without its cell."""
    build = workbook_build
    dropped = (LM.number, LM.statedName, LM.stage, LM.matterType, LM.adminLevel)
    broken = [t for t in edition_graph(build, ()) if t.predicate not in dropped]
    report = validate_graph(broken)
    places = Places((*broken, *ontology_triples()))
    root = build.iris.root.rsplit("/checklist/", 1)[0]
    listed = 0
    for one in map(places.problem, report.results):
        assert one.thing is not None and one.thing.iri
        if one.thing.iri.startswith((f"{build.iris.root}/entry/", f"{root}/department/")):
            assert one.place.cell and one.place.cell_iri and one.place.text, one
            listed += 1
    assert listed > 9
