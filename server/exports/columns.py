"""The columns of an answer as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.exports.rows import LABEL, Rows


@dataclass(frozen=True)
class Column:
    """A column: the place of its values, its heading, the place of the addresses that they stand
    for, and whether it has those addresses themselves."""

    place: int
    words: str
    leads: int | None = None
    addresses: bool = False


def for_people(source: Rows, headings: Mapping[str, str], address: str) -> list[Column]:
    """What has words is shown by them, and the addresses come last, under a heading that `address`
    makes of that of the words."""
    names = source.variables
    labelled = [name for name in names if f"{name}{LABEL}" in names]
    found = []
    for place, name in enumerate(names):
        of = name.removesuffix(LABEL)
        if of in labelled and name != of:
            continue
        words = headings.get(name, name)
        if name in labelled:
            found.append(Column(source.words_of(name), words, place))
        else:
            found.append(Column(place, words, place))
    return found + [
        Column(source.index(name), address.format(headings.get(name, name)), addresses=True)
        for name in labelled
    ]
