"""Validation from the command line: a file that is not published, or what is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from loader.identifiers import EditionIris, RegionIris
from loader.linkset import life_stage_graph
from loader.problems import Problem
from loader.rows import Place
from loader.validation import concerns
from ontology.terms import EN, LM, ZH
from server.loading import prepare
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


def validate_published(settings: Settings) -> tuple[Problem, ...]:
    """The SHACL results of every current edition, validated again as it is stored now."""
    folder = DataFolder(settings.data)
    folder.check()
    snapshot = folder.current()
    if snapshot is None:
        return ()
    store = Store.read_only(str(snapshot.store))
    editions = [e for e in published_editions(snapshot, settings.base) if e.current]
    return tuple(
        problem
        for edition in editions
        for problem in _validate(store, edition, editions, settings.base)
    )


def _validate(
    store: Store, edition: PublishedEdition, editions: list[PublishedEdition], base: str
) -> Iterator[Problem]:
    from shapes.validation import validate

    iris = EditionIris(edition.iri)
    own = content(store, iris.edition)
    triples = own | derived_beside(store, base, _others(edition, editions))
    for graph in _graphs(store, edition, base):
        triples |= content(store, graph)
    for name in ("catalogue", "statistics"):
        for subject in (iris.edition, NamedNode(edition.iri.rsplit("/", 1)[0])):
            triples |= about(store, subject, shared_graph(base, name))
    named = {triple.object.value for triple in own if isinstance(triple.object, NamedNode)}
    for result in validate(triples).results:
        if concerns(result, edition.iri, named):
            place = _place(store, edition, result.thing)
            sentences = {"zh": result.messages[ZH], "en": result.messages[EN]}
            yield Problem(result.shape, place, {}, result.severity, sentences)


def _others(edition: PublishedEdition, editions: list[PublishedEdition]) -> Iterator[EditionIris]:
    for other in editions:
        if other.region == edition.region and other.iri != edition.iri:
            yield EditionIris(other.iri)


def _graphs(store: Store, edition: PublishedEdition, base: str) -> Iterator[NamedNode]:
    """The ontology and codes, one edition's further layers, the links of its list's stages, and its
    region's register."""
    iris = EditionIris(edition.iri)
    yield from (shared_graph(base, "ontology"), shared_graph(base, "codes"))
    yield from (iris.derived, iris.source)
    yield life_stage_graph(RegionIris(base, edition.region), edition.iri.rsplit("/", 2)[1])
    prefix = f"{base}graph/{edition.region}/register/"
    revisions = [
        int(graph.value.removeprefix(prefix))
        for graph in store.named_graphs()
        if isinstance(graph, NamedNode) and graph.value.startswith(prefix)
    ]
    yield NamedNode(f"{prefix}{max(revisions)}")


def _place(store: Store, edition: PublishedEdition, node: object) -> Place:
    """The lines a node stands in, by its source row."""
    source = NamedNode(f"{edition.iri}/source")
    if isinstance(node, NamedNode):
        for quad in store.quads_for_pattern(node, LM.sourceRow, None, source):
            row = quad.object
            if isinstance(row, NamedNode):
                at: dict[str, Any] = {
                    name: _number(store, row, LM[term]) for name, term in _PLACE.items()
                }
                return replace(Place(edition.title, sheet=_text(store, row, LM.sheet)), **at)
    return Place(edition.title)


_PLACE = {
    "row": "rowIndex",
    "line_start": "lineStart",
    "line_end": "lineEnd",
    "page": "page",
    "table": "table",
}


def _number(store: Store, row: NamedNode, predicate: NamedNode) -> int | None:
    text = _text(store, row, predicate)
    return int(text) if text is not None else None


def _text(store: Store, row: NamedNode, predicate: NamedNode) -> str | None:
    for quad in store.quads_for_pattern(row, predicate, None, None):
        if isinstance(quad.object, Literal):
            return quad.object.value
    return None
