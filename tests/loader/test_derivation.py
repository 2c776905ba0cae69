"""The derivation rules R1 to R8 (ontology/README.md): what each writes, worked out by hand from the
real list, and small lists of other habits where the real one has no case."""

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from loader.editions import EditionBuild, Previous, build_edition, settle_document
from loader.manifest import Conventions, Manifest, Region
from loader.participation import participations
from loader.register import Register
from ontology import superclasses
from ontology.terms import CODE, CPSV, CV, DCT, EN, LM, PROV, RDF, SKOS, ZH
from server.settings import DEFAULT_BASE
from tests.conftest import open_store
from tests.loader.tables import HEADER, document, table
from tests.server.editing import command, edited

LIST = "370725/checklist/personal-life-cycle"
EDITION = f"{DEFAULT_BASE}id/{LIST}/u-d709fb19"
NEXT = f"{DEFAULT_BASE}id/{LIST}/2027-01"
PROVIDENT_FUND = "市住房公积金管理中心昌乐分中心"


class Reading:
    """A graph, asked by the Chinese names of things."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = frozenset(triples)
        self.of: dict[object, list[Triple]] = {}
        for triple in self.triples:
            self.of.setdefault(triple.subject, []).append(triple)

    def objects(self, subject: NamedNode, predicate: NamedNode) -> set[object]:
        return {t.object for t in self.of.get(subject, ()) if t.predicate == predicate}

    def name(self, thing: object) -> str:
        """The Chinese name of a thing."""
        for triple in self.of.get(thing, ()):
            if triple.predicate == SKOS.prefLabel and _is_zh(triple.object):
                return str(getattr(triple.object, "value", ""))
        raise AssertionError(f"no name: {thing}")

    def names(self, subject: NamedNode, predicate: NamedNode) -> set[str]:
        return {self.name(thing) for thing in self.objects(subject, predicate)}

    def item(self, key: str) -> NamedNode:
        """The item of the only edition that is called `key` in its IRI: `64` or `64/1`."""
        found = {t.subject for t in self.triples if str(t.subject).endswith(f"/entry/{key}>")}
        (one,) = {each for each in found if isinstance(each, NamedNode)}
        return one

    def one(self, subject: NamedNode, predicate: NamedNode) -> NamedNode:
        (value,) = self.objects(subject, predicate)
        assert isinstance(value, NamedNode)
        return value

    def matter(self, key: str) -> NamedNode:
        return self.one(self.item(key), LM.matter)

    def text(self, subject: NamedNode, predicate: NamedNode, language: str) -> str:
        found = self.objects(subject, predicate)
        (value,) = {v.value for v in found if isinstance(v, Literal) and v.language == language}
        return value

    def scenario(self, code: str) -> NamedNode:
        (found,) = {
            self.one(t.subject, LM.scenario)
            for t in self.triples
            if t.predicate == LM.scenarioCode
            and t.object == Literal(code)
            and isinstance(t.subject, NamedNode)
        }
        return found


def _is_zh(term: object) -> bool:
    return isinstance(term, Literal) and term.language == ZH


@pytest.fixture(scope="module")
def real(changle: pyoxigraph.Store) -> Reading:
    """The present of the real list."""
    return Reading(q.triple for q in changle.quads_for_pattern(None, None, None, DefaultGraph()))


@pytest.fixture(scope="module")
def every_layer(changle: pyoxigraph.Store) -> Reading:
    """The real list with its source layer."""
    return Reading(q.triple for q in changle.quads_for_pattern(None, None, None, None))


def build(
    *rows: tuple[str, ...],
    more: tuple[str, ...] = (),
    types: dict[str, str] | None = None,
    previous: Previous | None = None,
    **conventions: object,
) -> EditionBuild:
    """An edition of a small list; `more` are headings after the usual ones."""
    manifest = Manifest(
        region="370999",
        list="small",
        kind="personal",
        title="小清单",
        title_en="Small list",
        edition="2026",
        conventions=Conventions(**conventions),  # type: ignore[arg-type]
        type_words=types or {},
    )
    read = document(table((*HEADER, *more), *rows), manifest=manifest)
    settled = settle_document(read, manifest)
    register = Register(Region("370999", "某县", "Some County"))
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return build_edition(
        read, settled, manifest, register, DEFAULT_BASE, at=at, version="test", previous=previous
    )


def reading(built: EditionBuild) -> Reading:
    return Reading(built.own.triples | built.derived.triples | built.register_layer.triples)


ONE = ("1", "1出生", "1.1出生", "出生医学证明办理", "", "公共服务", "县卫健局", "县卫健局")


# --- R1: superclass types ------------------------------------------------------------------------


def test_r1_whatever_has_a_class_has_the_classes_above_it(every_layer: Reading) -> None:
    typed = [t for t in every_layer.triples if t.predicate == RDF.type]
    lacking = {
        (str(t.subject), str(above))
        for t in typed
        if isinstance(t.object, NamedNode)
        for above in superclasses(t.object)
        if Triple(t.subject, RDF.type, above) not in every_layer.triples
    }
    assert lacking == set()


def test_r1_the_classes_of_an_entry_a_sub_entry_and_a_matter(real: Reading) -> None:
    item = {LM.ChecklistItem, PROV.Entity}
    assert real.objects(real.item("64"), RDF.type) == {LM.Entry, *item}
    assert real.objects(real.item("64/1"), RDF.type) == {LM.SubEntry, LM.LeafItem, *item}
    assert real.objects(real.item("1"), RDF.type) == {LM.Entry, LM.LeafItem, *item}
    assert real.objects(real.matter("64"), RDF.type) == {LM.Matter, CPSV.PublicService}


def test_r1_reaches_what_a_further_column_states() -> None:
    built = reading(build((*ONE, "20个工作日"), more=("法定时限",)))
    stated = built.one(built.item("1"), LM.statedAttribute)
    assert built.objects(stated, RDF.type) == {LM.StatedAttribute, PROV.Entity}


# --- R2: a matter is grouped by its scenarios ----------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "scenarios"),
    [
        (("3", "27"), {"1.1", "3.1"}),
        (("11", "25"), {"2.1", "2.4"}),
        (("54", "57", "112"), {"5.1", "5.2", "11.2"}),
        (("60", "64", "102", "111"), {"5.3", "5.5", "10.1", "11.2"}),
        (("36", "103"), {"4.3", "10.1"}),
        (("101", "110"), {"10.1", "11.2"}),
        (("1",), {"1.1"}),
    ],
)
def test_r2_a_matter_is_grouped_by_each_scenario_it_stands_in(
    real: Reading, entries: tuple[str, ...], scenarios: set[str]
) -> None:
    (matter,) = {real.matter(key) for key in entries}
    expected = {real.scenario(code) for code in scenarios}
    assert real.objects(matter, CV.isGroupedBy) == expected
    for scenario in expected:
        assert Triple(scenario, CV.hasRelatedService, matter) in real.triples


def test_r2_the_two_directions_say_the_same(real: Reading) -> None:
    grouped = {(t.subject, t.object) for t in real.triples if t.predicate == CV.isGroupedBy}
    related = {(t.object, t.subject) for t in real.triples if t.predicate == CV.hasRelatedService}
    assert grouped == related
    assert len(grouped) == 112  # no matter stands twice in one scenario


# --- R3: presumed handling departments -----------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "departments"),
    [
        ("37", {"县医保局", "县税务局"}),  # the lead, 县人社局, is not among them
        ("105", {"县公安局", "县卫健局"}),  # lead 县民政局
        ("6", {"县公安局"}),  # lead 县卫健局
        ("60", {PROVIDENT_FUND}),  # in 102 and 111 the lead is another
        ("54", {"县自然资源和规划局"}),
        ("20", {"县教育和体育局"}),  # carried down
    ],
)
def test_r3_who_cooperates_is_presumed_to_handle(
    real: Reading, entry: str, departments: set[str]
) -> None:
    assert real.names(real.matter(entry), CV.hasCompetentAuthority) == departments


def test_r3_a_sub_item_has_those_of_its_own_lines(real: Reading) -> None:
    withdrawal = real.one(real.item("111"), LM.subItem)
    assert real.names(withdrawal, CV.hasCompetentAuthority) == {PROVIDENT_FUND}
    built = reading(
        build(
            ("1", "1出生", "1.1出生", "登记", "甲", "公共服务", "县民政局", "县公安局"),
            ("", "", "", "", "乙", "公共服务", "", "县卫健局"),
        )
    )
    first, second = (built.one(built.item(f"1/{n}"), LM.subItem) for n in (1, 2))
    assert built.names(first, CV.hasCompetentAuthority) == {"县公安局"}
    assert built.names(second, CV.hasCompetentAuthority) == {"县卫健局"}
    assert built.names(built.matter("1"), CV.hasCompetentAuthority) == {"县公安局", "县卫健局"}


def test_r3_what_the_list_states_wins_over_the_presumption() -> None:
    built = reading(
        build(
            (*ONE[:6], "县卫健局", "县公安局", "县医保局"),
            ("2", "", "", "预防接种证办理", "", "公共服务", "", "", ""),
            more=("办理主体",),
        )
    )
    assert built.names(built.matter("1"), CV.hasCompetentAuthority) == {"县医保局"}
    assert built.names(built.matter("2"), CV.hasCompetentAuthority) == {"县公安局"}


def test_r3_nobody_is_presumed_where_a_blank_means_none() -> None:
    rows = ((*ONE[:7], ""), ("2", "", "", "预防接种证办理", "", "公共服务", "", "县公安局"))
    built = reading(build(*rows, blank_cooperating="none"))
    assert built.names(built.matter("1"), CV.hasCompetentAuthority) == set()
    assert built.names(built.matter("2"), CV.hasCompetentAuthority) == {"县公安局"}


# --- R4: participations of the cpsv-ap profile ---------------------------------------------------


@pytest.fixture(scope="module")
def profile(real: Reading) -> Reading:
    return Reading(participations(real.triples))


def taking_part(real: Reading, profile: Reading, entry: str) -> dict[str, set[str]]:
    """The names of who takes part in an entry, by the key of the role."""
    found: dict[str, set[str]] = {}
    for one in profile.objects(real.matter(entry), CV.hasParticipation):
        assert isinstance(one, NamedNode)
        if one.value.startswith(f"{EDITION}/entry/{entry}/participation/"):
            role = profile.one(one, CV.role).value.removeprefix(CODE["department-role/"].value)
            found.setdefault(role, set()).add(real.name(profile.one(one, CV.hasParticipant)))
    return found


@pytest.mark.parametrize(
    ("entry", "lead", "cooperating"),
    [
        ("112", "县人社局", {"县自然资源和规划局"}),
        ("54", "县自然资源和规划局", {"县自然资源和规划局"}),
        ("37", "县人社局", {"县医保局", "县税务局"}),
        ("105", "县民政局", {"县公安局", "县卫健局"}),
        ("64", PROVIDENT_FUND, {PROVIDENT_FUND}),
    ],
)
def test_r4_each_entry_role_and_department_is_one_participation(
    real: Reading, profile: Reading, entry: str, lead: str, cooperating: set[str]
) -> None:
    assert taking_part(real, profile, entry) == {
        "lead": {lead},
        "cooperating": cooperating,
        "presumed-handling": cooperating,
    }


def test_r4_a_participation_names_scenario_and_number(real: Reading, profile: Reading) -> None:
    bureau = real.one(real.item("112"), LM.leadDepartment)
    key = bureau.value.rpartition("/")[2]
    lead = NamedNode(f"{EDITION}/entry/112/participation/lead/{key}")
    assert profile.objects(lead, RDF.type) == {CV.Participation}
    assert profile.one(lead, LM.statedIn) == real.item("112")
    assert profile.text(lead, DCT.description, ZH) == "在“11.2继承”场景牵头，清单第112项"
    english = "Leads in the scenario “11.2 Inheritance”, No. 112 of the list"
    assert profile.text(lead, DCT.description, EN) == english
    identifier = f"370725-personal-life-cycle-u-d709fb19-entry-112-lead-{key}"
    assert profile.objects(lead, DCT.identifier) == {Literal(identifier)}


def test_r4_a_presumption_is_derived_from_the_entry_and_not_stated_in_it(
    real: Reading, profile: Reading
) -> None:
    presumed = {
        t.subject
        for t in profile.triples
        if t.predicate == CV.role and t.object == CODE["department-role/presumed-handling"]
    }
    assert len(presumed) == 114
    for one in presumed:
        assert isinstance(one, NamedNode)
        assert not profile.objects(one, LM.statedIn)
        assert real.objects(profile.one(one, PROV.wasDerivedFrom), LM.number)
        assert "推定" in profile.text(one, DCT.description, ZH)


def test_r4_the_real_list_has_112_leads_and_114_times_a_cooperating_department(
    profile: Reading,
) -> None:
    counts = {
        key: sum(1 for t in profile.triples if t.object == CODE[f"department-role/{key}"])
        for key in ("lead", "cooperating", "handling", "presumed-handling")
    }
    assert counts == {"lead": 112, "cooperating": 114, "handling": 0, "presumed-handling": 114}


def test_r4_identifiers_are_unique_and_nothing_is_said_of_entries(profile: Reading) -> None:
    identifiers = [t.object for t in profile.triples if t.predicate == DCT.identifier]
    assert len(identifiers) == len(set(identifiers)) == 340
    subjects = {str(t.subject) for t in profile.triples if t.predicate != CV.hasParticipation}
    assert all("/participation/" in subject for subject in subjects)


def test_r4_a_stated_handling_department_is_a_role_of_its_own() -> None:
    built = reading(
        build(
            (*ONE[:6], "县卫健局", "县公安局", "县医保局"),
            ("2", "", "", "预防接种证办理", "", "公共服务", "", "", ""),
            more=("办理主体",),
        )
    )
    added = Reading(participations(built.triples))
    roles = {
        str(t.subject).partition("/entry/")[2].rpartition("/")[0]
        for t in added.triples
        if t.predicate == CV.role
    }
    assert roles == {
        "1/participation/lead",
        "1/participation/cooperating",
        "1/participation/handling",
        "2/participation/lead",
        "2/participation/cooperating",
        "2/participation/presumed-handling",
    }


def test_r4_an_entry_without_number_is_called_by_its_name() -> None:
    built = reading(build(("", *ONE[1:]), numbers="none"))
    texts = {
        t.object.value
        for t in participations(built.triples)
        if t.predicate == DCT.description and isinstance(t.object, Literal)
    }
    assert "在“1.1出生”场景牵头，清单条目“出生医学证明办理”" in texts
    assert "Leads in the scenario “1.1 出生”, entry “出生医学证明办理” of the list" in texts


def test_r4_the_entries_of_one_matter_are_enough(real: Reading, profile: Reading) -> None:
    matter = real.matter("54")
    items = {t.subject for t in real.triples if t.predicate == LM.matter and t.object == matter}
    scenarios = real.objects(matter, CV.isGroupedBy)
    part = [t for t in real.triples if t.subject in items | scenarios]
    mine = profile.objects(matter, CV.hasParticipation)
    assert participations(part) == {
        t for t in profile.triples if t.subject == matter or t.subject in mine
    }


def test_r4_stands_in_no_layer(changle: pyoxigraph.Store) -> None:
    stored = changle.quads_for_pattern(None, RDF.type, CV.Participation, None)
    assert next(iter(stored), None) is None


# --- R5: the departments of a scenario -----------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "leads", "involved"),
    [
        ("1.1", {"县卫健局"}, {"县卫健局", "县公安局", "县医保局", "县人社局"}),
        ("5.3", {"县房产发展促进中心", PROVIDENT_FUND}, {"县房产发展促进中心", PROVIDENT_FUND}),
        ("11.1", {"县民政局"}, {"县民政局", "县公安局", "县卫健局"}),
        ("11.2", {"县人社局"}, {"县人社局", PROVIDENT_FUND, "县自然资源和规划局"}),
        ("9.1", {"县残联"}, {"县残联", "县民政局"}),
    ],
)
def test_r5_a_scenario_involves_who_leads_and_who_cooperates(
    real: Reading, code: str, leads: set[str], involved: set[str]
) -> None:
    scenario = real.scenario(code)
    assert real.names(scenario, LM.scenarioLead) == leads
    assert real.names(scenario, LM.involvesDepartment) == involved


def test_r5_only_one_scenario_of_the_real_list_has_two_leads(real: Reading) -> None:
    leads: dict[object, set[object]] = {}
    for triple in real.triples:
        if triple.predicate == LM.scenarioLead:
            leads.setdefault(triple.subject, set()).add(triple.object)
    assert len(leads) == 25
    assert [one for one, found in leads.items() if len(found) > 1] == [real.scenario("5.3")]


# --- R6: a generated description -----------------------------------------------------------------


def test_r6_a_matter_and_a_sub_item_have_a_description_that_says_it_was_generated(
    every_layer: Reading,
) -> None:
    matter, sub_item = every_layer.matter("3"), every_layer.one(every_layer.item("3"), LM.subItem)
    title = "昌乐县《个人全生命周期事项清单及责任分工》所列事项："
    chinese = every_layer.text(matter, DCT.description, ZH)
    assert chinese == f"{title}户口登记。（自动生成）"
    assert every_layer.text(sub_item, DCT.description, ZH) == f"{title}出生登记。（自动生成）"
    english = every_layer.text(matter, DCT.description, EN)
    assert english == (
        "Matter listed in “Matters of the individual life cycle and division of responsibilities”"
        " of Changle County: Household registration. (Generated)"
    )
    load = every_layer.one(matter, PROV.wasGeneratedBy)
    assert LM.LoadActivity in every_layer.objects(load, RDF.type)


def test_r6_everything_that_an_entry_lists_has_one(real: Reading) -> None:
    listed = {t.object for t in real.triples if t.predicate in (LM.matter, LM.subItem)}
    assert len(listed) == 103 + 85
    for one in listed:
        assert isinstance(one, NamedNode)
        assert real.text(one, DCT.description, ZH).endswith("。（自动生成）")
        assert real.text(one, DCT.description, EN).endswith(" (Generated)")


# --- R7: the types of an entry and of a matter ---------------------------------------------------


def test_r7_an_entry_and_its_matter_have_the_types_of_their_leaves(real: Reading) -> None:
    assert real.names(real.item("35"), LM.matterType) == {"公共服务", "其他"}
    assert real.names(real.item("35/1"), LM.matterType) == {"公共服务"}
    assert real.names(real.item("35/2"), LM.matterType) == {"其他"}
    assert real.names(real.matter("35"), LM.matterType) == {"公共服务", "其他"}
    several = {
        t.subject
        for t in real.triples
        if t.object == LM.Matter
        and isinstance(t.subject, NamedNode)
        and len(real.objects(t.subject, LM.matterType)) > 1
    }
    assert several == {real.matter("35")}


def test_r7_a_type_of_the_county_s_own_is_a_concept_of_its_own_list() -> None:
    built = reading(
        build(
            (*ONE[:5], "便民服务", *ONE[6:]),
            ("2", "", "", "预防接种证办理", "", "公共服务", "", ""),
            types={"便民服务": "local"},
        )
    )
    own = built.one(built.matter("1"), LM.matterType)
    assert built.name(own) == "便民服务"
    assert built.one(own, SKOS.inScheme).value.endswith("/checklist/small/matter-types")
    assert built.one(built.item("1"), LM.matterType) == own
    assert built.one(built.matter("2"), LM.matterType) == CODE["matter-type/public-service"]


# --- R8: the entry of the edition before ---------------------------------------------------------


@pytest.fixture(scope="module")
def second(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """A second edition: No. 2 has another name, which nobody has called a rename, and No. 4 and
    No. 5 have changed places."""
    folder = tmp_path_factory.mktemp("second")
    shutil.copytree(published, folder / "data")
    source = edited(
        folder,
        ("预防接种证办理", "儿童预防接种服务"),
        ("\n\t4\n", "\n\tX\n"),
        ("\n\t5\n", "\n\t4\n"),
        ("\n\tX\n", "\n\t5\n"),
    )
    text = source.read_text("utf-8")
    first, later = text.index("\n\t5\n"), text.index("\n\t4\n")
    end = text.index("\n\t6\n")
    source.write_text(text[:first] + text[later:end] + text[first:later] + text[end:], "utf-8")
    loaded = command(folder / "data", "load", source, "--edition", "2027-01")
    assert loaded.exit_code == 0, loaded.output
    store = open_store(folder / "data")
    return Reading(q.triple for q in store.quads_for_pattern(None, None, None, DefaultGraph()))


def test_r8_an_entry_follows_the_one_of_the_same_matter_in_the_same_scenario(
    second: Reading,
) -> None:
    def before(key: str) -> set[object]:
        return second.objects(NamedNode(f"{NEXT}/entry/{key}"), LM.previousEntry)

    assert before("1") == {NamedNode(f"{EDITION}/entry/1")}
    assert before("4") == {NamedNode(f"{EDITION}/entry/5")}
    assert before("5") == {NamedNode(f"{EDITION}/entry/4")}
    assert before("54") == {NamedNode(f"{EDITION}/entry/54")}
    assert before("57") == {NamedNode(f"{EDITION}/entry/57")}
    assert before("2") == set()
    links = [t for t in second.triples if t.predicate == LM.previousEntry]
    assert len(links) == 111


def test_r8_the_first_edition_follows_nothing(real: Reading) -> None:
    assert not [t for t in real.triples if t.predicate == LM.previousEntry]
