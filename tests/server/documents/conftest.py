"""Editions as printed tables, and stores that a test may change."""

import pyoxigraph
import pytest

from server.documents.printed import PrintedTable, printed_edition
from server.settings import DEFAULT_BASE

CHANGLE = f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle/u-d709fb19"
IMAGINARY = f"{DEFAULT_BASE}id/370999/checklist/personal-life-cycle/2025-03"


@pytest.fixture(scope="session")
def printed(changle: pyoxigraph.Store) -> PrintedTable:
    """The real checklist as printed."""
    table = printed_edition(changle, CHANGLE)
    assert table is not None
    return table


@pytest.fixture(scope="session")
def quads(changle: pyoxigraph.Store) -> list[pyoxigraph.Quad]:
    """All that is published of the real checklist."""
    return list(changle)


@pytest.fixture
def own_store(quads: list[pyoxigraph.Quad]) -> pyoxigraph.Store:
    """The real checklist in a store of the test's own."""
    store = pyoxigraph.Store()
    store.extend(quads)
    return store
