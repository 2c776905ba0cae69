"""What a form offers comes from the index, and is what the graph says."""

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from flask import Flask
from pyoxigraph import NamedNode, Store, Triple

from ontology.terms import LM, RDF
from server.saved.catalogue import option_templates, options_of_editions
from server.saved.header import Parameter, Text
from server.saved.parameters import Option
from server.saved.running import options
from server.search.written import Indexing
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.interface import Table, View
from server.store.present import Difference, Replaced, shared_graph

CHANGLE = f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle"
OTHER = f"{DEFAULT_BASE}id/370999/checklist/personal-life-cycle"
KINDS = ("departments", "lead-departments", "matter-types", "matters", "scenarios", "stages")


def parameter(kind: str) -> Parameter:
    return Parameter("department", "iri", Text("", ""), options=kind)


def queried(view: View, kind: str, checklist: str) -> list[Option]:
    """What the graph says, asked anew."""
    text = option_templates()[kind].bind({"checklist": [NamedNode(checklist)]})
    return [
        Option(
            row["value"].value,
            Text(row["label"].value, row.get("labelEn", row["label"]).value),
            int(row["count"].value),
        )
        for row in view.select(text).rows
    ]


@dataclass(eq=False)
class Silent:
    """A published state that answers no query."""

    view: View
    asked: list[str] = field(default_factory=list)

    def select(self, query: str) -> Table:
        self.asked.append(query)
        return self.view.select(query)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.view, name)


@pytest.fixture
def view(app_of_two: Flask) -> View:
    present = app_of_two.config["STORE"].present()
    assert present is not None
    return present  # type: ignore[no-any-return]


def test_what_stands_in_one_edition_is_kept_and_what_goes_beyond_it_is_not() -> None:
    assert sorted(options_of_editions()) == sorted(KINDS)
    assert set(option_templates()) - set(KINDS) == {
        "checklists",
        "other-counties",
        "other-editions",
    }


@pytest.mark.parametrize("checklist", [CHANGLE, OTHER])
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_offers_what_the_graph_says_and_asks_nothing(
    view: View, kind: str, checklist: str
) -> None:
    silent = Silent(view)
    found = options(silent, parameter(kind), [NamedNode(checklist)])
    assert found == queried(view, kind, checklist) != []
    assert silent.asked == []


def test_a_state_whose_index_cannot_be_read_answers_from_the_graph(view: View) -> None:
    class Damaged(Silent):
        def record(self) -> None:
            raise OSError("damaged")

    damaged = Damaged(view)
    found = options(damaged, parameter("stages"), [NamedNode(CHANGLE)])  # type: ignore[arg-type]
    assert found == queried(view, "stages", CHANGLE)
    assert len(damaged.asked) == 1


@pytest.mark.parametrize("name", ["ontology", "codes"])
def test_words_that_regions_share_are_followed_by_all_of_them(
    two_counties: Path, tmp_path: Path, name: str
) -> None:
    origin = DataFolder(two_counties).current()
    assert origin is not None
    store = Store.read_only(str(origin.store))
    changed = Indexing(DEFAULT_BASE)
    new = Difference(frozenset(), frozenset({Triple(LM.Matter, RDF.type, LM.Entry)}))
    changed.changed(Replaced(MappingProxyType({shared_graph(DEFAULT_BASE, name): new}), new))
    changed.write(store, tmp_path / "all", origin)
    Indexing(DEFAULT_BASE).write(store, tmp_path / "none", origin)
    for before in sorted((origin.path / "search").iterdir()):
        assert (tmp_path / "none" / before.name).stat().st_ino == before.stat().st_ino
        assert (tmp_path / "all" / before.name).stat().st_ino != before.stat().st_ino
        assert (tmp_path / "all" / before.name).read_bytes() == before.read_bytes()
