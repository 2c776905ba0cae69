"""The report of an edition as problems: read from its graph as it was published, validated anew by
no one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from loader.cells import cell_lines
from loader.entries import spoken_item
from loader.problems import Problem, Thing
from loader.rows import Place
from ontology.terms import LMSH
from server.messages import HTML_LANGUAGE
from server.reading.asking import Row, ask
from server.reading.items import Item, edition_items
from server.reading.kept import Kept
from server.reading.provenance import source_graph
from server.reading.reader import Reader, node, nodes
from shapes.catalogue import by_iri
from shapes.report import Kind, Severity


@dataclass(frozen=True)
class Reported:
    """What a report says, with the items that it is about or that stand where it points: by the
    IRI of a thing or of a source row."""

    problems: Sequence[Problem]
    items: Mapping[str, Item]

    def item(self, problem: Problem) -> Item | None:
        """The item by which people find a problem."""
        thing = problem.thing.iri if problem.thing else ""
        return self.items.get(thing) or self.items.get(problem.place.row_iri or "")


_KEPT: Kept[Reported] = Kept(8)


def reported(reader: Reader, edition: str) -> Reported:
    """Every problem in the report of `edition`."""
    return _KEPT.get(reader.view, edition, lambda: _reported(reader, edition))


def _reported(reader: Reader, edition: str) -> Reported:
    report, source = node(f"{edition}/report"), node(source_graph(edition))
    results = ask(reader.view, "report", report=report, source=source)
    rows = {row["row"] for row in results if row["row"]}
    standing = ask(reader.view, "row-items", row=nodes(rows), source=source) if rows else []
    own = {(row["item"], row["row"]) for row in standing}
    found = [_problem(row, (row["thing"], row["row"]) in own) for row in results]
    things = {problem.thing.iri for problem in found if problem.thing}
    items = _items(reader, edition, things, standing)
    said = Reported(found, items)
    things |= {iri for item in items.values() for iri in (item.matter, item.sub_item) if iri}
    names = {tag: _names(reader, tag, things) for tag in ("zh", "en")}
    return replace(
        said, problems=[_named(problem, said.item(problem), edition, **names) for problem in found]
    )


def _names(reader: Reader, language: str, things: Iterable[str]) -> dict[str, str]:
    """What things are called in a language, those that are called anything in it."""
    found = replace(reader, language=language).names(things)
    return {iri: n.text for iri, n in found.items() if n.lang == HTML_LANGUAGE[language]}


def _items(
    reader: Reader, edition: str, things: Iterable[str], standing: Iterable[Row]
) -> dict[str, Item]:
    """Items by their IRI, and by the row in which they stand: a line rather than its entry."""
    wanted = {thing for thing in things if thing.startswith(f"{edition}/entry/")}
    wanted |= {row["item"] for row in standing}
    numbered = edition_items(reader, edition, wanted) if wanted else []
    items = {item.iri: item for one in numbered for item in (one.item, *one.lines)}
    for row in standing:
        item = items.get(row["item"])
        if item and (row["row"] not in items or not item.is_entry):
            items[row["row"]] = item
    return items


def _problem(row: Row, in_own_row: bool) -> Problem:
    rule = row["constraint"] or row["shape"]
    known = by_iri().get(rule)
    name = rule.removeprefix(LMSH.iri)
    return Problem(
        row["code"] or name.partition("-")[0],
        _place(row, in_own_row),
        {},
        next(one for one in Severity if one.iri.value == row["severity"]),
        {"zh": row["zh"], "en": row["en"]},
        _kind(row) or (known.kind if known else Kind.CHECKLIST if row["code"] else Kind.TECHNICAL),
        name,
        Thing(row["thing"]),
    )


def _kind(row: Row) -> Kind | None:
    said = row["kind"].removeprefix(LMSH.iri)
    return Kind(said) if said in set(Kind) else None


def _place(row: Row, in_own_row: bool) -> Place:
    lines = cell_lines(row["address"]) or (row.number("start"), row.number("end"))
    return Place(
        file=row["file"],
        row=row.number("index") or None,
        line_start=lines[0] or None,
        line_end=lines[1] or None,
        column=row["heading"] or None,
        text=row["text"] if row["cell"] else row["text"] or None,
        sheet=row["sheet"] or None,
        page=row.number("page") or None,
        table=row.number("table") or None,
        cell=(row["address"] or None) if row["sheet"] else None,
        carried="/entry/" in row["thing"] and bool(row["cell"]) and not in_own_row,
        row_iri=row["row"] or None,
        cell_iri=row["cell"] or None,
    )


def _named(
    problem: Problem, item: Item | None, edition: str, zh: Mapping[str, str], en: Mapping[str, str]
) -> Problem:
    """The problem with the names of its thing and of its item. What is said of a row, or of the
    edition at a row, is about the item there."""
    thing = problem.thing or Thing(edition)
    spoken = _spoken(item) if item else ("", "")
    if item and thing.iri in (item.iri, problem.place.row_iri, edition):
        english = en.get(item.sub_item) or en.get(item.matter, "")
        return replace(problem, thing=Thing(item.iri, item.name, english, *spoken))
    named = (zh.get(thing.iri, ""), en.get(thing.iri, ""))
    return replace(problem, thing=Thing(thing.iri, *named, *spoken))


def _spoken(item: Item) -> tuple[str, str]:
    called = item.called
    return spoken_item(
        str(called.number or ""),
        called.name,
        stage=str(item.stage_number or "") if called.restarts == "stage" else "",
        scenario=item.code if called.restarts == "scenario" else "",
        line="" if item.is_entry else str(item.order),
    )
