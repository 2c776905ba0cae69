"""The log of publications: one JSON object a line, oldest first, only ever added to.

A crash may cut its last line off or keep it from being written. What it would have said stands in
the snapshot's manifest too, and the next publication completes the log from there.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from server.store.durable import sync, write_atomically

Record = dict[str, Any]


class PublicationLog:
    """The log at `path`; one that is not there is empty."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def records(self) -> list[Record]:
        """What can be read of it, oldest first."""
        return [record for line in self._lines() if (record := _parse(line)) is not None]

    def unreadable(self) -> list[int]:
        """The numbers, from 1, of the whole lines that say nothing; one without its end is the
        trace of a crash and not among them."""
        lines = enumerate(self._lines(), 1)
        return [n for n, line in lines if line.endswith(b"\n") and _parse(line) is None]

    def add(self, record: Record) -> None:
        """Add a publication, to a log that `repair` has left in order."""
        fresh = not self.path.exists()
        with self.path.open("ab") as log:
            log.write(_line(record))
            log.flush()
            os.fsync(log.fileno())
        if fresh:
            sync(self.path.parent)

    def repair(self, known: Iterable[Record]) -> None:
        """Bring the log back in order after a crash: a line cut off goes, those of the publications
        `known` that are missing come in their place. Where nothing is wrong nothing is written."""
        lines = self._lines()
        parsed = [_parse(line) for line in lines]
        torn = bool(lines) and not lines[-1].endswith(b"\n")
        if torn and parsed[-1] is None:
            del lines[-1], parsed[-1]
        elif torn:
            lines[-1] += b"\n"
        present = {record["id"] for record in parsed if record}
        missing = [record for record in known if record["id"] not in present]
        if not (torn or missing):
            return
        for record in sorted(missing, key=lambda record: int(record["id"])):
            later = (n for n, old in enumerate(parsed) if old and old["id"] > record["id"])
            place = next(later, len(lines))
            lines.insert(place, _line(record))
            parsed.insert(place, record)
        write_atomically(self.path, b"".join(lines))

    def _lines(self) -> list[bytes]:
        # bytes end lines at line ends alone; a reason may hold other characters that would
        return self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _parse(line: bytes) -> Record | None:
    try:
        record = json.loads(line)
    except ValueError:  # not JSON, or cut off within a character
        return None
    return record if isinstance(record, dict) and isinstance(record.get("id"), int) else None
