"""Validates an edition against the shapes, and says where in the document each result points."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import NamedNode, Triple

from loader.editions import EditionBuild
from loader.places import Places
from loader.problems import Problem
from ontology import code_triples, ontology_triples
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
    yield from beside


def validate_graph(triples: Iterable[Triple]) -> Report:
    """What the shapes find in the graph of an edition, with ontology and codes."""
    return validate((*triples, *ontology_triples(), *code_triples()))


_SAID_BY = {"R01": "X07"}
"""Problems of the rows that ask what a rule of another id would ask again."""


@dataclass(frozen=True)
class Judgement:
    """What is to be said of an edition: `report` is what the shapes found, `found` the same as
    problems with their places, in its order; `noticed` is what was noticed on reading."""

    report: Report
    found: tuple[Problem, ...]
    noticed: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of it."""
        return (*self.noticed, *self.found)


def judged(build: EditionBuild, found: Report) -> Judgement:
    """Of what the shapes found in the graph of an edition, what is this edition's (`results_of`),
    each with its place; and what reading noticed, with its place in the graph."""
    named = {t.object.value for t in build.own.triples if isinstance(t.object, NamedNode)}
    report = Report.of(results_of(found, build.iris.root, named, build.problems))
    if not report.results and not build.problems:
        return Judgement(report, (), ())
    graph = chain(edition_graph(build, ()), code_triples(), ontology_triples())
    places = Places(graph, build.document.file)
    return Judgement(
        report,
        tuple(places.problem(result) for result in report.results),
        tuple(places.completed(problem) for problem in build.problems),
    )


def results_of(
    found: Report, edition: str, named: Container[str], noticed: Iterable[Problem]
) -> Iterator[Result]:
    """The results that are to be said of an edition, which names the things `named`: its own, and
    what reading noticed not again under the same id, unless it is a violation."""
    said = {problem.code.partition("-")[0] for problem in noticed}
    said |= {_SAID_BY[code] for code in said if code in _SAID_BY}
    for result in found.results:
        new = result.shape not in said or result.severity is Severity.VIOLATION
        if new and concerns(result, edition, named):
            yield result


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
