"""How long a file of half a million rows takes, and how much memory its worker and this process
need: `python -m tests.bench.exports [MILLIONS OF ROWS [FORM …]]`. Beside the seconds that pass
stand those of a processor, which say the same on a machine that does other things as well. A
workbook is opened again, by openpyxl and where there is one by LibreOffice, and its rows counted.
"""

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from server.loading import bundled_checklist
from server.saved import export
from server.saved.running import content, extracted, prepare
from server.settings import Settings
from server.store.embedded import EmbeddedStore
from server.workers.pool import release
from tests.conftest import load
from tests.server.large_query import PAIRS, large

_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false"
"""What LibreOffice is told to write: fields by commas, text in quotes, UTF-8, of one sheet."""


def _highest(pids: tuple[int, ...]) -> float:
    """The most resident memory of any of some processes, in MB."""
    found = []
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                found.append(int(line.split()[1]) / 1024)
    return max(found, default=0.0)


def _processor(pids: tuple[int, ...]) -> float:
    """The seconds of a processor that some processes have had."""
    found = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found += int(fields[11]) + int(fields[12])
    return found / os.sysconf("SC_CLK_TCK")


def _chinese(text: object) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in str(text))


def _rows_read(file: Path) -> Iterator[tuple[str, int]]:
    """By which program how many rows with a Chinese name in the second column were found."""
    book = openpyxl.load_workbook(file, read_only=True)
    rows = (row for sheet in book.worksheets[:-1] for row in sheet.iter_rows(values_only=True))
    yield "openpyxl", sum(_chinese(row[1]) for row in rows if row[0] != "序号")
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        for number in range(1, len(book.worksheets)):
            with tempfile.TemporaryDirectory() as folder:
                told = f"{_CSV},{number}"
                profile = f"-env:UserInstallation=file://{folder}/profile"
                command = [office, profile, "--headless", "--convert-to", told]
                command += ["--outdir", folder, str(file)]
                subprocess.run(command, check=True, capture_output=True)
                (out,) = Path(folder).glob("*.csv")
                with out.open(encoding="utf-8", newline="") as text:
                    found = sum(_chinese(row[1]) for row in csv.reader(text) if row[0] != "序号")
                yield f"LibreOffice, sheet {number}", found


FORMS = ("csv", "json", "xlsx", "csv -second")


def main() -> None:
    given = sys.argv[1:] or ["0.5"]
    times = -(-int(float(given[0]) * 1_000_000) // PAIRS)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        load(data, bundled_checklist())
        store = EmbeddedStore(Settings(data=data, trusted_deadline=600, export_deadline=3600))
        view = store.present()
        assert view is not None
        asked = prepare(view, large(times), {})
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{times * PAIRS:,} rows; this process {own:.0f} MB")
        for sort in ("", "-second"):
            before = _processor(store.trusted.pids())
            began = time.perf_counter()
            found = extracted(asked, sort, rows=100)
            taken = _processor(store.trusted.pids()) - before
            passed = time.perf_counter() - began
            memory = _highest(store.trusted.pids())
            print(
                f"page{', sorted' if sort else ''}: {passed:.1f} s, {taken:.1f} s of a processor, "
                f"{found.count:,} rows, worker {memory:.0f} MB",
                flush=True,
            )
        for one in given[1:] or FORMS:
            form, _, sort = one.partition(" ")
            shape = export.shape(asked, export.Wanted(form, sort), export.Origin(1, "x", "y"))
            before = _processor(store.exports.pool.pids())
            began = time.perf_counter()
            answer = asked.home.shaped(asked.text, shape, large=True)
            seconds = time.perf_counter() - began
            pids = store.exports.pool.pids()
            size, taken = answer.size / 1e6, _processor(pids) - before
            print(
                f"{one}: {seconds:.1f} s, {taken:.1f} s of a processor, {size:.1f} MB, "
                f"worker {_highest(pids):.0f} MB",
                flush=True,
            )
            if form == "csv" and not sort:
                assert content(answer).count(b"\r\n") == times * PAIRS + 1
            elif form == "xlsx":
                assert isinstance(answer.body, int)
                book = Path(folder) / "book.xlsx"
                with os.fdopen(answer.body, "rb") as body, book.open("wb") as out:
                    body.seek(0)
                    shutil.copyfileobj(body, out)
                for program, read in _rows_read(book):
                    print(f"  {program}: {read:,} rows", flush=True)
            else:
                release(answer)
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"this process: {now:.0f} MB")
        store.close()


if __name__ == "__main__":
    main()
