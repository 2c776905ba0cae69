"""What a dump of everything costs as the store grows: `python -m tests.bench.dumping [FOLDER]`.

Not a test: it prints figures and judges nothing. The data folder that is named, such as one with
the real checklist, and then regions like it, written into one store straight away: statements,
seconds of the clock and of the processor, statements a second, MB of each file and how much smaller
the compressed ones are, MiB of memory at most. The last column is what 34 million statements would
take at that pace.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from server.settings import DEFAULT_BASE
from server.store.dumps import CONTENTS, Dumps
from server.store.folder import DataFolder
from server.store.publish import publish
from tests.bench.publishing import Fill

_REGIONS = (10, 100)
_COUNTRY = 34_000_000
_WORKER = """
import resource
from server.workers.dumping import main
main()
print(open("/proc/self/status").read())
used = resource.getrusage(resource.RUSAGE_SELF)
print("CPU", used.ru_utime + used.ru_stime)
"""


def main() -> None:
    """Print a paragraph for each store."""
    with tempfile.TemporaryDirectory(prefix="lifematters-bench-") as place:
        for given in sys.argv[1:]:
            measure(given, DataFolder(Path(given)), Path(place) / "dumps-given")
        folder = DataFolder(Path(place) / "data")
        filled = 0
        for size in _REGIONS:
            publish(folder, Fill(filled, size), DEFAULT_BASE, "bench")
            filled = size
            measure(f"{size} regions", folder, Path(place) / "dumps")


def measure(name: str, folder: DataFolder, place: Path) -> None:
    """Make one dump in a process of its own, and print what it took."""
    start = time.perf_counter()
    command = [sys.executable, "-c", _WORKER, str(folder.path), str(place)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds = time.perf_counter() - start
    dump = Dumps(folder, place).newest()
    peak, cpu = re.search(r"VmHWM:\s+(\d+)", told), re.search(r"CPU ([\d.]+)", told)
    assert dump and peak and cpu, told
    statements = dump.statements["everything.nq"]
    print(
        f"{name}: {statements:,} statements, {seconds:.1f} s ({float(cpu[1]):.1f} s of the "
        f"processor), {statements / seconds:,.0f} a second, {int(peak[1]) >> 10} MiB, "
        f"{_COUNTRY / statements * float(cpu[1]) / 60:.0f} minutes of it for {_COUNTRY:,}"
    )
    for content in CONTENTS:
        plain, gz, zst = (dump.files[content + end].bytes for end in ("", ".gz", ".zst"))
        print(
            f"  {content}: {dump.statements[content]:,} statements, {plain / 1e6:.1f} MB, "
            f"gz {gz / 1e6:.1f} ({plain / gz:.1f} times smaller), "
            f"zst {zst / 1e6:.1f} ({plain / zst:.1f}), "
            f"{plain / statements * _COUNTRY / 1e9:.1f} GB for {_COUNTRY:,}"
        )


if __name__ == "__main__":
    main()
