"""The pages of a matter, of a sub-item, and of what is in no current list any more.

What the list prints (牵头, 协同) and whom we presume to handle a matter stand apart and never share
a word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from ontology.terms import CV, DCT, LM, SKOS
from server.pages.own_ticks import ticks
from server.reading.asking import ask
from server.reading.facts import Facts, facts
from server.reading.items import Item, Numbered, edition_items, items, mentioned
from server.reading.levels import points_elsewhere
from server.reading.parts import Part, parts
from server.reading.provenance import Cell, SourceRow, provenance, source_rows
from server.reading.reader import Reader, nodes

_REPLACED = DCT.isReplacedBy

# Names that point to another level than the county's: the presumption is to be verified there.


@dataclass(frozen=True)
class Presumed:
    """A department presumed to handle a matter, with the entries that name it as cooperating."""

    department: str
    basis: tuple[Item, ...]


@dataclass(frozen=True)
class Beside:
    """What else stands in a scenario of the matter, by department."""

    scenario: str
    code: str
    parts: list[Part]


@dataclass(frozen=True)
class Source:
    """A row of the document that a line of the matter stands in, and the cell that names it."""

    line: Item
    row: SourceRow
    cell: Cell | None


@dataclass(frozen=True)
class Elsewhere:
    """The same matter in the list of another place."""

    matter: str
    place: str


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of a matter, a sub-item, or a former one."""
    about = facts(reader, iri)
    sub_item = bool(about.iris(LM.subItemOf))
    former = LM.FormerMatter.value in about.types
    if former:
        occurrences = _last(reader, about, sub_item)
    else:
        occurrences = items(reader, iri, "subItem" if sub_item else "matter")
    matter = about.first(LM.subItemOf) if sub_item else iri
    beside = [] if former else _beside(reader, iri, occurrences)
    elsewhere = _elsewhere(reader, about)
    lines = [line for one in occurrences for line in (one.lines or (one.item,))]
    editions = list(dict.fromkeys(one.item.edition for one in occurrences))
    edition = editions[0] if editions else ""
    named = _mentioned(about, matter, occurrences, beside)
    named |= {*editions, *(name for one in elsewhere for name in (one.matter, one.place))}
    names = reader.names(named - {""})
    checklist = reader.checklist_of(edition)
    text = " ".join([names[iri].text, *(line.name for line in lines)])
    presumed = _presumed(about, occurrences)
    return render_template(
        "matter.html",
        here=names[iri],
        other=reader.other_name(iri),
        sub_item=sub_item,
        former=former,
        matter=matter,
        aliases=about.aliases(reader.tag),
        note=about.text(SKOS.historyNote, reader.language),
        statuses=about.iris(LM.status),
        concepts=about.iris(LM.matterConcept),
        last_editions=about.iris(LM.lastEdition),
        successors=about.iris(_REPLACED),
        sub_items=_in_order(about.iris(LM.hasSubItem), lines),
        types=about.iris(LM.matterType),
        occurrences=occurrences,
        handling=sorted({iri for line in lines for iri in line.handling}),
        presumed=presumed,
        verify=len(presumed) > 1 or points_elsewhere(text),
        beside=beside,
        sources=_sources(reader, occurrences),
        elsewhere=elsewhere,
        editions=editions,
        of_several=len(editions) > 1,
        checklist=checklist,
        ticks=None if former else ticks(checklist),
        trail=reader.trail(edition) if len(editions) == 1 else [],
        names=names,
        twins=reader.twins(iri, about.identifier),
    )


def _last(reader: Reader, about: Facts, sub_item: bool) -> list[Numbered]:
    """Where a former matter stood in the last editions that had it."""
    return [
        one
        for edition in about.iris(LM.lastEdition)
        for one in edition_items(reader, edition)
        if (about.iri in {line.sub_item for line in (one.item, *one.lines)})
        or (not sub_item and one.item.matter == about.iri)
    ]


def _presumed(about: Facts, occurrences: Sequence[Numbered]) -> list[Presumed]:
    return [
        Presumed(iri, tuple(one.item for one in occurrences if iri in one.item.cooperating))
        for iri in about.iris(CV.hasCompetentAuthority)
    ]


def _in_order(sub_items: Sequence[str], lines: Sequence[Item]) -> list[str]:
    """Sub-items in the order of the lines that name them; those that none names last."""
    place = {line.sub_item: -at for at, line in enumerate(reversed(lines), start=1)}
    return sorted(sub_items, key=lambda iri: (iri not in place, place.get(iri, 0)))


def _beside(reader: Reader, iri: str, occurrences: Sequence[Numbered]) -> list[Beside]:
    found: dict[str, Beside] = {}
    own = {one.item.entry for one in occurrences}
    for one in occurrences:
        scenario = one.item.scenario
        if scenario not in found:
            others = [
                other
                for other in items(reader, scenario, "scenario")
                if other.item.iri not in own and other.item.matter != iri
            ]
            found[scenario] = Beside(scenario, one.item.code, parts(others))
    return list(found.values())


def _sources(reader: Reader, occurrences: Sequence[Numbered]) -> list[Source]:
    """The source rows of all lines, each once, in the order of the document."""
    found: list[Source] = []
    for edition in sorted({one.item.edition for one in occurrences}):
        here = [one for one in occurrences if one.item.edition == edition]
        lines = [line for one in here for line in (*one.lines, one.item)]
        origins = provenance(reader, edition, {line.iri for line in lines})
        named: dict[str, Item] = {}
        for line in lines:
            for row in origins[line.iri].rows if line.iri in origins else ():
                named.setdefault(row, line)
        rows = source_rows(reader, edition, named, cells=True)
        found += [Source(named[key], row, _name(named[key], row)) for key, row in rows.items()]
    return found


def _name(line: Item, row: SourceRow) -> Cell | None:
    """The cell of a row that names a line."""
    columns = ("name", "sub-name") if line.is_entry else ("sub-name", "name")
    return next((cell for column in columns if (cell := row.cell(column)) and cell.text), None)


def _elsewhere(reader: Reader, about: Facts) -> list[Elsewhere]:
    """The matters in current lists of other places that have a shared concept of this one."""
    concepts = about.iris(LM.matterConcept)
    rows = ask(reader.view, "concept-matters", concept=nodes(concepts)) if concepts else []
    own = set(about.iris(DCT.spatial))
    found = {
        (row["place"], row["matter"]) for row in rows if row["place"] and row["place"] not in own
    }
    return [Elsewhere(matter, place) for place, matter in sorted(found) if matter != about.iri]


def _mentioned(
    about: Facts, matter: str, occurrences: Sequence[Numbered], beside: Sequence[Beside]
) -> set[str]:
    return {
        about.iri,
        matter,
        *mentioned(occurrences),
        *about.iris(LM.hasSubItem),
        *about.iris(LM.matterType),
        *about.iris(CV.hasCompetentAuthority),
        *about.iris(LM.lastEdition),
        *about.iris(LM.status),
        *about.iris(LM.matterConcept),
        *about.iris(_REPLACED),
        *(one.scenario for one in beside),
        *(part.department for one in beside for part in one.parts),
        *(
            name
            for one in beside
            for part in one.parts
            for item in (*part.leads, *part.cooperates)
            for name in (item.matter, item.sub_item)
        ),
    }
