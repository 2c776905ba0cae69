"""What the change log costs a publication, and what the feed and the past cost to read.

    python -m tests.bench.history [--rounds N]

The real list is loaded with the log and without, in turn, so only their ratio counts; then the
story of three editions is told, and what is made of its log is timed: the first time and as the
processor sees it. Not a test: it prints figures and judges nothing.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from pyoxigraph import Store

from server.description.written import Description
from server.feed import stream
from server.feed.log import ChangeLog
from server.feed.written import Recording
from server.history.state import moment_of, moments, state
from server.loading import bundled_checklist, prepare
from server.search.written import Indexing
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.publish import publish
from tests.three_editions import MOVED, tell


def processor(work: Callable[[], object]) -> float:
    """Seconds of the processor that some work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def loaded(log: bool) -> None:
    """Load the real list into a folder of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        publish(
            DataFolder(Path(place) / "data"),
            prepare(bundled_checklist(), None, {}),
            DEFAULT_BASE,
            "bench",
            describe=Description,
            index=Indexing,
            record=Recording if log else None,
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    loaded(True)  # what is imported once
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(rounds):
        for log in times:
            times[log].append(processor(partial(loaded, log)))
    pairs = [a / b for a, b in zip(times[True], times[False], strict=True)]
    print(f"load with the log      {median(times[True]):6.2f} s")
    print(f"load without           {median(times[False]):6.2f} s   ratio {median(pairs):.2f}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        story = tell(Path(place))
        snapshot = DataFolder(story.data).current()
        if snapshot is None:
            raise SystemExit("nothing was published")
        store = Store.read_only(str(snapshot.store))
        log_ = ChangeLog(store, DEFAULT_BASE, snapshot.manifest()["changes"])
        matter = story.iri(MOVED)
        count = sum(1 for _ in store.quads_for_pattern(None, None, None, log_.graph))
        print(f"log of three editions  {log_.last} events, {count} of {len(store)} statements")
        middle = log_.time(log_.last // 2) or ""
        for name, work in (
            ("a page of the feed", lambda: list(stream.page(log_, 2))),
            ("its mementos", lambda: moments(log_, matter)),
            ("a moment found", lambda: moment_of(log_, middle)),
            ("its state then", lambda: state(log_, matter, moment_of(log_, middle))),
        ):
            took = median(processor(work) for _ in range(10))
            print(f"{name:<22} {1000 * took:6.2f} ms")


if __name__ == "__main__":
    main()
