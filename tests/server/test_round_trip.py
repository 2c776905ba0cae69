"""The way back: an edition exported as Word or Excel and loaded again is the same edition."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from ontology.terms import LM
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from tests.conftest import IMAGINARY, SAMPLES, load, open_store, rows
from tests.server.editing import command
from tests.short_list import KEY

LISTS = {
    "the made-up county": IMAGINARY,
    "other habits": SAMPLES / "370998-personal-life-cycle" / "checklist.csv",
    "an enterprise list": SAMPLES / "370999-enterprise-life-cycle" / "checklist.html",
}


def sources(data: Path) -> int:
    query = f"SELECT ?d {{ GRAPH ?g {{ ?e <{LM.sourceDocument.value}> ?d }} }}"
    return len(rows(open_store(data), query))


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_the_real_checklist_exported_and_loaded_again_is_the_same_edition(
    own_data: Path, tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"exported.{form}"
    assert command(own_data, "export", "-o", file).exit_code == 0
    options = ("--region", "370725", "--list", "personal-life-cycle")
    again = command(own_data, "load", file, *options, "--json")
    assert again.exit_code == 0, again.output
    outcome = json.loads(again.stdout)
    assert outcome["edition"].endswith("/u-d709fb19")
    assert sources(own_data) == 2
    assert [p for p in outcome["problems"] if p["severity"] != "info"] == []
    once_more = command(own_data, "load", file, *options, "--json")
    assert json.loads(once_more.stdout)["status"] == "unchanged"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A data folder with each of the lists of other habits."""
    folder = tmp_path_factory.mktemp("lists")
    for name, source in LISTS.items():
        load(folder / name, source)
    return {name: folder / name for name in LISTS}


@pytest.mark.parametrize("form", ["docx", "xlsx"])
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_of_other_habits_comes_back_the_same(
    loaded: Mapping[str, Path], tmp_path: Path, name: str, form: str
) -> None:
    data, source = tmp_path / "data", LISTS[name]
    shutil.copytree(loaded[name], data)
    file = tmp_path / f"exported.{form}"
    result = command(data, "export", "-o", file)
    assert result.exit_code == 0, result.output
    manifest = source.parent / "manifest.toml"
    again = command(data, "load", file, "--manifest", manifest, "--json")
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["status"] == "published"
    assert sources(data) == 2, "one more document of the same edition"


def test_an_earlier_edition_can_be_exported_as_it_stood(newer: Path, tmp_path: Path) -> None:
    file = tmp_path / "earlier.docx"
    assert command(newer, "export", "--edition", KEY, "-o", file).exit_code == 0
    options = ("--region", "370725", "--list", "personal-life-cycle")
    again = command(newer, "load", file, *options, "--json")
    assert json.loads(again.stdout)["edition"].endswith(f"/{KEY}")
    snapshot = DataFolder(newer).current()
    assert snapshot is not None and snapshot.manifest()["base"] == DEFAULT_BASE
