"""Runs the defects of the tests that were chosen in two processes beside this one."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import pytest

from tests.mutations.finding import Seen, seen_in_draft, seen_in_graph
from tests.mutations.published import Defect


@pytest.fixture(scope="package")
def outcomes(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Seen]]]:
    """What is found in each graph and draft, by the name of its defect."""
    names: dict[str, Callable[[str], Seen]] = {}
    for item in request.session.items:
        if isinstance(item, pytest.Function) and "outcomes" in item.fixturenames:
            one: Any = item.callspec.params["defect"]
            names[one.name] = seen_in_graph if isinstance(one, Defect) else seen_in_draft
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        yield {name: pool.submit(see, name) for name, see in names.items()}
