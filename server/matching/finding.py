"""What may be meant by a name, and what was decided of each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from server.matching.state import NONE, State
from server.saved.header import Text
from server.search.asking import EXACT, Hit
from server.search.index import Index

CANDIDATES = 5
"""So many are offered for a name."""
_LOOKED_AT = 25

KINDS: Mapping[str, Text] = {
    "": Text("事项、场景、部门等全部", "everything: matters, scenarios, departments"),
    "matter": Text("事项", "matters"),
    "sub-item": Text("细分事项", "sub-items"),
    "department": Text("部门", "departments"),
    "scenario": Text("场景", "scenarios"),
    "stage": Text("阶段", "stages"),
    "entry": Text("清单条目", "entries of a list"),
}
"""What may be looked for."""
HOWS: Mapping[str, Text] = {
    "exact": Text("名称相同", "same name"),
    "part": Text("名称含有", "part of the name"),
    "within": Text("所给的话里有", "name within what is given"),
    "sound": Text("读音", "sound"),
    "initials": Text("拼音首字母", "initials"),
    "letters": Text("简称", "abbreviation"),
    "number": Text("序号", "number"),
    "similar": Text("相近", "similar"),
    "code": Text("编码相同", "same code"),
    "word": Text("平常的说法", "how people say it"),
}
"""Why something is offered."""
STANDINGS: Mapping[str, Text] = {
    "clerk": Text("已确认", "confirmed"),
    "alike": Text("名称相同，未逐条确认", "same name, not looked at"),
    "none": Text("没有对应的", "none of them"),
    "open": Text("待确认", "open"),
    "nothing": Text("没有找到", "nothing found"),
}
"""How it stands with a row."""


@dataclass(frozen=True)
class Decided:
    """A name, how it stands with it, and the thing: of an open one the likeliest."""

    name: str
    standing: str
    hit: Hit | None


def with_the_alike(index: Index, state: State) -> State:
    """The state in which what has exactly one current namesake stands for that."""
    alike = {}
    for at, name in enumerate(state.names):
        hits = _namesakes(index.same(name, _kinds(state), _regions(state)))
        if len(hits) == 1:
            alike[at] = hits[0].iri
    return replace(state, alike=alike)


def candidates(index: Index, state: State, at: int) -> list[Hit]:
    """What is offered for a name, the likeliest first, and what was picked among it."""
    hits = _hits(index, state, state.names[at])
    shown = hits[:CANDIDATES]
    picked = state.decided(at)
    return shown + [hit for hit in hits[CANDIDATES:] if hit.iri == picked]


def decided(index: Index, state: State) -> Sequence[Decided]:
    """What was decided of each name."""
    return tuple(_decided(index, state, at) for at in range(len(state.names)))


def how(hit: Hit) -> Text:
    """Why a thing was found, in words."""
    role = {"key": "code", "code": "code", "word": "word"}.get(hit.match.role)
    return HOWS[role if role and hit.match.how == "exact" else hit.match.how]


def _decided(index: Index, state: State, at: int) -> Decided:
    name, picked = state.names[at], state.decided(at)
    hits = _hits(index, state, name)
    if picked == NONE:
        return Decided(name, "none", None)
    if picked is not None:
        hit = next((one for one in hits if one.iri == picked), None)
        if hit:
            return Decided(name, "clerk" if at in state.picks else "alike", hit)
    return Decided(name, "open" if hits else "nothing", hits[0] if hits else None)


def _hits(index: Index, state: State, name: str) -> list[Hit]:
    return index.search(name, _kinds(state), _regions(state))[:_LOOKED_AT]


def _namesakes(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.score == EXACT and hit.standing == "current"]


def _kinds(state: State) -> tuple[str, ...]:
    return (state.kind,) if state.kind else ()


def _regions(state: State) -> tuple[str, ...]:
    return (state.region,) if state.region else ()


def by_row(state: State, found: Sequence[Decided]) -> Iterator[tuple[int, Decided, str]]:
    """Each row of the table by its number, with what was decided and the code beside the name."""
    for number, at in enumerate(state.rows, start=1):
        yield number, found[at], state.codes[number - 1] if state.codes else ""
