"""Each defect of the graph gives its exact set of results: rule, thing and place."""

import pytest

from tests.mutations.finding import GRAPHS, seen_intact
from tests.mutations.groups import graphs
from tests.mutations.published import Defect

AS_PRINTED = {
    ("X03-leads", "场景 5.3", "82 牵头部门"),
    ("X05-types", "事项 高层次人才服务", "39 事项类型"),
}
"""What the list breaks as it is printed, besides its notes."""


def test_what_the_list_itself_breaks_is_two_warnings_and_notes() -> None:
    found = seen_intact()
    assert {one for one in found if one[0] in ("X03-leads", "X05-types")} == AS_PRINTED
    assert {rule for rule, _, _ in found - AS_PRINTED} == {
        "V03-lead",
        "V03-cooperating",
        "X08-same-name",
        "X09-single",
        "X10-other",
    }


@pytest.mark.parametrize("defect", [pytest.param(d, id=n) for n, d in GRAPHS.items()])
def test_a_defect_of_the_graph_is_found_with_its_place_and_nothing_else(
    defect: Defect,
) -> None:
    found = graphs().found(defect.name)
    assert found.new == defect.finds
    assert found.gone == frozenset()


def test_defects_that_are_tried_together_do_not_disturb_one_another() -> None:
    trials = graphs()
    assert [group for group in trials.groups if not trials.holds(group)] == []
