"""What a page shows of an answer: how many rows there are, the figures of the finding, and the rows
themselves, all of them where they are few, else those of one page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from server.exports.figures import Figures
from server.exports.rows import Row, Rows, Term

MEDIA_TYPE = "application/json"


@dataclass(frozen=True)
class Extract:
    """`rows` begin with the row `start` of `count`."""

    variables: tuple[str, ...]
    count: int
    figures: Mapping[str, str]
    start: int
    rows: tuple[Row, ...]

    @property
    def whole(self) -> bool:
        """Whether these are all rows."""
        return self.count == len(self.rows)


def write_extract(source: Rows, out: IO[bytes], shape: Mapping[str, Any]) -> None:
    """Write the extract of an answer. `shape` says up to how many rows all of them are wanted
    (`whole`), from which on a page is (`first`, from 0) and how many it has (`rows`), and the
    `figures`."""
    figures = Figures(shape["figures"], source.variables)
    whole, first, most = shape["whole"], shape["first"], shape["rows"]
    kept: list[Row] = []
    page: list[Row] = []
    for number, row in enumerate(source.rows):
        figures.add(row)
        if number < whole:
            kept.append(row)
        elif number == whole:
            page = [one for at, one in enumerate(kept) if first <= at < first + most]
            kept = []
        if number >= whole and first <= number < first + most:
            page.append(row)
    rows = kept if figures.count <= whole else page
    document = {
        "variables": source.variables,
        "count": figures.count,
        "figures": figures.found(),
        "start": 0 if figures.count <= whole else first,
        "rows": [[_written(term) for term in row] for row in rows],
    }
    out.write(json.dumps(document, ensure_ascii=False).encode())


def read_extract(content: bytes) -> Extract:
    """What `write_extract` wrote."""
    document = json.loads(content)
    return Extract(
        tuple(document["variables"]),
        document["count"],
        document["figures"],
        document["start"],
        tuple(tuple(_read(term) for term in row) for row in document["rows"]),
    )


def _written(term: Term | None) -> Sequence[str] | None:
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return [term.value]
    if isinstance(term, BlankNode):
        return ["_", term.value]
    return [term.datatype.value, term.value, term.language or ""]


def _read(term: Sequence[str] | None) -> Term | None:
    if term is None:
        return None
    if len(term) == 1:
        return NamedNode(term[0])
    if len(term) == 2:
        return BlankNode(term[1])
    if term[2]:
        return Literal(term[1], language=term[2])
    return Literal(term[1], datatype=NamedNode(term[0]))
