"""Validation from the command line: a file that is not published, or what is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Store, Triple

from loader.problems import Problem
from loader.rows import Place
from ontology.terms import EN, LM, ZH
from server.loading import prepare
from server.settings import Settings
from server.store.editions import PublishedEdition, published_editions
from server.store.folder import DataFolder
from server.store.present import shared_graph
from server.store.publish import rehearse


def validate_document(
    file: Path, manifest: Path | None, base: str, options: Mapping[str, str | None]
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

    triples: set[Triple] = set()
    for graph in _graphs(store, edition, editions, base):
        triples |= {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
    for result in validate(triples).results:
        place = _place(store, edition, result.thing)
        sentences = {"zh": result.messages[ZH], "en": result.messages[EN]}
        yield Problem(result.shape, place, {}, result.severity, sentences)


def _graphs(
    store: Store, edition: PublishedEdition, editions: list[PublishedEdition], base: str
) -> Iterator[NamedNode]:
    """One edition's layers, its region's register, and what the region's other lists derive."""
    for name in ("ontology", "codes", "catalogue", "statistics"):
        yield shared_graph(base, name)
    yield from (NamedNode(edition.iri), NamedNode(f"{edition.iri}/source"))
    yield from (NamedNode(f"{e.iri}/derived") for e in editions if e.region == edition.region)
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
