"""How long a file of half a million rows takes, and how much memory its worker and this process
need: `python -m tests.bench.exports [MILLIONS OF ROWS]`."""

import resource
import sys
import tempfile
import time
from pathlib import Path

from server.loading import bundled_checklist
from server.saved import export
from server.saved.running import content, extracted, prepare
from server.saved.running import export as written
from server.settings import Settings
from server.store.embedded import EmbeddedStore
from server.workers.pool import release
from server.workers.running import NOBODY
from tests.conftest import load
from tests.server.large_query import PAIRS, large


def _highest(pids: tuple[int, ...]) -> float:
    """The most resident memory of any of some processes, in MB."""
    found = []
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                found.append(int(line.split()[1]) / 1024)
    return max(found, default=0.0)


def main() -> None:
    times = -(-int(float(sys.argv[1] if len(sys.argv) > 1 else 0.5) * 1_000_000) // PAIRS)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        load(data, bundled_checklist())
        store = EmbeddedStore(Settings(data=data, trusted_deadline=600, export_deadline=1800))
        view = store.present()
        assert view is not None
        asked = prepare(view, large(times), {})
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{times * PAIRS:,} rows; this process {own:.0f} MB")
        began = time.perf_counter()
        found = extracted(asked, "-second", rows=100)
        print(f"page, sorted: {time.perf_counter() - began:.1f} s, {found.count:,} rows")
        for form, sort in (("csv", ""), ("json", ""), ("xlsx", ""), ("csv", "-second")):
            shape = export.shape(asked, export.Wanted(form, sort), export.Origin(1, "x", "y"))
            began = time.perf_counter()
            answer = written(asked, shape, 5000, NOBODY)
            seconds = time.perf_counter() - began
            worker = _highest(store.exports.pool.pids())
            size = answer.size / 1e6
            print(f"{form} {sort}: {seconds:.1f} s, {size:.1f} MB, worker {worker:.0f} MB")
            if form == "csv" and not sort:
                assert content(answer).count(b"\r\n") == times * PAIRS + 1
            else:
                release(answer)
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"this process: {now:.0f} MB")
        store.close()


if __name__ == "__main__":
    main()
