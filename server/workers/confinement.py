"""What a worker may not do: outlive its parent, take more memory than its share, reach the network.

seccomp refuses `socket(2)` with EPERM, so that SERVICE and LOAD cannot reach out whatever gets past
the check before evaluation.
"""

import ctypes
import os
import platform
import re
import resource
import signal
import socket
import struct
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NO_FAMILY = 0xFFFFFFFF
_SECRET = re.compile("_TOKEN|_STORE_")
_ALLOW, _EPERM, _KILL = 0x7FFF0000, 0x00050001, 0x80000000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def environment() -> dict[str, str]:
    """What a worker may know of ours: the environment without its secrets."""
    return {name: value for name, value in os.environ.items() if not _SECRET.search(name)}


def die_with_parent() -> None:
    """Be killed when the thread that started this process ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(mebibytes: int) -> None:
    """Allow this much address space beyond what the process has now; then it aborts.

    The soft limit only, so that `unlimit_memory` can lift it: opening a store takes address space
    for its threads that no query should pay for, and a query cannot call setrlimit.
    """
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * resource.getpagesize() + (mebibytes << 20)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def unlimit_memory() -> None:
    """Lift what `limit_memory` set, for work that is not a stranger's."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def forbid_network(*, local: bool = False) -> None:
    """No new sockets from here on, not even local ones unless `local` (AF_UNIX, which programs use
    to talk to themselves). Raises OSError where the kernel or machine does not allow it."""
    known = _SOCKET_CALL.get(platform.machine())
    if known is None:
        raise OSError(f"no seccomp filter for {platform.machine()}")
    architecture, number = known
    program = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (_LOAD, 0, 0, 4),  # the architecture
            (_JUMP_EQUAL, 1, 0, architecture),
            (_RETURN, 0, 0, _KILL),
            (_LOAD, 0, 0, 0),  # the call's number
            (_JUMP_EQUAL, 0, 3, number),
            (_LOAD, 0, 0, 16),  # its first argument, the family
            (_JUMP_EQUAL, 1, 0, socket.AF_UNIX if local else _NO_FAMILY),
            (_RETURN, 0, 0, _EPERM),
            (_RETURN, 0, 0, _ALLOW),
        )
    )
    buffer = ctypes.create_string_buffer(program, len(program))
    filter_program = _Program(len(program) // 8, ctypes.addressof(buffer))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_program))


def _prctl(option: int, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [*arguments, *[0] * (4 - len(arguments))]
    converted = [
        ctypes.c_ulong(argument) if isinstance(argument, int) else argument for argument in padded
    ]
    if libc.prctl(ctypes.c_int(option), *converted) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")
