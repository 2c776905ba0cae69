"""The changes that each department has to confirm."""

from collections.abc import Iterable, Mapping

from loader.comparison.changes import Change, settled
from loader.comparison.items import Thing, Things, departments


def by_department(changes: Iterable[Change]) -> Mapping[Thing | None, tuple[Change, ...]]:
    """Each department that leads, cooperates or handles, before or after, with the changes that
    concern it, in the order in which the changes name them. A change stands under each department
    that it concerns; under None those that name none, such as the name of a scenario."""
    found: dict[Thing | None, list[Change]] = {}
    for change in changes:
        for department in settled(concerned(change)) or (None,):
            found.setdefault(department, []).append(change)
    nameless = found.pop(None, None)
    if nameless:
        found[None] = nameless
    return {department: tuple(of_it) for department, of_it in found.items()}


def concerned(change: Change) -> Things:
    """The departments that a change concerns: those of the line where it is one line's, else of the
    whole entry, on both sides."""
    lines = [side.line for side in change.sides if side.line]
    if lines:
        return departments(lines)
    return departments(line for side in change.sides if side.item for line in side.item.lines)
