"""What lookups feel of killer queries beside them, on the real server.

    python -m tests.bench.killers [--seconds N]

One client asks killers all the while, each with a deadline of a second; another looks things up:
by /sparql, and the description of a resource, which needs no worker. Not a test: it prints
percentiles and judges nothing.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from server.loading import bundled_checklist
from tests.conftest import Service, load
from tests.protocol.killers import CONSTRUCTS, GRAPHS, SELECTS, SOLUTIONS
from tests.protocol.test_running import Got, fetch

LOOKUP = "ASK { ?s a <https://w3id.org/lifematters/ns#Entry> }"
PATHS: Mapping[str, str] = {
    "/sparql": f"/sparql?{urlencode({'query': LOOKUP})}",
    "resource": "/doc/370725/checklist/personal-life-cycle?format=ttl",
}


def look_up(server: Service, path: str, seconds: float) -> list[float]:
    """How long each lookup takes, in milliseconds; what is no answer counts as a second."""
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        got = fetch(server, path, headers={"X-Forwarded-For": "203.0.113.9"})
        times.append(got.seconds * 1000 if got.status == 200 else 1000.0)
        time.sleep(0.01)
    return times


def _killing(server: Service, over: threading.Event, note: Callable[[Got], None]) -> None:
    killers = [(query, form) for query in SELECTS.values() for form in SOLUTIONS]
    killers += [(query, form) for query in CONSTRUCTS.values() for form in GRAPHS]
    while not over.is_set():
        for query, form in killers:
            if over.is_set():
                return
            path = f"/sparql?{urlencode({'query': query, 'timeout': '1'})}"
            headers = {"Accept": form, "X-Forwarded-For": "198.51.100.3"}
            note(fetch(server, path, headers=headers))


def _told(name: str, times: list[float]) -> None:
    times = sorted(times)
    at = {share: times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.99)}
    print(f"{name}: {len(times)} times, p50 {at[0.5]:.1f}, p99 {at[0.99]:.1f} ms, ", end="")
    print(f"most {times[-1]:.1f} ms")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        load(data, bundled_checklist())
        server = Service(data, trusted_proxies="127.0.0.1")
        server.wait()
        try:
            for name, path in PATHS.items():
                _told(f"{name} alone", look_up(server, path, seconds / 4))
            over, answers = threading.Event(), list[Got]()
            # as many as one client gets workers
            crowd = [
                threading.Thread(target=_killing, args=(server, over, answers.append))
                for _ in range(2)
            ]
            for thread in crowd:
                thread.start()
            for name, path in PATHS.items():
                _told(f"{name} beside killers", look_up(server, path, seconds))
            over.set()
            for thread in crowd:
                thread.join()
            _told("killers", [got.seconds * 1000 for got in answers])
            statuses = sorted({got.status for got in answers})
            print(f"{len(answers)} killers were answered with {statuses}")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
