"""`lifematters diff` over the real checklist and an edited copy of it."""

import json
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from loader.comparison import compare
from loader.comparison.changes import Kind
from loader.comparison.items import ComparedItem, ComparedLine, Stated, Thing
from loader.comparison.likeness import Guess
from ontology.terms import DCAT, LM, RDF, XSD, ZH
from server.cli import main
from server.differences import document as document_module
from server.differences import text
from server.differences.book import sheets
from server.differences.choosing import NoChoice, choose
from server.differences.finding import Compared, Difference
from server.differences.wording import GUESSES, KINDS
from server.loading import bundled_checklist
from server.settings import DEFAULT_BASE
from server.store.editions import PublishedEdition
from server.store.folder import DataFolder
from server.store.items import compared_items
from server.store.present import shared_graph
from tests.conftest import load, open_store
from tests.loader.applied import applied
from tests.short_list import short

SOURCE = bundled_checklist()
LIST = f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle"
OLD, NEW = f"{LIST}/u-d709fb19", f"{LIST}/2026-11"

HIGH_SCHOOL = "\t10\n\t\n\t\n\t高考录取查询\n\t其他\n\t\n\t\n\n"
TRANSFER = "\t普通中小学学生学籍管理（转移服务）\n\t公共服务\n\t\n\t县教育和体育局\n\n"
LAST = "\t不动产登记（房屋等建筑物、构筑物所有权转移登记-继承或受遗赠）\n\t行政确认\n\t\n\t"
EDITS = (
    # 10 goes from 2.1 to 2.2; 11 and 12 move up
    (HIGH_SCHOOL, ""),
    ("\t11\n\t\n\t\n\t户口迁移", "\t10\n\t\n\t\n\t户口迁移"),
    ("\t12\n\t\n\t2.2", "\t11\n\t\n\t2.2"),
    (TRANSFER, TRANSFER + HIGH_SCHOOL.replace("10", "12")),
    # a new name that the register knows as an alias
    ("\t预防接种证办理\n", "\t预防接种证签发\n"),
    # another type, lead, cooperating department
    ("\t城乡居民基本医疗保险参保登记\n\t公共服务", "\t城乡居民基本医疗保险参保登记\n\t其他"),
    ("\t县民政局\n\t县公安局、县卫健局", "\t县卫健局\n\t县公安局"),
    # a name that the register does not know, and a sub-item that went
    ("\t火化证明\n", "\t火化证明办理\n"),
    ("\t\n\t\n\t\n\t\n\t企业离退休人员丧葬补助金、抚恤金申领\n\t公共服务\n\t\n\t\n\n", ""),
)
ADDED = "\n\t113\n\t\n\t\n\t骨灰寄存=1+1\n\t其他\n\t\n\t县民政局\n"
COUNTS = {
    "added": 2,
    "removed": 1,
    "moved": 1,
    "renamed": 1,
    "retyped": 1,
    "lead-changed": 3,
    "cooperating-changed": 1,
    "sub-item-removed": 1,
    "renumbered": 2,
}


def checklist(folder: Path, text: str) -> Path:
    """A checklist beside the real manifest and a register in which a matter has an alias."""
    folder.mkdir()
    shutil.copy(SOURCE.parent / "manifest.toml", folder)
    register = (SOURCE.parent / "register.toml").read_text("utf-8")
    name = 'name = "预防接种证办理"\n'
    assert name in register
    aliased = register.replace(name, f'{name}aliases = ["预防接种证签发"]\n')
    (folder / "register.toml").write_text(aliased, "utf-8")
    (folder / "checklist.txt").write_text(text, "utf-8")
    return folder / "checklist.txt"


@pytest.fixture(scope="module")
def two_editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real checklist and an edited copy of it as the next edition."""
    folder = tmp_path_factory.mktemp("editions")
    text = SOURCE.read_text("utf-8")
    load(folder / "data", checklist(folder / "old", text))
    for old, new in EDITS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    edited = checklist(folder / "new", text.rstrip("\n") + "\n" + ADDED)
    load(folder / "data", edited, edition="2026-11")
    return folder / "data"


@pytest.fixture(scope="module")
def store(two_editions: Path) -> pyoxigraph.Store:
    return open_store(two_editions)


def diff(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), "diff", *arguments])


def document(data: Path, *arguments: str) -> dict[str, Any]:
    result = diff(data, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def write(data: Path, quads: Iterable[Quad]) -> None:
    """Add to the current snapshot of a copy, as no publication does."""
    snapshot = DataFolder(data).current()
    assert snapshot is not None
    store = pyoxigraph.Store(str(snapshot.store))
    store.extend(quads)
    store.flush()


def section(text: str, heading: str) -> list[str]:
    """The lines of a text under the heading that begins so."""
    block = next(b for b in text.split("\n\n") if b.startswith(heading))
    return block.splitlines()[1:]


# --- reading --------------------------------------------------------------------------------------


def layer_of(items: Sequence[ComparedItem], edition: str) -> Iterator[tuple[str, str, str]]:
    """The own layer of an edition as its items would say it."""

    def say(subject: str, predicate: NamedNode, value: object) -> tuple[str, str, str]:
        return subject, predicate.value, str(value)

    leaf_order = 0
    for item in items:
        yield say(edition, LM.hasEntry, item.iri)
        yield say(item.iri, RDF.type, LM.Entry.value)
        yield say(item.iri, LM.number, item.number)
        yield say(item.iri, LM.order, item.order)
        yield say(item.iri, LM.statedName, item.name)
        for line in item.lines:
            leaf_order += 1
            yield say(line.iri, RDF.type, LM.LeafItem.value)
            yield say(line.iri, LM.leafOrder, leaf_order)
            yield from (say(line.iri, LM.matterType, one.iri) for one in line.types)
            if line.sub_item:
                yield say(line.iri, LM.subItem, line.sub_item.iri)
            if line.name is not None:
                yield say(line.iri, RDF.type, LM.SubEntry.value)
                yield say(line.iri, LM.subEntryOf, item.iri)
                yield say(item.iri, LM.hasSubEntry, line.iri)
                yield say(line.iri, LM.order, line.order)
                yield say(line.iri, LM.statedName, line.name)
            for subject in {item.iri, line.iri}:
                yield from _common(subject, item, line, edition)


def _common(
    subject: str, item: ComparedItem, line: ComparedLine, edition: str
) -> Iterator[tuple[str, str, str]]:
    assert item.stage and item.scenario
    yield subject, LM.inEdition.value, edition
    yield subject, LM.stage.value, item.stage.thing.iri
    yield subject, LM.stageNumber.value, item.stage.code or ""
    yield subject, LM.scenario.value, item.scenario.thing.iri
    yield subject, LM.scenarioCode.value, item.scenario.code or ""
    yield subject, LM.matter.value, item.matter.iri
    for predicate, things in (
        (LM.leadDepartment, line.leads),
        (LM.cooperatingDepartment, line.cooperating),
    ):
        yield from ((subject, predicate.value, thing.iri) for thing in things)


@pytest.mark.parametrize("edition", [OLD, NEW])
def test_the_items_hold_all_that_an_edition_s_own_layer_says(
    store: pyoxigraph.Store, edition: str
) -> None:
    graph = NamedNode(edition)
    said = set()
    for quad in store.quads_for_pattern(None, None, None, graph):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        said.add((quad.subject.value, quad.predicate.value, quad.object.value))
    assert set(layer_of(compared_items(store, edition), edition)) == said


def test_the_changes_of_the_real_list_make_the_new_edition_of_the_old(
    store: pyoxigraph.Store,
) -> None:
    old, new = compared_items(store, OLD), compared_items(store, NEW)
    assert (len(old), len(new)) == (112, 113)
    assert applied(old, compare(old, new)) == new
    assert applied(new, compare(new, old)) == old


def test_two_editions_of_a_county_are_read_and_compared_in_well_under_a_second(
    store: pyoxigraph.Store,
) -> None:
    start = time.process_time()
    compare(compared_items(store, OLD), compared_items(store, NEW))
    assert time.process_time() - start < 0.5


def test_stages_and_scenarios_are_called_as_the_edition_prints_them(
    store: pyoxigraph.Store,
) -> None:
    first = compared_items(store, OLD)[0]
    assert first.stage and first.scenario
    assert (first.stage.code, first.stage.name) == ("1", "出生")
    assert (first.scenario.spoken, first.scenario.thing.en) == ("1.1 出生", "Birth")


def test_a_former_matter_keeps_its_label(store: pyoxigraph.Store) -> None:
    names = {item.name: item.matter for item in compared_items(store, OLD)}
    assert (names["火化证明"].zh, names["火化证明"].en) == ("火化证明", "Cremation certificate")


def test_joint_leads_stated_handlers_and_further_columns_are_read_and_absence_is_allowed() -> None:
    store, edition = pyoxigraph.Store(), f"{DEFAULT_BASE}id/370999/checklist/x/2026"
    graph, entry = NamedNode(edition), NamedNode(f"{edition}/entry/1")
    node = NamedNode(f"{edition}/entry/1/attribute/limit")
    one, two = (NamedNode(f"{DEFAULT_BASE}id/370999/department/{key}") for key in "ab")
    for subject, predicate, value in (
        (graph, LM.hasEntry, entry),
        (entry, LM.order, Literal("1", datatype=XSD.integer)),
        (entry, LM.statedName, Literal("甲", language=ZH)),
        (entry, LM.matter, NamedNode(f"{DEFAULT_BASE}id/370999/matter/m")),
        (entry, LM.leadDepartment, one),
        (entry, LM.leadDepartment, two),
        (entry, LM.handlingDepartment, one),
        (entry, LM.statedAttribute, node),
        (node, LM.heading, Literal("法定时限")),
        (node, LM.attributeKey, Literal("statutory-time-limit")),
        (node, LM.attributeText, Literal("20个工作日")),
    ):
        store.add(Quad(subject, predicate, value, graph))
    (item,) = compared_items(store, edition)
    assert (item.number, item.stage, item.scenario) == (None, None, None)
    assert {thing.iri for thing in item.values("leads")} == {one.value, two.value}
    assert {thing.iri for thing in item.values("handling")} == {one.value}
    (stated,) = item.attributes
    assert (stated.heading, stated.text) == ("法定时限", "20个工作日")
    assert stated.key == "statutory-time-limit"


# --- what is said ---------------------------------------------------------------------------------


def test_every_change_is_told_under_its_kind_with_the_counts_first(two_editions: Path) -> None:
    result = diff(two_editions, "u-d709fb19", "2026-11")
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert text.splitlines()[0] == (
        "共 13 处变化：新增 added 2 · 移除 removed 1 · 移到其他场景 moved 1 · 改名 renamed 1 · "
        "类型变更 retyped 1 · 牵头部门变更 lead changed 3 · 协同部门变更 cooperating changed 1 · "
        "移除细分事项 sub-item removed 1 · 序号变更 renumbered 2"
    )
    assert section(text, "新增") == [
        "  + 第107项“火化证明办理”（11.1 后事）：类型 其他；牵头部门 县卫健局；协同部门 县民政局",
        "  + 第113项“骨灰寄存=1+1”（11.2 继承）：类型 其他；牵头部门 县人社局；协同部门 县民政局",
    ]
    assert section(text, "移除 ") == [
        "  − 第107项“火化证明”（11.1 后事）：类型 其他；牵头部门 县民政局；协同部门 县民政局"
    ]
    assert section(text, "移到") == [
        "  → 第12项（原第10项）“高考录取查询”：由“2.1 入学”移到“2.2 转学”"
    ]
    assert section(text, "改名") == [
        "  ≠ 第2项“预防接种证签发”（1.1 出生）：名称由“预防接种证办理”改为“预防接种证签发”"
    ]
    assert section(text, "类型") == [
        "  ≠ 第4项“城乡居民基本医疗保险参保登记”（1.1 出生）：类型由“公共服务”改为“其他”"
    ]
    assert section(text, "牵头")[0] == (
        "  ≠ 第105项“死亡医学证明办理”（11.1 后事）：牵头部门由“县民政局”改为“县卫健局”"
    )
    assert section(text, "协同") == [
        "  ≠ 第105项“死亡医学证明办理”（11.1 后事）：协同部门由“县公安局”、“县卫健局”改为“县公安局”"
    ]
    assert section(text, "移除细分事项") == [
        "  − 第110项“养老保险待遇核定支付”（11.2 继承）："
        "不再列细分事项“企业离退休人员丧葬补助金、抚恤金申领”"
    ]
    assert section(text, "请核对") == [
        "  ？ 可能改名 perhaps renamed：原第107项“火化证明”与现第107项“火化证明办理”（相似度 80%）"
    ]


def test_a_run_of_numbers_that_shift_alike_is_one_line(own_short: Path, tmp_path: Path) -> None:
    file = short(tmp_path)
    text = file.read_text("utf-8")
    first = "\t1\n\t1出生\n\t1.1\n出生\n\t出生医学证明办理\n\t公共服务\n\t县卫健局\n\t县卫健局\n\n"
    second = "\t2\n\t\n\t\n\t预防接种证办理\n\t公共服务\n\t\n\t\n"
    assert first + second in text
    joined = first.replace("出生医学证明办理", "预防接种证办理").rstrip("\n") + "\n"
    text = text.replace(first + second, joined)
    text = re.sub(r"\n\t(\d+)\n", lambda n: f"\n\t{max(int(n[1]) - 1, 1)}\n", text)
    file.write_text(text, "utf-8")
    load(own_short, file, edition="2026-11")
    told = section(diff(own_short).stdout, "序号变更")
    assert told == ["  ≠ 第2–14项改为第1–13项（共13项）"]


def test_without_names_the_current_edition_is_compared_with_the_one_before(
    two_editions: Path,
) -> None:
    expected = diff(two_editions, "u-d709fb19", "2026-11").stdout
    for names in (
        (),
        ("personal-life-cycle",),
        ("370725/personal-life-cycle",),
        (LIST,),
        ("u-d709fb19",),
        ("2026-11",),
        ("personal-life-cycle/u-d709fb19", "370725/personal-life-cycle/2026-11"),
        (OLD, NEW.replace("/id/", "/doc/") + ".html"),
    ):
        assert diff(two_editions, *names).stdout == expected, names


def test_the_other_way_round_what_was_added_was_removed(two_editions: Path) -> None:
    counts = document(two_editions, "2026-11", "u-d709fb19")["counts"]
    assert (counts["added"], counts["removed"], counts["sub-item-added"]) == (1, 2, 1)


def test_an_edition_does_not_differ_from_itself(two_editions: Path) -> None:
    result = diff(two_editions, "2026-11", "2026-11", "--exit-code")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        0,
        "两个版本没有差别。/ The editions do not differ.",
    )


def test_differences_fail_only_where_that_is_asked_for(two_editions: Path) -> None:
    assert diff(two_editions).exit_code == 0
    assert diff(two_editions, "--exit-code").exit_code == 1


def test_the_changes_are_sorted_by_the_departments_that_confirm_them(two_editions: Path) -> None:
    text = diff(two_editions, "--by-department").stdout
    assert section(text, "县公安局（4）") == [
        "  ≠ 牵头部门变更：第105项“死亡医学证明办理”（11.1 后事）："
        "牵头部门由“县民政局”改为“县卫健局”",
        "  ≠ 牵头部门变更：第108项“户口注销（死亡注销）”（11.1 后事）："
        "牵头部门由“县民政局”改为“县卫健局”",
        "  ≠ 协同部门变更：第105项“死亡医学证明办理”（11.1 后事）："
        "协同部门由“县公安局”、“县卫健局”改为“县公安局”",
        "  ≠ 另有 1 项序号变更 / 1 renumbered besides",
    ]
    assert len(section(text, "县医保局（1）")) == 1


# --- JSON and XLSX --------------------------------------------------------------------------------


def test_json_has_every_change_with_both_sides_and_labels(two_editions: Path) -> None:
    found = document(two_editions)
    assert (found["count"], found["counts"]) == (13, COUNTS)
    assert found["before"]["iri"] == OLD
    assert found["after"]["region"]["en"] == "Changle County"
    assert set(found) == {
        "snapshot", "published", "before", "after", "count", "counts", "unjoined", "changes",
        "hints",
    }  # fmt: skip
    (moved,) = (change for change in found["changes"] if change["kind"] == "moved")
    assert (moved["zh"], moved["en"]) == ("移到其他场景", "moved")
    assert (moved["before"]["number"], moved["after"]["number"]) == (10, 12)
    assert moved["before"]["scenario"]["code"] == "2.1"
    assert moved["after"]["scenario"]["en"] == "School transfer"
    assert moved["after"]["matter"]["iri"].startswith(f"{DEFAULT_BASE}id/370725/matter/")
    lead = next(change for change in found["changes"] if change["kind"] == "lead-changed")
    assert lead["before"]["values"][0]["zh"] == "县民政局"
    assert lead["after"]["values"][0]["en"] == "County Health Bureau"
    (hint,) = found["hints"]
    assert (hint["guess"], hint["likeness"]) == ("perhaps-renamed", 0.8)


def test_json_by_department_points_at_the_changes(two_editions: Path) -> None:
    found = document(two_editions, "--by-department")
    names = {d["department"]["zh"]: d["changes"] for d in found["departments"]}
    kinds = [found["changes"][index]["kind"] for index in names["县医保局"]]
    assert kinds == ["retyped"]
    every = {index for of_it in names.values() for index in of_it}
    assert every == set(range(found["count"]))


def test_a_workbook_has_a_row_for_each_change_and_says_what_was_compared(
    two_editions: Path, tmp_path: Path
) -> None:
    file = tmp_path / "变化.xlsx"
    result = diff(two_editions, "--xlsx", str(file), "--by-department")
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["变化", "概要", "请核对", "按部门"]
    header, *rows = book["变化"].iter_rows(values_only=True)
    assert header == (
        "变化", "序号（原）", "序号（新）", "事项", "细分事项", "场景（原）", "场景（新）",
        "原值", "新值", "说明", "事项网址",
    )  # fmt: skip
    assert len(rows) == 13
    moved = next(row for row in rows if row[0] == "移到其他场景 moved")
    assert moved[1:9] == (
        10, 12, "高考录取查询", None, "2.1 入学", "2.2 转学", "2.1 入学", "2.2 转学",
    )  # fmt: skip
    assert str(moved[10]).startswith(f"{DEFAULT_BASE}id/370725/matter/")
    summary = {row[0].value: row[1].value for row in book["概要"].iter_rows(min_row=2)}
    assert summary["原版本：键 key"] == "370725/personal-life-cycle/u-d709fb19"
    assert summary["新版本：网址 IRI"] == NEW
    assert summary["变化总数 changes"] == 13
    assert summary["移到其他场景 moved"] == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+Z", str(summary["新版本：装载时间 loaded"]))
    assert {row[0] for row in book["按部门"].iter_rows(min_row=2, values_only=True)} >= {
        "县医保局",
        "县民政局",
    }
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]


def test_the_same_editions_give_the_same_workbook(two_editions: Path, tmp_path: Path) -> None:
    files = [tmp_path / "1.xlsx", tmp_path / "2.xlsx"]
    for file in files:
        diff(two_editions, "--xlsx", str(file))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_workbook_that_cannot_be_written_is_said(two_editions: Path, tmp_path: Path) -> None:
    result = diff(two_editions, "--xlsx", str(tmp_path / "none" / "x.xlsx"))
    assert result.exit_code == 1
    assert "无法写入" in result.stderr


# --- what cannot be compared ----------------------------------------------------------------------


def test_an_unknown_edition_is_answered_with_those_there_are(two_editions: Path) -> None:
    result = diff(two_editions, "2031-01", "2026-11")
    assert result.exit_code == 1
    assert "没有版本“2031-01”" in result.stderr
    assert "There is no edition “2031-01”" in result.stderr
    assert "370725/personal-life-cycle/u-d709fb19" in result.stderr


def test_a_single_edition_and_an_empty_folder_are_said(published: Path, tmp_path: Path) -> None:
    alone, empty = diff(published), diff(tmp_path / "data")
    assert (alone.exit_code, empty.exit_code) == (1, 1)
    assert "没有上一版" in alone.stderr
    assert "尚未发布数据" in empty.stderr


def test_among_several_lists_one_has_to_be_named(two_counties: Path) -> None:
    result = diff(two_counties)
    assert result.exit_code == 1
    assert "已发布2份清单" in result.stderr
    assert "370999/personal-life-cycle/2025-03" in result.stderr


def edition(region: str, list_: str, key: str, current: bool = False) -> PublishedEdition:
    iri = f"{DEFAULT_BASE}id/{region}/checklist/{list_}/{key}"
    return PublishedEdition(iri, region, list_, key, "", current, 0, 0)


def test_a_key_that_several_lists_have_is_not_guessed() -> None:
    one, two = edition("370725", "a", "2026"), edition("370999", "a", "2026")
    other = edition("370725", "b", "2026")
    with pytest.raises(NoChoice, match="可以指3个版本") as several:
        choose([one, two, other], ["2026", "2026"], DEFAULT_BASE, lambda _: None)
    assert several.value.there_are == ("370725/a/2026", "370999/a/2026", "370725/b/2026")
    with pytest.raises(NoChoice, match="可以指2个版本"):
        choose([one, two, other], ["a/2026", "b/2026"], DEFAULT_BASE, lambda _: None)
    found = choose([one, two, other], ["370999/a/2026", "b/2026"], DEFAULT_BASE, lambda _: None)
    assert found == (two, other)


def test_two_counties_that_nothing_joins_are_refused(two_counties: Path) -> None:
    result = diff(two_counties, "u-d709fb19", "2025-03")
    assert result.exit_code == 1
    assert "没有共同的通用事项概念" in result.stderr
    assert "No shared concept" in result.stderr


def test_two_counties_are_compared_where_shared_concepts_join_their_matters(
    two_counties: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(two_counties, data)
    concept = {
        name: NamedNode(f"{DEFAULT_BASE}id/matter-concept/{key}")
        for name, key in (("出生医学证明办理", "aa"), ("职业介绍", "bb"), ("火化遗体", "cc"))
    }
    lists = (
        "370725/checklist/personal-life-cycle/u-d709fb19",
        "370999/checklist/personal-life-cycle/2025-03",
    )
    counties = open_store(data)
    joined = [
        Quad(NamedNode(item.matter.iri), LM.matterConcept, concept[item.name], DefaultGraph())
        for path in lists
        for item in compared_items(counties, f"{DEFAULT_BASE}id/{path}")
        if item.name in concept
    ]
    del counties
    write(data, joined)
    found = document(data, "u-d709fb19", "2025-03")
    told = [
        (change["kind"], (change["before"] or change["after"])["name"])
        for change in found["changes"]
    ]
    assert told == [("only-in-first", "火化遗体"), ("only-in-second", "职业介绍")]
    assert all(count > 0 for count in found["unjoined"])
    assert "没有对应，未比较" in diff(data, "u-d709fb19", "2025-03").stdout


def test_two_lists_of_one_county_are_not_two_editions(own_data: Path) -> None:
    other = f"{DEFAULT_BASE}id/370725/checklist/other"
    version = NamedNode(other), DCAT.hasVersion, NamedNode(f"{other}/2025-03")
    write(own_data, [Quad(*version, shared_graph(DEFAULT_BASE, "catalogue"))])
    result = diff(own_data, "u-d709fb19", "other/2025-03")
    assert result.exit_code == 1
    assert "同一地区的两份清单" in result.stderr


def test_every_kind_of_change_has_words_and_is_documented() -> None:
    assert set(KINDS) == set(Kind)
    assert set(GUESSES) == set(Guess)
    assert all(kind.value in str(document_module.__doc__) for kind in Kind)


def compared(before: Sequence[ComparedItem], after: Sequence[ComparedItem]) -> Difference:
    side = Compared(edition("370725", "a", "2026"), Thing("https://data.example.org/2"), None)
    return Difference(1, "", side, side, compare(before, after))


def test_further_columns_are_told_in_every_form() -> None:
    def item(**further: str) -> ComparedItem:
        stated = tuple(Stated(heading, words) for heading, words in further.items())
        matter, lines = Thing("https://data.example.org/1"), (ComparedLine("", 1, None, None),)
        return ComparedItem("", 1, 1, "甲", matter, None, None, lines, stated)

    limit = compared([item(时限="20日")], [item(时限="=15日", 收费="")])
    assert list(text.lines(limit))[-2:] == [
        "  ≠ 第1项“甲”：“时限”栏由“20日”改为“=15日”",
        "  ≠ 第1项“甲”：“收费”栏由无改为空白",
    ]
    rows = [list(row) for row in sheets(limit)[0].rows]
    assert [row[7:10] for row in rows] == [
        ["20日", "=15日", "栏目：时限"],
        [None, "", "栏目：收费"],
    ]
    added = compared([], [item(时限="20日")])
    assert list(text.lines(added))[-1] == "  + 第1项“甲”：时限 20日"
    (change,) = json.loads(document_module.as_json(added))["changes"]
    assert change["after"]["attributes"] == [{"heading": "时限", "text": "20日", "key": None}]


def test_control_characters_of_a_name_do_not_reach_the_terminal() -> None:
    name = "甲\x1b[2J"
    lines = (ComparedLine("", 1, None, None),)
    item = ComparedItem("", 1, 1, name, Thing("https://data.example.org/1"), None, None, lines)
    found = compared([], [item])
    assert not [line for line in text.lines(found) if "\x1b" in line]
    assert any("甲␛[2J" in line for line in text.lines(found, departments=True))
