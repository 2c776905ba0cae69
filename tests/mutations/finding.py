"""What is found in a spoiled graph or draft, in the words of the expectations."""

import tempfile
from functools import cache
from pathlib import Path

from loader.places import Places
from loader.problems import Refused
from loader.validation import validate_graph
from server.loading import bundled_checklist
from server.validating import validate_document
from tests.mutations import drafts, items, profiles, quality, registers
from tests.mutations.printed import Draft
from tests.mutations.published import BASE, Published, spoken

Seen = frozenset[tuple[str, str, str]]

GRAPHS = {one.name: one for part in (items, registers, profiles, quality) for one in part.DEFECTS}
DRAFTS = {one.name: one for one in drafts.DRAFTS}


def seen_in_graph(*names: str) -> Seen:
    """The rule, the thing and the place of each result for a graph with some defects."""
    graph = Published()
    for name in names:
        for change in GRAPHS[name].changes:
            change(graph)
    return found_in(graph)


def found_in(graph: Published) -> Seen:
    """The same for any graph. A place is a row of the table below its header, and the column."""
    places = Places(graph.triples)
    found = set()
    for result in validate_graph(graph.triples).results:
        place = places.problem(result).place
        where = f"{place.row} {place.column or ''}".strip() if place.row else ""
        found.add((result.rule, spoken(result.thing), where))
    return frozenset(found)


@cache
def seen_intact() -> Seen:
    """What the list breaks as it is printed."""
    return found_in(Published())


def seen_in_draft(*names: str) -> Seen:
    """The code, the cell and the item of each problem of a draft with some defects, which is
    printed under the header of the first."""
    changes = [change for name in names for change in DRAFTS[name].changes]
    with tempfile.TemporaryDirectory() as folder:
        for beside in ("manifest.toml", "register.toml"):
            content = (bundled_checklist().parent / beside).read_bytes()
            (Path(folder) / beside).write_bytes(content)
        file = Path(folder) / "checklist.xlsx"
        file.write_bytes(Draft(changes, DRAFTS[names[0]].header).workbook())
        try:
            problems = validate_document(file, None, BASE, {})
        except Refused as refused:
            problems = refused.problems
    return frozenset(
        (p.code, p.place.cell or "", p.thing.item if p.thing else "") for p in problems
    )
