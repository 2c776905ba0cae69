"""The index is made with the snapshot, costs what changed, and follows every publication."""

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server.search.index import Index, files_of, index_of
from server.settings import DEFAULT_BASE, Settings
from server.store.embedded import EmbeddedStore
from server.store.folder import DataFolder
from tests.conftest import IMAGINARY, load
from tests.server.editing import command
from tests.short_list import short


def files(data: Path) -> dict[str, Path]:
    snapshot = DataFolder(data).current()
    assert snapshot is not None
    return {path.name: path for path in (snapshot.path / "search").iterdir()}


def names_of(data: Path, question: str) -> list[str]:
    store = EmbeddedStore(Settings(data=data, workers=1, trusted_workers=1))
    try:
        view = store.present()
        assert view is not None
        return [hit.name for hit in Index(files_of(view, DEFAULT_BASE)).search(question)]
    finally:
        store.close()


@pytest.fixture
def own(short_data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(short_data, tmp_path / "data"))


def test_a_region_that_does_not_change_keeps_its_file(own: Path, tmp_path: Path) -> None:
    before = files(own)["370725.2.sqlite"].stat()
    load(own, IMAGINARY)
    after = files(own)
    assert set(after) == {"370725.2.sqlite", "370999.2.sqlite"}
    assert after["370725.2.sqlite"].stat().st_ino == before.st_ino
    manifest = DataFolder(own).current().manifest()  # type: ignore[union-attr]
    assert {f"search/{name}" for name in after} <= manifest["files"].keys()


def test_a_new_edition_a_decision_and_a_rollback_are_followed(own: Path, tmp_path: Path) -> None:
    assert names_of(own, "骨灰寄存") == []
    load(own, short(tmp_path, ("\t火化证明\n", "\t骨灰寄存\n")), edition="2026-11")
    assert names_of(own, "骨灰寄存")[0] == "骨灰寄存"
    assert "火化证明" in names_of(own, "火化证明"), "what left the list is found as well"
    key = next(hit.rpartition("/")[2] for hit in _iris(own, "骨灰寄存") if "/matter/" in hit)
    done = command(own, "register", "alias", key, "骨灰安放")
    assert done.exit_code == 0, done.output
    assert names_of(own, "骨灰安放")[0] == "骨灰寄存"
    back = command(own, "rollback", "1", "--reason", "试")
    assert back.exit_code == 0, back.output
    assert names_of(own, "骨灰寄存") == []


def _iris(data: Path, question: str) -> list[str]:
    store = EmbeddedStore(Settings(data=data, workers=1, trusted_workers=1))
    try:
        view = store.present()
        assert view is not None
        return [hit.iri for hit in Index(files_of(view, DEFAULT_BASE)).search(question)]
    finally:
        store.close()


def test_a_snapshot_from_before_there_was_an_index_is_searched_all_the_same(own: Path) -> None:
    expected = _iris(own, "火化")
    shutil.rmtree(files(own)["370725.2.sqlite"].parent)
    assert _iris(own, "火化") == expected != []


def test_what_left_the_list_stands_behind_what_is_current(own: Path, tmp_path: Path) -> None:
    load(own, short(tmp_path, ("\t火化证明\n", "\t火化证明书\n")), edition="2026-11")
    assert names_of(own, "火化")[-1] == "火化证明"


def test_two_counties_are_searched_together_and_apart(app_of_two, base: str) -> None:  # type: ignore[no-untyped-def]
    view = app_of_two.config["STORE"].present()
    index = index_of(view, base)
    assert index.regions == ("370725", "370999")
    everywhere = index.search("出生")
    assert {hit.region for hit in everywhere} == {"370725", "370999"}
    assert {hit.region for hit in index.search("出生", (), ("370999",))} == {"370999"}
    assert index is index_of(view, base)


# The page


def test_the_page_says_how_many_were_found_and_why(client: FlaskClient) -> None:
    page = client.get("/search?q=上户口").text
    assert "“上户口”找到" in page
    assert "户口登记</a>" in page
    assert "上户口" in page.split("户口登记</a>")[1][:400]


def test_a_choice_narrows_what_was_found_and_stands_in_the_address(client: FlaskClient) -> None:
    whole = client.get("/search?q=公积金").text
    assert 'href="/search?q=' in whole and "kind=scenario" in whole
    only = client.get("/search?q=公积金&kind=scenario").text
    assert "筛选后1个" in only
    assert 'aria-current="true"' in only


def test_pages_of_results_lead_on(client: FlaskClient) -> None:
    first = client.get("/search?q=登记").text
    assert 'rel="next"' in first
    second = client.get("/search?q=登记&page=2").text
    assert 'rel="prev"' in second
    assert first.count('<p class="result">') == 30


def test_nothing_found_says_what_to_try(client: FlaskClient) -> None:
    page = client.get("/search?q=量子力学")
    assert page.status_code == 200
    assert "没有找到“量子力学”" in page.text and "hkdj" in page.text


def test_an_entry_is_found_by_its_number(client: FlaskClient) -> None:
    page = client.get("/search?q=第37项").text
    assert "第37项 居民和灵活就业人员社会保险费缴纳" in page


@pytest.mark.parametrize("question", ["<script>alert(1)</script>", '"><b>', "' OR 1=1 --"])
def test_what_is_typed_is_shown_as_text(client: FlaskClient, question: str) -> None:
    page = client.get("/search", query_string={"q": question})
    assert page.status_code == 200
    assert "<script>alert" not in page.text and '"><b>' not in page.text


def test_the_page_speaks_english(client: FlaskClient) -> None:
    page = client.get("/search?q=Household&lang=en").text
    assert "<mark>Household</mark> registration" in page and "found" in page


def test_suggestions_are_names(client: FlaskClient) -> None:
    found = client.get("/search/suggest?q=hukou").json
    assert isinstance(found, list)
    assert found[0] == "hukou"
    assert found[1][:3] == ["户口登记", "户口迁移", "户口注销"]
    assert client.get("/search/suggest").json == ["", [], [], []]
