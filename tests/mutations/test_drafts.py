"""Each defect of the document gives its exact set of problems: code, cell and item."""

from concurrent.futures import Future

import pytest

from tests.mutations.drafts import Spoiled
from tests.mutations.finding import DRAFTS, Seen


@pytest.mark.parametrize("defect", [pytest.param(d, id=n) for n, d in DRAFTS.items()])
def test_a_defect_of_the_document_is_found_in_its_cell_and_nothing_else(
    defect: Spoiled, outcomes: dict[str, Future[Seen]]
) -> None:
    assert outcomes[defect.name].result() == defect.finds
