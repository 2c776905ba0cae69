"""How long a question takes: `python -m tests.bench.search [--counties N]`.

The spoken questions and abbreviations of the gold set and every third pair of characters of every
name, asked of the index itself and of `/search` and `/lookup` of a real server over one connection,
each address once, so that nothing is kept. Beside the real list stand copies of it under other
region codes. Not a test: it prints figures and judges nothing.
"""

import argparse
import http.client
import statistics
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlencode

from server.loading import bundled_checklist
from server.publication import publish_change
from server.search.folding import fold
from server.search.index import Index, files_of
from server.settings import DEFAULT_BASE, Settings
from server.store.embedded import EmbeddedStore
from server.store.folder import DataFolder
from tests.bench.documents import Copies
from tests.conftest import Service, load

GOLD = Path(__file__).parents[1] / "search" / "gold.toml"


def questions(index: Index) -> list[str]:
    """What is asked, each once."""
    gold = tomllib.loads(GOLD.read_text("utf-8"))
    names = {
        hit.name
        for word in ("办", "登记", "局", "公积金", "险", "证")
        for hit in index.search(word)
    }
    pairs = {fold(name)[at : at + 2] for name in names for at in range(0, len(fold(name)) - 1, 3)}
    return list(dict.fromkeys([*gold["spoken"], *gold["short"], *sorted(pairs)]))


def timed(asked: Sequence[str], ask: Callable[[str], object]) -> list[float]:
    """Milliseconds of each."""
    found = []
    for one in asked:
        began = time.perf_counter()
        ask(one)
        found.append((time.perf_counter() - began) * 1e3)
    return found


def told(name: str, found: Sequence[float]) -> None:
    """One line of figures."""
    ordered = sorted(found)
    p95, p99 = (ordered[int(len(ordered) * share)] for share in (0.95, 0.99))
    middle = statistics.median(ordered)
    print(f"{name:24}{len(found):6} {middle:8.2f} {p95:8.2f} {p99:8.2f} {ordered[-1]:8.2f} ms")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as path:
        data = Path(path) / "data"
        load(data, bundled_checklist())
        if chosen.counties:
            publish_change(DataFolder(data), Copies(chosen.counties), DEFAULT_BASE)
        store = EmbeddedStore(Settings(data=data, workers=1, trusted_workers=1))
        view = store.present()
        if view is None:
            raise SystemExit("nothing was published")
        index = Index(files_of(view, DEFAULT_BASE))
        asked = questions(index)
        print(f"{'':24}{'asked':>6} {'p50':>8} {'p95':>8} {'p99':>8} {'most':>8}")
        told("the index", timed(asked, index.search))
        store.close()
        service = Service(data)
        service.wait()
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)

        def get(path: str, name: str) -> Callable[[str], object]:
            def ask(question: str) -> bytes:
                connection.request("GET", f"{path}?{urlencode({name: question})}")
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    raise RuntimeError(body)
                return body

            return ask

        try:
            for path_, name in (("/search", "q"), ("/lookup", "name"), ("/search/suggest", "q")):
                told(path_, timed(asked, get(path_, name)))
        finally:
            service.stop()


if __name__ == "__main__":
    main()
