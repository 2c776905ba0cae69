"""Each defect of the document gives its exact set of problems: code, cell and item."""

import pytest

from tests.mutations.drafts import Spoiled
from tests.mutations.finding import DRAFTS, seen_in_draft


@pytest.mark.parametrize("defect", [pytest.param(d, id=n) for n, d in DRAFTS.items()])
def test_a_defect_of_the_document_is_found_in_its_cell_and_nothing_else(
    defect: Spoiled,
) -> None:
    assert seen_in_draft(defect.name) == defect.finds
