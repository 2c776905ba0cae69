"""What changed for a current matter since the edition in which someone stored its URI: whether the
list prints it under another name, or in other scenarios."""

from collections.abc import Sequence

from server.api.editions import Published, published, records_of
from server.api.parameters import refused
from server.api.records import Record
from server.api.status import STATUSES
from server.reading.reader import Reader


def find(
    reader: Reader,
    name: str,
    parameter: str = "since",
    among: Sequence[Published] | None = None,
) -> Published:
    """The edition of this name, of all or `among` some: its key, `LIST/KEY`, `REGION/LIST/KEY` or
    its URI. Raises BadParameter where there is none, or several."""
    editions = published(reader) if among is None else among
    names = {
        one.edition: (
            one.edition,
            one.key,
            f"{one.list_key}/{one.key}",
            f"{one.code}/{one.list_key}/{one.key}",
        )
        for one in editions
    }
    found = [one for one in editions if name in names[one.edition]]
    if len(found) == 1:
        return found[0]
    shown = "、".join(names[one.edition][-1] for one in (found or editions)[:20])
    raise refused(
        parameter,
        name,
        f"{'可以指几个版本，请写全' if found else '没有这个版本'}。有：{shown}。",
        f"{'it may mean several editions' if found else 'there is no such edition'}; "
        f"there are {shown}.",
    )


def since_then(reader: Reader, found: Sequence[Record], name: str) -> list[Record]:
    """The answers of `statuses`, those of current matters with what changed since an edition."""
    then = find(reader, name)
    now = [one for one in published(reader) if one.current and one.list == then.list]
    before = _standing(reader, [then])
    after = _standing(reader, now)
    return [_told(record, before, after) for record in found]


Standing = dict[str, tuple[frozenset[str], frozenset[str]]]
"""The names under which, and the scenarios in which, the lists print a matter or a sub-item."""


def _standing(reader: Reader, editions: Sequence[Published]) -> Standing:
    return {
        record["uri"]: (
            frozenset(one["printed"] for one in record["occurrences"]),
            frozenset(one["scenario"]["uri"] for one in record["occurrences"] if one["scenario"]),
        )
        for record in records_of(reader, editions).matters
        if record["occurrences"]
    }


def _told(record: Record, before: Standing, after: Standing) -> Record:
    uri = record["here"] or record["uri"]
    if record["status"] != "current" or uri not in before or uri not in after:
        return record
    names, places = before[uri], after[uri]
    status = "current"
    if names[0] != places[0]:
        status = "renamed"
    if names[1] != places[1]:
        status = "moved"
    words = STATUSES[status]
    return record | {"status": status, "status_name": words.zh, "status_name_en": words.en}
