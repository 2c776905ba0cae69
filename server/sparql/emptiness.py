"""Why a query may have no answer: constants of it that occur nowhere in the data, with what may be
meant, and properties that it asks of a class that never carries them.

The query is read (`patterns`), never evaluated again; the published state is asked by a few shipped
queries with so many terms at most.
"""

import difflib
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from ontology.terms import EN, PREFIXES, RDF, XSD, ZH
from server.reading.asking import table
from server.search.index import index_of
from server.sparql.patterns import Asked, Constant, Read, Stated, read
from server.store.errors import FolderError
from server.store.interface import Table, View
from server.vocabulary.terms import by_iri, label, short, terms
from server.workers.errors import WorkerError

_log = logging.getLogger("lifematters")
_CONSTANTS, _CLASSES, _PROPERTIES, _CARRIED, _SHOWN, _NEAR = 40, 5, 20, 24, 8, 3
_LONGEST = 200
_TAGS = (ZH, EN)


@dataclass(frozen=True)
class Absent:
    """A constant that occurs nowhere, or, with `value_of`, never as a value of that property.
    `otherwise` are forms of the same text that do occur, `terms` are terms that are written alike,
    `near` things that are called alike; `elsewhere` says that it stands in named graphs only."""

    written: str
    line: int
    column: int
    otherwise: Sequence[str] = ()
    terms: Sequence[tuple[str, str]] = ()
    near: Sequence[tuple[str, str]] = ()
    value_of: str = ""
    elsewhere: bool = False
    kind: str = "absent"


@dataclass(frozen=True)
class Uncarried:
    """A property that no thing of a class carries; `carried` are some that these do carry. Each is
    a prefixed name and a label."""

    of: tuple[str, str]
    property: tuple[str, str]
    line: int
    column: int
    carried: Sequence[tuple[str, str]] = ()
    kind: str = "uncarried"


@dataclass(frozen=True)
class Untagged:
    """A language that is asked for and no name has; `tags` are those that names have."""

    written: str
    line: int
    column: int
    tags: Sequence[str] = _TAGS
    kind: str = "untagged"


Reason = Absent | Uncarried | Untagged


def reasons(view: View, query: str, base: str, tag: str) -> list[Reason] | None:
    """What may be the reason that `query` has no answer, in the order of its text; labels are in
    the language `tag`. None where it could not be looked at."""
    asked = read(query, f"{base}sparql")
    try:
        absent = _absent(view, asked, base, tag)
        missing = {(one.line, one.column) for one in absent}
        found: list[Reason] = [*absent]
        for one in _uncarried(view, asked.asked, tag):
            if (one.line, one.column) not in missing:
                found.append(one)
    except (WorkerError, FolderError) as error:
        _log.warning("an empty answer is not explained: %s", error)
        return None
    if not view.plain:
        found += _untagged(asked.constants)
    return sorted(found, key=lambda one: (one.line, one.column))[:_SHOWN]


def _absent(view: View, asked: Read, base: str, tag: str) -> list[Absent]:
    """The constants of patterns and comparisons that occur nowhere they are looked for, each
    once."""
    wanted = {
        (one.term, one.property, one.named): one
        for one in reversed(asked.constants)
        if one.role != "language" and len(one.term.value) <= _LONGEST and one.term != RDF.type
    }
    chosen = list(reversed(wanted.values()))[:_CONSTANTS]
    data = _Data(view, chosen, asked.chooses, base, tag)
    return [data.told(one) for one in chosen if not data.has(one, one.term)]


class _Data:
    """Which of some constants, and of what may be meant by them, are in the data."""

    def __init__(
        self, view: View, chosen: Sequence[Stated], chooses: bool, base: str, tag: str
    ) -> None:
        self.view = view
        self.base = base
        self.tag = tag
        self.chooses = chooses
        self.others = {one.term: _otherwise(one.term, base) for one in chosen}
        every = sorted({t for term, more in self.others.items() for t in (term, *more)}, key=str)
        self.present = self._occurring(every)
        self.named = self._occurring(every, "-named")
        self.valued: dict[object, set[object]] = {}
        valued = [one for one in chosen if one.property in self.present and not one.named]
        if not chooses:
            for kind in (NamedNode, Literal):  # apart: Virtuoso wants terms of a block to be alike
                self._ask_values([one for one in valued if isinstance(one.term, kind)])

    def _ask_values(self, valued: Sequence[Stated]) -> None:
        """Which of some constants are values of the properties whose values they are to be."""
        known = sorted({one.property for one in valued if one.property}, key=str)[:_PROPERTIES]
        some = [one for one in valued if one.property in known]
        values = {t for one in some for t in (one.term, *self.others[one.term])}
        if some:
            for one in known:
                self.valued.setdefault(one, set())
            found = _ask(
                self.view, "workbench-valued", property=known, term=sorted(values, key=str)
            )
            for row in found.rows:
                self.valued[row["property"]].add(row["term"])

    def _occurring(self, every: Sequence[Constant], where: str = "") -> set[object]:
        """Which of some terms there are. Each kind is asked for as all engines answer alike."""
        texts = [one for one in every if isinstance(one, Literal)]
        iris = [one for one in every if isinstance(one, NamedNode)]
        there: set[object] = set()
        if texts:
            there |= _column(_ask(self.view, f"workbench-texts{where}", term=texts), "term")
        if iris:
            absent = _column(_ask(self.view, f"workbench-absent{where}", term=iris), "term")
            there |= set(iris) - absent
        return there

    def has(self, one: Stated, term: Constant) -> bool:
        """Whether `term` stands where `one` is looked for."""
        if one.role == "graph" or one.named:
            return term in self.named or (one.role != "graph" and self._holds_all(term))
        if self.chooses:
            return term in self.named or term in self.present
        if one.property in self.valued:
            return term in self.valued[one.property]
        return term in self.present

    def _holds_all(self, term: Constant) -> bool:
        return self.chooses and term in self.present

    def told(self, one: Stated) -> Absent:
        """What is told of one that is not there."""
        others = [other for other in self.others[one.term] if self.has(one, other)]
        property_ = one.property if one.term in self.present else None
        told = Absent(
            one.written[:_LONGEST],
            one.line,
            one.column,
            value_of=short(property_.value) if property_ else "",
            elsewhere=not property_ and not one.named and one.term in self.named,
        )
        if others:
            return replace(told, otherwise=[_written(term) for term in others])
        if isinstance(one.term, NamedNode):
            return replace(told, terms=_alike(one.term.value, self.tag))
        return replace(told, near=_near(self.view, one.term.value, self.base))


def _otherwise(term: Constant, base: str) -> list[Constant]:
    """The same under another language, as a number, or as the IRI behind a document's address."""
    if isinstance(term, NamedNode):
        return [NamedNode(iri) for iri in _addresses(term.value, base) if iri != term.value]
    text = term.value
    forms = [Literal(text, language=tag) for tag in (*_TAGS, "zh")] + [Literal(text)]
    if text.isascii() and text.isdigit():
        forms.append(Literal(str(int(text)), datatype=XSD.integer))
    return [form for form in forms if form != term]


def _addresses(iri: str, base: str) -> list[str]:
    scheme, _, rest = iri.partition("://")
    found = [f"{other}://{rest}" for other in ("http", "https") if scheme != other and rest]
    if iri.startswith(f"{base}doc/"):
        path = iri.removeprefix(f"{base}doc/")
        found.append(f"{base}id/{path.removesuffix('.html').removesuffix('.ttl')}")
    return found


def _written(term: Constant) -> str:
    if isinstance(term, Literal) and term.datatype == XSD.integer:
        return term.value
    return str(term)


def _alike(iri: str, tag: str) -> list[tuple[str, str]]:
    """The terms of a vocabulary that are written like one that it does not have."""
    start = next((name for name in PREFIXES.values() if iri.startswith(name)), "")
    if not start or iri in by_iri():
        return []
    known = {term.iri.removeprefix(start): term for term in terms() if term.iri.startswith(start)}
    near = difflib.get_close_matches(iri.removeprefix(start), known, _NEAR, 0.6)
    return [(short(known[name].iri), known[name].label(tag)) for name in near]


def _near(view: View, text: str, base: str) -> list[tuple[str, str]]:
    """Things that are called almost so: IRI and name."""
    try:
        hits = index_of(view, base).search(text)
    except (OSError, sqlite3.Error, FolderError, ValueError) as error:
        _log.warning("no near names: %s", error)
        return []
    return [(hit.iri, hit.name) for hit in hits[:_NEAR]]


def _uncarried(view: View, asked: Sequence[Asked], tag: str) -> list[Uncarried]:
    by_class: dict[NamedNode, list[Asked]] = {}
    for one in asked:
        by_class.setdefault(one.of, []).append(one)
    found = []
    for of, some in list(by_class.items())[:_CLASSES]:
        carried = _ask(view, "workbench-carries", **{"class": [of]})
        if not carried.rows:
            continue  # there is nothing of this class, or the store does not say what there is
        known = _column(carried, "property")
        names = [_called(iri, tag) for iri in _values(carried, "property") if iri != RDF.type.value]
        found += [
            Uncarried(
                _called(of.value, tag),
                _called(one.property.value, tag),
                one.line,
                one.column,
                sorted(names, key=_ours)[:_CARRIED],
            )
            for one in some
            if one.property not in known
        ]
    return found


def _untagged(stated: Sequence[Stated]) -> list[Untagged]:
    return [
        Untagged(one.written, one.line, one.column)
        for one in stated
        if one.role == "language" and one.term.value.lower() not in _TAGS
    ]


def _called(iri: str, tag: str) -> tuple[str, str]:
    name, words = short(iri), label(iri, tag)
    return (name if name != iri else f"<{iri}>", "" if words == name else words)


def _ours(name: tuple[str, str]) -> tuple[bool, str]:
    """Sorts terms of this vocabulary first."""
    return (not name[0].startswith("lm:"), name[0])


def _ask(view: View, name: str, **values: Iterable[Constant]) -> Table:
    bound: Mapping[str, Sequence[Constant]] = {key: list(some) for key, some in values.items()}
    return table(view, name, **bound)


def _column(found: Table, name: str) -> set[object]:
    return {row[name] for row in found.rows if name in row}


def _values(found: Table, name: str) -> list[str]:
    return [row[name].value for row in found.rows if name in row]
