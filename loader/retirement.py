"""What became of things that the lists print no more: matters and sub-items that were split or
merged, and whatever was minted in error and is withdrawn. Their URIs are never used again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pyoxigraph import NamedNode

from loader.decisions import UnknownAnswer, no_such
from loader.identifiers import RegionIris
from loader.register import Department, Matter, Register, Scenario, Stage, SubItem

WITHDRAWN = "withdrawn"
Thing = Matter | SubItem | Department | Stage | Scenario
_RETIRING = {
    "matters": "matter",
    "sub_items": "sub-item",
    "departments": "department",
    "stages": "stage",
    "scenarios": "scenario",
}
"""The tables of things that can be retired, with the kind in their URIs."""


def retire(
    register: Register, key: str, status: str, successors: Sequence[str], note: str | None
) -> dict[str, Register]:
    """What became of a thing that is in no current edition: `status` split or merged of a matter or
    a sub-item, with its successors, or withdrawn of any thing that was minted in error. Raises
    UnknownAnswer where a key is unknown or of another kind, or the thing is still current."""
    table, thing = _thing(register, key)
    known = {one.key for one in getattr(register, table)}
    for each in successors:
        if each not in known or each == key:
            raise no_such(each)
    if isinstance(thing, Matter | SubItem) and register.is_current(thing):
        raise UnknownAnswer(
            f"{key}（{thing.name}）还在现行清单中。/ {key} ({thing.name}) is in a current edition."
        )
    if status != WITHDRAWN and not successors:
        raise UnknownAnswer("请用 --by 写明后续事项。/ Name the successors with --by.")
    if not isinstance(thing, Matter | SubItem) and (status != WITHDRAWN or len(successors) > 1):
        raise UnknownAnswer(
            f"{key}（{thing.name}）不是事项，只能撤下，至多写明一个后续。"
            f"/ {key} ({thing.name}) is no matter: it can only be withdrawn, with one successor."
        )
    if status == WITHDRAWN and (leaning := _leaning(register, key)):
        raise UnknownAnswer(
            f"{key}（{thing.name}）之下还有“{leaning}”，不能撤下。"
            f"/ “{leaning}” belongs to {key} ({thing.name}), which cannot be withdrawn."
        )
    by = tuple(successors)
    replaced = by if isinstance(thing, Matter | SubItem) else (by[0] if by else None)
    said: dict[str, Any] = {"status": status, "replaced_by": replaced, "note": note}
    retired = replace(thing, **said)
    kept: Any = tuple(retired if one.key == key else one for one in getattr(register, table))
    changed: dict[str, Any] = {table: kept}
    return {register.region.code: replace(register, **changed)}


def _leaning(register: Register, key: str) -> str:
    """The name of something that belongs to the thing of a key; empty where nothing does."""
    parents: list[tuple[Thing, str | None]] = [(one, one.unit_of) for one in register.departments]
    parents += [(one, one.stage) for one in register.scenarios]
    parents += [(one, one.matter) for one in register.sub_items]
    return next((one.name for one, of in parents if of == key and one.status != WITHDRAWN), "")


def withdrawn(register: Register, region: RegionIris) -> Iterator[tuple[NamedNode, str]]:
    """What was withdrawn as minted in error, with its name."""
    for table, kind in _RETIRING.items():
        for one in getattr(register, table):
            if one.status == WITHDRAWN:
                yield region.thing(kind, one.key), one.name


def _thing(register: Register, key: str) -> tuple[str, Thing]:
    """The thing of a key, and the table of the register that it stands in."""
    for table in _RETIRING:
        for one in getattr(register, table):
            if one.key == key:
                return table, one
    raise no_such(key)
