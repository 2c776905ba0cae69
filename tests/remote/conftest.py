"""The published real checklist served from each kind of engine. `client` and `ask` are those of the
engine, so that a module that imports tests from elsewhere runs them there."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.settings import Settings
from server.store.folder import DataFolder
from server.store.interface import PublicQuery
from server.store.remote.delivery import deliver
from server.store.remote.engine import engine_of
from server.store.remote.home import EngineView, RemoteStore
from server.workers.pool import Answer
from tests.engines import KINDS, EngineProcess, running
from tests.queries.asking import CHANGLE, Row
from tests.queries.asking import ask as ask_of
from tests.queries.conftest import joined_counties, joined_data
from tests.sharing import SERVED_ELSEWHERE

__all__ = ["joined_counties", "joined_data"]
"""Fixtures of elsewhere that imported tests use."""

_JSON = pyoxigraph.QueryResultsFormat.JSON


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is asked of no engine is not run again here."""
    ours = [i for i in items if i.path.is_relative_to(Path(__file__).parent)]
    again = [i for i in ours if not {"engine", "homes"} & set(getattr(i, "fixturenames", ()))]
    again = [i for i in again if i.path.stem in SERVED_ELSEWHERE]
    config.hook.pytest_deselected(items=again)
    items[:] = [item for item in items if item not in again]


@pytest.fixture(scope="session", params=sorted(KINDS))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineProcess]:
    """An engine of each kind, with what it was delivered."""
    yield from running(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def app(
    engine: EngineProcess, published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application over the engine."""
    data = tmp_path_factory.mktemp("delivered") / "data"
    shutil.copytree(published, data)
    yield from application(data, engine)


def application(data: Path, engine: EngineProcess, **options: object) -> Iterator[Flask]:
    """An application over a data folder that is delivered to an engine."""
    settings = Settings(data=data, workers=2, **engine.settings, **options)  # type: ignore[arg-type]
    deliver(DataFolder(data), engine_of(settings), settings.base)
    store = RemoteStore(settings)
    app = create_app(settings, store)
    yield app
    app.config["VALIDATIONS"].close()
    app.config["DUMPS"].close()
    store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@dataclass(frozen=True)
class Asked:
    """An engine asked as a store is."""

    view: EngineView

    def query(self, text: str) -> object:
        answer = self.view.ask(PublicQuery(text, _JSON.media_type, None))
        return pyoxigraph.parse_query_results(content(answer), _JSON)


def content(answer: Answer) -> bytes:
    """The bytes of an answer."""
    if isinstance(answer.body, bytes):
        return answer.body
    with os.fdopen(answer.body, "rb") as file:
        file.seek(0)
        return file.read()


@pytest.fixture(scope="session")
def view(app: Flask) -> EngineView:
    """What the engine serves."""
    present = app.config["STORE"].present()
    assert isinstance(present, EngineView)
    return present


@pytest.fixture(scope="session")
def ask(view: EngineView, base: str) -> Callable[..., list[Row]]:
    def _ask(name: str, **chosen: str) -> list[Row]:
        return ask_of(Asked(view), name, base + CHANGLE, **chosen)  # type: ignore[arg-type]

    return _ask
