"""Writing a dump of everything: the store is read once for each content, and what is read goes to
the disk plain, as gzip and as zstd at once, hashed on its way. No more than some pieces are in
memory, however large the store is.

N-Quads and TriG have all of it, the default graph first and then every named graph in the order of
their names: a store that reads one answers every query as this one does. Turtle has the default
graph alone, which is the present. Within a graph the engine gives its own order, that of the hashes
of the terms: the same content is the same bytes, however it came to be.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, Triple, serialize

from ontology.terms import PREFIXES
from server.http.coding import Writer, writer
from server.store.dumps import CODINGS, CONTENTS, PRESENT, SUMS, Dump, DumpFile, Dumps, fingerprint
from server.store.errors import Damaged, FolderError, no_room, not_dumped
from server.store.folder import DataFolder, Snapshot

Progress = Callable[[str], None]

_PIECE = 256 * 1024
_SYNCED = 32 * 1024 * 1024
"""Bytes after which a file is brought to the disk: what waits to be written makes whoever
publishes wait as well."""
_RESERVE = 256 * 1024 * 1024
"""Bytes that a dump leaves free on the disk: publications need them more."""
_LEVELS = {"gzip": 6, "zstd": 9}
_ATTEMPTS = 5


def make(dumps: Dumps, progress: Progress = lambda _: None) -> Dump:
    """The dump of what is published now; made where it is not there. Raises BeingDumped where
    another process makes it, NoRoom, NotDumped, or another FolderError where nothing is published
    or what is cannot be read."""
    with ExitStack() as held:
        try:
            snapshot = _held(dumps.data, held)
            held.enter_context(dumps.writing())
            found = next((dump for dump in dumps.all() if dump.is_of(snapshot)), None)
            if found:
                dumps.settle(found.path)
                return found
            _check_room(dumps)
            scratch = dumps.scratch(snapshot)
            held.callback(shutil.rmtree, scratch, ignore_errors=True)
            return dumps.take(scratch, _write(snapshot, scratch, progress))
        except (OSError, RuntimeError) as error:
            raise not_dumped(dumps.path, error) from error


def _held(data: DataFolder, held: ExitStack) -> Snapshot:
    """The current snapshot, kept from being removed for as long as `held` is open. One that is
    removed before it is held has a successor."""
    for attempt in range(_ATTEMPTS):
        snapshot = data.current()
        if snapshot is None:
            raise FolderError(
                f"数据目录 {data.path} 里还没有发布的数据：先运行 lifematters load。"
                f"/ Nothing is published in {data.path} yet: run lifematters load first."
            )
        try:
            held.callback(os.close, snapshot.hold())
            return snapshot
        except Damaged:
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError


def _check_room(dumps: Dumps) -> None:
    """Raises NoRoom where there is less than the last dump took."""
    last = next(iter(dumps.all()), None)
    free = shutil.disk_usage(dumps.path).free
    needed = _RESERVE + (last.size if last else 0)
    if free < needed:
        raise no_room(dumps.path, free, needed)


def _write(snapshot: Snapshot, scratch: Path, progress: Progress) -> dict[str, Any]:
    """Write all files, and bring them to the disk; what the dump says of itself."""
    store = Store.read_only(str(snapshot.store))
    files: dict[str, DumpFile] = {}
    statements: dict[str, int] = {}
    for content in CONTENTS:
        progress(content)
        form = RdfFormat.from_extension(content.rpartition(".")[2])
        if form is None:
            raise ValueError(content)
        with _Written(scratch, content) as written:
            counted = _Counted(_present(store) if content == PRESENT else _everything(store))
            prefixes = None if form == RdfFormat.N_QUADS else dict(PREFIXES)
            written.serialised(counted, form, prefixes)
        files |= written.files
        statements[content] = counted.number
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in files.values()).encode()
    with _Output(scratch / SUMS, None) as output:
        output.add(sums)
    files[SUMS] = output.file
    manifest = snapshot.manifest()
    return {
        "snapshot": snapshot.id,
        "manifest": fingerprint(snapshot),
        "base": manifest["base"],
        "at": manifest["publication"]["at"],
        "statements": statements,
        "files": {n: {"bytes": f.bytes, "sha256": f.sha256} for n, f in files.items()},
    }


def _everything(store: Store) -> Iterator[Quad]:
    graphs = (DefaultGraph(), *sorted(store.named_graphs(), key=str))
    return chain.from_iterable(store.quads_for_pattern(None, None, None, one) for one in graphs)


def _present(store: Store) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph()))


class _Counted:
    """Counts what is taken from an iterator."""

    def __init__(self, statements: Iterator[Quad] | Iterator[Triple]) -> None:
        self._statements = statements
        self.number = 0

    def __iter__(self) -> Iterator[Any]:
        for statement in self._statements:
            self.number += 1
            yield statement


class _Written:
    """A content as the engine's serialiser writes it, on its way to three files."""

    def __init__(self, folder: Path, name: str) -> None:
        self._closing = ExitStack()
        self._outputs = [_Output(folder / name, None)]
        self._outputs += [_Output(folder / f"{name}.{end}", to) for end, to in CODINGS.items()]
        for output in self._outputs:
            self._closing.enter_context(output)
        self._waiting = bytearray()
        self._failed: Exception | None = None

    def __enter__(self) -> "_Written":
        return self

    def __exit__(self, *failed: object) -> None:
        if failed[0] is None:
            with self._closing:
                self._pass_on()
        for output in self._outputs:
            output.abandon()

    @property
    def files(self) -> dict[str, DumpFile]:
        return {output.file.name: output.file for output in self._outputs}

    def serialised(
        self, statements: _Counted, form: RdfFormat, prefixes: dict[str, str] | None
    ) -> None:
        """Have the engine write `statements`. Raises what writing to the files raised."""
        try:
            serialize(statements, cast(IO[bytes], self), format=form, prefixes=prefixes)
        except Exception:
            if self._failed:  # the engine passes it on as one of its own
                raise self._failed from None
            raise

    def write(self, piece: bytes) -> int:
        self._waiting += piece
        if len(self._waiting) >= _PIECE:
            try:
                self._pass_on()
            except (OSError, FolderError) as error:
                self._failed = error
                raise
        return len(piece)

    def flush(self) -> None:
        """Nothing: the whole is passed on at the end."""

    def _pass_on(self) -> None:
        piece = bytes(self._waiting)
        self._waiting.clear()
        for output in self._outputs:
            output.add(piece)


class _Output:
    """One file: its bytes go to the disk as they come, and are hashed."""

    def __init__(self, path: Path, coding: str | None) -> None:
        self.path = path
        self._coder: Writer | None = writer(coding, _LEVELS[coding]) if coding else None
        self._file = path.open("xb", buffering=0)
        self._hash = hashlib.sha256()
        self._size = self._synced = 0

    def __enter__(self) -> "_Output":
        return self

    def __exit__(self, *failed: object) -> None:
        with self._file:
            if failed[0] is None:
                self._put(self._coder.flush() if self._coder else b"")
                self._sync()

    def abandon(self) -> None:
        """Close it, whatever is still to come; nothing where it is closed."""
        self._file.close()

    @property
    def file(self) -> DumpFile:
        """What has been written."""
        return DumpFile(self.path.name, self._size, self._hash.hexdigest())

    def add(self, piece: bytes) -> None:
        self._put(self._coder.compress(piece) if self._coder else piece)
        if self._size - self._synced >= _SYNCED:
            self._sync()
            free = shutil.disk_usage(self.path.parent).free
            if free < _RESERVE:
                raise no_room(self.path.parent.parent, free, _RESERVE)

    def _put(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        self._hash.update(data)
        self._size += len(data)

    def _sync(self) -> None:
        """Bring it to the disk, and leave the memory for files to what is read again."""
        descriptor = self._file.fileno()
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        self._synced = self._size
