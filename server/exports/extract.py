"""What a page shows of an answer: how many rows there are, the figures of the finding, and the rows
themselves, all of them where they are few, else those of one page."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from server.exports.figures import Figures
from server.exports.rows import Row, Rows, part, read, written

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
    counted = Rows(source.variables, _counted(source.rows, figures))
    if shape.get("sort"):
        rows = part(counted, shape["sort"], whole, first, most)
    else:
        rows = _part(counted.rows, whole, first, most)
    document = {
        "variables": source.variables,
        "count": figures.count,
        "figures": figures.found(),
        "start": 0 if figures.count <= whole else first,
        "rows": [[written(term) for term in row] for row in rows],
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
        tuple(tuple(read(term) for term in row) for row in document["rows"]),
    )


def _counted(rows: Iterable[Row], figures: Figures) -> Iterator[Row]:
    for row in rows:
        figures.add(row)
        yield row


def _part(rows: Iterable[Row], whole: int, first: int, most: int) -> list[Row]:
    """All rows where they are no more than `whole`, else those of a page; as they come."""
    kept: list[Row] = []
    page: list[Row] = []
    number = 0
    for number, row in enumerate(rows, start=1):
        if number <= whole:
            kept.append(row)
        elif first < number <= first + most:
            page.append(row)
    return kept if number <= whole else [*kept[first : first + most], *page]
