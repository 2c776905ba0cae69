"""How fast many counties load in one run, and whether memory grows with their number.

    python -m tests.bench.loading [COUNTIES] [--keep DIR]

Every county has the real checklist under a region code of its own. Prints, after each publication,
counties a minute and the memory of the process at its peak; at the end the whole.
"""

import argparse
import resource
import tempfile
import time
from functools import partial
from pathlib import Path

from loader.limits import Limits
from loader.problems import Problem
from server.loading import bundled_checklist, prepare
from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.load import LoadChecklist, LoadMany
from server.workers.reader import DocumentReader
from server.workers.validators import Validators

_TOGETHER = 50
_MANIFEST = """list = "personal-life-cycle"
kind = "personal"
edition = "2026-11"
[title]
zh = "个人全生命周期事项清单"
[region]
code = "{code}"
name = "第{code}县"
[conventions]
numbers = "edition"
blank_cooperating = "carried"
joint_lead = false
levels = "stage-scenario"
types = "closed"
"""


def write_counties(folder: Path, count: int) -> list[Path]:
    """The real checklist and a manifest of its own, for each county."""
    text = bundled_checklist().read_text("utf-8")
    files = []
    for at in range(count):
        county = folder / f"{110000 + at}"
        county.mkdir(parents=True)
        (county / "checklist.txt").write_text(text, "utf-8")
        (county / "manifest.toml").write_text(_MANIFEST.format(code=county.name), "utf-8")
        files.append(county / "checklist.txt")
    return files


def _done(at: int, load: LoadChecklist | None, problems: tuple[Problem, ...], status: str) -> None:
    if status != "published":
        raise SystemExit("\n".join(p.sentence("en") for p in problems) or status)


def load_all(data: Path, files: list[Path], processes: int | None) -> None:
    """Load the files as the command does, and print the rate as it goes."""
    folder, began, before = DataFolder(data), time.monotonic(), 0.0
    with DocumentReader(Limits()) as reader, Validators(processes) as validators:
        for start in range(0, len(files), _TOGETHER):
            group = files[start : start + _TOGETHER]
            loads = [partial(prepare, file, reader=reader) for file in group]
            publish_change(folder, LoadMany(loads, _done, validators), DEFAULT_BASE)
            now = time.monotonic() - began
            rate = len(group) / (now - before) * 60
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{start + len(group):6d} counties  {rate:6.1f} a minute  peak {peak} MiB",
                flush=True,
            )
            before = now
    print(f"{len(files)} counties in {before:.0f} s: {len(files) / before * 60:.1f} a minute")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counties", type=int, nargs="?", default=100)
    parser.add_argument("--keep", type=Path, help="keep the data folder here")
    parser.add_argument("--processes", type=int, help="that validate [as many as processors]")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = write_counties(Path(scratch) / "counties", chosen.counties)
        load_all(chosen.keep or Path(scratch) / "data", files, chosen.processes)


if __name__ == "__main__":
    main()
