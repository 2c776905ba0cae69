"""What was damaged, lost or left behind is told, never served and never built upon; and there is a
way back."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.settings import DEFAULT_BASE, Settings
from server.store import manifest as manifests
from server.store.checking import check
from server.store.embedded import EmbeddedStore
from server.store.folder import Damaged, DataFolder, FolderError
from server.store.publish import Draft, publish, rehearse
from server.store.rollback import Rollback
from tests.server.installation import Installation, reading
from tests.server.tiny import ANQIU, CHANGLE, TinyLoad, document


def next_load(installation: Installation) -> None:
    installation.publish(TinyLoad(ANQIU, "2025-01"))
    installation.assert_whole()
    installation.assert_in_order()


@pytest.mark.parametrize("content", [b"", b"2", b"zwei\n", b"-1\n", b"\x00\x00"])
def test_a_torn_pointer_is_told_and_rollback_sets_it_right(
    small: Installation, content: bytes
) -> None:
    with reading(small, CHANGLE) as reader:
        small.folder.pointer.write_bytes(content)
        with pytest.raises(Damaged, match="rollback"):
            publish(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE, "test")
        assert small.folder.pointer.read_bytes() == content
        time.sleep(0.1)
        record = publish(small.folder, Rollback(2, "指针坏了"), DEFAULT_BASE, "test")
        assert record is not None and record["id"] == 3
        small.states[3] = small.states[2]
    assert reader.ids == [2, 3]
    small.assert_whole()
    small.assert_in_order()
    next_load(small)


def test_a_lost_pointer_never_counts_as_no_data(small: Installation) -> None:
    small.folder.pointer.unlink()
    with pytest.raises(Damaged, match="不见了"):
        publish(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE, "test")
    assert check(small.folder).refuge == 2
    record = publish(small.folder, Rollback(2, "指针丢了"), DEFAULT_BASE, "test")
    assert record is not None and record["id"] == 3


def test_a_snapshot_that_is_gone_is_told_and_its_id_does_not_come_again(
    small: Installation,
) -> None:
    shutil.rmtree(small.folder.snapshots / "000002")
    with pytest.raises(Damaged, match="快照 2"):
        small.folder.current()
    with pytest.raises(Damaged, match="快照 2"):
        publish(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE, "test")
    record = publish(small.folder, Rollback(1, "快照不见了"), DEFAULT_BASE, "test")
    assert record is not None and record["id"] == 3
    small.states[3] = small.states[1]
    small.assert_whole()
    assert [r["id"] for r in small.folder.history()] == [1, 2, 3]


def test_a_service_over_a_lost_snapshot_does_not_start(small: Installation) -> None:
    shutil.rmtree(small.folder.snapshots / "000002")
    with pytest.raises(FolderError, match="快照 2"):
        EmbeddedStore(Settings(data=small.folder.path, workers=0, trusted_workers=0))


def remove(path: Path) -> None:
    path.unlink()


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def table(snapshot: Path) -> Path:
    """The largest table of a snapshot's store that is its own."""
    tables = [path for path in (snapshot / "store").glob("*.sst") if path.stat().st_nlink == 1]
    return max(tables, key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("damage", [remove, truncate, change_a_byte])
@pytest.mark.parametrize("name", ["*.sst", "MANIFEST-*", "CURRENT", "370725.toml"])
def test_nothing_is_built_on_a_damaged_snapshot_and_one_goes_back_past_it(
    small: Installation, damage: Callable[[Path], None], name: str
) -> None:
    current = small.folder.snapshots / "000002"
    file = table(current) if name == "*.sst" else next(current.rglob(name))
    damage(file)
    with pytest.raises(Damaged, match=f"快照 2 已损坏：.*{file.name}"):
        publish(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE, "test")
    verdict = check(small.folder)
    assert [fault.values["file"] for fault in verdict.faults] == [f"{file.parent.name}/{file.name}"]
    assert verdict.refuge == 1
    small.publish(Rollback(1, "快照 2 坏了"))
    small.assert_whole()
    next_load(small)
    with pytest.raises(Damaged, match="快照 2 已损坏"):
        publish(small.folder, Rollback(2, "x"), DEFAULT_BASE, "test")


def test_a_damaged_manifest_is_told_and_one_goes_back_past_it(small: Installation) -> None:
    (small.folder.snapshots / "000002" / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(Damaged, match=r"manifest\.json"):
        publish(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE, "test")
    small.publish(Rollback(1, "x"))
    small.assert_whole()


def test_damage_that_keeps_size_and_time_is_never_blessed_with_a_new_hash(
    small: Installation,
) -> None:
    register = small.folder.snapshots / "000002" / "registers" / f"{CHANGLE}.toml"
    before = register.stat()
    change_a_byte(register)
    os.utime(register, ns=(before.st_atime_ns, before.st_mtime_ns))
    publish(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE, "test")
    found = {
        (fault.snapshot, fault.values["file"]) for fault in check(small.folder, every=True).faults
    }
    assert found == {(2, f"registers/{CHANGLE}.toml"), (3, f"registers/{CHANGLE}.toml")}


def test_only_what_a_publication_adds_is_hashed(
    small: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    original = manifests.hash_file

    def noted(path: Path) -> str:
        hashed.append(path.name)
        return original(path)

    monkeypatch.setattr(manifests, "hash_file", noted)
    small.publish(TinyLoad(ANQIU, "2025-01"))
    current = small.folder.snapshots / "000003"
    shared = {path.name for path in current.rglob("*") if path.stat().st_nlink > 1}
    shared -= {"registers", "store"}
    assert f"{CHANGLE}.toml" in shared and any(name.endswith(".sst") for name in shared)
    own = {path.name for path in current.rglob("*") if path.is_file()} - shared
    assert sorted(hashed) == sorted(own - {"manifest.json"})
    monkeypatch.undo()
    small.assert_whole()


def test_a_restored_backup_without_times_is_hashed_once_and_goes_on(small: Installation) -> None:
    for path in (small.folder.snapshots / "000002").rglob("*"):
        os.utime(path)
    next_load(small)


def test_a_snapshot_of_an_earlier_version_without_stamps_goes_on(small: Installation) -> None:
    file = small.folder.snapshots / "000002" / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    del manifest["stamps"], manifest["documents"]
    file.write_text(json.dumps(manifest), "utf-8")
    (small.folder.snapshots / "000002" / "store" / "LOG").write_text("diary", "utf-8")
    next_load(small)


def test_every_way_to_cut_the_log_off_is_repaired(small: Installation, scratch: Path) -> None:
    log = small.folder.publications
    whole = log.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    inside = next(n for n in range(last, len(whole)) if whole[n] >= 0x80) + 1
    for size in (0, 1, last - 1, last, last + 1, inside, len(whole) - 2, len(whole) - 1):
        copy = small.copied(scratch / f"{size}")
        os.truncate(copy.folder.publications, size)
        assert len(copy.folder.history()) <= 2
        next_load(copy)
        assert copy.folder.publications.read_bytes().startswith(whole)


def test_a_reason_with_any_character_stays_one_line(small: Installation) -> None:
    reason = "第一行\u2028第二行\x85\x0b\x1c\n结束\r"
    small.publish(Rollback(1, reason))
    assert small.folder.history()[-1]["reason"] == reason
    next_load(small)


def test_a_lost_log_is_written_again_from_the_manifests(small: Installation) -> None:
    before = small.folder.history()
    small.folder.publications.unlink()
    small.publish(TinyLoad(ANQIU, "2025-01"))
    assert small.folder.history()[:2] == before
    small.assert_in_order()


def test_what_earlier_crashes_left_goes_with_the_next_publication(small: Installation) -> None:
    folder = small.folder
    (folder.snapshots / "000003.building" / "work").mkdir(parents=True)
    (folder.snapshots / "000003.building" / "work" / "LOCK").touch()
    for name in ("current.77.new", "FORMAT.77.new", "publications.jsonl.77.new"):
        (folder.path / name).write_bytes(b"7")
    digest = "0" * 64
    (folder.documents / f"{digest}.77.new").write_bytes(b"half")
    (folder.snapshots / "000001.abandoned").mkdir()
    names = [fault.values["file"] for fault in check(folder).faults]
    assert check(folder).whole and len(names) == 6
    next_load(small)


def test_a_snapshot_that_was_never_switched_to_is_never_served_and_its_id_not_given_again(
    small: Installation,
) -> None:
    finished = small.folder.snapshots / "000003"
    shutil.copytree(small.folder.snapshots / "000002", finished)
    manifest = json.loads((finished / "manifest.json").read_text("utf-8"))
    manifest["id"] = manifest["publication"]["id"] = 3
    (finished / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert small.current == 2
    assert [snapshot.id for snapshot in small.folder.all_snapshots()] == [1, 2]
    with pytest.raises(FolderError, match="没有快照 3"):
        publish(small.folder, Rollback(3, "x"), DEFAULT_BASE, "test")
    small.publish(TinyLoad(ANQIU, "2025-01"))
    assert small.current == 4
    small.assert_whole()
    small.assert_in_order()


def test_a_number_that_is_taken_by_something_else_does_not_block(small: Installation) -> None:
    (small.folder.snapshots / "000003").mkdir()
    (small.folder.snapshots / "000003" / "letter.txt").write_text("x", "utf-8")
    small.publish(TinyLoad(ANQIU, "2025-01"))
    assert small.current == 4
    small.assert_in_order()


def test_a_document_that_is_not_as_it_was_kept_is_written_again(small: Installation) -> None:
    content = document(CHANGLE, "2025-02")
    digest = small.folder.keep_document(content)
    (small.folder.documents / digest).write_bytes(content[:100])
    small.folder.keep_document(content)
    small.assert_whole()


class Hoarder(TinyLoad):
    """A change that keeps the store, as no change should."""

    def apply(self, draft: Draft) -> None:
        kept.append(draft.store)
        super().apply(draft)


kept: list[object] = []


def test_a_change_that_keeps_the_store_open_cannot_touch_what_was_published(
    small: Installation,
) -> None:
    small.publish(Hoarder(ANQIU, "2025-01"))
    kept.clear()
    small.assert_whole()
    small.publish(TinyLoad(CHANGLE, "2026-01"))
    small.assert_in_order()


def test_a_change_that_fails_leaves_nothing(small: Installation) -> None:
    class Broken(TinyLoad):
        def apply(self, draft: Draft) -> None:
            super().apply(draft)
            raise KeyError("a bug")

    with pytest.raises(KeyError, match="a bug"):
        publish(small.folder, Broken(ANQIU, "2025-01"), DEFAULT_BASE, "test")
    small.assert_whole()
    small.assert_in_order()


def test_a_folder_left_by_a_first_load_of_an_earlier_version_is_taken_over(scratch: Path) -> None:
    for name in ("snapshots", "documents"):
        (scratch / "data" / name).mkdir(parents=True)
    (scratch / "data" / "FORMAT.7.new").write_bytes(b"life")
    installation = Installation(DataFolder(scratch / "data"))
    installation.publish(TinyLoad(CHANGLE, "2025-01"))
    installation.assert_in_order()


def test_a_rehearsal_is_told_of_damage_too_and_changes_nothing(small: Installation) -> None:
    rehearse(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE)
    assert small.current == 2
    small.assert_in_order()
    truncate(table(small.folder.snapshots / "000002"))
    with pytest.raises(Damaged, match="快照 2 已损坏"):
        rehearse(small.folder, TinyLoad(ANQIU, "2025-01"), DEFAULT_BASE)
