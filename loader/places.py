"""Where a result of the shapes stands in the document: joined by what its graph says of sources.

Any graph will do: an edition before it is published, published layers, RDF from elsewhere. Where
there is no source layer, a result still names its thing by IRI and label.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Triple

from loader.cells import About, RowThere, SourceRows, filed, text_of
from loader.listed import NAMING, Listed
from loader.problems import Problem, Thing
from loader.rows import Column, Place
from ontology.terms import EN, LM, ZH
from shapes.catalogue import Shape, by_iri
from shapes.report import Kind, Result, Term

_COLUMNS = {
    **NAMING,
    LM.number: Column.NUMBER,
    LM.statedName: Column.NAME,
    LM.stageNumber: Column.STAGE,
    LM.scenarioCode: Column.SCENARIO,
    LM.subEntryOf: Column.NAME,
}
"""The column that says what an item has under a property: what rules and paths are about."""
_FROM = {
    Column.STAGE: LM.stageValueFrom,
    Column.SCENARIO: LM.scenarioValueFrom,
    Column.LEAD: LM.leadValueFrom,
    Column.COOPERATING: LM.cooperatingValueFrom,
}
_NAMES = (Column.NAME, Column.SUB_NAME)
_LINKS = frozenset((*_FROM.values(), LM.matterConcept, LM.statedIn, LM.sourceDocument))


@dataclass(frozen=True)
class _Spot:
    """Where something stands, and the item that stands there."""

    place: Place
    item: Term | None


class Places:
    """What a graph says of where its things stand. `file` names the document of those of which it
    is not said."""

    def __init__(self, triples: Iterable[Triple], file: str = "") -> None:
        read = SourceRows.PREDICATES | Listed.PREDICATES | _LINKS
        self._about: About = filed(triples, read)
        self._file = file
        self._rows = SourceRows(self._about, file)
        self._listed = Listed(self._about)

    def problem(self, result: Result) -> Problem:
        """The result as a problem: its place, its thing, whose problem it is."""
        rule = by_iri().get((result.constraint or result.source_shape).value)
        thing, column = result.thing, _column(rule, result)
        if isinstance(thing, Literal):
            item = self._behind(thing.value, column)
            thing = item or result.focus
        sentence = result.messages.get(ZH, "")
        spot = self._spot(thing, column, sentence) or self._spot(result.focus, column, sentence)
        return Problem(
            result.shape,
            spot.place if spot else Place(self._document(result.focus)),
            {},
            result.severity,
            {"zh": sentence, "en": result.messages.get(EN, "")},
            rule.kind if rule else Kind.TECHNICAL,
            result.rule,
            self._thing(thing, spot.item if spot else None),
        )

    def standing(self, where: Term) -> tuple[Place, Thing | None]:
        """Where a source row or cell stands, and the item that stands there."""
        spot = self._spot(where, None)
        if spot is None:
            return Place(self._file), None
        return spot.place, self._thing(spot.item, spot.item) if spot.item else None

    def completed(self, problem: Problem) -> Problem:
        """A problem that reading found, with its row and cell in the graph and the item there."""
        row = self._rows.numbered(problem.place.row) if problem.place.row else None
        if row is None:
            return problem
        wanted = (problem.place.column, problem.place.text)
        cells = (cell for cell in row.cells if (cell.heading, cell.text) == wanted)
        there = row.place_of(next(cells, None))
        place = replace(problem.place, row_iri=there.row_iri, cell_iri=there.cell_iri)
        item = self._listed.in_row(row.iri)
        return replace(problem, place=place, thing=self._thing(item, item) if item else None)

    def _thing(self, thing: Term, item: Term | None) -> Thing:
        """A thing by its names, and by the item at which it stands."""
        spoken = self._listed.spoken(item) if item else ("", "")
        iri = thing.value if isinstance(thing, NamedNode) else str(thing)
        return Thing(iri, *self._listed.labels(thing), *spoken)

    def _behind(self, count: str, column: Column | None) -> Term | None:
        """The item at which a missing or repeated number is seen."""
        if column is None:
            return None
        again = self._listed.repeating(count) if column is Column.NUMBER else None
        return again or self._listed.after_gap(column, count)

    def _spot(
        self, thing: Term, column: Column | None, sentence: str = "", hops: int = 2
    ) -> _Spot | None:
        """Where `thing` stands: in the cell of `column` where it is told, else in its own. Of what
        several items name, `sentence` tells which is meant."""
        said = self._about.get(thing, {})
        if row := self._rows.row(thing):
            return self._row_spot(row, column)
        if row := self._rows.row_of_cell(thing):
            cell = next(one for one in row.cells if one.iri == thing)
            return _Spot(row.place_of(cell), self._listed.in_row(row.iri))
        if item := self._listed.stating(thing):
            return self._stated_spot(thing, item)
        if thing in self._listed:  # a line's name is in the column of sub-names
            return self._item_spot(thing, None if column is Column.NAME else column)
        if naming := self._naming(thing, column, sentence):
            return self._item_spot(*naming)
        further = (*said.get(LM.statedIn, ()), *self._by_concept(thing)) if hops else ()
        spots = (self._spot(other, column, sentence, hops - 1) for other in further)
        return next(filter(None, spots), None)

    def _row_spot(self, row: RowThere, column: Column | None) -> _Spot:
        """A row, at the cell of `column` or of the name that begins in it."""
        found = (self._rows.standing(row, one) for one in (column, *_NAMES[::-1]) if one)
        here = next((cell for at, cell in filter(None, found) if at == row), None)
        return _Spot(row.place_of(here), self._listed.in_row(row.iri))

    def _item_spot(self, item: Term, column: Column | None) -> _Spot | None:
        """Where an item's value in `column` stands: where it is carried from, if it is."""
        said = self._about[item]
        first = self._listed.first_row(item)
        own = self._rows.row(first) if first else None
        if own is None:
            return None
        names = _NAMES[::-1] if LM.subEntryOf in said else _NAMES[:1]
        for one in (column, *names) if column else names:
            source = said.get(_FROM[one], [None])[0] if one in _FROM else None
            row = (self._rows.row(source) if source else None) or own
            if found := self._rows.standing(row, one):
                at, cell = found
                carried = at.iri not in said.get(LM.sourceRow, ())
                return _Spot(replace(at.place_of(cell), carried=carried), item)
        return _Spot(own.place_of(None), item)

    def _stated_spot(self, attribute: Term, item: Term) -> _Spot | None:
        """The cell of a stated attribute: under its heading, in its row."""
        rows = map(self._rows.row, self._about[attribute].get(LM.sourceRow, ()))
        row = next(filter(None, rows), None)
        heading = text_of(self._about, attribute, LM.heading)
        cells = (cell for cell in row.cells if cell.heading == heading) if row else ()
        return _Spot(row.place_of(next(iter(cells), None)), item) if row else None

    def _naming(
        self, thing: Term, column: Column | None, sentence: str
    ) -> tuple[Term, Column] | None:
        """The first item that names `thing`, and the column that does. For a rule about another
        column: the first item that says there something else than the item before, of what
        `sentence` names where it names anything."""
        items = self._listed.naming(thing)
        if not items:
            return None
        first, own = items[0]
        if column in (None, own, *_NAMES):
            return first, own
        said = {item: self._listed.said(item, column) for item, _ in items}
        every = {value for values in said.values() for value in values}
        meant = {value for value in every if self._in(value, sentence)} or every
        among = [(item, values & meant) for item, values in said.items() if values & meant]
        others = (item for item, values in among if values != among[0][1])
        return next(others, among[0][0] if among else first), column

    def _in(self, thing: Term, sentence: str) -> bool:
        """Whether a sentence names a thing."""
        name = self._listed.labels(thing)[0]
        return bool(name) and name in sentence

    def _by_concept(self, concept: Term) -> Iterable[Term]:
        """The matters of which a shared concept is the concept."""
        about = self._about
        return (one for one, said in about.items() if concept in said.get(LM.matterConcept, ()))

    def _document(self, edition: Term) -> str:
        """The file of what stands in no row of it."""
        documents = self._about.get(edition, {}).get(LM.sourceDocument, ())
        names = (text_of(self._about, document, LM.fileName) for document in documents)
        return next(filter(None, names), self._file)


def _column(rule: Shape | None, result: Result) -> Column | None:
    """The column that a rule is about, by what it says of itself or by the path of the result."""
    told = _COLUMNS.get(rule.column) if rule and rule.column else None
    return told or (_COLUMNS.get(result.path) if result.path else None)
