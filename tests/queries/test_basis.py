"""`basis`: what is asked of the cells that hold text themselves, of those that were filled, and
what is presumed. What is expected is counted from the second reading of the printed table
(leaves.py): an entry rests on the cells of its first row, a line on those of its own."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from importlib import resources

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal

from server.saved.bases import SHARED
from server.saved.catalogue import SavedQuery, saved_queries
from server.saved.header import HeaderError, parse_header
from tests.queries.asking import Row, column, pick
from tests.queries.leaves import Leaf, entries, leaves

Ask = Callable[..., list[Row]]
Counts = Mapping[object, int]

BASES = pytest.mark.parametrize(("basis", "printed"), [("printed", True), ("filled", False)])
FIRST = [lines[0] for lines in entries().values()]
WITH = {name: one for name, one in saved_queries().items() if "basis" in one.header.parameters}


def of_cooperating(printed: bool, of: list[Leaf] | None = None) -> list[Leaf]:
    return [one for one in of or FIRST if one.cooperating_printed == printed]


def roles(leaf: Leaf, printed: bool) -> list[tuple[str, str]]:
    """Role and department of the cells of a row that are printed, or that are not."""
    lead = [("lead", leaf.lead)] if leaf.lead_printed == printed else []
    with_it = leaf.cooperating if leaf.cooperating_printed == printed else ()
    return lead + [("cooperating", name) for name in with_it]


def standing(printed: bool) -> list[tuple[Leaf, str, str]]:
    return [(leaf, role, name) for leaf in FIRST for role, name in roles(leaf, printed)]


def together(pairs: list[tuple[object, object]]) -> Counts:
    """How many different second ones each first one has."""
    found: dict[object, set[object]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return {one: len(others) for one, others in found.items()}


def counts(rows: list[Row], of: str, number: str) -> Counts:
    return {one: int(str(n)) for one, n in pick(rows, of, number)}


def test_the_source_prints_few_cells(ask: Ask) -> None:
    assert sum(leaf.lead_printed for leaf in leaves()) == 22
    assert sum(leaf.cooperating_printed for leaf in leaves()) == 62
    rows = ask("department-by-type", basis="printed")
    assert sum(int(str(n)) for n in column(rows, "leads")) == 22
    # 37 and 105 print two departments in one cell
    assert sum(int(str(n)) for n in column(rows, "cooperates")) == 64


@BASES
def test_entries_by_their_cooperating_cell(ask: Ask, basis: str, printed: bool) -> None:
    of = of_cooperating(printed)
    rows = ask("several-cooperating", basis=basis)
    assert column(rows, "number") == [one.number for one in of if len(one.cooperating) > 1]
    rows = ask("lead-not-cooperating", basis=basis)
    assert column(rows, "number") == [one.number for one in of if one.lead not in one.cooperating]
    fund = [one for one in of if "市住房公积金管理中心昌乐分中心" in one.cooperating]
    rows = ask("municipal-body-cooperates", basis=basis)
    assert column(rows, "number") == [one.number for one in fund]
    rows = ask("municipal-cooperates-county-leads", basis=basis)
    assert column(rows, "number") == [one.number for one in fund if one.lead.startswith("县")]


@BASES
def test_scenarios_by_their_cooperating_cells(ask: Ask, basis: str, printed: bool) -> None:
    of = of_cooperating(printed)
    entries_ = Counter(one.code for one in of)
    both = Counter(one.code for one in of if one.lead in one.cooperating)
    beyond = Counter(one.code for one in of if set(one.cooperating) - {one.lead})
    rows = ask("lead-also-cooperates", basis=basis)
    assert set(pick(rows, "scenarioCode", "entries", "both")) == {
        (code, n, both[code]) for code, n in entries_.items()
    }
    rows = ask("cooperation-beyond-lead", basis=basis)
    assert set(pick(rows, "scenarioCode", "entries", "beyondLead")) == {
        (code, n, beyond[code]) for code, n in entries_.items()
    }
    rows = ask("one-stop-candidates", basis=basis, minimum="1")
    assert counts(rows, "scenarioCode", "departmentCount") == together(
        [(one.code, name) for one in of for name in one.cooperating]
    )
    assert counts(rows, "scenarioCode", "entries") == entries_


@BASES
def test_departments_by_the_cooperating_cell(ask: Ask, basis: str, printed: bool) -> None:
    of = of_cooperating(printed)
    rows = ask("lead-cooperation-network", basis=basis)
    assert {(row["leadLabel"], row["departmentLabel"]): row["entries"] for row in rows} == Counter(
        (one.lead, name) for one in of for name in one.cooperating if name != one.lead
    )
    leading = {leaf.lead for leaf in leaves()}
    rows = ask("departments-never-lead", basis=basis)
    assert counts(rows, "departmentLabel", "entries") == Counter(
        name for one in of for name in one.cooperating if name not in leading
    )
    lines = [one for one in of_cooperating(printed, list(leaves())) if one.type == "公共服务"]
    rows = ask("type-departments", basis=basis, matterType="公共服务")
    assert counts(rows, "departmentLabel", "leaves") == Counter(
        name for one in lines for name in one.cooperating
    )


@BASES
def test_each_role_by_its_own_cell(ask: Ask, basis: str, printed: bool) -> None:
    found = standing(printed)
    leads = Counter(name for _, role, name in found if role == "lead")
    joined = Counter(name for _, role, name in found if role == "cooperating")
    both = Counter(one.lead for one in FIRST if set(roles(one, printed)) >= _both(one))
    rows = ask("department-counts", basis=basis)
    assert set(pick(rows, "departmentLabel", "leads", "cooperates", "both")) == {
        (name, leads[name], joined[name], both[name]) for name in leads | joined
    }
    by_type = Counter(
        (role, name, leaf.type) for leaf in leaves() for role, name in roles(leaf, printed)
    )
    rows = ask("department-by-type", basis=basis)
    assert set(pick(rows, "departmentLabel", "typeLabel", "leads", "cooperates")) == {
        (name, type_, by_type["lead", name, type_], by_type["cooperating", name, type_])
        for _, name, type_ in by_type
    }


def _both(leaf: Leaf) -> set[tuple[str, str]]:
    return {("lead", leaf.lead), ("cooperating", leaf.lead)}


@BASES
@pytest.mark.parametrize("scenario", ["后事", "社会保障"])
def test_the_departments_of_a_meeting(ask: Ask, scenario: str, basis: str, printed: bool) -> None:
    found = [(role, name) for leaf, role, name in standing(printed) if leaf.scenario == scenario]
    rows = ask("departments-to-ask", scenario=scenario, basis=basis)
    assert set(pick(rows, "departmentLabel", "leads", "cooperates")) == {
        (name, found.count(("lead", name)), found.count(("cooperating", name))) for _, name in found
    }


@BASES
def test_the_departments_of_stages_and_scenarios(ask: Ask, basis: str, printed: bool) -> None:
    found = standing(printed)
    rows = ask("departments-per-scenario", basis=basis)
    assert counts(rows, "scenarioCode", "departmentCount") == together(
        [(leaf.code, name) for leaf, _, name in found]
    )
    rows = ask("departments-per-stage", basis=basis)
    assert counts(rows, "stageLabel", "departmentCount") == together(
        [(leaf.stage, name) for leaf, _, name in found]
    )
    in_stages = together([(name, leaf.stage) for leaf, _, name in found])
    led = together([(name, leaf.stage) for leaf, role, name in found if role == "lead"])
    rows = ask("departments-across-stages", basis=basis)
    assert set(pick(rows, "departmentLabel", "stages", "leadStages")) == {
        (name, n, led.get(name, 0)) for name, n in in_stages.items()
    }
    found = [each for each in found if each[0].stage == "置业"]
    rows = ask("stage-departments", stage="置业", basis=basis)
    leads = Counter(name for _, role, name in found if role == "lead")
    joined = Counter(name for _, role, name in found if role == "cooperating")
    assert set(pick(rows, "departmentLabel", "leads", "cooperates")) == {
        (name, leads[name], joined[name]) for name in leads | joined
    }


@BASES
def test_the_load_of_departments(ask: Ask, basis: str, printed: bool) -> None:
    found = standing(printed)
    scenarios = together([(name, leaf.code) for leaf, _, name in found])
    led = together([(name, leaf.code) for leaf, role, name in found if role == "lead"])
    numbered = together([(name, leaf.number) for leaf, _, name in found])
    rows = ask("department-scenario-load", basis=basis)
    assert set(pick(rows, "departmentLabel", "scenarios", "leadScenarios", "entries")) == {
        (name, n, led.get(name, 0), numbered[name]) for name, n in scenarios.items()
    }
    rows = ask("departments-share", basis=basis)
    assert counts(rows, "number", "departmentCount") == {
        number: n
        for number, n in together([(leaf.number, name) for leaf, _, name in found]).items()
        if n >= 2
    }


MATTER = "户口登记"


def test_what_is_presumed_has_a_column_of_its_own(ask: Ask) -> None:
    rows = ask("matter-participants", matter=MATTER)
    assert {row["presumed"] for row in rows} == {None}
    assert {row["roleLabel"] for row in rows} == {"牵头部门", "协同部门"}
    rows = ask("matter-participants", matter=MATTER, basis="derived")
    assert {row["department"] for row in rows} == {None}
    assert pick(rows, "number", "presumedLabel") == [
        (one.number, name)
        for one in FIRST
        if re.sub("（.*", "", one.name) == MATTER
        for name in one.cooperating
    ]
    assert len(rows) == 2


@BASES
def test_the_participants_of_a_matter(ask: Ask, basis: str, printed: bool) -> None:
    found = [
        (leaf.number, {"lead": "牵头部门", "cooperating": "协同部门"}[role], name)
        for leaf, role, name in standing(printed)
        if re.sub("（.*", "", leaf.name) == MATTER
    ]
    rows = ask("matter-participants", matter=MATTER, basis=basis)
    assert pick(rows, "number", "roleLabel", "departmentLabel") == found


def test_the_readme_says_which_queries_have_a_basis() -> None:
    readme = resources.files("queries").joinpath("README.md").read_text("utf-8")
    listed = re.findall(r"^\| basis of (.+) \| (`.*`) \|$", readme, re.MULTILINE)
    named = [name for _, names in listed for name in names.replace("`", "").split()]
    assert sorted(named) == sorted(WITH)
    words = {"the lead column": "牵头一栏", "the cooperating column": "协同一栏"}
    words["both columns"] = "牵头、协同两栏"
    for which, names in listed:
        for name in names.replace("`", "").split():
            label = WITH[name].header.parameters["basis"].label
            assert label.zh == f"{words[which]}所依据的文字"


@pytest.mark.parametrize("query", WITH.values(), ids=WITH)
def test_a_basis_enters_as_terms(query: SavedQuery) -> None:
    choices = query.header.parameters["basis"].choices
    assert [choice.value for choice in choices][:2] == ["printed", "filled"]
    terms = SHARED["basis"]["printed"]["terms"]
    assert [iri.rpartition("/")[2] for iri in terms] == ["stated", "restated", "corrected"]
    text = query.template.bind({"basis": [Literal("printed")]})
    assert f"VALUES ?basis {{ {' '.join(f'<{iri}>' for iri in terms)} }}" in text


def test_shared_choices_that_there_are_not_are_refused() -> None:
    text = "title: {zh: 问？, en: Q?}\nsummary: {zh: 。, en: .}\nparameters:\n  basis: "
    text += "{type: choice, label: {zh: 据, en: B}, choices: nowhere}\n"
    with pytest.raises(HeaderError, match="nowhere"):
        parse_header(text, "own")


def test_a_basis_stays_a_word_in_addresses(client: FlaskClient) -> None:
    found = client.get("/query/several-cooperating.json?basis=printed")
    assert found.status_code == 200
    assert found.get_json()["parameters"]["basis"] == ["printed"]
    refused = client.get("/query/several-cooperating.json?basis=derived")
    assert refused.status_code == 400
    page = client.get("/query/several-cooperating?basis=filled").get_data(as_text=True)
    assert "去掉“协同一栏所依据的文字”" in page
    document = client.get("/openapi.json").get_json()
    stated = document["paths"]["/query/matter-participants"]["get"]["parameters"]
    [schema] = [one["schema"] for one in stated if one.get("name") == "basis"]
    assert schema["enum"] == ["printed", "filled", "derived"]
