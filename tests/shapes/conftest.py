"""The specimen, a new copy for each test that breaks it."""

import pytest

from tests.shapes.specimen import Graph, specimen


@pytest.fixture
def graph() -> Graph:
    """A conforming edition that the test may break."""
    return specimen()
