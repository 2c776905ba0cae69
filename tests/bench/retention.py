"""What the disk holds of small writes: `python -m tests.bench.retention [WRITES] [KEPT …]`.

Not a test: it prints figures and judges nothing. For each number of writes that are kept (0: all)
a plain store is made, written to one triple at a time, and what its folder takes on the disk is
added up, each file once however many snapshots share it.
"""

import sys
import tempfile
import time
from pathlib import Path

from server.settings import DEFAULT_BASE, Settings
from server.store.embedded import EmbeddedStore
from server.store.folder import DataFolder
from server.store.plain import MakePlain
from server.store.publish import publish
from server.workers.updates import Write


def on_disk(folder: Path) -> int:
    """Bytes of blocks that the files of a folder take."""
    status = [path.stat() for path in folder.rglob("*")]
    return sum({(s.st_dev, s.st_ino): s.st_blocks * 512 for s in status}.values())


def main(writes: int, kept: int) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = DataFolder(Path(place) / "data")
        publish(folder, MakePlain(), DEFAULT_BASE, "bench")
        empty = on_disk(folder.path)
        store = EmbeddedStore(Settings(data=folder.path, workers=1, keep_writes=kept))
        began = time.perf_counter()
        for number in range(1, writes + 1):
            text = f"INSERT DATA {{ GRAPH <a:g> {{ <a:a> <a:p> {number} }} }}".encode()
            store.write(Write("update", (("application/sparql-update", text),), "a:"), "x", _fine)
            if number % max(writes // 4, 1) == 0:
                _say(folder, kept, number, empty, time.perf_counter() - began)
        store.close()


def _say(folder: DataFolder, kept: int, writes: int, empty: int, seconds: float) -> None:
    total, snapshots = on_disk(folder.path), len(folder.all_snapshots())
    each = (total - empty) / writes / 1024
    print(
        f"kept {kept or 'all':>4}, {writes:5} writes: {snapshots:5} snapshots, "
        f"{total / 1e6:7.1f} MB, {each:6.1f} KB and {seconds / writes:.2f} s a write",
        flush=True,
    )


def _fine(_: bytes) -> tuple[()]:
    return ()


if __name__ == "__main__":
    count, *choices = [int(argument) for argument in sys.argv[1:]] or [1000, 0, 100]
    for choice in choices:
        main(count, choice)
