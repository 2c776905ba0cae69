"""What the data folder refuses, as two sentences that say what to do.

FolderError            not a data folder, of another format or base
├── Held               another publication is under way
├── Damaged            the pointer or a snapshot is not whole
└── NotDumped          a dump of everything was not made
    ├── BeingDumped    another process is making it
    └── NoRoom         the disk has not room enough for it
"""

import errno
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_FULL_WORDS = ("no space left", "quota exceeded", "file too large")  # the engine gives no numbers


class FolderError(Exception):
    """The data folder is not one, is of another format, or is held by another publication."""


class Held(FolderError):
    """Another publication holds the data folder."""


class Damaged(FolderError):
    """The pointer, or a snapshot that is needed, is not whole; going back to one that is helps."""


class NotDumped(FolderError):
    """A dump of everything was not made; what is published, and the dump before, are unharmed."""


class BeingDumped(NotDumped):
    """Another process is making it."""


class NoRoom(NotDumped):
    """The disk has not room enough for it."""


def unwritable(path: Path, error: OSError) -> FolderError:
    """An error of the operating system while publishing; nothing was published."""
    if is_full(error):
        zh, en = (
            "磁盘空间不足，请腾出空间后重试",
            "No space is left on the disk: make room, try again",
        )
    elif error.errno in _FORBIDDEN:
        zh, en = "没有写入权限，请检查目录权限", "It may not be written: look at its permissions"
    else:
        zh, en = (
            "读写失败，请检查磁盘后重试",
            "Reading or writing failed: look at the disk, try again",
        )
    return FolderError(
        f"数据目录 {path}：{zh}（{error}）。没有发布，正在提供的数据不受影响。"
        f"/ Data folder {path}: {en} ({error}). Nothing was published; what is served is unharmed."
    )


def plain_store(path: Path) -> FolderError:
    """A checklist was to go into a plain store, whose graphs anyone may change."""
    return FolderError(
        f"数据目录 {path} 是普通存储（init --empty），不能装载清单；请用 --data 指定另一个目录。"
        f"/ The data folder {path} is a plain store (init --empty) and takes no checklist; "
        f"name another with --data."
    )


def unfinished(number: int, error: OSError) -> FolderError:
    """An error after the switch: the snapshot is published, and something about it was not kept."""
    return FolderError(
        f"快照 {number} 已发布，但后续写入失败（{error}）：请检查磁盘；发布记录会在下次发布时补上。"
        f"/ Snapshot {number} is published, but what comes after failed ({error}): look at the "
        f"disk; the next publication completes the log."
    )


def lost_pointer(path: Path, what: str) -> Damaged:
    """The pointer is gone, unreadable, or names a snapshot that is not there."""
    return Damaged(
        f"{path} {what}。请运行 lifematters check --all 找出完好的快照，"
        f"再用 lifematters rollback 快照号 --reason 原因 恢复。"
        f"/ {path} does not name a snapshot that is there. Find a whole one with "
        f"lifematters check --all and go back to it with lifematters rollback."
    )


def damaged(number: int, what: str) -> Damaged:
    """A snapshot that is needed is not as it was published."""
    return Damaged(
        f"快照 {number} 已损坏：{what}。请运行 lifematters check --all 找出完好的快照，"
        f"再用 lifematters rollback 快照号 --reason 原因 恢复。"
        f"/ Snapshot {number} is damaged: {what}. Find a whole one with lifematters check --all "
        f"and go back to it with lifematters rollback."
    )


def corrupted(path: Path, error: RuntimeError) -> Damaged:
    """The engine met a block that is not as it was written; nothing was published."""
    return Damaged(
        f"数据目录 {path} 里的存储已损坏（{error}）。没有发布。请运行 lifematters check --all "
        f"找出完好的快照，再用 lifematters rollback 快照号 --reason 原因 恢复。"
        f"/ The store in {path} is damaged ({error}). Nothing was published. Find a whole snapshot "
        f"with lifematters check --all and go back to it with lifematters rollback."
    )


def is_full(error: Exception) -> bool:
    """Whether an error of the operating system, or of the engine, says that the disk is full."""
    number = error.errno if isinstance(error, OSError) else None
    return number in _FULL or any(words in str(error).lower() for words in _FULL_WORDS)


_DUMP_BEFORE = (
    "已发布的数据和以前的全部下载不受影响。",
    "What is published, and the dump before, are unharmed.",
)


def not_dumped(path: Path, error: Exception) -> NotDumped:
    """An error of the operating system, or of the engine, while everything was written out."""
    if is_full(error):
        return NoRoom(
            f"磁盘空间不足，没有写成全部下载（{path}）：请腾出空间。{_DUMP_BEFORE[0]}"
            f"/ No space is left for the dump of everything ({path}): make room. {_DUMP_BEFORE[1]}"
        )
    return NotDumped(
        f"没有写成全部下载（{path}：{error}）：请检查目录权限和磁盘。{_DUMP_BEFORE[0]}"
        f"/ The dump of everything was not made ({path}: {error}): look at its permissions and at "
        f"the disk. {_DUMP_BEFORE[1]}"
    )


def no_room(path: Path, free: int, needed: int) -> NoRoom:
    """There is less room on the disk than a dump of everything will take."""
    return NoRoom(
        f"全部下载约需 {needed:,} 字节，{path} 所在磁盘只有 {free:,} 字节可用：请腾出空间，"
        f"或用 LIFEMATTERS_DUMPS 指定另一个磁盘上的目录。{_DUMP_BEFORE[0]}"
        f"/ The dump of everything takes some {needed:,} bytes, and the disk of {path} has "
        f"{free:,}: make room, or name a folder on another disk with LIFEMATTERS_DUMPS. "
        f"{_DUMP_BEFORE[1]}"
    )
