"""Validation from the command line: a file that is not published, or what is."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Store

from loader.identifiers import EditionIris
from loader.places import Places
from loader.problems import Problem
from loader.report import noticed
from loader.validation import results_of
from server.loading import prepare
from server.quality.book import Checked
from server.settings import Settings
from server.store.beside import about, content, derived_beside
from server.store.editions import PublishedEdition, published_editions
from server.store.folder import DataFolder
from server.store.present import shared_graph
from server.store.publish import rehearse


def validate_document(
    file: Path, manifest: Path | None, base: str, options: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """Every problem of a file, as a first load of it would meet them. Raises Refused where one of
    them keeps it from being published."""
    change = prepare(file, manifest, options)
    rehearse(DataFolder(Path("/nonexistent")), change, base)
    return change.problems


def validate_published(settings: Settings) -> tuple[Checked, ...]:
    """Every current edition, validated again as it is stored now, with what was noticed when its
    document was read."""
    folder = DataFolder(settings.data)
    folder.check()
    snapshot = folder.current()
    if snapshot is None:
        return ()
    store = Store.read_only(str(snapshot.store))
    editions = [e for e in published_editions(snapshot, settings.base) if e.current]
    return tuple(_checked(store, edition, editions, settings.base) for edition in editions)


def _checked(
    store: Store, edition: PublishedEdition, editions: list[PublishedEdition], base: str
) -> Checked:
    from shapes.validation import validate

    iris = EditionIris(edition.iri)
    own = content(store, iris.edition)
    triples = own | derived_beside(store, base, _others(edition, editions))
    for graph in _graphs(store, edition, base):
        triples |= content(store, graph)
    for name in ("catalogue", "statistics"):
        for subject in (iris.edition, NamedNode(edition.iri.rsplit("/", 1)[0])):
            triples |= about(store, subject, shared_graph(base, name))
    places = Places(triples, edition.title)
    read = list(noticed(content(store, iris.report), places))
    named = {triple.object.value for triple in own if isinstance(triple.object, NamedNode)}
    results = results_of(validate(triples), edition.iri, named, read)
    found = map(places.problem, results)
    return Checked(edition.title, (*read, *found), edition.iri)


def _others(edition: PublishedEdition, editions: list[PublishedEdition]) -> Iterator[EditionIris]:
    for other in editions:
        if other.region == edition.region and other.iri != edition.iri:
            yield EditionIris(other.iri)


def _graphs(store: Store, edition: PublishedEdition, base: str) -> Iterator[NamedNode]:
    """The ontology and codes, one edition's further layers, and its region's register."""
    iris = EditionIris(edition.iri)
    yield from (shared_graph(base, "ontology"), shared_graph(base, "codes"))
    yield from (iris.derived, iris.source)
    prefix = f"{base}graph/{edition.region}/register/"
    revisions = [
        int(graph.value.removeprefix(prefix))
        for graph in store.named_graphs()
        if isinstance(graph, NamedNode) and graph.value.startswith(prefix)
    ]
    yield NamedNode(f"{prefix}{max(revisions)}")
