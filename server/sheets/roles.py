"""What each department has to do with some entries, in the words that the list prints: it leads
(牵头), it cooperates (协同), it is stated to handle (办理). What is presumed is no role."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from server.reading.items import Item, Numbered
from server.sheets.listed import lines_of

ROLES: Mapping[str, Callable[[Item], tuple[str, ...]]] = {
    "leads": lambda item: item.leads,
    "cooperates": lambda item: item.cooperating,
    "handles": lambda item: item.handling,
}
"""The departments of an item by their role in it."""


def roles_in(item: Item, department: str) -> list[str]:
    """The roles that a department has in an item."""
    return [role for role, of in ROLES.items() if department in of(item)]


@dataclass
class Department:
    """A department with the entries in which it has a role, cut to the lines in which it has it."""

    iri: str
    leads: list[Numbered] = field(default_factory=list)
    cooperates: list[Numbered] = field(default_factory=list)
    handles: list[Numbered] = field(default_factory=list)

    @property
    def in_roles(self) -> dict[str, list[Numbered]]:
        """Its entries by role, those in which it has none left out."""
        found = {role: getattr(self, role) for role in ROLES}
        return {role: entries for role, entries in found.items() if entries}

    @property
    def entries(self) -> int:
        """How many entries it has any role in."""
        return len({one.item.iri for entries in self.in_roles.values() for one in entries})

    @property
    def with_roles(self) -> list[tuple[Numbered, list[str]]]:
        """Its entries in the order of the list, each once, cut to the lines in which it has any
        role, with its roles in it."""
        roles: dict[str, list[str]] = {}
        found: dict[str, Numbered] = {}
        for role, entries in self.in_roles.items():
            for one in entries:
                known = found.setdefault(one.item.iri, one)
                lines = {line.iri: line for line in (*known.lines, *one.lines)}
                every = tuple(sorted(lines.values(), key=lambda line: line.order))
                found[one.item.iri] = replace(known, lines=every)
                roles.setdefault(one.item.iri, []).append(role)
        ordered = sorted(found.values(), key=lambda one: one.item.called.order)
        return [(one, roles[one.item.iri]) for one in ordered]

    @property
    def lines(self) -> int:
        """How many lines it has any role in."""
        every = (one for entries in self.in_roles.values() for one in entries)
        return len({line.iri for one in every for line in lines_of(one)})


def departments(numbered: Iterable[Numbered]) -> tuple[Department, ...]:
    """All departments of some entries: those that lead most first, then those that cooperate on
    most, then as the list names them."""
    found: dict[str, Department] = {}
    for one in numbered:
        for role, of in ROLES.items():
            for iri in dict.fromkeys(name for line in lines_of(one) for name in of(line)):
                department = found.setdefault(iri, Department(iri))
                getattr(department, role).append(_cut(one, iri, of))
    return tuple(sorted(found.values(), key=_rank))


def _rank(one: Department) -> tuple[int, int, int]:
    return (-len(one.leads), -len(one.cooperates), -len(one.handles))


def _cut(one: Numbered, department: str, of: Callable[[Item], tuple[str, ...]]) -> Numbered:
    """An entry with those of its lines in which a department has a role."""
    if all(department in of(line) for line in one.lines):
        return one
    return Numbered(one.item, tuple(line for line in one.lines if department in of(line)))
