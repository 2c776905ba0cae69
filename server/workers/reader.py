"""Reads documents in a process of their own, so that a hostile file can neither hang this one nor
take its memory, nor reach the network."""

import io
import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from loader.document import Document
from loader.limits import Limits
from loader.manifest import Manifest
from loader.problems import Refused, problem
from loader.readers import content_of
from loader.rows import Place
from server.workers import wire

_FIELDS = [f.name for f in fields(Document) if f.name != "content"]
_ALLOWED = ("loader.rows", "loader.problems", "shapes.report")


class _Unpickler(pickle.Unpickler):
    """Takes nothing but the records of a document: what read a hostile file is not trusted."""

    def find_class(self, module: str, name: str) -> Any:
        known = module in _ALLOWED and "." not in name
        if not known and (module, name) != ("builtins", "frozenset"):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


class DocumentReader:
    """Reads documents one after the other in one process; a context manager that ends it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._sock: socket.socket | None = None

    def __enter__(self) -> "DocumentReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, path: Path, manifest: Manifest) -> Document:
        """The document at `path`. Raises Refused as `loader.readers.read`, and where reading takes
        longer or more memory than the limits allow."""
        return self.read_content(content_of(path, self.limits), path.name, manifest)

    def read_content(self, content: bytes, file: str, manifest: Manifest) -> Document:
        """The same for a document in memory."""
        header = {
            "file": file,
            "manifest": manifest.as_data(),
            "limits": asdict(self.limits),
            "fields": _FIELDS,
        }
        sock = self._start()
        try:
            sock.settimeout(self.limits.seconds)
            wire.send(sock, header, content)
            answer, body = wire.receive(sock)
        except TimeoutError:
            self.close()
            seconds = f"{self.limits.seconds:g}"
            raise Refused([problem("F17", Place(file), file=file, seconds=seconds)]) from None
        except (wire.Closed, OSError):
            self.close()
            memory = self.limits.memory
            raise Refused([problem("F18", Place(file), file=file, memory=memory)]) from None
        found = _Unpickler(io.BytesIO(body if isinstance(body, bytes) else b"")).load()
        if answer["status"] == "refused":
            raise Refused(found)
        return Document(content=content, **found)

    def _start(self) -> socket.socket:
        if self._sock is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "server.workers.reading", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    env={**os.environ, "MALLOC_ARENA_MAX": "1"},
                )
            self._sock = ours
        return self._sock

    def close(self) -> None:
        """End the process and whatever it started."""
        if self._sock is None or self._process is None:
            return
        self._sock.close()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._sock = self._process = None
