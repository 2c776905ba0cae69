"""The published checklists: what every page's frame knows of the data."""

from dataclasses import dataclass

from server.reading.asking import Row, ask
from server.reading.naming import named
from server.store.interface import View
from server.urls import checklist_path


@dataclass(frozen=True)
class Counts:
    """How much an edition holds; entries, lines and matters are always said together."""

    entries: int
    lines: int
    matters: int
    stages: int
    """0 where the list has no stage column."""
    scenarios: int
    departments: int
    numbered: bool = True
    """Whether its entries have numbers."""


@dataclass(frozen=True)
class Checklist:
    """A published checklist with its current edition, named in the language of the page."""

    iri: str
    path: str
    title: str
    region: str
    region_name: str
    edition: str
    edition_key: str
    counts: Counts
    enterprise: bool = False
    """Whether it is about the life of enterprises, not of persons."""


def checklists(view: View, language: str, base: str) -> list[Checklist]:
    """Every published checklist, in the order of their IRIs."""
    rows = ask(view, "checklists")
    names = named(view, [row[key] for row in rows for key in ("checklist", "place")], language)

    def text(iri: str) -> str:
        return names[iri].text if iri in names else iri

    return [
        Checklist(
            iri=row["checklist"],
            path=checklist_path(row["checklist"], base),
            title=text(row["checklist"]),
            region=row["place"],
            region_name=text(row["place"]),
            edition=row["edition"],
            edition_key=row["version"],
            counts=_counts(row),
            enterprise=row["enterprise"] == "true",
        )
        for row in rows
    ]


def _counts(row: Row) -> Counts:
    return Counts(
        entries=row.number("entries"),
        lines=row.number("lines"),
        matters=row.number("matters"),
        stages=row.number("stages"),
        scenarios=row.number("scenarios"),
        departments=row.number("departments"),
        numbered=row["numbers"] != "none",
    )
