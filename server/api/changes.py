"""`/api/changes`: what changed from one edition of a list to its current one, step by step.

A row for each change of each step, from an edition to the one that follows it. `uri` is what others
store: the matter, of a change in one line its sub-item, or the stage or scenario that changed.
`batch` is the publication that brought the later edition (its latest file), `time` when that was.
Compared is what the editions print, with the URIs that the register gives them today.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from pyoxigraph import Store

from loader.comparison import compare
from loader.comparison.changes import Change, Kind, Side
from loader.comparison.items import Thing
from server.api.editions import Published, published
from server.api.parameters import refused
from server.api.records import Record
from server.api.since import find
from server.api.status import statuses
from server.differences.wording import KINDS, sentence
from server.reading.kept import Kept
from server.reading.reader import Reader
from server.store.interface import View
from server.store.items import compared_items
from server.store.succession import in_order

COLUMNS = (
    *("operation", "operation_name", "time", "batch", "edition", "previous", "kind", "uri", "name"),
    *("entry_before", "entry_after", "column", "old", "new", "old_uris", "new_uris", "successors"),
    *("successors_uri", "text"),
)
"""As CSV."""
_STEPS: Kept[list[Record]] = Kept(16)


def changes(reader: Reader, since: str, until: str) -> list[Record]:
    """The rows from the edition `since` to `until`, the current one where that is empty; from the
    first edition where `since` is a list. Raises BadParameter where there is no such edition, or
    the one does not follow the other."""
    editions = published(reader)
    of_list = [one for one in editions if since in (one.list, f"{one.code}/{one.list_key}")]
    first = None if of_list else find(reader, since)
    same = of_list or [one for one in editions if first and one.list == first.list]
    last = find(reader, until, "until") if until else next(one for one in same if one.current)
    chain = _chain(same, last)
    if last not in same or (first and first not in chain):
        raise refused(
            "until" if until else "since",
            until or since,
            f"{last.key} 不是 {first.key if first else since} 之后的版本。",
            f"{last.key} does not follow {first.key if first else since}.",
        )
    found = []
    for before, after in pairwise(chain[chain.index(first) :] if first else chain):
        key = f"{before.edition} {after.edition}"
        found += _STEPS.get(reader.view, key, partial(_step, reader, before, after))
    return found


def _chain(same: Sequence[Published], last: Published) -> list[Published]:
    """The editions up to the last, from the first: one that was loaded in between has its place."""
    by_key = {one.key: one for one in same}
    before = {one.key: one.before.rpartition("/")[2] or None for one in same}
    current = next((one.key for one in same if one.current), None)
    order = [by_key[key] for key in in_order(before, current)]
    return order[: order.index(last) + 1] if last in order else []


def _step(reader: Reader, before: Published, after: Published) -> list[Record]:
    store = Store.read_only(str(reader.view.record().store))
    found = compare(compared_items(store, before.edition), compared_items(store, after.edition))
    batch = _batch(reader.view, after.edition)
    rows = [_row(change, before, after, batch) for change in found.changes]
    gone = [row["uri"] for row in rows if row["operation"] in _LEAVING]
    became = {one["uri"]: one for one in statuses(reader, sorted(set(gone)))}
    for row in rows:
        if row["operation"] in _LEAVING:
            row["successors"] = became[row["uri"]]["successors"]
    return rows


_LEAVING = (Kind.REMOVED.value, Kind.SUB_ITEM_REMOVED.value)


def _batch(view: View, edition: str) -> Mapping[str, Any]:
    """The latest publication of a file of the edition."""
    last: Mapping[str, Any] = {}
    for record in view.publications():
        loaded = [record, *record.get("editions", ())]
        if any(one.get("edition") == edition for one in loaded):
            last = record
    return last


def _row(change: Change, before: Published, after: Published, batch: Mapping[str, Any]) -> Record:
    kind, thing = _subject(change)
    old, new = change.before, change.after
    return {
        "operation": change.kind.value,
        "operation_name": KINDS[change.kind].zh,
        "operation_name_en": KINDS[change.kind].en,
        "time": batch.get("at"),
        "batch": batch.get("id"),
        "edition": after.edition,
        "previous": before.edition,
        "kind": kind,
        "uri": thing.iri if thing else None,
        "name": thing.zh if thing else change.heading,
        "name_en": thing.en if thing else None,
        "entry_before": old.item.iri if old and old.item else None,
        "entry_after": new.item.iri if new and new.item else None,
        "column": change.heading,
        "old": _text(change, old),
        "new": _text(change, new),
        "old_uris": _uris(old),
        "new_uris": _uris(new),
        "successors": [],
        "text": sentence(change),
    }


def _subject(change: Change) -> tuple[str, Thing | None]:
    """What a change is of, the later side first."""
    sides = [side for side in (change.after, change.before) if side]
    for side in sides:
        if side.line and side.line.sub_item and side.line.name is not None:
            return "sub-item", side.line.sub_item
    if change.kind in (Kind.SUB_ITEM_ADDED, Kind.SUB_ITEM_REMOVED):
        for side in sides:
            if side.line and side.line.sub_item:
                return "sub-item", side.line.sub_item
    for side in sides:
        if side.item:
            return "matter", side.item.matter
    section = next((side.section for side in sides if side.section), None)
    if section is None:
        return "column", None
    stage = change.kind in (Kind.STAGE_RENAMED, Kind.STAGE_RECODED)
    return "stage" if stage else "scenario", section.thing


def _text(change: Change, side: Side | None) -> str | None:
    """What stood, or stands, where the change is; None where nothing did."""
    if side is None:
        return None
    if change.kind is Kind.MOVED and side.section:
        return side.section.spoken
    if side.values:
        return "、".join(one.zh if isinstance(one, Thing) else one for one in side.values)
    if change.kind in (Kind.ADDED, Kind.REMOVED) and side.item:
        return side.item.name
    if change.kind in (Kind.SUB_ITEM_ADDED, Kind.SUB_ITEM_REMOVED):
        return _line(side)
    if change.kind is Kind.REORDERED and side.item:
        return str(side.line.order if side.line else side.item.order)
    return None


def _line(side: Side) -> str | None:
    if side.line is None:
        return None
    return side.line.name or (side.line.sub_item.zh if side.line.sub_item else None)


def _uris(side: Side | None) -> list[str]:
    return [one.iri for one in side.values if isinstance(one, Thing)] if side else []
