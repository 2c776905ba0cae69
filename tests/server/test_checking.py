"""`lifematters check`: what is whole is called so; a fault is a sentence that says what to do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from ontology.terms import LM
from server.cli import main
from server.settings import DEFAULT_BASE
from server.store import checking
from server.store.checking import Fault, check
from server.store.folder import DataFolder, Snapshot
from server.store.manifest import describe
from server.store.publish import publish
from server.store.rollback import Rollback
from tests.server.installation import Installation
from tests.server.tiny import ANQIU, TinyLoad, document


def run(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), "check", *options])


def codes(installation: Installation, *, every: bool = False) -> list[str]:
    return [fault.code for fault in check(installation.folder, every=every).faults]


def test_a_real_installation_is_whole(two_counties: Path) -> None:
    result = run(two_counties, "--all")
    assert result.exit_code == 0
    assert "✓ 数据完好 / whole" in result.output
    assert "快照 1、2，来源文件 2 份" in result.output


def test_nothing_published_yet_is_whole_and_no_data_folder_is_told(tmp_path: Path) -> None:
    assert run(tmp_path / "none").exit_code == 0
    (tmp_path / "letter.txt").write_text("x", "utf-8")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "不是数据目录" in result.output


def test_a_damaged_file_says_in_both_languages_where_to_go_back_to(small: Installation) -> None:
    (small.folder.snapshots / "000002" / "store" / "CURRENT").write_text("x", "utf-8")
    result = run(small.folder.path)
    assert result.exit_code == 1
    assert "快照 2 的文件 store/CURRENT 与发布时不同。" in result.output
    assert "lifematters rollback 1 --reason 原因" in result.output
    assert "is not as it was published. Go back to a whole one: lifematters roll" in result.output
    assert "✗ 1 处错误 / faults" in result.output


def test_json_has_the_same_faults_and_the_snapshot_to_go_back_to(small: Installation) -> None:
    (small.folder.snapshots / "000002" / "store" / "CURRENT").unlink()
    result = run(small.folder.path, "--json")
    assert result.exit_code == 1
    document = json.loads(result.output)
    assert (document["whole"], document["rollback_to"]) == (False, 1)
    (fault,) = document["faults"]
    assert (fault["code"], fault["severity"]) == ("file-missing", "error")
    assert (fault["snapshot"], fault["file"]) == (2, "store/CURRENT")
    assert "rollback 1" in fault["zh"] and "rollback 1" in fault["en"]


def test_the_way_back_that_check_names_works(small: Installation) -> None:
    small.publish(TinyLoad(ANQIU, "2025-01"))
    for number in ("000002", "000003"):
        (small.folder.snapshots / number / "store" / "CURRENT").unlink()
    assert check(small.folder).refuge == 1
    result = CliRunner().invoke(
        main, ["--data", str(small.folder.path), "rollback", "1", "--reason", "坏了"]
    )
    assert result.exit_code == 0, result.output
    assert codes(small) == []


def test_a_file_that_all_snapshots_share_condemns_them_all(small: Installation) -> None:
    shared = [
        path
        for path in (small.folder.snapshots / "000001" / "store").glob("*.sst")
        if (small.folder.snapshots / "000002" / "store" / path.name).exists()
    ]
    shared[0].write_bytes(b"x")
    verdict = check(small.folder)
    assert verdict.refuge is None
    assert "请从备份恢复" in verdict.faults[0].sentence("zh")
    assert codes(small, every=True) == ["file-changed", "file-changed"]


def test_an_old_damaged_snapshot_is_only_found_by_all_and_is_to_be_avoided(
    small: Installation,
) -> None:
    (small.folder.snapshots / "000001" / "registers" / "370725.toml").write_text("x", "utf-8")
    assert codes(small) == []
    verdict = check(small.folder, every=True)
    assert [fault.code for fault in verdict.faults] == ["file-changed"]
    assert "请勿回退到这个快照" in verdict.faults[0].sentence("zh")
    assert not verdict.whole and verdict.refuge is None


def test_a_damaged_manifest_is_told(small: Installation) -> None:
    (small.folder.snapshots / "000002" / "manifest.json").write_text("[]", "utf-8")
    assert codes(small) == ["manifest-damaged"]
    assert check(small.folder).refuge == 1


def test_a_lost_pointer_is_told_with_the_latest_whole_snapshot(small: Installation) -> None:
    small.folder.pointer.unlink()
    verdict = check(small.folder)
    assert [fault.code for fault in verdict.faults] == ["pointer-lost"]
    assert verdict.refuge == 2
    assert "rollback 2" in verdict.faults[0].sentence("en")


def test_a_file_too_many_in_a_snapshot_is_a_note(small: Installation) -> None:
    (small.folder.snapshots / "000002" / "store" / "notes.txt").write_text("x", "utf-8")
    verdict = check(small.folder)
    assert [fault.code for fault in verdict.faults] == ["file-unknown"]
    assert verdict.whole


def test_a_default_graph_that_is_not_the_union_of_its_layers_is_told(small: Installation) -> None:
    """Where the hashes hold, the fault lies in what was published."""
    snapshot = small.folder.current()
    assert snapshot is not None
    work = small.folder.path.parent / "work"
    Store.read_only(str(snapshot.store)).backup(str(work))
    store = Store(str(work))
    present = next(iter(store.quads_for_pattern(None, None, None, DefaultGraph())))
    store.remove(present)
    for n in range(2):
        thing = NamedNode(f"{DEFAULT_BASE}id/370725/matter/x{n}")
        store.add(Quad(thing, LM.statedName, Literal("多出来的"), DefaultGraph()))
    store.flush()
    shutil.rmtree(snapshot.store)
    store.backup(str(snapshot.store))
    rehash(snapshot)
    (fault,) = check(small.folder).faults
    assert fault.code == "present-differs"
    assert (fault.values["missing"], fault.values["extra"]) == (1, 2)
    assert "rollback 1" in fault.sentence("zh")


def rehash(snapshot: Snapshot) -> None:
    manifest = snapshot.manifest()
    (snapshot.path / "manifest.json").unlink()
    files = describe(snapshot.path, None)
    manifest |= {"files": files.hashes, "stamps": files.stamps}
    (snapshot.path / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_a_store_that_does_not_open_is_told(small: Installation) -> None:
    snapshot = small.folder.current()
    assert snapshot is not None
    (snapshot.store / "CURRENT").write_text("MANIFEST-999999\n", "utf-8")
    rehash(snapshot)
    assert codes(small) == ["store-unreadable"]


def test_documents_are_compared_with_their_names_and_none_is_missing(small: Installation) -> None:
    first, second = sorted(small.folder.documents.iterdir())
    first.write_bytes(b"x")
    second.unlink()
    verdict = check(small.folder)
    assert [(fault.code, fault.values["file"]) for fault in verdict.faults] == [
        ("document-changed", first.name),
        ("document-missing", second.name),
    ]
    assert "备份" in verdict.faults[0].sentence("zh")
    small.folder.keep_document(document("370725", "2025-01"))
    small.folder.keep_document(document("370725", "2025-02"))
    assert codes(small) == []


def test_a_publication_that_is_not_in_the_log_yet_is_a_note(small: Installation) -> None:
    line = small.folder.publications.read_bytes().splitlines(keepends=True)[0]
    small.folder.publications.write_bytes(line + b'{"id": 2, "re')
    verdict = check(small.folder)
    assert [fault.code for fault in verdict.faults] == ["log-incomplete"]
    assert verdict.whole


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda one, two: one + b"zwei\n" + two, ["log-unreadable"]),
        (lambda one, two: two + one, ["log-disordered"]),
        (lambda one, two: one + two + two.replace(b'"id": 2', b'"id": 7'), ["log-ahead"]),
        (lambda one, two: one + two.replace(b"load", b"loot"), ["log-differs"]),
    ],
    ids=["unreadable", "disordered", "ahead", "differs"],
)
def test_a_log_that_contradicts_the_snapshots_is_told(
    small: Installation, edit: Callable[[bytes, bytes], bytes], expected: list[str]
) -> None:
    one, two = small.folder.publications.read_bytes().splitlines(keepends=True)
    small.folder.publications.write_bytes(edit(one, two))
    verdict = check(small.folder)
    assert [fault.code for fault in verdict.faults] == expected
    assert not verdict.whole


def test_every_fault_and_remedy_has_both_sentences_and_they_fill_in() -> None:
    catalogue = checking._catalogue()
    values = dict.fromkeys(("snapshot", "file", "reason", "missing", "extra", "line", "refuge"), 7)
    remedies = catalogue["remedies"]
    for code in (code for code in catalogue if code != "remedies"):
        for remedy in remedies:
            for language in ("zh", "en"):
                sentence = Fault(code, remedy, values).sentence(language)
                assert "{" not in sentence and len(sentence) > 10


def test_checking_changes_nothing(small: Installation) -> None:
    (small.folder.snapshots / "000003.building").mkdir()
    before = {path: path.stat().st_mtime_ns for path in small.folder.path.rglob("*")}
    check(small.folder, every=True)
    assert {path: path.stat().st_mtime_ns for path in small.folder.path.rglob("*")} == before


def test_check_looks_into_every_snapshot_of_a_history(small: Installation) -> None:
    publish(small.folder, Rollback(1, "x"), DEFAULT_BASE, "test")
    verdict = check(DataFolder(small.folder.path), every=True)
    assert verdict.snapshots == (1, 2, 3)
    assert verdict.faults == ()
