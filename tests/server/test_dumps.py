"""The dump of everything: what the files have, how they are given, who makes them and when; what
happens where making them is cut short, forbidden, or done twice at once."""

import base64
import errno
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse
from werkzeug.test import Client, TestResponse

from loader.statements import in_graph
from ontology.terms import DCAT, DCT, RDF, VOID
from server.cli import main
from server.request_ids import Identified
from server.settings import DEFAULT_BASE, Settings, SettingsError
from server.store import dumping
from server.store.checking import check
from server.store.dumping import make
from server.store.dumps import CONTENTS, NAMES, SUMS, Dump, Dumps
from server.store.errors import BeingDumped, Damaged, FolderError, NoRoom, NotDumped
from server.store.folder import DataFolder, Snapshot
from server.store.plain import MakePlain
from server.store.publish import Draft, publish
from server.workers import dumps as making
from server.workers.dumping import made
from server.wsgi import in_front_of
from tests.conftest import application, open_store
from tests.server.test_http import DECODE
from tests.server.tiny import CHANGLE, TinyLoad, own_layer

LARGE = "everything.nq"
"""Of the real list it has 10 MB: it goes out in pieces."""


@dataclass(frozen=True)
class Filled:
    """Publish quads that are handed over in this order, so many at a time."""

    quads: list[Quad]
    at_once: int

    action = "load"
    reason = "filled"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        for start in range(0, len(self.quads), self.at_once):
            draft.store.bulk_extend(self.quads[start : start + self.at_once])


def filled(data: Path, quads: list[Quad], at_once: int = 100_000) -> DataFolder:
    folder = DataFolder(data)
    publish(folder, Filled(quads, at_once), DEFAULT_BASE, "test")
    return folder


def many(lines: int) -> list[Quad]:
    """A list with so many lines, four statements each, in its graph and in the default one."""
    quads = own_layer(CHANGLE, "2025-01", lines).quads()
    return [one for quad in quads for one in (quad, in_graph(quad.triple, DefaultGraph()))]


def dumped(folder: DataFolder, place: Path | None = None) -> Dump:
    return make(Dumps(folder, place or folder.path / "dumps"))


@pytest.fixture(scope="module")
def data(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real list, and its dump beside it."""
    data = tmp_path_factory.mktemp("dumped") / "data"
    shutil.copytree(published, data)
    dumped(DataFolder(data))
    return data


@pytest.fixture(scope="module")
def dump(data: Path) -> Dump:
    found = Dumps(DataFolder(data), data / "dumps").newest()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[Client]:
    for app in application(data):
        yield client_of(app)


@pytest.fixture
def tiny(tmp_path: Path) -> DataFolder:
    """A data folder with one small publication."""
    folder = DataFolder(tmp_path / "data")
    publish(folder, TinyLoad(CHANGLE, "2025-01"), DEFAULT_BASE, "test")
    return folder


def client_of(app: Flask) -> Client:
    """The application behind its middleware, as it is served."""
    return Client(Identified(in_front_of(app)), use_cookies=False)


def taken(site: Client, name: str, **headers: str) -> TestResponse:
    given = {header.replace("_", "-"): value for header, value in headers.items()}
    return site.get(f"/download/all/{name}", headers=given)


def awaited(site: Client, name: str) -> TestResponse:
    """A file, once there is one."""
    for _ in range(600):
        answer = taken(site, name)
        if answer.status_code != 503 or b"#dump-failed" in answer.data:
            return answer
        assert json.loads(answer.data)["type"].endswith("#dump-in-the-making")
        time.sleep(0.05)
    raise AssertionError("no dump within half a minute")


# --- What the files have ------------------------------------------------------------------------


def test_n_quads_and_trig_have_every_statement_of_the_store(dump: Dump, changle: Store) -> None:
    every = set(changle)
    for name, form in (("everything.nq", RdfFormat.N_QUADS), ("everything.trig", RdfFormat.TRIG)):
        quads = list(parse(path=str(dump.path / name), format=form))
        assert set(quads) == every and len(quads) == dump.statements[name] == len(changle)


def test_turtle_has_the_present_and_nothing_else(dump: Dump, changle: Store) -> None:
    present = {q.triple for q in changle.quads_for_pattern(None, None, None, DefaultGraph())}
    triples = list(parse(path=str(dump.path / "present.ttl"), format=RdfFormat.TURTLE))
    assert {one.triple for one in triples} == present
    assert len(triples) == dump.statements["present.ttl"] == len(present)


def test_each_graph_stands_in_one_piece_and_the_present_first(dump: Dump) -> None:
    graphs = [quad.graph_name for quad in parse(path=str(dump.path / LARGE))]
    pieces = [one for one, before in zip(graphs, [None, *graphs], strict=False) if one != before]
    assert pieces[0] == DefaultGraph() and pieces[1:] == sorted(pieces[1:], key=str)


def test_the_compressed_files_are_the_same_and_the_sums_are_right(dump: Dump) -> None:
    assert dump.files.keys() == set(NAMES)
    sums = (dump.path / SUMS).read_text("utf-8")
    listed = {name: digest for digest, name in (line.split("  ") for line in sums.splitlines())}
    assert listed.keys() == set(NAMES) - {SUMS}
    for file in dump.files.values():
        content = (dump.path / file.name).read_bytes()
        assert (
            hashlib.sha256(content).hexdigest() == file.sha256 == listed.get(file.name, file.sha256)
        )
        assert len(content) == file.bytes
    for name in CONTENTS:
        plain = (dump.path / name).read_bytes()
        for end, coding in (("gz", "gzip"), ("zst", "zstd")):
            assert DECODE[coding]((dump.path / f"{name}.{end}").read_bytes()) == plain


def test_the_same_content_is_the_same_bytes_however_it_came_to_be(tmp_path: Path) -> None:
    quads = [*many(300), *own_layer("370784", "2025-03", 50).quads()]
    mixed = quads.copy()
    random.Random(7).shuffle(mixed)
    one = dumped(filled(tmp_path / "one", quads))
    other = dumped(filled(tmp_path / "other", mixed, at_once=37))
    assert one.files == other.files and one.statements == other.statements


def test_a_plain_store_is_dumped_as_well_with_its_default_graph(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    publish(folder, MakePlain(), DEFAULT_BASE, "test")
    quads = [
        Quad(NamedNode("a:a"), NamedNode("a:p"), Literal("默认\n图")),
        Quad(NamedNode("a:a"), NamedNode("a:p"), Literal("x", language="zh"), NamedNode("a:g")),
    ]
    dump = dumped(filled(folder.path, quads))
    for name in ("everything.nq", "everything.trig"):
        assert set(parse(path=str(dump.path / name))) == set(quads)
    assert set(parse(path=str(dump.path / "present.ttl"))) == set(quads[:1])
    for app in application(folder.path):
        assert taken(client_of(app), LARGE).data == (dump.path / LARGE).read_bytes()
        assert LARGE in app.test_client().get("/download/").text


# --- How they are given -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_file_comes_with_its_digest_its_size_and_the_snapshot_that_it_is_of(
    site: Client, dump: Dump, name: str
) -> None:
    answer = taken(site, name, Accept_Encoding="gzip, zstd")
    assert answer.status_code == 200
    assert answer.data == (dump.path / name).read_bytes()
    digest = hashlib.sha256(answer.data).digest()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert answer.headers["ETag"] == f'"{digest.hex()}"'
    assert answer.content_length == len(answer.data)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in answer.headers
    assert f"lifematters-000001-{name}" in answer.headers["Content-Disposition"]
    head = site.head(f"/download/all/{name}")
    assert head.data == b"" and head.content_length == len(answer.data)
    assert head.headers["ETag"] == answer.headers["ETag"]
    assert taken(site, name, If_None_Match=answer.headers["ETag"]).status_code == 304
    assert taken(site, name, If_None_Match='"other"').status_code == 200


@pytest.mark.parametrize("name", [LARGE, "present.ttl.gz"])
@pytest.mark.parametrize("wanted", ["bytes=0-99", "bytes=100000-", "bytes=-50", "bytes=7-70000"])
def test_a_part_can_be_asked_for(site: Client, dump: Dump, name: str, wanted: str) -> None:
    whole = (dump.path / name).read_bytes()
    answer = taken(site, name, Range=wanted)
    first, _, last = wanted[6:].partition("-")
    expected = whole[int(first) : int(last) + 1 if last else None] if first else whole[-int(last) :]
    assert (answer.status_code, answer.data) == (206, expected)
    assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")
    assert answer.content_length == len(expected)


@pytest.mark.parametrize("name", [LARGE, "present.ttl.zst"])
def test_a_download_that_broke_off_is_taken_up_again(site: Client, dump: Dump, name: str) -> None:
    whole = (dump.path / name).read_bytes()
    tag = dump.files[name].sha256
    rest = taken(site, name, Range="bytes=50000-", If_Range=f'"{tag}"')
    assert (rest.status_code, rest.data) == (206, whole[50000:])
    changed = taken(site, name, Range="bytes=50000-", If_Range='"other"')
    assert (changed.status_code, changed.data) == (200, whole)
    outside = taken(site, name, Range=f"bytes={len(whole)}-")
    assert outside.status_code == 416
    assert outside.headers["Content-Range"] == f"bytes */{len(whole)}"
    assert json.loads(outside.data)["type"].endswith("#no-such-range")


def test_large_files_take_a_place_and_give_it_back(data: Path) -> None:
    for app in application(data, large_downloads=1):
        site = client_of(app)
        going = site.get(f"/download/all/{LARGE}", buffered=False)
        busy = taken(site, LARGE)
        assert busy.status_code == 503 and b"#downloads-busy" in busy.data
        assert taken(site, "present.ttl.gz").status_code == 200, "a small one needs none"
        going.close()
        for _ in range(3):
            assert site.head(f"/download/all/{LARGE}").status_code == 200
            assert taken(site, LARGE, Range="bytes=0-9").data == taken(site, LARGE).data[:10]
            assert taken(site, LARGE, Range="bytes=99999999-").status_code == 416
            tag = site.head(f"/download/all/{LARGE}").headers["ETag"]
            assert taken(site, LARGE, If_None_Match=tag).status_code == 304


def test_other_names_are_not_there(site: Client) -> None:
    for name in ("dump.json", "everything", "everything.nq.bz2", "lock"):
        assert taken(site, name).status_code == 404, name
    assert site.get("/download/all/?lang=en").headers["Location"] == "/download/?lang=en"


def test_the_page_lists_the_files_and_leads_to_the_editions(site: Client, dump: Dump) -> None:
    for language, words in (("zh", "发布批次 1"), ("en", "publication 1")):
        page = site.get(f"/download/?lang={language}")
        assert page.status_code == 200 and words in page.text
        assert page.headers["Cache-Control"] == "no-store" and "ETag" not in page.headers
        for name in CONTENTS:
            assert f'href="all/{name}"' in page.text and f'href="all/{name}.zst"' in page.text
            assert dump.files[name].sha256 in page.text
            assert f"{dump.files[name].bytes:,}" in page.text
        assert "/download/370725/personal-life-cycle/" in page.text
    assert 'href="/download/"' in site.get("/").text


def test_the_description_and_the_catalogue_lead_to_each_file(
    site: Client, dump: Dump, changle: Store
) -> None:
    text = site.get("/.well-known/void", headers={"Accept": "application/n-triples"}).data
    void = {quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)}
    at = f"{DEFAULT_BASE}.well-known/void#"
    stated = {
        part: {
            o.value.removeprefix(f"{DEFAULT_BASE}download/all/")
            for s, p, o in ((t.subject, t.predicate, t.object) for t in void)
            if p == VOID.dataDump and s == NamedNode(at + part) and isinstance(o, NamedNode)
        }
        for part in ("dataset", "present")
    }
    assert stated["dataset"] | stated["present"] == set(NAMES) - {SUMS}
    assert stated["present"] == {one for one in NAMES if one.startswith("present")}
    present = DefaultGraph()
    dataset = NamedNode(f"{at}dataset")
    catalogue = NamedNode(f"{DEFAULT_BASE}id/catalogue")
    assert Quad(catalogue, DCAT.dataset, dataset, present) in changle
    for name in sorted(set(NAMES) - {SUMS}):
        place = NamedNode(f"{DEFAULT_BASE}download/all/{name}")
        (found,) = changle.quads_for_pattern(None, DCAT.downloadURL, place, present)
        one = found.subject
        assert Quad(one, RDF.type, DCAT.Distribution, present) in changle
        said = {quad.predicate for quad in changle.quads_for_pattern(one, None, None, present)}
        assert {DCT.title, DCT.format, DCAT.mediaType, DCAT.accessURL} <= said
        assert (DCAT.compressFormat in said) == name.endswith((".gz", ".zst"))
        of = list(changle.quads_for_pattern(None, DCAT.distribution, one, present))
        part = "present" if name.startswith("present") else "dataset"
        assert [quad.subject for quad in of] == [NamedNode(at + part)]
        assert site.head(f"/download/all/{name}").status_code == 200


# --- Who makes them, and when -------------------------------------------------------------------


def test_the_first_who_asks_is_told_to_wait_and_the_dump_is_made(own_data: Path) -> None:
    for app in application(own_data, dumps=""):
        site = client_of(app)
        assert "第一次有人下载时" in site.get("/download/").text
        assert not (own_data / "dumps").exists(), "who looks at the page asks for none"
        first = taken(site, "present.ttl")
        assert first.status_code == 503 and 1 < int(first.headers["Retry-After"]) < 60
        problem = json.loads(first.data)
        assert "正在写出" in problem["detail"] and "is being written" in problem["detail_en"]
        assert first.headers["Cache-Control"] == "no-store" and "ETag" not in first.headers
        whole = awaited(site, "present.ttl")
        assert whole.status_code == 200 and b"lm:" in whole.data
        assert "发布批次 1" in site.get("/download/").text


def test_a_newer_publication_is_dumped_once_it_has_been_the_last_for_a_while(
    tiny: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_QUIET", 0.3), ("_LOOKS", 0.02), ("_REST", 0)):
        monkeypatch.setattr(making, name, value)
    for app in application(tiny.path, dumps=""):
        site = client_of(app)
        old = awaited(site, LARGE)
        publish(tiny, TinyLoad(CHANGLE, "2025-02"), DEFAULT_BASE, "test")
        meanwhile = taken(site, LARGE)
        assert meanwhile.data == old.data and "lifematters-000001" in _name(meanwhile)
        for _ in range(500):
            if "lifematters-000002" in _name(taken(site, LARGE)):
                break
            time.sleep(0.05)
        new = taken(site, LARGE)
        assert set(parse(new.data, format=RdfFormat.N_QUADS)) == set(open_store(tiny.path))
        assert new.headers["ETag"] != old.headers["ETag"]
        assert taken(site, LARGE, If_None_Match=old.headers["ETag"]).status_code == 200
        for _ in range(100):  # the old one goes once the new one is served
            left = sorted(path.name for path in (tiny.path / "dumps").iterdir())
            if len(left) == 3:
                break
            time.sleep(0.05)
        assert left == ["000002", "current", "lock"]


def _name(answer: TestResponse) -> str:
    return answer.headers.get("Content-Disposition", "")


def test_until_then_the_page_says_which_publication_the_files_are_of(tiny: DataFolder) -> None:
    dumped(tiny)
    publish(tiny, TinyLoad(CHANGLE, "2025-02"), DEFAULT_BASE, "test")
    for app in application(tiny.path):
        page = client_of(app).get("/download/?lang=en").text
        assert "everything of publication 1" in page and "The present is publication 2" in page


def test_who_reads_the_old_one_reads_it_to_its_end(data: Path, tmp_path: Path) -> None:
    folder = DataFolder(Path(shutil.copytree(data, tmp_path / "data", symlinks=True)))
    whole = (folder.path / "dumps" / "000001" / LARGE).read_bytes()
    for app in application(folder.path):
        going = client_of(app).get(f"/download/all/{LARGE}", buffered=False)
        publish(folder, TinyLoad("370784", "2025-01"), DEFAULT_BASE, "test")
        assert dumped(folder).snapshot == 2
        assert not (folder.path / "dumps" / "000001").exists()
        assert b"".join(going.iter_encoded()) == whole
        going.close()


def test_nothing_is_made_where_it_is_off_and_what_the_command_made_is_served(
    tiny: DataFolder,
) -> None:
    for app in application(tiny.path, dumps="off"):
        site = client_of(app)
        none = taken(site, LARGE)
        assert none.status_code == 404 and "lifematters dump" in json.loads(none.data)["detail"]
        assert not (tiny.path / "dumps").exists()
        run = CliRunner().invoke(main, ["--data", str(tiny.path), "dump"])
        assert run.exit_code == 0, run.output
        assert taken(site, LARGE).status_code == 200


def test_the_command_writes_them_for_a_web_server(tiny: DataFolder, tmp_path: Path) -> None:
    place = tmp_path / "www"
    command = ["--data", str(tiny.path), "dump", "--to", str(place)]
    for number in (1, 2):
        run = CliRunner().invoke(main, command)
        assert run.exit_code == 0 and f"快照 {number}" in run.output, run.output
        subprocess.run(["sha256sum", "-c", SUMS], cwd=place / "current", check=True)
        assert (place / "current").resolve().name == f"00000{number}"
        before = (place / "current" / LARGE).stat()
        assert CliRunner().invoke(main, command).exit_code == 0
        assert (place / "current" / LARGE).stat() == before, "what is there is not made again"
        publish(tiny, TinyLoad(CHANGLE, f"2026-0{number}"), DEFAULT_BASE, "test")
    assert not (tiny.path / "dumps").exists()


def test_before_the_first_publication_there_is_a_sentence(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["--data", str(tmp_path / "data"), "dump"])
    assert run.exit_code == 1 and "lifematters load" in run.output
    for app in application(tmp_path / "data"):
        assert b"#nothing-published" in taken(client_of(app), LARGE).data


def test_the_setting_names_a_folder_or_turns_it_off(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert Settings(data=data).dump_folder == data / "dumps" and Settings(data=data).makes_dumps
    elsewhere = Settings(data=data, dumps=str(tmp_path / "d"))
    assert elsewhere.dump_folder == tmp_path / "d" and elsewhere.makes_dumps
    off = Settings(data=data, dumps="off")
    assert off.dump_folder == data / "dumps" and not off.makes_dumps
    with pytest.raises(SettingsError):
        Settings(data=data, base="x")


# --- Cut short, forbidden, twice at once --------------------------------------------------------


def worker(data: Path, place: Path, **options: Any) -> "subprocess.Popen[bytes]":
    return _python(["-m", "server.workers.dumping"], data, place, **options)


def _python(what: list[str], data: Path, place: Path, **options: Any) -> "subprocess.Popen[bytes]":
    command = [sys.executable, *what, str(data), str(place)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, **options)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300,000 quads."""
    data = tmp_path_factory.mktemp("large") / "data"
    filled(data, many(37_500))
    return data


@pytest.fixture(scope="module")
def middling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 32,000 quads in `data` and their dump in `dumps`."""
    folder = tmp_path_factory.mktemp("middling")
    dumped(filled(folder / "data", many(4000)), folder / "dumps")
    return folder


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_killed_while_it_is_written_the_one_before_is_served(
    middling: Path, tmp_path: Path, share: float
) -> None:
    shutil.copytree(middling, tmp_path, symlinks=True, dirs_exist_ok=True)
    folder, place = DataFolder(tmp_path / "data"), tmp_path / "dumps"
    before = Dumps(folder, place).newest()
    assert before is not None
    _pretend_older(before)
    with worker(folder.path, place) as process:
        while True:  # until so much is written
            written = sum(path.stat().st_size for path in place.glob("*.making/*"))
            if written > share * before.size:
                break
            time.sleep(0.001)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert [one.path for one in Dumps(folder, place).all()] == [before.path]
    assert len(Dumps(folder, place).leftovers()) == 1
    after = dumped(folder, place)
    assert after.files == before.files and not Dumps(folder, place).leftovers()
    assert sorted(path.name for path in place.iterdir()) == ["000001", "current", "lock"]


def test_what_was_not_finished_is_no_fault_and_the_next_one_removes_it(tiny: DataFolder) -> None:
    dump = dumped(tiny)
    for name in ("000002.17.making", "000000.removed"):
        (dump.path.parent / name).mkdir()
    (dump.path.parent / "000002.link").symlink_to("000002")
    verdict = check(tiny)
    assert verdict.whole and [fault.code for fault in verdict.faults] == ["dump-unfinished"] * 3
    assert dumped(tiny) == dump and not check(tiny).faults


def _pretend_older(dump: Dump) -> None:
    """As if it were of a snapshot before."""
    said = json.loads((dump.path / "dump.json").read_bytes())
    said["manifest"] = "0" * 64
    (dump.path / "dump.json").write_text(json.dumps(said), "utf-8")


def test_the_memory_it_takes_does_not_grow_with_the_store(large: Path, tmp_path: Path) -> None:
    small = filled(tmp_path / "small", many(400)).path
    most = [_peak(data, tmp_path / f"dumps-{data.parent.name}") for data in (small, large)]
    assert most[1] - most[0] < 60_000, most
    assert most[1] < 250_000, most


def _peak(data: Path, place: Path) -> int:
    """KiB that a worker has at its most."""
    text = (
        "from server.workers.dumping import main; main(); print(open('/proc/self/status').read())"
    )
    told = _python(["-c", text], data, place).communicate()[0].decode()
    peak = re.search(r"VmHWM:\s+(\d+) kB", told)
    assert peak and '"snapshot": 1' in told, told
    return int(peak[1])


def test_of_two_at_once_one_makes_it(tiny: DataFolder) -> None:
    place = tiny.path / "dumps"
    dumps = Dumps(tiny, place)
    with dumps.writing():
        with pytest.raises(BeingDumped):
            make(dumps)
        assert made(tiny.path, place)["failed"] == "elsewhere"
        for app in application(tiny.path, dumps=""):
            site = client_of(app)
            for _ in range(5):
                assert b"#dump-in-the-making" in taken(site, LARGE).data
                time.sleep(0.1)
    assert made(tiny.path, place) == {"snapshot": 1}


def test_processes_at_the_same_time_leave_one_whole_dump(tiny: DataFolder) -> None:
    place = tiny.path / "dumps"
    workers = [worker(tiny.path, place) for _ in range(4)]
    told = [json.loads(one.communicate()[0]) for one in workers]
    assert any(one.get("snapshot") == 1 for one in told)
    assert all(one.get("snapshot") == 1 or one["failed"] == "elsewhere" for one in told)
    assert [one.snapshot for one in Dumps(tiny, place).all()] == [1]


def test_with_too_little_room_it_does_not_begin(
    tiny: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = dumped(tiny)
    publish(tiny, TinyLoad(CHANGLE, "2025-02"), DEFAULT_BASE, "test")
    free = dumping._RESERVE + last.size - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, free))
    with pytest.raises(NoRoom) as caught:
        dumped(tiny)
    assert f"{free:,}" in str(caught.value) and "LIFEMATTERS_DUMPS" in str(caught.value)
    assert made(tiny.path, tiny.path / "dumps")["failed"] == "room"
    assert [one.snapshot for one in Dumps(tiny, tiny.path / "dumps").all()] == [1]


def test_it_stops_before_the_disk_is_full(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "dumps"
    usage = iter([dumping._RESERVE + 10**9, dumping._RESERVE - 1])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, next(usage)))
    with pytest.raises(NoRoom):
        dumped(DataFolder(large), place)
    assert [path.name for path in place.iterdir()] == ["lock"]


@pytest.mark.parametrize("size", [100, 700_000, 9_000_000])
def test_a_disk_that_fills_up_is_told_and_nothing_is_left(
    large: Path, tmp_path: Path, size: int
) -> None:
    place = tmp_path / "dumps"

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    process = worker(large, place, preexec_fn=bound)
    told = json.loads(process.communicate()[0])
    assert told["failed"] == "room" and "磁盘空间不足" in told["message"], told
    assert [path.name for path in place.iterdir()] == ["lock"]


@pytest.mark.parametrize("call", ["mkdir", "open", "rename", "fsync"])
@pytest.mark.parametrize("number", [errno.EROFS, errno.EIO])
def test_what_the_disk_refuses_is_an_error_in_words(
    tiny: DataFolder, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    before = dumped(tiny)
    publish(tiny, TinyLoad(CHANGLE, "2025-02"), DEFAULT_BASE, "test")

    original = Path.open

    def refuse(*given: Any, **named: Any) -> Any:
        if call == "open" and not set("wxa") & set((*given, "r")[1]):
            return original(*given, **named)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os if call == "fsync" else Path, call, refuse)
        with pytest.raises(NotDumped) as caught:
            dumped(tiny)
    assert os.strerror(number) in str(caught.value) and "unharmed" in str(caught.value)
    assert [one.snapshot for one in Dumps(tiny, before.path.parent).all()] == [1]
    assert dumped(tiny).snapshot == 2, "and the next one succeeds"


def test_where_it_cannot_be_written_the_service_says_so_and_goes_on(
    own_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    for app in application(own_data, dumps=str(tmp_path / "file" / "dumps")):
        site = client_of(app)
        failed = awaited(site, LARGE)
        problem = json.loads(failed.data)
        assert failed.status_code == 503 and failed.headers["Retry-After"] == "300"
        assert "不能写入" in problem["detail"] and "may not be written" in problem["detail_en"]
        assert str(tmp_path) not in failed.text, "the log has the place"
        assert "没有写成" in site.get("/download/").text
        assert site.get("/").status_code == 200


def test_a_process_that_ends_is_told(tiny: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    for app in application(tiny.path, dumps=""):
        failed = awaited(client_of(app), LARGE)
        assert "意外结束" in json.loads(failed.data)["detail"]


def test_closing_ends_what_is_being_made(large: Path, tmp_path: Path) -> None:
    maker = making.DumpMaker(Dumps(DataFolder(large), tmp_path / "dumps"))
    with closing(maker):
        maker.want()
        while not list(tmp_path.glob("dumps/*.making")):
            time.sleep(0.01)
    assert maker._process is not None and maker._process.poll() == -signal.SIGKILL
    assert maker.newest() is None


# --- The snapshot -------------------------------------------------------------------------------


def test_a_snapshot_is_kept_while_it_is_dumped(tiny: DataFolder) -> None:
    steps: list[bool] = []

    def meanwhile(_: str) -> None:
        if not steps:
            publish(tiny, TinyLoad(CHANGLE, "2025-02"), DEFAULT_BASE, "test")
        tiny.thin(["load"], 1)
        tiny.remove_abandoned()
        steps.append((tiny.snapshots / "000001").is_dir())

    dumps = Dumps(tiny, tiny.path / "dumps")
    assert make(dumps, meanwhile).snapshot == 1 and steps == [True] * 3
    tiny.thin(["load"], 1)
    tiny.remove_abandoned()
    assert not (tiny.snapshots / "000001").exists(), "and no longer"
    assert make(dumps).snapshot == 2


def test_one_that_is_removed_before_it_is_held_has_a_successor(
    tiny: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Snapshot.hold

    def removed(snapshot: Snapshot) -> int:
        if snapshot.id == 1:
            publish(tiny, TinyLoad(CHANGLE, "2025-02"), DEFAULT_BASE, "test")
            tiny.thin(["load"], 1)
        return original(snapshot)

    monkeypatch.setattr(Snapshot, "hold", removed)
    assert dumped(tiny).snapshot == 2


def test_a_dump_of_another_history_is_not_given(tiny: DataFolder, tmp_path: Path) -> None:
    other = DataFolder(tmp_path / "other")
    for key in ("2024-01", "2024-02"):
        publish(other, TinyLoad("370784", key), DEFAULT_BASE, "test")
        shutil.rmtree(tiny.path / "dumps", ignore_errors=True)
        shutil.copytree(dumped(other).path.parent, tiny.path / "dumps", symlinks=True)
        assert Dumps(tiny, tiny.path / "dumps").newest() is None
    found = dumped(tiny)
    assert found.snapshot == 1 and Dumps(tiny, tiny.path / "dumps").newest() == found
    assert [one.snapshot for one in Dumps(tiny, tiny.path / "dumps").all()] == [1]


def test_one_that_lost_a_file_is_none_and_check_finds_one_that_changed(tiny: DataFolder) -> None:
    dump = dumped(tiny)
    assert check(tiny).whole
    content = bytearray((dump.path / LARGE).read_bytes())
    content[10] ^= 1
    (dump.path / LARGE).write_bytes(content)
    verdict = check(tiny)
    (fault,) = verdict.faults
    assert (fault.code, verdict.whole) == ("dump-changed", False)
    assert "lifematters dump" in fault.sentence("zh") and LARGE in fault.sentence("en")
    (dump.path / LARGE).unlink()
    assert Dumps(tiny, dump.path.parent).newest() is None and check(tiny).whole
    assert dumped(tiny).files == dump.files


def test_a_lost_pointer_is_told(tiny: DataFolder) -> None:
    dumped(tiny)
    for app in application(tiny.path, dumps=""):
        (tiny.path / "current").unlink()
        with pytest.raises(Damaged):
            Dumps(tiny, tiny.path / "dumps").newest()
        failed = awaited(client_of(app), LARGE)
        assert b"#dump-failed" in failed.data and "损坏" in json.loads(failed.data)["detail"]
    with pytest.raises(FolderError):
        dumped(tiny)


def test_a_copy_of_the_folder_that_followed_the_link_is_dumped_again(
    data: Path, tmp_path: Path
) -> None:
    own = Path(shutil.copytree(data, tmp_path / "data"))
    current = own / "dumps" / "current"
    assert current.is_dir() and not current.is_symlink()
    assert dumped(DataFolder(own)).path.is_dir()
    assert current.is_symlink() and (current / "everything.nq").is_file()
