"""Which published checklist a draft is of: the one that is said, the only one, or the one that the
file names by its region and its title."""

from collections.abc import Iterator
from dataclasses import dataclass

from loader.identifiers import squeeze
from loader.limits import Limits
from loader.manifest import Manifest
from loader.problems import Refused
from loader.readers import read_content
from loader.register import parse_register
from server.store.publish import Draft


@dataclass(frozen=True)
class Known:
    """A published checklist."""

    region: str
    list: str
    region_name: str
    title: str


class Undecided(Exception):
    """Several lists are published, and the file does not say which one it is of."""


def known(draft: Draft) -> Iterator[Known]:
    """Every published checklist."""
    for code in draft.registers:
        register = parse_register(draft.registers[code])
        for one in register.checklists:
            if one.current:
                yield Known(code, one.key, register.region.name, one.title)


def list_of(content: bytes, file: str, limits: Limits, draft: Draft) -> Known:
    """The list that a file is a draft of. Raises Undecided."""
    every = list(known(draft))
    if len(every) == 1:
        return every[0]
    text = squeeze(f"{file} {_above(content, file, limits)}")
    ranked = sorted(((_named(one, text), one) for one in every), key=lambda pair: -pair[0])
    if not ranked or not ranked[0][0] or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        raise Undecided
    return ranked[0][1]


def _above(content: bytes, file: str, limits: Limits) -> str:
    """What stands above the table; nothing where it cannot be read yet."""
    try:
        return " ".join(read_content(content, file, Manifest(), limits).preamble)
    except Refused:
        return ""


def _named(one: Known, text: str) -> int:
    return 2 * (squeeze(one.region_name) in text) + (squeeze(one.title) in text)
