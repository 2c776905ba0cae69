"""Mementos (RFC 7089): the documents about things as they were.

A document is its own time gate (pattern 1.1): with `Accept-Datetime` it leads by 302 to the memento
of that time, which is the last one that is not later, or the first. Mementos stand at
`/memento/{YYYYMMDDhhmmss}/…`, their list at `/timemap/…`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from werkzeug.http import parse_date

LINK_FORMAT = "application/link-format"
_STAMP = re.compile(r"\d{14}", re.ASCII)


def asked(header: str) -> datetime | None:
    """The time that `Accept-Datetime` names (section 2.1.1: as in RFC 1123, in GMT); None where it
    names none."""
    if not re.search(r"\bGMT\s*$", header):
        return None
    try:
        return parse_date(header)
    except OverflowError:  # a year of twenty digits
        return None


def chosen(times: Sequence[str], wanted: datetime) -> str:
    """Of the times of mementos, in order, the last that is not later, or the first."""
    earlier = [one for one in times if when(one) <= wanted]
    return earlier[-1] if earlier else times[0]


def when(time: str) -> datetime:
    """An xsd:dateTime in UTC."""
    return datetime.fromisoformat(time.replace("Z", "+00:00"))


def stamp(time: str) -> str:
    """A time as it stands in addresses."""
    return when(time).strftime("%Y%m%d%H%M%S")


def of_stamp(text: str) -> datetime | None:
    """The time of an address; None where it is none."""
    if not _STAMP.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def http_date(time: str) -> str:
    """A time as headers have it."""
    return format_datetime(when(time), usegmt=True)


def address(base: str, time: str, path: str) -> str:
    """The memento of a document (its path after `/doc/`)."""
    return f"{base}memento/{stamp(time)}/{path}"


def timemap(base: str, path: str) -> str:
    """The list of the mementos of a document."""
    return f"{base}timemap/{path}"


def original_links(base: str, path: str) -> list[str]:
    """How a document leads to its mementos (section 2.2): `path` is its own after `/doc/`."""
    here = f"{base}doc/{path}"
    return [
        f'<{here}>; rel="original timegate"',
        f'<{timemap(base, path)}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]


def memento_links(base: str, path: str, times: Sequence[str], time: str) -> list[str]:
    """The links of a memento: to the original, to the list, to the first, the last, and those
    beside it (section 2.2.4)."""
    at = times.index(time)
    relations: dict[str, list[str]] = {}
    places = {"first": 0, "last": len(times) - 1, "prev": at - 1, "next": at + 1}
    for relation, place in places.items():
        if 0 <= place < len(times):
            relations.setdefault(times[place], []).append(relation)
    relations.setdefault(time, [])
    return [
        *original_links(base, path),
        *(_memento(base, path, one, relations[one]) for one in sorted(relations)),
    ]


def as_link_format(base: str, path: str, times: Sequence[str]) -> str:
    """The list of the mementos (section 5; RFC 6690)."""
    ends = {times[0]: ["first"]}
    ends.setdefault(times[-1], []).append("last")
    self = (
        f'<{timemap(base, path)}>; rel="self"; type="{LINK_FORMAT}"; '
        f'from="{http_date(times[0])}"; until="{http_date(times[-1])}"'
    )
    here = f'<{base}doc/{path}>; rel="original timegate"'
    every = [_memento(base, path, one, ends.get(one, [])) for one in times]
    return ",\n".join([here, self, *every]) + "\n"


def _memento(base: str, path: str, time: str, relations: Iterable[str]) -> str:
    words = " ".join([*relations, "memento"])
    return f'<{address(base, time, path)}>; rel="{words}"; datetime="{http_date(time)}"'
