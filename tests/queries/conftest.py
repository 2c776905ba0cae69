"""`ask`: a saved query asked of the real checklist."""

from collections.abc import Callable

import pytest
from pyoxigraph import Store

from tests.queries.asking import CHANGLE, Row
from tests.queries.asking import ask as ask_of


@pytest.fixture(scope="session")
def ask(changle: Store, base: str) -> Callable[..., list[Row]]:
    def _ask(name: str, **chosen: str) -> list[Row]:
        return ask_of(changle, name, base + CHANGLE, **chosen)

    return _ask
