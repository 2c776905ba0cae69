"""What the disk and the operating system can do to a publication: fail, fill up, forbid, kill it
within a call of the store, lose what was not brought to the disk."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from server.store.folder import DataFolder
from tests.server.faults import Stage
from tests.server.installation import KINDS, Installation, told
from tests.server.tiny import CHANGLE, TinyLoad

ROOT = Path(__file__).parent.parent.parent
WRITES = (
    "mkdir,rename,link,unlink,unlinkat,rmdir,write,pwrite64,fsync,fdatasync,ftruncate,fallocate"
)
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed (apt install strace)"
)


class Disk:
    """What of the steps so far a power failure could take: content and names that no fsync has
    brought to the disk."""

    def __init__(self) -> None:
        self.content: set[str] = set()
        self.names: set[str] = set()

    def step(self, step: str) -> None:
        moment, what, *paths = step.replace(" -> ", " ").split(" ")
        if moment != "after" or not paths:
            return
        match what:
            case "write":
                self.content.add(paths[0])
            case "create" | "mkdir" | "backup":
                self.names.add(paths[0])
            case "link":
                self.names.add(paths[1])
            case "rename" | "replace":
                self._move(*paths)
            case "fsync":
                self.content.discard(paths[0])
                self.names = {name for name in self.names if str(Path(name).parent) != paths[0]}

    def _move(self, old: str, new: str) -> None:
        for held in (self.content, self.names):
            for name in [n for n in held if n == old or n.startswith(f"{old}/")]:
                held.discard(name)
                held.add(new + name.removeprefix(old))
        self.names.add(new)

    def lost(self) -> set[str]:
        """What would be lost, without what is thrown away anyway."""
        every = self.content | self.names
        return {name for name in every if name != "lock" and ".building" not in name}


@pytest.mark.parametrize("kind", KINDS)
def test_all_is_on_the_disk_before_the_switch_and_the_switch_before_it_is_reported(
    kind: str, stage: Stage, scratch: Path, prepared: Installation
) -> None:
    start = prepared if kind != "first" else Installation(DataFolder(scratch / "empty"))
    installation = start.copied(scratch / "data")
    steps = stage.do(installation.folder.path, **KINDS[kind][1]).steps
    switch = steps.index("before replace current.new -> current")
    disk = Disk()
    for step in steps[:switch]:
        disk.step(step)
    assert disk.lost() == {"current.new"}, "its name is lost with the switch, its content is not"
    assert disk.content - {"lock"} == set()
    current = installation.folder.current()
    assert current is not None
    for path in current.path.rglob("*"):
        name = path.relative_to(installation.folder.snapshots / f"{current.id:06d}")
        building = f"snapshots/{current.id:06d}.building/whole/{name}"
        shared = path.is_file() and path.stat().st_nlink > 1
        assert shared or f"after fsync {building}" in steps[:switch], name
    for step in steps[switch:]:
        disk.step(step)
    assert disk.lost() == set()


@pytest.mark.parametrize("largest", [80_000, 150_000, 300_000])
def test_a_disk_full_within_the_store_is_told_in_words(
    stage: Stage, small: Installation, largest: int
) -> None:
    ended = stage.do(small.folder.path, tiny=[CHANGLE, "2025-03", 5000], fsize=largest)
    assert ended.how == "refused"
    assert "磁盘空间不足" in ended.words and "make room" in ended.words
    assert small.current == 2
    assert not list(small.folder.snapshots.glob("*.*"))
    small.assert_whole()
    small.publish(TinyLoad(CHANGLE, "2025-03"))
    small.assert_whole()
    small.assert_in_order()


def test_a_folder_that_may_not_be_written_is_told_in_words_and_stays_as_it_is(
    stage: Stage, small: Installation
) -> None:
    data = small.folder.path
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    data.parent.chmod(0o755)
    for path in (data, *data.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    someone = {"user": 65534} if os.getuid() == 0 else {}
    ended = stage.do(data, tiny=[CHANGLE, "2025-03"], **someone)
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert ended.how == "refused"
    assert "没有写入权限" in ended.words and "permissions" in ended.words
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before


@needs_strace
def test_a_kill_within_a_call_of_the_store_leaves_the_old_snapshot_or_the_new_one_whole(
    scratch: Path, prepared: Installation
) -> None:
    calls = traced(prepared.copied(scratch / "clean").folder.path)
    killed = 0
    for name, n in calls[:: len(calls) // 10]:
        installation = prepared.copied(scratch / f"{name}-{n}")
        run = strace(installation.folder.path, f"inject={name}:signal=KILL:when={n}")
        with told(f"system call {name}, number {n}"):
            switched = installation.settle(KINDS["newer"][0], 2)
            installation.assert_whole()
            killed += run.returncode != 0
            installation.go_on(KINDS["newer"][0], switched)
    print(f"newer: killed at {killed} of {len(calls)} system calls")
    assert killed >= 8


@needs_strace
@pytest.mark.parametrize("n", [1, 3, 9])
def test_a_disk_that_fails_under_the_store_is_told_in_words(small: Installation, n: int) -> None:
    run = strace(small.folder.path, f"inject=fdatasync:error=EIO:when={n}+")
    assert "读写失败" in json.loads(run.stdout)["words"]
    assert small.current == 2
    small.go_on(KINDS["newer"][0], False)


def strace(data: Path, *expressions: str) -> subprocess.CompletedProcess[str]:
    """Publish a newer edition under strace."""
    job = {"data": str(data), **KINDS["newer"][1]}
    command = ["strace", "-f", "-y", "-o", str(data.parent / "trace"), "-e", f"trace={WRITES}"]
    for expression in expressions:
        command += ["-e", expression]
    command += [sys.executable, "-X", "utf8", "-m", "tests.server.faults", json.dumps(job)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)


def traced(data: Path) -> list[tuple[str, int]]:
    """The system calls of a publication that change the folder: which, and the how many-th of its
    name in its thread, as strace counts."""
    assert strace(data).returncode == 0
    count: Counter[tuple[str, str]] = Counter()
    calls = []
    for line in (data.parent / "trace").read_text("utf-8").splitlines():
        if match := re.match(r"(\d+) +(\w+)\((.*)", line):
            count[match[1], match[2]] += 1
            if str(data) in match[3]:
                calls.append((match[2], count[match[1], match[2]]))
    return calls
