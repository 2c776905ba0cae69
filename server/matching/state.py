"""What a clerk has decided so far, carried from page to page by the form itself: packed, and read
back as what a stranger sent."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

MOST = 10_000
"""Rows of one table."""
LONGEST = 200
"""Characters of a name."""
_UNPACKED = 8_000_000
NONE = ""
"""The decision that nothing of what is offered is meant."""


class Damaged(Exception):
    """The state that was sent is none of ours."""


@dataclass(frozen=True)
class State:
    """The distinct `names` of a table, which of them stands in each row, and the code beside it.

    `alike` are the names of which exactly one thing is called so, and that; `picks` are what the
    clerk decided. Both go by the place of a name among `names`."""

    names: tuple[str, ...]
    rows: tuple[int, ...]
    codes: tuple[str, ...] = ()
    heading: str = ""
    others: tuple[str, ...] = ()
    kind: str = ""
    region: str = ""
    alike: Mapping[int, str] = field(default_factory=dict)
    picks: Mapping[int, str] = field(default_factory=dict)

    def decided(self, at: int) -> str | None:
        """The thing that a name stands for, NONE, or None where that is open."""
        return self.picks.get(at, self.alike.get(at))

    @property
    def open(self) -> list[int]:
        """The names that nothing is called by exactly, in order: those to be looked at."""
        return [at for at in range(len(self.names)) if at not in self.alike]

    def picked(self, decisions: Mapping[int, str | None]) -> "State":
        """The state with further decisions; None takes one back."""
        known = {at: to for at, to in decisions.items() if 0 <= at < len(self.names)}
        picks = {at: to for at, to in self.picks.items() if at not in known}
        picks |= {at: to for at, to in known.items() if to is not None}
        return replace(self, picks=picks)


def state_of(names: Sequence[str], codes: Sequence[str], **about: Any) -> State:
    """The state of a table in which nothing is decided."""
    distinct = {name: at for at, name in enumerate(dict.fromkeys(names))}
    return State(tuple(distinct), tuple(distinct[name] for name in names), tuple(codes), **about)


def packed(state: State) -> str:
    """The state as a word of a form."""
    said = {
        "n": state.names,
        "r": state.rows if len(state.rows) != len(state.names) else None,
        "c": state.codes,
        "h": state.heading,
        "o": state.others,
        "k": state.kind,
        "g": state.region,
        "a": list(state.alike.items()),
        "p": list(state.picks.items()),
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def unpacked(word: str) -> State:
    """The state that a form brings back. Raises Damaged."""
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(base64.urlsafe_b64decode(word.encode("ascii")), _UNPACKED)
        if opened.unconsumed_tail or not opened.eof:
            raise Damaged
        return _state(json.loads(text))
    except (binascii.Error, zlib.error, ValueError, TypeError, KeyError, RecursionError):
        raise Damaged from None


def _state(said: Any) -> State:
    names = _texts(said["n"])
    rows = tuple(range(len(names))) if said["r"] is None else tuple(said["r"])
    codes = _texts(said["c"])
    whole = all(type(at) is int and 0 <= at < len(names) for at in rows)
    if any(len(one) > LONGEST for one in (*names, *codes)):
        raise Damaged
    if not whole or len(rows) > MOST or len(names) > MOST or len(codes) not in (0, len(rows)):
        raise Damaged
    about = _texts((said["h"], said["k"], said["g"]))
    return State(
        names, rows, codes, about[0], _texts(said["o"]), about[1], about[2],
        _decisions(said["a"], len(names)), _decisions(said["p"], len(names)),
    )  # fmt: skip


def _texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise Damaged
    for one in found:
        one.encode()  # half a surrogate is no character
    return tuple(found)


def _decisions(found: Any, names: int) -> dict[int, str]:
    decided = {}
    for at, to in found:
        if type(at) is not int or not 0 <= at < names or not isinstance(to, str):
            raise Damaged
        decided[at] = to
    return decided
