"""The index of the real checklist."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store.folder import DataFolder


@pytest.fixture(scope="session")
def connection(published: Path) -> Iterator[sqlite3.Connection]:
    """The index file of the region, as it was published."""
    snapshot = DataFolder(published).current()
    assert snapshot is not None
    path = snapshot.path / "search" / "370725.2.sqlite"
    opened = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    yield opened
    opened.close()
