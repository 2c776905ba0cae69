"""SPARQL engines that the tests start: the Oxigraph server, the same with the union of all graphs
as its default graph, and Virtuoso. Each is a process of its own on a free port, over an empty
dataset; where it is not installed, what needs it is skipped."""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import free_port

_VIRTUOSO = """[Database]
DatabaseFile = {place}/virtuoso.db
ErrorLogFile = {place}/virtuoso.log
LockFile = {place}/virtuoso.lck
TransactionFile = {place}/virtuoso.trx
xa_persistent_file = {place}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {place}/virtuoso-temp.db
TransactionFile = {place}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
MaxQueryCostEstimationTime = 0
"""


class EngineProcess(ABC):
    """An engine that runs, and the settings by which the service uses it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start it over what its directory holds, and return once it answers."""
        with (self.place / "output").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                error.close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError((self.place / "output").read_text("utf-8", "replace"))

    def stop(self) -> None:
        """End it; what it holds stays."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @abstractmethod
    def command(self) -> list[str]: ...

    @property
    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """The settings of the store: `store`, `store_update`, …"""


class OxigraphServer(EngineProcess):
    """Atomic, with a default graph of its own."""

    options: tuple[str, ...] = ()

    def command(self) -> list[str]:
        program = str(Path(sys.executable).with_name("oxigraph"))
        place = ["--location", str(self.place / "store"), "--bind", f"127.0.0.1:{self.port}"]
        return [program, "serve", *place, *self.options]

    @property
    def settings(self) -> Mapping[str, str]:
        return {"store": f"{self.url}/query", "store_update": f"{self.url}/update"}


class UnionOxigraph(OxigraphServer):
    """Its default graph is the union of all, whatever a query says by FROM."""

    options = ("--union-default-graph",)


class Virtuoso(EngineProcess):
    """Not atomic, its default graph the union of all, and updates want Digest authentication."""

    def start(self) -> None:
        super().start()  # and look at fewer join orders, as server/README.md advises
        command = ["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba"]
        few = "select __dbf_set('sqlo_max_layouts', 10);"
        subprocess.run([*command, f"exec={few}"], check=True, capture_output=True, timeout=30)

    def command(self) -> list[str]:
        file = self.place / "virtuoso.ini"
        self.sql = free_port()
        text = _VIRTUOSO.format(place=self.place, sql=self.sql, http=self.port)
        file.write_text(text, "utf-8")
        return ["virtuoso-t", "+configfile", str(file), "+foreground"]

    @property
    def settings(self) -> Mapping[str, str]:
        return {
            "store": f"{self.url}/sparql",
            "store_update": f"{self.url}/sparql-auth",
            "store_user": "dba",
            "store_password": "dba",
            "store_auth": "digest",
        }


KINDS: Mapping[str, type[EngineProcess]] = {
    "oxigraph": OxigraphServer,
    "virtuoso": Virtuoso,
}


def running(kind: str, place: Path) -> Iterator[EngineProcess]:
    """An engine of a kind while it is needed; skips where it is not installed."""
    program = (
        "virtuoso-t" if kind == "virtuoso" else str(Path(sys.executable).with_name("oxigraph"))
    )
    if shutil.which(program) is None:
        pytest.skip(f"the engine {kind} is not installed")
    engine = (UnionOxigraph if kind == "oxigraph-union" else KINDS[kind])(place)
    yield engine
    engine.stop()
