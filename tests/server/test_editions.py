"""Editions follow one another: what keeps its URI, what leads on, what falls out and stays."""

import json
from pathlib import Path

import pytest

from loader.register import Matter, Register, parse_register
from ontology.terms import DCAT, LM
from server.store.folder import DataFolder
from tests.conftest import open_store, rows
from tests.server.editing import command
from tests.short_list import KEY, LIST, short

PREFIXES = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
"""


def register(data: Path) -> Register:
    snapshot = DataFolder(data).current()
    assert snapshot is not None
    return parse_register((snapshot.registers / "370725.toml").read_text("utf-8"))


def matter(data: Path, name: str) -> Matter:
    (found,) = [m for m in register(data).matters if m.name == name and not m.replaced_by]
    return found


def iri(one: Matter) -> str:
    return f"http://localhost:8000/id/370725/matter/{one.key}"


def load_next(data: Path, folder: Path, *changes: tuple[str, str]) -> None:
    result = command(data, "load", short(folder, *changes), "--edition", "2026-11")
    assert result.exit_code == 0, result.output


def test_a_newer_edition_names_the_one_before_and_its_entries_their_predecessors(
    newer_data: Path,
) -> None:
    store = open_store(newer_data)
    (row,) = rows(
        store, f"SELECT ?before {{ <{LIST}/2026-11> <{DCAT.previousVersion.value}> ?before }}"
    )
    assert row["before"] == f"{LIST}/{KEY}"
    linked = rows(store, f"SELECT ?e ?before {{ ?e <{LM.previousEntry.value}> ?before }}")
    assert len(linked) == 13
    assert {r["e"].rsplit("/", 1)[1] == r["before"].rsplit("/", 1)[1] for r in linked} == {True}


def test_a_matter_that_fell_out_keeps_its_uri_with_status_and_last_edition(
    short_data: Path, newer_data: Path
) -> None:
    before = matter(short_data, "火化证明")
    query = f"""{PREFIXES} SELECT ?label ?status ?last {{ <{iri(before)}> a lm:FormerMatter ;
      skos:prefLabel ?label ; lm:status ?status ; lm:lastEdition ?last
      FILTER(LANG(?label) = "zh-hans") }}"""
    (row,) = rows(open_store(newer_data), query)
    assert row["label"] == "火化证明"
    assert row["status"].endswith("matter-status/not-in-current-list")
    assert row["last"] == f"{LIST}/{KEY}"


def test_a_matter_that_comes_back_is_the_same_under_the_same_uri(
    short_data: Path, newer: Path, tmp_path: Path
) -> None:
    before = matter(short_data, "火化证明")
    file = short(tmp_path, ("\t预防接种证办理\n", "\t接种证办理\n"))
    result = command(newer, "load", file, "--edition", "2027-01")
    assert result.exit_code == 0, result.output
    query = f"SELECT ?type {{ <{iri(before)}> a ?type }}"
    assert LM.Matter.value in {row["type"] for row in rows(open_store(newer), query)}


@pytest.mark.parametrize(
    "change",
    [
        ("\t户口注销（死亡注销）\n", "\t户口注销(死亡注销)\n"),
        ("\t户口注销（死亡注销）\n", "\t户口注销 （死亡注销）\n"),
        ("\t火化证明\n", "\t火化\n证明\n"),
    ],
)
def test_another_spelling_of_brackets_or_white_space_is_the_same_matter(
    own_short: Path, tmp_path: Path, change: tuple[str, str]
) -> None:
    before = {m.key for m in register(own_short).matters}
    command(own_short, "load", short(tmp_path, change), "--edition", "2026-11")
    assert {m.key for m in register(own_short).matters} == before


def test_an_entry_under_another_number_is_the_same_matter(own_short: Path, tmp_path: Path) -> None:
    """One entry less above it: No. 13 becomes 12."""
    before = {m.name: m.key for m in register(own_short).matters}
    lines = short(tmp_path).read_text("utf-8").split("\n")
    start, end = lines.index("\t2"), lines.index("\t3")
    gone = "\n".join(lines[start:end])
    later = [(f"\n\t{n}\n", f"\n\t{n - 1}\n") for n in range(3, 15)]
    file = short(tmp_path, (gone + "\n", ""), *later)
    result = command(own_short, "load", file, "--edition", "2026-11")
    assert result.exit_code == 0, result.output
    assert {m.name: m.key for m in register(own_short).matters} == before
    last = iri(matter(own_short, "火化证明"))
    query = f"{PREFIXES} SELECT ?n {{ ?e lm:matter <{last}> ; lm:number ?n }}"
    assert rows(open_store(own_short), query) == [{"n": "12"}]


def test_a_new_name_that_the_register_knows_as_an_alias_keeps_the_uri(
    own_short: Path, tmp_path: Path
) -> None:
    before = matter(own_short, "火化证明")
    done = command(own_short, "register", "alias", before.key, "遗体火化证明")
    assert done.exit_code == 0, done.output
    load_next(own_short, tmp_path, ("\t火化证明\n", "\t遗体火化证明\n"))
    query = f"""{PREFIXES} SELECT ?name {{ ?e a lm:Entry ; lm:matter <{iri(before)}> ;
      lm:statedName ?name }}"""
    assert [row["name"] for row in rows(open_store(own_short), query)] == ["遗体火化证明"]


def test_other_content_under_a_published_key_is_refused_unless_it_replaces(
    newer: Path, tmp_path: Path
) -> None:
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰安放\n"))
    refused = command(newer, "load", file, "--edition", "2026-11")
    assert refused.exit_code == 1
    assert "M04" in refused.output and "--replace" in refused.output
    replaced = command(newer, "load", file, "--edition", "2026-11", "--replace")
    assert replaced.exit_code == 0, replaced.output
    store = open_store(newer)
    names = {r["n"] for r in rows(store, f"SELECT ?n {{ ?e <{LM.statedName.value}> ?n }}")}
    assert "骨灰安放" in names and "骨灰寄存" not in names
    (row,) = rows(store, f"SELECT ?b {{ <{LIST}/2026-11> <{DCAT.previousVersion.value}> ?b }}")
    assert row["b"] == f"{LIST}/{KEY}"


def test_replacing_without_a_date_replaces_the_current_edition_under_its_own_key(
    own_short: Path, tmp_path: Path
) -> None:
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰安放\n"))
    result = command(own_short, "load", file, "--replace")
    assert result.exit_code == 0, result.output
    assert f"{LIST}/{KEY}" in result.output
    query = f"SELECT ?v {{ <{LIST}> <{DCAT.hasVersion.value}> ?v }}"
    assert [r["v"] for r in rows(open_store(own_short), query)] == [f"{LIST}/{KEY}"]


def test_the_current_edition_is_the_one_of_the_latest_date_whatever_was_loaded_last(
    newer: Path, tmp_path: Path
) -> None:
    older = short(tmp_path, ("\t火化证明\n", "\t火化登记\n"))
    result = command(newer, "load", older, "--edition", "2025-01")
    assert result.exit_code == 0, result.output
    query = f"SELECT ?v {{ <{LIST}> <{DCAT.hasCurrentVersion.value}> ?v }}"
    assert [r["v"] for r in rows(open_store(newer), query)] == [f"{LIST}/2026-11"]


def test_an_edition_that_supersedes_none_that_is_there_is_refused(
    own_short: Path, tmp_path: Path
) -> None:
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    result = command(own_short, "load", file, "--supersedes", "2020-01")
    assert result.exit_code == 1
    assert "M07" in result.output and KEY in result.output


def test_a_dry_run_reports_and_publishes_nothing(own_short: Path, tmp_path: Path) -> None:
    folder = DataFolder(own_short)
    before = (folder.current(), folder.history(), sorted(folder.documents.iterdir()))
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    result = command(own_short, "load", file, "--edition", "2026-11", "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["status"] == "rehearsed"
    assert (folder.current(), folder.history(), sorted(folder.documents.iterdir())) == before


def test_the_same_content_under_a_new_date_is_said_to_make_no_new_edition(
    own_short: Path, tmp_path: Path
) -> None:
    result = command(
        own_short, "load", short(tmp_path, ("附件2", "附件三")), "--edition", "2027-01"
    )
    assert result.exit_code == 0, result.output
    assert "没有新建版本 2027-01" in result.output
    assert "又一份来源文件" in result.output


def test_an_edition_earlier_than_the_current_one_is_said_not_to_be_current(
    newer: Path, tmp_path: Path
) -> None:
    older = short(tmp_path, ("\t火化证明\n", "\t火化登记\n"))
    result = command(newer, "load", older, "--edition", "2025-01")
    assert "2025-01 早于现行版本 2026-11" in result.output


def test_a_code_of_another_region_does_not_replace_its_list(
    own_short: Path, tmp_path: Path
) -> None:
    folder = DataFolder(own_short)
    before = folder.current()
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    result = command(own_short, "load", file, "--edition", "2026-11", "--region-name", "临朐县")
    assert result.exit_code == 1
    assert "在名录中是“昌乐县”" in result.output
    assert folder.current() == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('edition = "2026-13"', "2026-13"),
        ('edition = "2026-02-30"', "2026-02-30"),
        ("edition = 2026", "要写成带英文引号的文字"),
        ('licence = "政府公开"', "网址"),
    ],
)
def test_a_slip_in_the_manifest_is_a_sentence_and_no_traceback(
    own_short: Path, tmp_path: Path, line: str, words: str
) -> None:
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    manifest = file.parent / "manifest.toml"
    manifest.write_text(f"{line}\n{manifest.read_text('utf-8')}", "utf-8")
    result = command(own_short, "load", file)
    assert result.exit_code == 1
    assert "M02" in result.output and words in result.output
