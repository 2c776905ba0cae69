"""Keys of an installation, in `keys/` of the data folder: made at first need, read by its owner
only. They are no data: without them everything published can still be read."""

import os
import secrets
from contextlib import suppress

from server.store.durable import sync
from server.store.folder import DataFolder

SIZE = 32


def installation_key(folder: DataFolder, name: str) -> bytes:
    """The secret key `name`, the same for every process and start.

    Before the first publication, and where the folder cannot be written, it is one of this process
    alone: what it signs then counts until the process ends.
    """
    if not (folder.path / "FORMAT").is_file():
        return secrets.token_bytes(SIZE)
    path = folder.path / "keys" / name
    try:
        if not path.exists():
            _make(folder, name)
        key = path.read_bytes()
    except OSError:
        return secrets.token_bytes(SIZE)
    return key if len(key) == SIZE else secrets.token_bytes(SIZE)


def _make(folder: DataFolder, name: str) -> None:
    """Whole or not at all, whoever else makes it at the same time: the first one's counts."""
    keys = folder.path / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    keys.chmod(0o700)
    scratch = keys / f"{name}.{os.getpid()}.{secrets.token_hex(4)}.new"
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(scratch, keys / name)
    finally:
        scratch.unlink()
    sync(keys)
    sync(folder.path)
