"""Every difference of two editions is told, once, under its right name."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loader.comparison import compare
from loader.comparison.changes import Change, Kind
from loader.comparison.counties import NothingJoins, compare_counties
from loader.comparison.items import ComparedItem, ComparedLine, Section, Stated, Thing
from loader.comparison.likeness import Guess, hints
from loader.comparison.pairing import out_of_order
from tests.loader.applied import applied, sorted_texts


def thing(name: str) -> Thing:
    return Thing(f"https://data.example.org/{name}", name)


def things(*names: str) -> frozenset[Thing]:
    return frozenset(thing(name) for name in names)


BIRTH, SCHOOL = Section(thing("s1"), "1.1", "出生"), Section(thing("s2"), "2.1", "入学")
STAGE = Section(thing("st1"), "1", "出生")


def line(name: str | None = None, order: int = 1, **values: object) -> ComparedLine:
    given = {"types": things("其他"), "leads": things("县卫健局"), **values}
    sub_item = thing(name) if name else None
    return ComparedLine("", order, name, **{"sub_item": sub_item, **given})  # type: ignore[arg-type]


def item(name: str, scenario: Section | None = BIRTH, *lines: ComparedLine) -> ComparedItem:
    return ComparedItem("", None, 0, name, thing(name), STAGE, scenario, lines or (line(),))


def numbered(*items: ComparedItem) -> tuple[ComparedItem, ...]:
    return tuple(replace(one, number=n, order=n) for n, one in enumerate(items, start=1))


def told(before: Sequence[ComparedItem], after: Sequence[ComparedItem]) -> list[Change]:
    comparison = compare(before, after)
    assert applied(before, comparison) == tuple(after)
    return list(comparison.changes)


def kinds(before: Sequence[ComparedItem], after: Sequence[ComparedItem]) -> list[Kind]:
    return [change.kind for change in told(before, after)]


def test_an_edition_differs_in_nothing_from_itself() -> None:
    edition = numbered(item("甲"), item("乙", SCHOOL, line("子", 1), line("丑", 2)))
    assert told(edition, edition) == []


def test_an_entry_added_at_the_top_renumbers_the_others_and_nothing_else() -> None:
    before = numbered(item("甲"), item("乙"))
    after = numbered(item("新"), item("甲"), item("乙"))
    assert kinds(before, after) == [Kind.ADDED, Kind.RENUMBERED, Kind.RENUMBERED]


def test_a_matter_that_leaves_a_scenario_and_enters_another_has_moved() -> None:
    (change,) = told(numbered(item("甲", BIRTH)), numbered(item("甲", SCHOOL)))
    assert change.kind is Kind.MOVED
    assert change.before and change.before.section == BIRTH
    assert change.after and change.after.section == SCHOOL


def test_a_matter_that_comes_to_stand_in_one_more_scenario_is_an_occurrence_added() -> None:
    (change,) = told(numbered(item("甲")), numbered(item("甲"), item("甲", SCHOOL)))
    assert (change.kind, change.also) == (Kind.ADDED, (BIRTH,))


def test_one_of_two_occurrences_in_a_scenario_that_goes_elsewhere_has_not_left_it() -> None:
    before = numbered(item("甲"), item("甲"))
    assert kinds(before, numbered(item("甲"), item("甲", SCHOOL))) == [Kind.ADDED, Kind.REMOVED]


def test_a_matter_twice_in_one_scenario_is_neither_lost_nor_doubled() -> None:
    first, second = item("甲", BIRTH, line("子")), item("甲", BIRTH, line("丑"))
    assert kinds(numbered(first, second), numbered(second, first)) == [
        Kind.RENUMBERED,
        Kind.RENUMBERED,
    ]
    (gone,) = told(numbered(first, second), numbered(first))
    assert gone.kind is Kind.REMOVED
    assert gone.before and gone.before.item and gone.before.item.lines[0].name == "丑"


def test_another_printed_name_of_the_same_matter_is_a_change_of_name() -> None:
    old = item("甲")
    (change,) = told(numbered(old), numbered(replace(old, name="甲（新）")))
    assert change.kind is Kind.RENAMED
    assert change.before and change.before.values == ("甲",)
    assert change.after and change.after.values == ("甲（新）",)


def test_a_change_that_all_lines_share_is_told_once_of_the_entry() -> None:
    before = item("甲", BIRTH, line("子", 1), line("丑", 2))
    police = things("县公安局")
    after = item("甲", BIRTH, line("子", 1, leads=police), line("丑", 2, leads=police))
    (change,) = told(numbered(before), numbered(after))
    assert change.kind is Kind.LEAD
    assert change.before and change.before.line is None


def test_a_change_of_one_line_names_the_line() -> None:
    before = item("甲", BIRTH, line("子", 1), line("丑", 2))
    after = item("甲", BIRTH, line("子", 1), line("丑", 2, types=things("行政许可")))
    (change,) = told(numbered(before), numbered(after))
    assert change.kind is Kind.RETYPED
    assert change.after and change.after.line and change.after.line.name == "丑"
    assert change.after.values == (thing("行政许可"),)


def test_joint_leads_are_a_set_and_a_stated_handling_department_may_be_absent() -> None:
    before = item("甲", BIRTH, line(leads=things("县民政局", "县公安局")))
    swapped = item("甲", BIRTH, line(leads=things("县公安局", "县民政局")))
    handled = item("甲", BIRTH, line(leads=things("县公安局"), handling=things("县税务局")))
    assert kinds(numbered(before), numbered(swapped)) == []
    assert kinds(numbered(before), numbered(handled)) == [Kind.LEAD, Kind.HANDLING]


def test_sub_items_come_and_go_under_their_entry() -> None:
    before = item("甲", BIRTH, line("子", 1), line("丑", 2))
    after = item("甲", BIRTH, line("丑", 1), line("寅", 2))
    assert kinds(numbered(before), numbered(after)) == [Kind.SUB_ITEM_ADDED, Kind.SUB_ITEM_REMOVED]


def test_an_entry_that_is_split_into_lines_keeps_what_it_named_in_parentheses() -> None:
    before = replace(item("户口登记", BIRTH, replace(line(), sub_item=thing("出生登记"))))
    after = item("户口登记", BIRTH, line("出生登记", 1), line("死亡登记", 2))
    assert kinds(numbered(before), numbered(after)) == [Kind.RENAMED, Kind.SUB_ITEM_ADDED]
    assert kinds(numbered(after), numbered(before)) == [Kind.RENAMED, Kind.SUB_ITEM_REMOVED]


def test_a_further_column_is_told_under_its_heading() -> None:
    old, new = item("甲"), item("甲")
    before = replace(old, attributes=(Stated("法定时限", "20日", "statutory-time-limit"),))
    after = replace(new, attributes=(Stated("法定时限", "15日", "statutory-time-limit"),))
    (change,) = told(numbered(before), numbered(after))
    assert (change.kind, change.heading) == (Kind.ATTRIBUTE, "法定时限")
    assert change.after and change.after.values == ("15日",)


def test_a_column_with_another_heading_is_one_change_and_not_one_of_each_entry() -> None:
    def column(heading: str) -> tuple[ComparedItem, ...]:
        stated = (Stated(heading, "20日", "statutory-time-limit"),)
        return numbered(*(replace(item(name), attributes=stated) for name in "甲乙丙"))

    assert kinds(column("法定时限"), column("法定办结时限")) == [Kind.COLUMN_RENAMED]


def test_a_scenario_with_another_code_or_name_is_one_change_of_the_scenario() -> None:
    before = numbered(item("甲"), item("乙"))
    recoded = replace(BIRTH, code="1.2", name="新生儿")
    after = numbered(item("甲", recoded), item("乙", recoded))
    assert kinds(before, after) == [Kind.SCENARIO_RENAMED, Kind.SCENARIO_RECODED]


def test_a_list_without_stages_or_numbers_is_compared_all_the_same() -> None:
    def plain(*names: str) -> tuple[ComparedItem, ...]:
        items = (replace(item(name), stage=None) for name in names)
        return tuple(replace(one, order=n) for n, one in enumerate(items, start=1))

    assert kinds(plain(*"甲乙丙丁"), plain(*"甲丙丁乙")) == [Kind.REORDERED]
    assert kinds(plain(*"甲乙丙丁"), plain(*"新甲乙丙丁")) == [Kind.ADDED]


def test_a_stage_column_that_a_list_gains_is_told() -> None:
    before = replace(item("甲"), stage=None)
    assert kinds(numbered(before), numbered(item("甲"))) == [Kind.RESTAGED]


def test_like_names_in_one_scenario_are_hinted_as_perhaps_renamed_and_never_claimed() -> None:
    before, after = numbered(item("火化证明(甲)")), numbered(item("火化证明（甲）办理"))
    comparison = compare(before, after)
    assert [change.kind for change in comparison.changes] == [Kind.ADDED, Kind.REMOVED]
    (hint,) = hints(comparison, before, after)
    assert hint.guess is Guess.RENAMED
    assert hint.likeness > 0.8


def test_unlike_names_and_names_in_other_scenarios_are_not_hinted_as_renamed() -> None:
    before = numbered(item("火化证明"))
    after = numbered(item("失业登记"), item("火化证明办理", SCHOOL))
    assert hints(compare(before, after), before, after) == ()


def test_the_same_name_as_another_matter_elsewhere_is_hinted_as_perhaps_moved() -> None:
    old = item("火化证明")
    new = replace(item("火化证明", SCHOOL), matter=thing("另一事项"))
    before, after = numbered(old), numbered(new)
    (hint,) = hints(compare(before, after), before, after)
    assert hint.guess is Guess.MOVED


def test_a_scenario_whose_matters_all_stand_in_a_new_one_is_hinted_as_perhaps_renamed() -> None:
    before = numbered(item("甲"), item("乙"), item("丙", SCHOOL))
    other = Section(thing("s9"), "1.1", "新生儿")
    after = numbered(item("甲", other), item("乙", other), item("丙", SCHOOL))
    comparison = compare(before, after)
    assert [change.kind for change in comparison.changes] == [Kind.MOVED, Kind.MOVED]
    (hint,) = hints(comparison, before, after)
    assert hint.guess is Guess.SCENARIO_RENAMED
    assert (hint.before.section, hint.after.section) == (BIRTH, other)


def test_two_counties_are_compared_by_shared_concepts_only() -> None:
    first = numbered(item("甲"), item("乙"), item("丙"))
    licence = item("甲2", BIRTH, line(types=things("行政许可")))
    second = numbered(licence, item("丁2"), item("戊2"))
    concepts = {thing(name).iri: thing(f"概念{name[0]}") for name in ("甲", "乙", "甲2", "丁2")}
    comparison = compare_counties(first, second, concepts)
    found = [(change.kind, change.sides[0].item) for change in comparison.changes]
    assert [(kind, one.name) for kind, one in found if one] == [
        (Kind.RETYPED, "甲"),
        (Kind.ONLY_FIRST, "乙"),
        (Kind.ONLY_SECOND, "丁2"),
    ]
    assert comparison.unjoined == (1, 1)


def test_two_counties_that_no_concept_joins_are_not_compared() -> None:
    first, second = numbered(item("甲")), numbered(item("甲2"))
    with pytest.raises(NothingJoins):
        compare_counties(first, second, {thing("甲").iri: thing("概念甲")})


@settings(deadline=None)
@given(st.permutations(range(8)))
def test_what_is_out_of_order_is_what_must_move_for_the_rest_to_rise(order: list[int]) -> None:
    moving = out_of_order(order)
    rest = [position for index, position in enumerate(order) if index not in moving]
    assert rest == sorted(rest)


# --- random editions ------------------------------------------------------------------------------

SCENARIOS = [thing(f"scenario{n}") for n in range(3)]
STAGES = [thing(f"stage{n}") for n in range(2)]
NAMES = ["登记", "登记办理", "变更", "注销（公司）", "注销(公司)"]
DEPARTMENTS = st.frozensets(st.sampled_from([thing(name) for name in "甲乙丙"]), max_size=2)
TEXTS = st.sampled_from(["", "20日", "免费", "=1+1"])


def sections(of: list[Thing]) -> st.SearchStrategy[Section | None]:
    codes = st.sampled_from(["1", "1.1", None])
    made = st.builds(Section, st.sampled_from(of), codes, st.sampled_from(["出生", "入学"]))
    return st.none() | made


@st.composite
def attributes(draw: st.DrawFn) -> tuple[Stated, ...]:
    columns = st.sampled_from([("时限", "limit"), ("办结时限", "limit"), ("备注", None)])
    found = draw(st.lists(st.tuples(columns, TEXTS), max_size=2))
    return sorted_texts(Stated(heading, text, key) for (heading, key), text in found)


@st.composite
def lines(draw: st.DrawFn) -> tuple[ComparedLine, ...]:
    count = draw(st.integers(0, 3))
    found = []
    for order in range(1, max(count, 1) + 1):
        found.append(
            ComparedLine(
                iri="",
                order=order,
                name=draw(st.sampled_from(NAMES)) if count else None,
                sub_item=draw(st.none() | st.sampled_from([thing(f"sub{n}") for n in range(3)])),
                types=draw(DEPARTMENTS),
                leads=draw(DEPARTMENTS),
                cooperating=draw(DEPARTMENTS),
                handling=draw(DEPARTMENTS),
                attributes=draw(attributes()) if count else (),
            )
        )
    return tuple(found)


ITEMS = st.builds(
    ComparedItem,
    iri=st.just(""),
    number=st.none() | st.integers(1, 5),
    order=st.just(0),
    name=st.sampled_from(NAMES),
    matter=st.sampled_from([thing(f"matter{n}") for n in range(4)]),
    stage=sections(STAGES),
    scenario=sections(SCENARIOS),
    lines=lines(),
    attributes=attributes(),
)


PARTS = st.sampled_from(
    ["name", "stage", "scenario", "lines", "attributes", "number", "gone", "twice"]
)


@st.composite
def edited(draw: st.DrawFn, items: Sequence[ComparedItem]) -> list[ComparedItem]:
    """Some of `items`, in some order, with some of their parts exchanged, and others among them."""
    result = []
    for one in draw(st.permutations(items)) if draw(st.booleans()) else items:
        fresh, parts = draw(ITEMS), draw(st.sets(PARTS, max_size=2))
        exchanged = {part: getattr(fresh, part) for part in parts - {"gone", "twice"}}
        new = replace(one, **exchanged)
        result += [] if "gone" in parts else [new, new] if "twice" in parts else [new]
    return result + draw(st.lists(ITEMS, max_size=2))


def ordered(items: Sequence[ComparedItem], how: str) -> tuple[ComparedItem, ...]:
    if how == "edition":
        return numbered(*items)
    return tuple(
        replace(one, order=n, number=None if how == "none" else one.number)
        for n, one in enumerate(items, start=1)
    )


EDITIONS = st.lists(ITEMS, max_size=7)
HOW = st.sampled_from(["edition", "none", "free"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), EDITIONS, HOW, HOW)
def test_the_changes_applied_to_the_old_edition_give_the_new_one(
    data: st.DataObject, items: list[ComparedItem], how_before: str, how_after: str
) -> None:
    before = ordered(items, how_before)
    after = ordered(data.draw(edited(before) | EDITIONS), how_after)
    comparison = compare(before, after)
    assert applied(before, comparison) == after
    counts = comparison.counts()
    assert len(before) + counts.get(Kind.ADDED, 0) - counts.get(Kind.REMOVED, 0) == len(after)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITIONS, HOW)
def test_no_edition_differs_from_itself(items: list[ComparedItem], how: str) -> None:
    edition = ordered(items, how)
    assert compare(edition, edition).changes == ()
