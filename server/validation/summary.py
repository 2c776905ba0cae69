"""The problems of a report in groups, as a page shows them: the checklist's before the graph's,
worst first, each rule once, with the places it was broken at.

A page stays readable and small however many problems there are: it shows so many groups, so many
places of each, and says how many more there are.
"""

from collections.abc import Iterable
from typing import Any

from loader.problems import Problem
from server.quality.groups import Group, groups
from shapes.report import Kind, Severity

_GROUPS = 100
_PLACES = 20
_TEXT = 120
_SENTENCE = 600


def summary(problems: Iterable[Problem]) -> dict[str, Any]:
    """`problems` as plain data: their groups by kind, and how many groups are left out."""
    ordered = groups(problems)
    shown = ordered[:_GROUPS]
    return {
        "kinds": [
            {
                "kind": kind.value,
                "counts": {s.value: _count(ordered, kind, s) for s in Severity},
                "groups": [_group(one) for one in shown if one.kind is kind],
            }
            for kind in Kind
        ],
        "more": len(ordered) - len(shown),
    }


def _count(ordered: Iterable[Group], kind: Kind, severity: Severity) -> int:
    return sum(
        len(one.problems) for one in ordered if one.kind is kind and one.severity is severity
    )


def _group(group: Group) -> dict[str, Any]:
    problems = group.problems[:_PLACES]
    own = group.shared("zh") is None or group.shared("en") is None
    return {
        "code": group.code,
        "id": group.id,
        "severity": group.severity.value,
        "zh": _cut(group.sentence("zh"), _SENTENCE),
        "en": _cut(group.sentence("en"), _SENTENCE),
        "own": own,
        "count": len(group.problems),
        "more": len(group.problems) - len(problems),
        "places": [_place(problem, own=own) for problem in problems],
    }


_KEPT = ("sheet", "page", "table", "row", "lines", "cell", "carried", "item", "item_en")


def _place(problem: Problem, *, own: bool) -> dict[str, Any]:
    data = problem.as_json()
    place = {name: data[name] for name in _KEPT}
    place["column"] = _cut("".join((problem.place.column or "").split()), _TEXT)
    place["text"] = None if problem.place.text is None else _cut(problem.place.text, _TEXT)
    for name in ("thing", "label", "label_en"):
        place[name] = _cut(data[name] or "", _TEXT)
    for language in ("zh", "en"):
        place[language] = _cut(problem.sentence(language), _SENTENCE) if own else ""
    return place


def _cut(text: str, length: int) -> str:
    return f"{text[:length]}…" if len(text) > length else text
