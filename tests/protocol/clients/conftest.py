"""The servers that the clients talk to; each is started once for all of them."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from server.loading import prepare
from server.store.folder import DataFolder
from server.store.publish import publish
from tests.conftest import IMAGINARY, Service, free_port
from tests.protocol.stores import plain_store

TOKEN = "a-token-of-the-owner-0123456789abcdef"


@dataclass(frozen=True)
class Writable:
    """A server over the short list that takes writes from who has the token."""

    url: str
    data: Path

    @property
    def publications(self) -> int:
        """How many there have been."""
        return len(DataFolder(self.data).history())


@pytest.fixture(scope="session")
def writable(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    data = tmp_path_factory.mktemp("writable") / "data"
    shutil.copytree(short_data, data)
    running = Service(data, token=TOKEN)
    running.wait()
    yield Writable(running.url, data)
    running.stop()


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Another county, published under the address where it is served: its URIs can be followed."""
    data, port = tmp_path_factory.mktemp("linked") / "data", free_port()
    base = f"http://127.0.0.1:{port}/"
    publish(DataFolder(data), prepare(IMAGINARY, None, {}), base, "test")
    running = Service(data, port, base=base)
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a plain store that takes writes from anyone here."""
    with plain_store(tmp_path_factory.mktemp("plain") / "data") as client:
        yield f"http://127.0.0.1:{client.port}/"


def asked(url: str, query: str) -> bool:
    """What a server says to an ASK, by no client that is tested here."""
    with urllib.request.urlopen(f"{url}sparql?query={quote(query)}", timeout=30) as answer:
        said: bool = json.load(answer)["boolean"]
    return said
