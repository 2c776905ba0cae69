"""How much of each term is published, and where it is seen: counted once for each snapshot.

A view keeps the answers of shipped queries while it is served, so what is counted here is counted
once. Where counting takes too long the pages do without, and it is not tried again on that
snapshot.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from weakref import WeakSet

from pyoxigraph import NamedNode

from ontology import code_triples
from ontology.terms import RDF, SKOS
from server.reading.asking import Row, ask
from server.store.interface import View
from server.vocabulary.terms import terms
from server.workers.pool import WorkerError

_log = logging.getLogger(__name__)
_too_slow: "WeakSet[View]" = WeakSet()


@dataclass(frozen=True)
class Sample:
    """Something published of a term: a thing of the class, or a thing with the property and a value
    of it, which is an IRI where `link`."""

    subject: str
    value: str = ""
    link: bool = False


@dataclass(frozen=True)
class Figures:
    """Counts by IRI: in the present (the default graph), in the `source` and `report` layers of the
    current editions; how many things use each code; how many results each rule has."""

    present: Mapping[str, int] = field(default_factory=dict)
    source: Mapping[str, int] = field(default_factory=dict)
    report: Mapping[str, int] = field(default_factory=dict)
    samples: Mapping[str, Sample] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)

    def layer(self, iri: str) -> str:
        """Where to ask for a term: `present`, unless only a layer beside it has the term."""
        if self.present.get(iri):
            return "present"
        return next((name for name in ("source", "report") if getattr(self, name).get(iri)), "")


def figures(view: View | None, borrowed: Iterable[str] = ()) -> Figures | None:
    """The figures of the terms of the ontology and of the `borrowed` ones; None where nothing is
    published or counting takes longer than shipped queries may."""
    if view is None or view in _too_slow:
        return None
    try:
        return _figures(view, tuple(borrowed))
    except WorkerError as error:
        _log.warning("the terms of snapshot %d are not counted: %s", view.id, error)
        _too_slow.add(view)
        return None


def results(view: View | None) -> Mapping[str, int] | None:
    """How many results the present reports have of each rule, by IRI; None likewise."""
    if view is None:
        return None
    try:
        return {row["rule"]: row.number("n") for row in ask(view, "vocabulary-results")}
    except WorkerError:
        return None


def _figures(view: View, borrowed: tuple[str, ...]) -> Figures:
    every = [NamedNode(term.iri) for term in terms()]
    others = [NamedNode(iri) for iri in borrowed]
    classes = ask(view, "vocabulary-classes", term=[*every, *others])
    properties = ask(view, "vocabulary-properties", term=[*every, *others])
    layers = ask(view, "vocabulary-layers", term=every)
    seen = {row["term"]: row["one"] for row in (*layers, *properties)}
    samples = {row["term"]: Sample(row["one"]) for row in classes}
    samples.update(_samples(view, seen))
    schemes = [NamedNode(iri) for iri in code_schemes()]
    return Figures(
        present=_counts((*classes, *properties)),
        source=_counts(row for row in layers if row["layer"] == "source"),
        report=_counts(row for row in layers if row["layer"] == "report"),
        samples=samples,
        codes={
            row["code"]: row.number("n") for row in ask(view, "vocabulary-codes", scheme=schemes)
        },
    )


def code_schemes() -> tuple[str, ...]:
    """The controlled lists of the ontology, in the order of their file."""
    return tuple(
        t.subject.value
        for t in code_triples()
        if t.predicate == RDF.type
        and t.object == SKOS.ConceptScheme
        and isinstance(t.subject, NamedNode)
    )


def _counts(rows: Iterable[Row]) -> Mapping[str, int]:
    return {row["term"]: row.number("n") for row in rows}


def _samples(view: View, seen: Mapping[str, str]) -> Mapping[str, Sample]:
    """What the thing that was first met says with each property."""
    if not seen:
        return {}
    rows = ask(
        view,
        "vocabulary-samples",
        subject=[NamedNode(iri) for iri in sorted(set(seen.values()))],
        term=[NamedNode(iri) for iri in seen],
    )
    said = {(row["subject"], row["term"]): row for row in rows}
    found: dict[str, Sample] = {}
    for term, subject in seen.items():
        row = said.get((subject, term))
        found[term] = Sample(subject, row["value"], row["link"] == "1") if row else Sample(subject)
    return found
