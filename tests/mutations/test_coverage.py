"""There are enough defects, and no rule without one: a defect that names a rule among its exact
results fails where the rule is removed."""

from shapes.catalogue import catalogue
from tests.mutations.drafts import DRAFTS as SPOILED
from tests.mutations.finding import DRAFTS, GRAPHS


def test_no_two_defects_have_one_name() -> None:
    assert len(DRAFTS) == len(SPOILED)
    assert not set(DRAFTS) & set(GRAPHS)


def test_there_are_at_least_a_hundred_defects_in_graphs_and_fifty_in_documents() -> None:
    assert len(GRAPHS) >= 100
    assert len(DRAFTS) >= 50


def test_every_rule_has_a_defect_that_fails_without_it() -> None:
    named = {rule for one in GRAPHS.values() for rule, _, _ in one.finds}
    assert [shape.name for shape in catalogue() if shape.name not in named] == []
