"""A validating worker: `python -m server.workers.validating DESCRIPTOR MEBIBYTES`.

It imports what validation needs, which takes a second, and then waits on the control socket it was
given. For each validation it gets a socket of its own, and a child, forked from this warm process,
reads the job from it, answers and ends: what a stranger sent sees nothing of another's, and what it
breaks is the child. The control socket tells the child's id, and when it has ended: a child is
stopped by being killed, and this process stays warm. Memory and the size of files are bounded, and
there is no network.
"""

import gc
import os
import resource
import socket
import struct
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, NoReturn, cast

from server.validation.job import COLUMNS, Job, job_of
from server.workers import confinement, wire
from server.workers.errors import (
    Malformed,
    NotValidatable,
    RemoteContext,
    TooLarge,
    TooManyTriples,
    whereabouts,
)

PID = struct.Struct("!I")
ENDED = b"e"
_FILE_BYTES = 600_000_000


def main() -> None:
    """Confine this process, get warm, then serve its control socket until it closes."""
    confinement.die_with_parent()
    control = socket.socket(fileno=int(sys.argv[1]))
    confinement.forbid_network(local=True)  # what converts old office files talks to itself
    _warm()
    serve(control, int(sys.argv[2]))


def _warm() -> None:
    """Import and compile what every validation needs."""
    from server.drafts import checking
    from server.matching import table
    from server.validation import document, graph

    graph.validate_graph((), vocabulary=True)
    gc.collect()
    gc.freeze()
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        warm = ", ".join(one.__name__ for one in (checking, table, document))
        raise RuntimeError(f"one of {warm} started a thread: it would be lost by a fork")


def serve(control: socket.socket, mebibytes: int) -> None:
    """Answer one validation after the other, each in a child."""
    warm = os.getpid()
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:
            return
        child = os.fork()
        if child == 0:
            control.close()
            _answer(socket.socket(fileno=descriptors[0]), warm, mebibytes)
        os.close(descriptors[0])
        control.sendall(PID.pack(child))
        os.waitpid(child, 0)
        control.sendall(ENDED)


def _answer(sock: socket.socket, parent: int, mebibytes: int) -> NoReturn:
    """In the child: answer one validation, and end."""
    code = 1
    try:
        confinement.die_with_parent()
        if os.getppid() == parent:
            confinement.limit_memory(mebibytes)
            resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
            request, content = wire.receive(sock)
            tempfile.tempdir = request.pop("scratch")
            _respond(sock, job_of(request), cast(bytes, content))
            code = 0
    finally:
        os._exit(code)


def _respond(sock: socket.socket, job: Job, content: bytes) -> None:
    with tempfile.SpooledTemporaryFile(max_size=wire.INLINE) as spool:
        capped = wire.Capped(cast(IO[bytes], spool), job.report_bytes)

        def read() -> None:
            wire.send(sock, {"status": "read"})

        try:
            written = run(job, content, cast(IO[bytes], capped), read)
        except Malformed as error:
            said = {"message": str(error), "line": error.line, "column": error.column}
            wire.send(sock, {"status": "malformed", **said})
        except RemoteContext as error:
            wire.send(sock, {"status": "remote-context", "address": str(error)})
        except NotValidatable as error:
            wire.send(sock, {"status": "not-validatable", "where": error.where})
        except TooManyTriples:
            wire.send(sock, {"status": "too-many-triples"})
        except TooLarge:
            wire.send(sock, {"status": "too-large"})
        except MemoryError:
            raise SystemExit(1) from None  # as if it had been killed for it
        except Exception as error:  # a fault of ours: what it says may quote what was sent
            if capped.size > capped.limit:  # as the serialiser passes it on
                wire.send(sock, {"status": "too-large"})
            else:
                wire.send(sock, {"status": "failed", "message": whereabouts(error)})
        else:
            wire.send_spooled(sock, {"status": "ok", "media_type": written}, spool, capped.size)


def run(job: Job, content: bytes, out: IO[bytes], read: Callable[[], None]) -> str:
    """Do one validation and write its report; returns the media type written. `read` is called
    once what was sent is read, and only what was found in it is still to be validated."""
    from server.validation.document import validate_document
    from server.validation.graph import validate_rdf
    from server.validation.verdict import write

    if job.form == COLUMNS:
        from server.matching.table import columns

        return columns(content, job, out)
    if job.draft:
        from server.drafts.checking import check

        return check(content, job, out, read)
    if job.rdf:
        confinement.forbid_network()
        verdict = validate_rdf(content, job, read)
    else:
        verdict = validate_document(content, job, read)
    return write(verdict, job.form, out)


if __name__ == "__main__":
    main()
