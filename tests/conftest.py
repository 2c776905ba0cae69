"""The data the tests share: the real checklist, a made-up county beside it, an application."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from server.app import create_app
from server.loading import bundled_checklist, prepare
from server.publication import publish_change
from server.settings import DEFAULT_BASE, Settings
from server.store.embedded import EmbeddedStore
from server.store.folder import DataFolder
from tests.prepared import once
from tests.short_list import short

pytest_plugins = ["tests.sharing"]


class _Compiled(BytecodeCache):
    """The templates, compiled once for all the applications of this process."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Compiled()}

Named = pyoxigraph.NamedNode | pyoxigraph.Literal
SAMPLES = Path(__file__).parent / "samples"
IMAGINARY = SAMPLES / "370999-personal-life-cycle" / "checklist.txt"


def load(data: Path, file: Path, **options: str | None) -> dict[str, object] | None:
    """Publish a checklist into a data folder, as the command does."""
    return publish_change(DataFolder(data), prepare(file, None, options), DEFAULT_BASE)


def rows(store: pyoxigraph.Store, query: str) -> list[dict[str, str]]:
    """The solutions of a SELECT, each term as text; what is not bound is left out."""
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: term.value for name in names if isinstance(term := solution[name], Named)}
        for solution in solutions
    ]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("LIFEMATTERS_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def base() -> str:
    return DEFAULT_BASE


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real checklist. Tests that change it copy it first."""
    return once(tmp_path_factory, "changle", lambda data: load(data, bundled_checklist()))


@pytest.fixture(scope="session")
def two_counties(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real county and a made-up one."""

    def make(data: Path) -> None:
        shutil.copytree(published, data, dirs_exist_ok=True)
        load(data, IMAGINARY)

    return once(tmp_path_factory, "counties", make)


@pytest.fixture(scope="session")
def short_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the real checklist cut short (`tests.short_list`)."""
    return short(tmp_path_factory.mktemp("short"))


@pytest.fixture(scope="session")
def short_data(short_list: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the short list. Tests that change it copy it first."""
    return once(tmp_path_factory, "shortly", lambda data: load(data, short_list))


@pytest.fixture
def own_data(published: Path, tmp_path: Path) -> Path:
    """A copy of the published data that a test may change."""
    data = tmp_path / "data"
    shutil.copytree(published, data)
    return data


def open_store(data: Path) -> pyoxigraph.Store:
    """The current snapshot of a data folder, read-only."""
    snapshot = DataFolder(data).current()
    assert snapshot is not None
    return pyoxigraph.Store.read_only(str(snapshot.store))


@pytest.fixture(scope="session")
def changle(published: Path) -> pyoxigraph.Store:
    """The published real checklist."""
    return open_store(published)


@pytest.fixture(scope="session")
def counties(two_counties: Path) -> pyoxigraph.Store:
    """The real checklist and the made-up county's."""
    return open_store(two_counties)


def application(data: Path, **settings: object) -> Iterator[Flask]:
    """An application over a data folder, with workers of its own. It makes no dump of everything
    unless told to: others may be copying the folder."""
    given: dict[str, Any] = {"dumps": "off", **settings}
    chosen = Settings(data=data, workers=1, trusted_workers=1, **given)
    store = EmbeddedStore(chosen)
    app = create_app(chosen, store)
    yield app
    app.config["VALIDATIONS"].close()
    app.config["DUMPS"].close()
    store.close()


@pytest.fixture(scope="session")
def app(published: Path) -> Iterator[Flask]:
    yield from application(published)


@pytest.fixture(scope="session")
def app_of_two(two_counties: Path) -> Iterator[Flask]:
    yield from application(two_counties)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_of_two(app_of_two: Flask) -> FlaskClient:
    return app_of_two.test_client()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Service:
    """A real server process of this machine, on a free port unless one is given."""

    def __init__(self, data: Path, port: int | None = None, **settings: object) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LIFEMATTERS_")}
        # what is dumped meanwhile must not lie in data that others copy
        dumps = {"dumps": data.parent / "dumps"}
        for name, value in (dumps | settings).items():
            environment[f"LIFEMATTERS_{name.upper()}"] = str(value)
        command = [sys.executable, "-c", "from server.cli import main; main()"]
        command += ["--data", str(data), "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def wait(self) -> None:
        """Return once it answers."""
        for _ in range(1200):
            try:
                with urllib.request.urlopen(self.url, timeout=5):
                    return
            except urllib.error.HTTPError as error:
                error.close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(self.process.communicate()[0]) from None
                time.sleep(0.05)
        raise RuntimeError("the server did not answer within a minute")

    def stop(self) -> str:
        """End it; returns what it printed."""
        self.process.terminate()
        return self.process.communicate(timeout=20)[0]


@pytest.fixture(scope="session")
def service(published: Path) -> Iterator[Service]:
    """The real server over the real checklist."""
    running = Service(published)
    running.wait()
    yield running
    running.stop()
