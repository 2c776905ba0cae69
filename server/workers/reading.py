"""A reading worker: `python -m server.workers.reading DESCRIPTOR`.

It reads one document at a time, which may be a stranger's, over the socket it was given. It is
stopped by being killed, has a bounded memory, and no network.
"""

import pickle
import socket
import sys
from typing import cast

from loader.limits import Limits
from loader.manifest import manifest_of
from loader.problems import Refused
from loader.readers import read_content
from server.workers import confinement, wire


def serve(sock: socket.socket) -> None:
    """Read what is asked until the other side closes."""
    while True:
        try:
            request, content = wire.receive(sock)
        except wire.Closed:
            return
        limits = Limits(**request["limits"])
        manifest = manifest_of(request["manifest"])
        confinement.limit_memory(limits.memory)
        try:
            document = read_content(cast(bytes, content), request["file"], manifest, limits)
        except Refused as refused:
            wire.send(sock, {"status": "refused"}, pickle.dumps(refused.problems))
        else:
            bare = {name: getattr(document, name) for name in request["fields"]}
            wire.send(sock, {"status": "read"}, pickle.dumps(bare))
        finally:
            confinement.unlimit_memory()


def main() -> None:
    """Confine this process, then serve the socket it was given until it closes."""
    confinement.die_with_parent()
    sock = socket.socket(fileno=int(sys.argv[1]))
    confinement.forbid_network(local=True)
    serve(sock)


if __name__ == "__main__":
    main()
