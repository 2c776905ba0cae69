"""The analyses that offices ask for beyond the competency questions. What they count is counted
again from the printed table (leaves.py), by other means than a query."""

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.queries.asking import Row, column, pick
from tests.queries.leaves import Leaf, entries, leaves
from tests.queries.printed import LED, SCENARIOS

Ask = Callable[..., list[Row]]


def test_the_second_reading_is_that_of_the_printed_table() -> None:
    assert len(leaves()) == 161
    assert list(entries()) == list(range(1, 113))
    led = {name: {leaf.number for leaf in leaves() if leaf.lead == name} for name in LED}
    assert led == {name: set(numbers) for name, numbers in LED.items()}
    assert [leaf.code for leaf in leaves()] == [c for c, _, _, n in SCENARIOS for _ in range(n)]


def departments(of: list[Leaf]) -> set[str]:
    return {name for leaf in of for name in leaf.departments}


def numbers(of: list[Leaf], name: str) -> str:
    return "、".join(str(n) for n, lines in entries(of).items() if name in departments(lines))


def leads(of: list[Leaf], name: str) -> int:
    return len({leaf.number for leaf in of if leaf.lead == name})


def cooperates(of: list[Leaf], name: str) -> int:
    return len({leaf.number for leaf in of if name in leaf.cooperating})


def of_scenario(name: str) -> list[Leaf]:
    return [leaf for leaf in leaves() if leaf.scenario == name]


@pytest.mark.parametrize("chosen", [["后事"], ["社会保障", "购置新房"], ["出生", "入学", "继承"]])
def test_departments_to_ask_for_scenarios(ask: Ask, chosen: list[str]) -> None:
    rows = ask("departments-to-ask", scenario="、".join(chosen))
    names = ("scenarioLabel", "departmentLabel", "leads", "cooperates", "numbers")
    expected = {
        (scenario, name, leads(of, name), cooperates(of, name), numbers(of, name))
        for scenario in chosen
        for of in [of_scenario(scenario)]
        for name in departments(of)
    }
    assert set(pick(rows, *names)) == expected
    assert len(rows) == len(expected)


def test_the_meeting_on_what_comes_after_death_calls_three_departments(ask: Ask) -> None:
    rows = ask("departments-to-ask", scenario="后事")
    assert pick(rows, "departmentLabel", "leads", "cooperates", "numbers") == [
        ("县民政局", 4, 2, "105、106、107、108"),
        ("县公安局", 0, 2, "105、108"),
        ("县卫健局", 0, 1, "105"),
    ]


@pytest.mark.parametrize("stage", ["身后", "工作", "置业"])
def test_a_stage_falls_to_departments(ask: Ask, stage: str) -> None:
    of = [leaf for leaf in leaves() if leaf.stage == stage]
    rows = ask("stage-departments", stage=stage)
    names = ("departmentLabel", "leads", "cooperates", "scenarios", "numbers")
    assert set(pick(rows, *names)) == {
        (
            name,
            leads(of, name),
            cooperates(of, name),
            len({leaf.code for leaf in of if name in departments(entries(of)[leaf.number])}),
            numbers(of, name),
        )
        for name in departments(of)
    }


@pytest.mark.parametrize("department", ["县公安局", "县人社局", "县税务局"])
def test_whom_a_department_works_with(ask: Ask, department: str) -> None:
    together: dict[str, set[int]] = defaultdict(set)
    for number, lines in entries().items():
        if department in departments(lines):
            for name in departments(lines) - {department}:
                together[name].add(number)
    lead = {leaf.number: leaf.lead for leaf in leaves()}
    code = {leaf.number: leaf.code for leaf in leaves()}
    rows = ask("department-partners", department=department)
    names = ("partnerLabel", "entries", "scenarios", "weLead", "theyLead")
    assert set(pick(rows, *names)) == {
        (
            name,
            len(common),
            len({code[n] for n in common}),
            len([n for n in common if lead[n] == department]),
            len([n for n in common if lead[n] == name]),
        )
        for name, common in together.items()
    }


def test_entries_that_chosen_departments_share(ask: Ask) -> None:
    three = {"县民政局", "县公安局", "县卫健局"}
    rows = ask("departments-share", department="、".join(sorted(three)))
    assert pick(rows, "number", "departmentCount") == [
        (number, len(common))
        for number, lines in entries().items()
        if len(common := departments(lines) & three) >= 2
    ]
    all_three = ask("departments-share", department="、".join(sorted(three)), minimum="3")
    assert pick(all_three, "number", "departments") == [(105, "县公安局、县卫健局、县民政局")]


def test_without_a_choice_the_entries_of_several_departments_are_found(ask: Ask) -> None:
    found = column(ask("departments-share", minimum="3"), "number")
    assert found == [n for n, lines in entries().items() if len(departments(lines)) >= 3]


def test_entries_whose_sub_items_are_uneven(ask: Ask) -> None:
    rows = ask("entries-with-uneven-sub-items")
    uneven = [
        leaf
        for lines in entries().values()
        if len({(one.type, one.lead, frozenset(one.cooperating)) for one in lines}) > 1
        for leaf in lines
    ]
    names = ("number", "subEntryLabel", "typeLabel", "leadLabel", "cooperating")
    assert pick(rows, *names) == [
        (leaf.number, leaf.sub, leaf.type, leaf.lead, "、".join(leaf.cooperating))
        for leaf in uneven
    ]


def test_how_many_entries_are_divided(ask: Ask) -> None:
    rows = ask("sub-item-coverage")
    expected = []
    for code, _, count, _ in SCENARIOS:
        of = entries(leaf for leaf in leaves() if leaf.code == code)
        divided = [lines for lines in of.values() if any(leaf.sub for leaf in lines)]
        share = Decimal(100 * len(divided)) / count
        rounded = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
        expected.append((code, len(of), len(divided), rounded, sum(map(len, divided))))
    assert pick(rows, "scenarioCode", "entries", "divided", "share", "lines") == expected
    assert sum(one[4] for one in expected) == 75


def test_the_load_of_departments_by_scenario(ask: Ask) -> None:
    stands: dict[str, set[str]] = defaultdict(set)
    led: dict[str, set[str]] = defaultdict(set)
    count: Counter[str] = Counter()
    for lines in entries().values():
        led[lines[0].lead].add(lines[0].code)
        for name in departments(lines):
            stands[name].add(lines[0].code)
            count[name] += 1
    rows = ask("department-scenario-load")
    names = (
        "departmentLabel",
        "scenarios",
        "leadScenarios",
        "cooperatingOnly",
        "entries",
        "average",
    )
    assert set(pick(rows, *names)) == {
        (
            name,
            len(codes),
            len(led[name]),
            len(codes) - len(led[name]),
            count[name],
            (Decimal(count[name]) / len(codes)).quantize(Decimal("0.1"), ROUND_HALF_UP),
        )
        for name, codes in stands.items()
    }


@pytest.mark.parametrize("department", ["县卫健局", "县人社局", "县公安局"])
def test_what_is_printed_and_what_is_filled_are_told_apart(ask: Ask, department: str) -> None:
    first = [lines[0] for lines in entries().values()]
    for basis, printed in (("printed", True), ("filled", False)):
        rows = ask("department-leads", department=department, basis=basis)
        assert column(rows, "number") == [
            leaf.number
            for leaf in first
            if leaf.lead == department and leaf.lead_printed == printed
        ]
        rows = ask("department-cooperates", department=department, basis=basis)
        assert column(rows, "number") == [
            leaf.number
            for leaf in first
            if department in leaf.cooperating and leaf.cooperating_printed == printed
        ]


def test_the_graph_of_a_scenario_says_what_is_printed(ask: Ask) -> None:
    lm = "https://w3id.org/lifematters/ns#"
    rows = ask("scenario-graph", scenario="后事")
    said = {(row["predicate"], row["object"]) for row in rows}
    assert {number for predicate, number in said if predicate == f"{lm}number"} == {
        105,
        106,
        107,
        108,
    }
    subjects = {row["subject"] for row in rows if row["predicate"] == f"{lm}leadDepartment"}
    assert len(subjects) == 4
    names = {row["object"] for row in rows if str(row["predicate"]).endswith("#prefLabel")}
    assert departments(of_scenario("后事")) <= names
