"""The files of `/match`, made in a process of their own: `python -m server.matching.making
MEBIBYTES` looks for every name of a table, up to `state.MOST` of them, and writes the table.

It is given on its standard input what it needs, and tells the file on its standard output. It has a
bounded memory, no network, and is killed at the deadline; pages are answered meanwhile.
"""

import os
import pickle
import subprocess
import sys

from server.errors import DeadlineExceeded, OutOfMemory
from server.matching.book import book, csv
from server.matching.finding import decided
from server.matching.state import State
from server.search.index import Index
from server.workers import confinement

_NICE = 10
_NO_MEMORY = (b"MemoryError", b"bad_alloc", b"out of memory", b"Cannot allocate memory")
"""What a process says that ends for want of memory, where the system does not kill it."""
_TOLD = 4000
"""Characters of what another failure says that go into the log."""


def made(
    index: Index, state: State, snapshot: int, form: str, *, seconds: float, mib: int
) -> bytes:
    """The file: `xlsx`, `csv`, or `csv-excel`. Raises DeadlineExceeded, OutOfMemory."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "server.matching.making", str(mib)],
            input=pickle.dumps((dict(index.files), state, snapshot, form)),
            capture_output=True,
            env={**confinement.environment(), "MALLOC_ARENA_MAX": "1"},
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise DeadlineExceeded(limit=seconds) from None
    except subprocess.CalledProcessError as ended:
        if ended.returncode < 0 or any(words in ended.stderr for words in _NO_MEMORY):
            raise OutOfMemory(limit=mib) from None
        raise RuntimeError(ended.stderr.decode("utf-8", "replace")[-_TOLD:]) from ended
    return done.stdout


def main() -> None:
    """Confine this process, make the file, tell it."""
    os.nice(_NICE)
    confinement.die_with_parent()
    confinement.forbid_network()
    confinement.limit_memory(int(sys.argv[1]))
    files, state, snapshot, form = pickle.load(sys.stdin.buffer)
    found = decided(Index(files), state)
    if form == "xlsx":
        content = book(state, found, snapshot)
    else:
        content = csv(state, found, excel=form == "csv-excel").encode()
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
