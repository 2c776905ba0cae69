"""Two checklists in one store never mix in an answer, be they of two counties or of one."""

from collections.abc import Iterator

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from ontology.terms import CODE, LM, XSD
from server.saved.catalogue import SavedQuery, saved_queries
from server.store.interface import Term
from tests.queries.asking import CHANGLE, ask, column, options, pick, select

QUERIES = saved_queries()
EACH = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
IMAGINARY = "id/370999/checklist/personal-life-cycle"
SECOND = "id/370725/checklist/second"


def bound(store: Store, query: SavedQuery, checklist: NamedNode) -> str:
    """The query with the checklist, and with the first thing of every other parameter."""
    values: dict[str, list[Term]] = {"checklist": [checklist]}
    for name, parameter in query.header.parameters.items():
        if name == "checklist" or parameter.choices:
            continue
        choices = options(store, parameter, checklist)
        if choices:
            values[name] = [NamedNode(next(iter(choices.values())))]
        elif parameter.type == "integer":
            values[name] = [Literal("22", datatype=XSD.integer)]
        else:
            values[name] = [Literal("登记")]
    return query.template.bind(values)


@pytest.fixture(scope="module")
def one_county(changle: Store, base: str) -> Store:
    """The real list and a second one of the same county: its matters and departments are the same,
    its stages and scenarios its own. One department leads throughout, and all is of one type: those
    that stand first among the choices."""
    store = Store()
    store.extend(changle)
    store.extend(_second(changle, base))
    return store


def _second(changle: Store, base: str) -> Iterator[Quad]:
    leads = ask(changle, "department-counts", base + CHANGLE)
    lead = NamedNode(str(leads[0]["department"]))

    def moved(term: object) -> object:
        if not isinstance(term, NamedNode):
            return term
        iri = term.value.replace(base + CHANGLE, base + SECOND)
        for kind in ("stage", "scenario"):
            iri = iri.replace(f"{base}id/370725/{kind}/", f"{base}id/370725/{kind}/second-")
        return NamedNode(iri)

    for quad in changle:
        graph = quad.graph_name
        subject, target, name = moved(quad.subject), moved(quad.object), moved(graph)
        if quad.predicate in (LM.leadDepartment, LM.scenarioLead):
            target = lead
        if quad.predicate == LM.matterType:
            target = CODE["matter-type/public-service"]
        assert isinstance(subject, NamedNode)
        assert isinstance(target, NamedNode | Literal)
        assert isinstance(name, NamedNode | DefaultGraph)
        yield Quad(subject, quad.predicate, target, name)


@EACH
def test_another_county_changes_no_answer(
    query: SavedQuery, changle: Store, counties: Store, base: str
) -> None:
    text = bound(changle, query, NamedNode(base + CHANGLE))
    assert select(counties, text) == select(changle, text)


@EACH
def test_another_list_of_the_county_changes_no_answer(
    query: SavedQuery, changle: Store, one_county: Store, base: str
) -> None:
    text = bound(changle, query, NamedNode(base + CHANGLE))
    assert select(one_county, text) == select(changle, text)


def test_the_made_up_county_has_its_own_departments(counties: Store, base: str) -> None:
    rows = ask(counties, "department-counts", base + IMAGINARY)
    assert pick(rows, "departmentLabel", "leads", "cooperates", "both") == [
        ("县人社局", 3, 4, 3),
        ("县卫生健康局", 3, 2, 1),
        ("县民政局", 2, 0, 0),
        ("县自然资源局", 1, 1, 1),
        ("县行政审批服务局", 1, 1, 1),
        ("县公安局", 0, 3, 0),
        ("县税务局", 0, 1, 0),
    ]


def test_a_lead_that_cooperates_nowhere_in_its_scenario_is_found(
    counties: Store, base: str
) -> None:
    rows = ask(counties, "scenario-lead-not-cooperating", base + IMAGINARY)
    names = ("scenarioCode", "scenarioLabel", "leadLabel", "entries")
    assert pick(rows, *names) == [("3.1", "后事", "县民政局", 2)]


def test_a_department_of_the_same_name_is_another_in_another_county(
    counties: Store, base: str
) -> None:
    rows = ask(counties, "department-cooperates", base + IMAGINARY, department="县公安局")
    assert pick(rows, "number", "entryLabel", "leadLabel") == [
        (2, "户口登记", "县卫生健康局"),
        (8, "死亡医学证明办理", "县民政局"),
        (9, "户口注销", "县民政局"),
    ]
    assert len(ask(counties, "department-cooperates", base + CHANGLE, department="县公安局")) == 18


def test_the_second_list_of_a_county_has_its_own_leads(one_county: Store, base: str) -> None:
    first = ask(one_county, "department-counts", base + CHANGLE)
    second = ask(one_county, "department-counts", base + SECOND)
    assert len([row for row in first if row["leads"]]) == 12
    assert [count for count in column(second, "leads") if count] == [112]
