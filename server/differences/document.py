"""A difference for programs, as JSON.

    snapshot    id of the snapshot both editions were read from; published: when it was made
    before      iri, region, list, key, title, loaded of the earlier edition; after: of the later
    count       how many changes there are; counts: kind -> how many, only kinds that occur
    unjoined    of two counties, matters of each that no shared concept joins (else [0, 0])
    changes     a list; of each change
      kind      added, removed, moved, renamed, retyped, lead-changed, cooperating-changed,
                handling-changed, sub-item-added, sub-item-removed, attribute-changed,
                column-renamed, stage-renamed, stage-recoded, scenario-renamed, scenario-recoded,
                restaged, renumbered, reordered, only-in-first, only-in-second
      zh, en    what the kind is called;  text: the change as one sentence in Chinese
      before, after   null, or
        entry, number, order, name, matter, stage, scenario, types, leads, cooperating, handling,
        attributes
                the entry as that edition has it; only entry, and that null, where a whole scenario
                or column changed
        line    iri, order, name, sub_item, types, leads, cooperating, handling, attributes of one
                line, or null
        section the stage or scenario that changed, or null
        values  what differs: texts, or things
      heading   the column of an attribute, or null
      also      the other scenarios the matter stood in (added) or still stands in (removed)
    hints       guess, zh, en, likeness (0 to 1), text, before, after (as in a change)
    departments only with `by_department`: department (or null), changes (indices into `changes`)

A thing is {iri, zh, en}; a stage or scenario {iri, zh, en, code, name}, `name` as printed; an
attribute {heading, text, key}, `key` null where the heading is not known.
"""

import json
from collections.abc import Iterable
from typing import Any

from loader.comparison.changes import Change, Side, settled
from loader.comparison.items import ComparedItem, ComparedLine, Section, Stated, Thing, values
from loader.comparison.likeness import Hint
from server.differences.departments import by_department
from server.differences.finding import Compared, Difference
from server.differences.wording import COLUMN_NAMES, GUESSES, KINDS, guess, sentence


def as_json(difference: Difference, *, departments: bool = False) -> str:
    """The difference as one JSON object; its keys are those above and stay."""
    changes = difference.comparison.changes
    document = {
        "snapshot": difference.snapshot,
        "published": difference.published,
        "before": _edition(difference.before),
        "after": _edition(difference.after),
        "count": len(changes),
        "counts": {kind.value: n for kind, n in difference.comparison.counts().items()},
        "unjoined": list(difference.comparison.unjoined),
        "changes": [_change(change) for change in changes],
        "hints": [_hint(hint) for hint in difference.hints],
    }
    if departments:
        index = {id(change): n for n, change in enumerate(changes)}
        document["departments"] = [
            {
                "department": _thing(department) if department else None,
                "changes": [index[id(change)] for change in of_it],
            }
            for department, of_it in by_department(changes).items()
        ]
    return json.dumps(document, ensure_ascii=False, indent=1)


def _edition(one: Compared) -> dict[str, Any]:
    edition = one.edition
    return {
        "iri": edition.iri,
        "region": {"code": edition.region, **_thing(one.region)},
        "list": edition.list,
        "key": edition.key,
        "title": edition.title,
        "current": edition.current,
        "loaded": one.loaded,
    }


def _change(change: Change) -> dict[str, Any]:
    word = KINDS[change.kind]
    return {
        "kind": change.kind.value,
        "zh": word.zh,
        "en": word.en,
        "text": sentence(change),
        "before": _side(change.before),
        "after": _side(change.after),
        "heading": change.heading,
        "also": [_section(section) for section in change.also],
    }


def _hint(hint: Hint) -> dict[str, Any]:
    word = GUESSES[hint.guess]
    return {
        "guess": hint.guess.value,
        "zh": word.zh,
        "en": word.en,
        "likeness": round(hint.likeness, 3),
        "text": guess(hint),
        "before": _side(hint.before),
        "after": _side(hint.after),
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        **(_item(side.item) if side.item else {"entry": None}),
        "line": _line(side.line) if side.line else None,
        "section": _section(side.section) if side.section else None,
        "values": [_thing(one) if isinstance(one, Thing) else one for one in side.values],
    }


def _item(item: ComparedItem) -> dict[str, Any]:
    return {
        "entry": item.iri,
        "number": item.number,
        "order": item.order,
        "name": item.name,
        "matter": _thing(item.matter),
        "stage": _section(item.stage) if item.stage else None,
        "scenario": _section(item.scenario) if item.scenario else None,
        **{aspect: _things(item.values(aspect)) for aspect in COLUMN_NAMES},
        "attributes": _stated(item.attributes),
    }


def _line(line: ComparedLine) -> dict[str, Any]:
    return {
        "iri": line.iri,
        "order": line.order,
        "name": line.name,
        "sub_item": _thing(line.sub_item) if line.sub_item else None,
        **{aspect: _things(values(line, aspect)) for aspect in COLUMN_NAMES},
        "attributes": _stated(line.attributes),
    }


def _stated(attributes: Iterable[Stated]) -> list[dict[str, Any]]:
    return [{"heading": one.heading, "text": one.text, "key": one.key} for one in attributes]


def _section(section: Section) -> dict[str, Any]:
    return {**_thing(section.thing), "code": section.code, "name": section.name}


def _things(things: Iterable[Thing]) -> list[dict[str, Any]]:
    return [_thing(thing) for thing in settled(things)]


def _thing(thing: Thing) -> dict[str, Any]:
    return {"iri": thing.iri, "zh": thing.zh, "en": thing.en}
