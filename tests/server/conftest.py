"""What the tests of publishing share: a small installation, a place for it, a stage; the real
checklist cut short."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.store.folder import DataFolder
from tests.conftest import application, load
from tests.prepared import once
from tests.server.faults import Stage
from tests.server.installation import Installation
from tests.server.tiny import CHANGLE, TinyLoad
from tests.short_list import short
from tests.three_editions import Story, tell

_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The process whose children meet the faults."""
    process = Stage()
    yield process
    process.close()


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A directory in memory where there is room: a kill loses nothing that is not on a disk yet."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 1_000_000_000
    place = _MEMORY if roomy else None
    with tempfile.TemporaryDirectory(prefix="lifematters-", dir=place) as path:
        yield Path(path)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Two editions of one county, published without a fault. Tests change a copy."""
    installation = Installation(DataFolder(tmp_path_factory.mktemp("prepared") / "data"))
    installation.publish(TinyLoad(CHANGLE, "2025-01"))
    installation.publish(TinyLoad(CHANGLE, "2025-02"))
    return installation


@pytest.fixture
def small(prepared: Installation, scratch: Path) -> Installation:
    """A copy of it that a test may damage."""
    return prepared.copied(scratch / "data")


def _with_a_newer_edition(data: Path, folder: Path, old: str, new: str) -> None:
    """A copy of `data` in `folder`, with an edition more in which a matter is called otherwise."""
    shutil.copytree(data, folder / "data")
    load(folder / "data", short(folder, (f"\t{old}\n", f"\t{new}\n")), edition="2026-11")


def _own(data: Path, folder: Path) -> Path:
    """A copy of `data` that a test may change."""
    return Path(shutil.copytree(data, folder / "data"))


@pytest.fixture(scope="session")
def newer_data(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short list, and a newer edition in which 火化证明 has given way to 骨灰寄存."""

    def make(folder: Path) -> None:
        _with_a_newer_edition(short_data, folder, "火化证明", "骨灰寄存")

    return once(tmp_path_factory, "newer", make) / "data"


@pytest.fixture(scope="session")
def renamed_data(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short list, and a newer edition in which 火化证明 is called 遗体火化证明."""

    def make(folder: Path) -> None:
        _with_a_newer_edition(short_data, folder, "火化证明", "遗体火化证明")

    return once(tmp_path_factory, "renamed", make) / "data"


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The real list through three editions, with the decisions between (`tests.three_editions`)."""

    def make(folder: Path) -> None:
        (folder / "snapshots.json").write_text(json.dumps(tell(folder).snapshots), "utf-8")

    folder = once(tmp_path_factory, "story", make)
    return Story(folder / "data", json.loads((folder / "snapshots.json").read_text("utf-8")))


@pytest.fixture(scope="session")
def app_of_story(story: Story) -> Iterator[Flask]:
    yield from application(story.data)


@pytest.fixture
def client_of_story(app_of_story: Flask) -> FlaskClient:
    return app_of_story.test_client()


@pytest.fixture
def own_short(short_data: Path, tmp_path: Path) -> Path:
    """The data of the short list, for one test to change."""
    return _own(short_data, tmp_path)


@pytest.fixture
def newer(newer_data: Path, tmp_path: Path) -> Path:
    """`newer_data` for one test to change."""
    return _own(newer_data, tmp_path)


@pytest.fixture
def renamed(renamed_data: Path, tmp_path: Path) -> Path:
    """`renamed_data` for one test to change."""
    return _own(renamed_data, tmp_path)
