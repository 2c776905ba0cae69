"""The same questions to the same service over its two homes, side by side in one run.

    python -m tests.bench.homes [--seconds N] [KIND ...]

Each home is a real server over the real checklist; an engine is delivered to before. In turns, a
client asks each for a lookup, an aggregate, every triple and a document, never twice alike, so that
nothing that is kept answers. Not a test: it prints how many a second, and judges nothing.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from server.loading import bundled_checklist
from tests.conftest import Service, load
from tests.engines import KINDS, running
from tests.protocol.test_running import fetch

LM = "https://w3id.org/lifematters/ns#"
QUERIES: Mapping[str, str] = {
    "lookup": f"ASK {{ ?s a <{LM}Entry> }}",
    "aggregate": f"SELECT ?d (COUNT(?e) AS ?n) {{ ?e <{LM}leadDepartment> ?d }} GROUP BY ?d",
    "every triple": "SELECT * { ?s ?p ?o }",
}
DOCUMENT = "/doc/370725/checklist/personal-life-cycle/u-d709fb19/entry/64?format=ttl"
_TURNS = 3


@contextmanager
def home(data: Path, kind: str, place: Path) -> Iterator[Service]:
    """A server over the embedded store, or over an engine of a kind."""
    shutil.copytree(data, place / "data")
    with ExitStack() as held:
        settings: Mapping[str, object] = {}
        if kind != "embedded":
            (place / "engine").mkdir()
            engine = held.enter_context(contextmanager(running)(kind, place / "engine"))
            settings = engine.settings
        server = Service(place / "data", None, **settings)
        held.callback(server.stop)
        server.wait()
        while fetch(server, "/").status != 200:
            time.sleep(0.2)
        yield server


def path(name: str, number: int) -> str:
    """An address that has not been asked for yet."""
    if name == "document":
        return f"{DOCUMENT}&n={number}"
    return f"/sparql?{urlencode({'query': f'{QUERIES[name]} # {number}'})}"


def asked(server: Service, name: str, start: int, seconds: float) -> tuple[int, float]:
    """How often it was answered, and in how many seconds."""
    began, number = time.monotonic(), start
    while time.monotonic() - began < seconds:
        number += 1
        got = fetch(server, path(name, number))
        if got.status != 200:
            raise RuntimeError(got.body[:300])
    return number - start, time.monotonic() - began


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("kinds", nargs="*", default=["oxigraph", "virtuoso"])
    given = parser.parse_args()
    unknown = set(given.kinds) - set(KINDS)
    if unknown:
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as held:
        folder = Path(scratch)
        load(folder / "published", bundled_checklist())
        servers = {}
        for kind in ("embedded", *given.kinds):
            (folder / kind).mkdir()
            servers[kind] = held.enter_context(home(folder / "published", kind, folder / kind))
        for name in (*QUERIES, "document"):
            totals = {kind: [0, 0.0] for kind in servers}
            for turn in range(_TURNS):
                for kind, server in servers.items():
                    times, seconds = asked(server, name, turn * 1_000_000, given.seconds)
                    totals[kind][0] += times
                    totals[kind][1] += seconds
            rates = {kind: times / seconds for kind, (times, seconds) in totals.items()}
            told = ", ".join(
                f"{kind} {rate:.0f}/s ({rate / rates['embedded']:.2f})"
                for kind, rate in rates.items()
            )
            print(f"{name}: {told}", flush=True)


if __name__ == "__main__":
    main()
