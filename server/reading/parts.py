"""What each department has to do with some entries: which it leads, on which it cooperates."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from server.reading.items import Item, Numbered


@dataclass
class Part:
    """A department's part in some entries, as printed."""

    department: str
    leads: list[Item] = field(default_factory=list)
    cooperates: list[Item] = field(default_factory=list)

    @property
    def entries(self) -> int:
        return len({item.iri for item in (*self.leads, *self.cooperates)})


def parts(numbered: Iterable[Numbered]) -> list[Part]:
    """The parts of all departments in some entries: leads first, then those with most entries."""
    found: dict[str, Part] = {}
    for one in numbered:
        for iri in one.item.leads:
            found.setdefault(iri, Part(iri)).leads.append(one.item)
        for iri in one.item.cooperating:
            found.setdefault(iri, Part(iri)).cooperates.append(one.item)
    return sorted(
        found.values(), key=lambda part: (-len(part.leads), -len(part.cooperates), part.department)
    )
