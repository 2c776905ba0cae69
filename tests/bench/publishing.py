"""What a publication costs as the store grows: `python -m tests.bench.publishing [REGIONS …]`.

Not a test: it prints figures and judges nothing. Regions of the real checklist's size (161 lines
each become the statements below) are written into one store straight away; then one small change is
published a few times: milliseconds in all, of which for copying the store, looking it over,
hashing, bringing to the disk, and for what the store says of itself; beside it, what hashing every
file would cost.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.description.written import Description
from server.settings import DEFAULT_BASE
from server.store import publish as publishing
from server.store.folder import DataFolder, Snapshot
from server.store.manifest import hash_file, names
from server.store.publish import Draft, publish
from tests.server.tiny import TinyLoad, own_layer, register_text

_PARTS = ("_working_copy", "_verify", "describe", "sync_tree")
_DESCRIBING = ("__init__", "changed", "write")
LINES = 2500
"""Lines that make about as many statements as the real checklist's layers have."""


@dataclass(frozen=True)
class Fill:
    """Publish regions `start` to `end` at once, without the care that a load takes."""

    start: int
    end: int

    action = "load"
    reason = "filling up"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        for n in range(self.start, self.end):
            region = f"{500000 + n}"
            draft.store.bulk_extend(own_layer(region, "2025-01", LINES).quads())
            draft.registers[region] = register_text(region, ("2025-01",)) * 1000


def timed(module: Any, name: str, spent: dict[str, float]) -> None:
    """Add up the time that calls of a function take."""
    original: Callable[..., Any] = getattr(module, name)

    def clocked(*args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return original(*args, **kwargs)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - start

    setattr(module, name, clocked)


def main() -> None:
    """Print a line for each number of regions."""
    sizes = [int(word) for word in sys.argv[1:]] or [1, 10, 50, 100]
    spent: dict[str, float] = {}
    for name in _PARTS:
        timed(publishing, name, spent)
    for name in _DESCRIBING:
        timed(Description, name, spent)
    heads = ("regions", "statements", "MB", "files", "ms", *_PARTS, "describing", "hashing all")
    print("".join(f"{head.strip('_'):>14}" for head in heads))
    with tempfile.TemporaryDirectory(prefix="lifematters-bench-") as place:
        folder = DataFolder(Path(place) / "data")
        filled = 0
        for size in sorted(sizes):
            publish(folder, Fill(filled, size), DEFAULT_BASE, "bench")
            filled = size
            line(folder, size, spent)


def line(folder: DataFolder, size: int, spent: dict[str, float]) -> None:
    """Publish a small change five times and print the middle one."""
    runs = []
    for n in range(5):
        spent.clear()
        start = time.perf_counter()
        change = TinyLoad("370725", f"{size}-{n}")
        publish(folder, change, DEFAULT_BASE, "bench", describe=Description)
        runs.append((time.perf_counter() - start, dict(spent)))
    seconds, parts = sorted(runs, key=lambda run: run[0])[2]
    snapshot = folder.current()
    assert snapshot is not None
    files = names(snapshot.path)
    megabytes = sum((snapshot.path / name).stat().st_size for name in files) / 1e6
    start = time.perf_counter()
    for name in files:
        hash_file(snapshot.path / name)
    everything = time.perf_counter() - start
    counts = (size, size * LINES * 4, round(megabytes), len(files))
    describing = sum(parts[name] for name in _DESCRIBING)
    times = (seconds, *(parts[name] for name in _PARTS), describing, everything)
    cells = (*map(str, counts), *(f"{1000 * spent:.0f}" for spent in times))
    print("".join(f"{cell:>14}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
