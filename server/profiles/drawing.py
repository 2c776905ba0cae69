"""A thing drawn in the terms of a profile: it and what stands around it, as far as that belongs to
the description, and nothing else.

A profile is a list of kinds. What no kind knows is left out: a class, a property, a thing that is
pointed at, and, as often as need be, a thing that lacks what its kind needs. So whatever comes out
is whole, or nothing does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from ontology.terms import RDF
from server.reading.asking import table
from server.store.interface import Term, View

Terms = Mapping[NamedNode, Sequence[NamedNode]]
"""Our properties, and those of the profile that say the same."""


@dataclass(frozen=True)
class Kind:
    """What a profile says of the things of one class (`of`). `types` are the classes it keeps, as
    it calls them; `brief` is said wherever such a thing is met, `full` besides where the document
    is about it; without all of `needs` it is not described at all."""

    of: NamedNode
    types: Mapping[NamedNode, NamedNode]
    brief: Terms
    full: Terms = field(default_factory=dict)
    needs: Collection[NamedNode] = ()
    own: bool = True
    """Whether a document may be about it."""


class Source:
    """What the present says, read for many things at a time and kept for this answer."""

    def __init__(
        self, view: View, kinds: Sequence[Kind], thing: NamedNode, triples: Iterable[Triple]
    ) -> None:
        """It reads what `kinds` have a word for; `triples` are what is known of `thing` already."""
        self.view = view
        terms = {one for kind in kinds for one in (*kind.brief, *kind.full)}
        self._terms = sorted({RDF.type, *terms}, key=str)
        self._said: dict[NamedNode, set[Triple]] = {thing: set()}
        self.add(one for one in triples if one.subject == thing)

    def add(self, triples: Iterable[Triple]) -> None:
        """Take in further statements. A thing that only they speak of is not asked for."""
        for one in triples:
            if isinstance(one.subject, NamedNode):
                self._said.setdefault(one.subject, set()).add(one)

    def read(self, things: Iterable[NamedNode]) -> None:
        """Ask for what is said of `things`, by one query for all that are not known yet."""
        unknown = sorted({one for one in things if one not in self._said}, key=str)
        if unknown:
            found = table(self.view, "profile-statements", thing=unknown, property=self._terms)
            self._said |= {one: set() for one in unknown}
            self.add(_triples(found.rows, "thing"))

    def items(self, thing: NamedNode, link: NamedNode) -> frozenset[Triple]:
        """All that is said of the entries and lines of the present that point at `thing`."""
        found = table(self.view, "items", link=link, target=thing)
        return frozenset(_triples(found.rows, "item"))

    def parts(self, whole: NamedNode) -> list[NamedNode]:
        """The services that an edition lists."""
        found = table(self.view, "profile-parts", whole=whole)
        return [row["part"] for row in found.rows if isinstance(row["part"], NamedNode)]

    def about(self, thing: NamedNode) -> Collection[Triple]:
        """What is known of a thing."""
        return self._said.get(thing, ())

    def values(self, thing: NamedNode, predicate: NamedNode) -> list[Term]:
        """The values of a property, in a stable order."""
        found = (one.object for one in self.about(thing) if one.predicate == predicate)
        return sorted((one for one in found if not isinstance(one, Triple)), key=str)

    def links(self, thing: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The things that a property leads to, in a stable order."""
        return [one for one in self.values(thing, predicate) if isinstance(one, NamedNode)]


def _triples(rows: Iterable[Mapping[str, Term]], subject: str) -> Iterable[Triple]:
    for row in rows:
        thing, predicate = row[subject], row["property"]
        if isinstance(thing, NamedNode) and isinstance(predicate, NamedNode):
            yield Triple(thing, predicate, row["value"])


def kind_of(kinds: Sequence[Kind], types: Collection[Term]) -> Kind | None:
    """The first of `kinds` that a thing with these types is of."""
    return next((kind for kind in kinds if kind.of in types), None)


def subject_kind(kinds: Sequence[Kind], thing: NamedNode, triples: Iterable[Triple]) -> Kind | None:
    """The kind of the thing that `triples` describe; None where no document of this profile can be
    about it."""
    said = [one for one in triples if one.subject == thing]
    types = [one.object for one in said if one.predicate == RDF.type]
    kind = kind_of(kinds, [one for one in types if isinstance(one, NamedNode)])
    if kind is None or not kind.own:
        return None
    terms = {**kind.brief, **kind.full}
    given = {name for one in said for name in terms.get(one.predicate, ())}
    return kind if given.issuperset(kind.needs) else None


def drawn(
    kinds: Sequence[Kind], source: Source, thing: NamedNode, bare: Collection[NamedNode] = ()
) -> frozenset[Triple]:
    """`thing` in full and what it leads to in brief; empty where it cannot be said whole. What the
    properties `bare` point at may stand undescribed: an address, a law elsewhere."""
    found: set[Triple] = set()
    needs: dict[NamedNode, frozenset[NamedNode]] = {}
    todo, met = [thing], {thing}
    while todo:
        source.read(todo)
        links: set[NamedNode] = set()
        for one in todo:
            kind = kind_of(kinds, source.values(one, RDF.type))
            if kind is not None:
                needs[one] = frozenset(kind.needs)
                said = _said(kind, source.about(one), one == thing)
                found |= said
                links |= {t.object for t in said if isinstance(t.object, NamedNode) and _links(t)}
        todo = sorted(links - met, key=str)
        met |= links
    return _whole(found, needs, bare) if thing in needs else frozenset()


def _links(triple: Triple) -> bool:
    return isinstance(triple.object, NamedNode) and triple.predicate != RDF.type


def _said(kind: Kind, triples: Iterable[Triple], full: bool) -> set[Triple]:
    terms = {**kind.brief, **kind.full} if full else kind.brief
    found = set()
    for one in triples:
        if one.predicate == RDF.type:
            if isinstance(one.object, NamedNode) and one.object in kind.types:
                found.add(Triple(one.subject, RDF.type, kind.types[one.object]))
        else:
            found |= {
                Triple(one.subject, name, one.object) for name in terms.get(one.predicate, ())
            }
    return found


def _whole(
    triples: set[Triple],
    needs: Mapping[NamedNode, frozenset[NamedNode]],
    bare: Collection[NamedNode],
) -> frozenset[Triple]:
    """Without the things that lack what they need, and what points at those."""
    while True:
        said: defaultdict[NamedNode, set[NamedNode]] = defaultdict(set)
        for one in triples:
            if isinstance(one.subject, NamedNode):
                said[one.subject].add(one.predicate)
        good = {thing for thing, given in said.items() if given >= needs[thing]}
        kept = {
            one
            for one in triples
            if one.subject in good
            and (not _links(one) or one.object in good or one.predicate in bare)
        }
        if len(kept) == len(triples):
            return frozenset(kept)
        triples = kept
