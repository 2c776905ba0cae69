"""The editions that a request asks about, and their records, made once a state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.api.parameters import Given, refused
from server.api.records import Part, Records, records
from server.reading.asking import ask
from server.reading.kept import Kept
from server.reading.reader import Reader

_RECORDS: Kept[Records] = Kept(64)


@dataclass(frozen=True)
class Published:
    """An edition of a list."""

    region: str
    """The IRI of the region."""
    list: str
    """The IRI of the list."""
    edition: str
    current: bool
    before: str
    """The edition that it follows; empty where it follows none."""
    title: str
    issued: str

    @property
    def code(self) -> str:
        """The code of the region."""
        return self.region.rpartition("/")[2]

    @property
    def list_key(self) -> str:
        return self.list.rpartition("/")[2]

    @property
    def key(self) -> str:
        return self.edition.rpartition("/")[2]

    @property
    def part(self) -> Part:
        return Part(self.code, self.list_key, self.edition)


def published(reader: Reader) -> list[Published]:
    """All editions of all lists, by region, list and key."""
    found = [
        Published(
            row["region"],
            row["list"],
            row["edition"],
            row["current"] == "true",
            row["before"],
            row["title"],
            row["issued"],
        )
        for row in ask(reader.view, "api-editions")
    ]
    return sorted(found, key=lambda one: (one.code, one.list_key, one.key))


def asked(reader: Reader, given: Given) -> dict[str, list[Published]]:
    """The editions asked about, by the code of their region: those named, else the current ones.
    Raises BadParameter where a region, a list or an edition is none that is published."""
    found = published(reader)
    region, list_, edition = given.one("region"), given.one("list"), given.one("edition")
    if region:
        found = _only(found, "region", region, lambda one: (one.code, one.region))
    if list_:
        found = _only(found, "list", list_, lambda one: (one.list_key, one.list))
    if edition:
        found = _only(
            found,
            "edition",
            edition,
            lambda one: (one.key, f"{one.list_key}/{one.key}", one.edition),
        )
    else:
        found = [one for one in found if one.current]
    by_region: dict[str, list[Published]] = {}
    for one in found:
        by_region.setdefault(one.code, []).append(one)
    return by_region


def _only(
    found: Sequence[Published],
    parameter: str,
    value: str,
    names: Callable[[Published], tuple[str, ...]],
) -> list[Published]:
    """Those that `value` is a name of. Raises BadParameter where there is none."""
    chosen = [one for one in found if value in names(one)]
    if chosen:
        return chosen
    known = list(dict.fromkeys(names(one)[0] for one in found))
    shown = known[:20]
    raise refused(
        parameter,
        value,
        f"没有这个。有：{'、'.join(shown)}{'……' if len(known) > len(shown) else ''}。",
        f"there is none; there are {', '.join(shown)}{', …' if len(known) > len(shown) else ''}.",
    )


def records_of(reader: Reader, editions: Sequence[Published]) -> Records:
    """The records of some editions of one region."""
    key = " ".join(one.edition for one in editions)
    parts = [one.part for one in editions]
    return _RECORDS.get(reader.view, key, lambda: records(reader, editions[0].region, parts))
