"""The problems of a report grouped for a page: each sentence once, with the places it holds for.

A page stays readable and small however many problems there are: it shows so many groups, so many
places of each, and says how many more there are.
"""

from collections.abc import Iterable
from typing import Any

from loader.problems import Problem

_GROUPS = 100
_PLACES = 20
_TEXT = 60
_SENTENCE = 600
_LAST = frozenset({"L02"})
"""English names: they are missing wherever a county is new, and hide what else is to be seen."""


def summary(problems: Iterable[Problem]) -> dict[str, Any]:
    """`problems` as at most a hundred groups, worst first, then as the document stands."""
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        sentences = (problem.sentence("zh"), problem.sentence("en"))
        groups.setdefault((problem.severity, problem.code, *sentences), []).append(problem)
    ordered = sorted(groups.values(), key=_order)
    return {"shown": [_group(found) for found in ordered[:_GROUPS]], "more": _more(ordered)}


def _more(ordered: list[list[Problem]]) -> int:
    return max(len(ordered) - _GROUPS, 0)


def _group(found: list[Problem]) -> dict[str, Any]:
    first = found[0]
    places = sorted(found, key=_at)[:_PLACES]
    return {
        "code": first.code,
        "severity": first.severity.value,
        "kind": first.kind.value,
        "zh": _cut(first.sentence("zh"), _SENTENCE),
        "en": _cut(first.sentence("en"), _SENTENCE),
        "count": len(found),
        "more": len(found) - len(places),
        "places": [_place(problem) for problem in places],
    }


def _place(problem: Problem) -> dict[str, Any]:
    data = problem.as_json()
    kept = ("file", "sheet", "page", "table", "row", "lines", "column", "cell", "item", "item_en")
    place = {name: data[name] for name in (*kept, "thing", "label", "label_en")}
    return {**place, "text": _cut("".join((problem.place.text or "").split()), _TEXT)}


def _cut(text: str, length: int) -> str:
    return f"{text[:length]}…" if len(text) > length else text


def _order(found: list[Problem]) -> tuple[int, bool, int, str]:
    first = found[0]
    return first.severity.rank, first.code in _LAST, min(map(_at, found)), first.code


def _at(problem: Problem) -> int:
    return problem.place.row or problem.place.line_start or 0
