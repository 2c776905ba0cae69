"""Validates an edition against the shapes, and says where in the document each result points."""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from loader.editions import EditionBuild
from loader.problems import Problem
from loader.rows import Place
from ontology import code_triples, ontology_triples
from ontology.terms import EN, ZH
from shapes.report import Report, Result
from shapes.validation import validate


def flat_graph(build: EditionBuild, beside: Iterable[Triple]) -> Iterator[Triple]:
    """All that an edition is validated with, as one graph; `beside` is what other current lists of
    the same region derive about the matters of the shared register."""
    yield from build.own.triples
    yield from build.derived.triples
    yield from build.source.triples
    yield from build.register_layer.triples
    yield from build.catalogue
    yield from build.statistics
    yield from beside
    yield from ontology_triples()
    yield from code_triples()


def validate_edition(
    build: EditionBuild, beside: Iterable[Triple] = ()
) -> tuple[Report, tuple[Problem, ...]]:
    """The SHACL report of an edition, and its results as problems with their places."""
    report = validate(flat_graph(build, beside))
    places = _places(build)
    return report, tuple(_problem(result, places, build) for result in report.results)


def _places(build: EditionBuild) -> dict[str, Place]:
    """Where in the document each item, matter and department stands first."""
    places: dict[str, Place] = {}
    for item in build.items:
        places.setdefault(item.iri.value, item.numbered.place())
        for leaf, line in item.lines:
            places.setdefault(leaf.value, line.row.place())
    for triple in sorted(build.own.triples, key=str):
        item_place = (
            places.get(triple.subject.value) if isinstance(triple.subject, NamedNode) else None
        )
        if item_place and isinstance(triple.object, NamedNode):
            places.setdefault(triple.object.value, item_place)
    return places


def _problem(result: Result, places: dict[str, Place], build: EditionBuild) -> Problem:
    place = Place(build.document.file)
    for node in (result.value, result.focus):
        if isinstance(node, NamedNode) and node.value in places:
            place = places[node.value]
            break
    sentences = {"zh": result.messages[ZH], "en": result.messages[EN]}
    return Problem(result.shape, place, {}, result.severity, sentences)
