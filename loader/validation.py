"""Validates an edition against the shapes, and says where in the document each result points."""

from collections.abc import Container, Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from loader.editions import EditionBuild
from loader.entries import Line
from loader.problems import Problem
from loader.rows import Column, Place
from ontology import code_triples, ontology_triples
from ontology.terms import EN, LM, ZH
from shapes.report import Report, Result, Severity
from shapes.validation import validate


def edition_graph(build: EditionBuild, beside: Iterable[Triple]) -> Iterator[Triple]:
    """What an edition is validated with, ontology and codes aside, as one graph; `beside` is what
    other current lists of the same region derive about the matters of the shared register."""
    yield from build.own.triples
    yield from build.derived.triples
    yield from build.source.triples
    yield from build.register_then.triples
    yield from build.catalogue
    yield from build.statistics
    yield from build.mapping.triples if build.mapping else ()
    yield from beside


def validate_graph(triples: Iterable[Triple]) -> Report:
    """What the shapes find in the graph of an edition, with ontology and codes."""
    return validate((*triples, *ontology_triples(), *code_triples()))


def judged(build: EditionBuild, found: Report) -> tuple[Report, tuple[Problem, ...]]:
    """Of what the shapes found in the graph of an edition, what is this edition's: as a report, and
    as problems with their places."""
    places = _places(build)
    report = Report.of(
        result for result in found.results if concerns(result, build.iris.root, places)
    )
    return report, tuple(_problem(result, places, build) for result in report.results)


def concerns(result: Result, edition: str, named: Container[str]) -> bool:
    """Whether a result is this edition's, which names the things `named`: what only another list of
    the region names is reported with that list, unless it is a violation."""
    thing = result.thing
    if result.severity is Severity.VIOLATION or not isinstance(thing, NamedNode):
        return True
    checklist = edition.rsplit("/", 1)[0]
    region = checklist.rsplit("/", 2)[0]
    return (
        not thing.value.startswith(f"{region}/")
        or thing.value in named
        or thing.value in (edition, checklist, f"{checklist}/stages", f"{checklist}/matter-types")
        or thing.value.startswith(f"{edition}/")
    )


def _places(build: EditionBuild) -> dict[str, Place]:
    """Where in the document each item, and each thing that an item names, stands first."""
    places: dict[str, Place] = {}
    index: dict[str, list[Triple]] = {}
    for triple in build.own.triples:
        if isinstance(triple.subject, NamedNode):
            index.setdefault(triple.subject.value, []).append(triple)
    for item in build.items:
        places.setdefault(item.iri.value, item.numbered.place())
        for leaf, line in item.lines:
            places.setdefault(leaf.value, line.row.place())
            for thing, column in _named(leaf, line, index):
                places.setdefault(thing, line.row.place(column))
    return places


_COLUMNS = {
    LM.matter: Column.NAME,
    LM.subItem: Column.SUB_NAME,
    LM.stage: Column.STAGE,
    LM.scenario: Column.SCENARIO,
    LM.leadDepartment: Column.LEAD,
    LM.cooperatingDepartment: Column.COOPERATING,
    LM.handlingDepartment: Column.HANDLING,
    LM.matterType: Column.TYPE,
}


def _named(
    leaf: NamedNode, line: Line, index: Mapping[str, list[Triple]]
) -> Iterator[tuple[str, Column]]:
    """What a line names, with the column that names it."""
    for triple in index.get(leaf.value, ()):
        column = _COLUMNS.get(triple.predicate)
        if column is Column.SUB_NAME and not line.sub_name:
            column = Column.NAME
        if column and isinstance(triple.object, NamedNode):
            yield triple.object.value, column


def _problem(result: Result, places: dict[str, Place], build: EditionBuild) -> Problem:
    place = Place(build.document.file)
    for node in (result.thing, result.focus):
        if isinstance(node, NamedNode) and node.value in places:
            place = places[node.value]
            break
    sentences = {"zh": result.messages[ZH], "en": result.messages[EN]}
    return Problem(result.shape, place, {}, result.severity, sentences)
