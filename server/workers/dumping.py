"""A dumping worker: `python -m server.workers.dumping DATA DUMPS`.

It makes one dump of everything that is published now, tells on its standard output in one line of
JSON what became of it, and ends. It leaves the processor to whoever else wants it. It may be killed
at any moment: what it had written is removed by the next one.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from server.store.dumping import make
from server.store.dumps import Dumps
from server.store.errors import BeingDumped, FolderError, NoRoom, NotDumped
from server.store.folder import DataFolder
from server.workers import confinement

_NICE = 19
_KINDS = {BeingDumped: "elsewhere", NoRoom: "room", NotDumped: "disk"}


def main() -> None:
    """Confine this process, make the dump, tell."""
    os.nice(_NICE)
    confinement.die_with_parent()
    confinement.forbid_network()
    print(json.dumps(made(Path(sys.argv[1]), Path(sys.argv[2]))), flush=True)


def made(data: Path, dumps: Path) -> dict[str, Any]:
    """What became of it, and why where it failed: `elsewhere`, `room`, `disk` or `data`."""
    try:
        dump = make(Dumps(DataFolder(data), dumps))
    except FolderError as error:
        found = (kind for one, kind in _KINDS.items() if isinstance(error, one))
        return {"failed": next(found, "data"), "message": str(error)}
    return {"snapshot": dump.snapshot}


if __name__ == "__main__":
    main()
