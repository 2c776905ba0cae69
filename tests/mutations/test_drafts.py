"""Each defect of the document gives its exact set of problems: code, cell and item."""

import pytest

from tests.mutations.drafts import Spoiled
from tests.mutations.finding import DRAFTS
from tests.mutations.groups import drafts


@pytest.mark.parametrize("defect", [pytest.param(d, id=n) for n, d in DRAFTS.items()])
def test_a_defect_of_the_document_is_found_in_its_cell_and_nothing_else(
    defect: Spoiled,
) -> None:
    trials = drafts(defect.judged)
    assert trials.found(defect.name) == trials.expected(defect.name)


@pytest.mark.parametrize("judged", [True, False])
def test_defects_that_are_tried_together_do_not_disturb_one_another(judged: bool) -> None:
    trials = drafts(judged)
    assert [group for group in trials.groups if not trials.holds(group)] == []
