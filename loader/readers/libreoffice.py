"""Old office files made new by LibreOffice, where it is on the machine.

It runs in a process group of its own with a profile that is thrown away: no macro runs, no link is
followed, and time, memory and the size of what it writes are bounded. It needs local sockets: a
process that may not call `socket(2)` cannot run it. The result is a stranger's document like any
other.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from loader.limits import Limits
from loader.problems import Refused, problem
from loader.readers import compound
from loader.rows import Place

_PROGRAMS = ("soffice", "libreoffice")
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_SUFFIXES = (".odt", ".ott", ".fodt", ".ods", ".ots", ".fods", ".xlsb", ".sxw", ".sxc")
_START_MEMORY = 1_500
"""MiB of address space that LibreOffice takes before it has read anything, generously."""
_BOUNDED = """
seconds=$1; ulimit -v "$2"; ulimit -f "$3"; shift 3
if unshare -rn true 2>/dev/null; then set -- unshare -rn "$@"; fi
if command -v timeout >/dev/null; then set -- timeout -s KILL "$seconds" "$@"; fi
exec "$@"
"""
"""Without network where the machine allows it, and dead in time even if this process is killed."""
_SETTINGS = {
    "Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "DisableActiveContent": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "Writer/Content/Update": {"Link": "0"},
    "Calc/Content/Update": {"Link": "1"},
}


def program() -> str | None:
    """The path of LibreOffice on this machine."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def convert(content: bytes, file: str, to: Literal["docx", "xlsx"], limits: Limits) -> bytes:
    """`content`, a document of any form that LibreOffice reads, as .docx or .xlsx.

    Raises Refused where LibreOffice is not on the machine, cannot read the document, or takes
    longer than `limits.seconds` of wall clock; it and all it started are then dead. What it returns
    has at most `limits.unpacked_bytes` and is to be opened like a stranger's document.
    """
    path = program()
    if path is None:
        raise _refused("F28", file, to)
    with tempfile.TemporaryDirectory(prefix="lifematters-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        document = folder / f"document{_suffix(content, file)}"
        document.write_bytes(content)
        _write_profile(folder / "profile")
        _run(path, folder, document, file, to, limits)
        made = folder / "made" / f"document.{to}"
        if not made.is_file() or not 0 < made.stat().st_size <= limits.unpacked_bytes:
            raise _refused("F28-failed", file, to, reason=_last_words(folder))
        return made.read_bytes()


def _suffix(content: bytes, file: str) -> str:
    """How the document is called: by its content, since a wrong suffix misleads LibreOffice."""
    if content.startswith(compound.SIGNATURE):
        return f".{compound.kind(content, file)}"
    if content.startswith(b"{\\rtf"):
        return ".rtf"
    suffix = Path(file).suffix.lower()
    return suffix if suffix in _SUFFIXES else ".bin"


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, properties in _SETTINGS.items()
        for name, value in properties.items()
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        "utf-8",
    )


def _run(
    path: str, folder: Path, document: Path, file: str, to: Literal["docx", "xlsx"], limits: Limits
) -> None:
    seconds = int(limits.seconds) + 5
    memory = (limits.memory + _START_MEMORY) * 1024
    command = [
        *("/bin/sh", "-c", _BOUNDED, "sh"),
        *(str(seconds), str(memory), str(limits.unpacked_bytes // 512 + 1)),
        *(path, f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", _FILTERS[to], "--outdir", str(folder / "made"), str(document)),
    ]
    environment = {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    with (folder / "words").open("wb") as words:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            raise _refused("F28-slow", file, to, seconds=limits.seconds) from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _last_words(folder: Path) -> str:
    """The last line that LibreOffice wrote, without the paths of this machine."""
    words = (folder / "words").read_bytes()[-4000:].decode("utf-8", "replace")
    lines = [line for line in words.splitlines() if line.strip() and "Warning:" not in line]
    line = lines[-1] if lines else ""
    return line.replace(str(folder), "").strip()[:100] or "no output"


def _refused(code: str, file: str, to: str, **values: object) -> Refused:
    return Refused([problem(code, Place(file), file=file, to=to, **values)])
