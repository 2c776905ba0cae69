"""What an address chooses out of a list: by the keys at the end of IRIs, or the IRIs themselves."""

from collections.abc import Iterable, Sequence

from server.api.parameters import refused
from server.errors import BadParameter
from server.urls import key_of

MOST = 1000
"""So many values of one parameter are read."""
_WORDS = {
    "stage": ("阶段", "stage"),
    "scenario": ("场景", "scenario"),
    "department": ("部门", "department"),
    "matter": ("事项", "matter"),
}


def chosen(name: str, values: Sequence[str], known: Iterable[str], page: str) -> list[str]:
    """Those of `known` (IRIs) that `values` name, each once, in the order of `known`. Raises
    BadParameter for a value that is none of them, and for more values than anyone chooses; `page`
    is where to choose again."""
    every = list(dict.fromkeys(known))
    by_name = {name: iri for iri in reversed(every) for name in (iri, key_of(iri))}
    wanted = set()
    for value in distinct(name, values, page):
        if value not in by_name:
            chinese, english = _WORDS[name]
            raise refused(
                name,
                value,
                f"这份清单的现行版本里没有这个{chinese}，请在 {page} 重新选择。",
                f"the current edition of this list has no such {english}; choose again at {page}.",
            )
        wanted.add(by_name[value])
    return [iri for iri in every if iri in wanted]


def distinct(name: str, values: Sequence[str], page: str) -> list[str]:
    """The values that say something, each once. Raises BadParameter for more than `MOST`."""
    found = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if len(found) > MOST:
        raise refused(
            name,
            found[0],
            f"一共选了 {len(found)} 个，一次最多 {MOST} 个；请在 {page} 少选一些。",
            f"{len(found)} were chosen, {MOST} at most may be; choose fewer at {page}.",
        )
    return found


def none_chosen(name: str, page: str) -> BadParameter:
    """That a file is asked for and nothing is chosen that could stand in it."""
    chinese, english = _WORDS[name]
    return refused(
        name,
        "",
        f"还没有选{chinese}，请在 {page} 选好再下载。",
        f"no {english} is chosen; choose at {page}, then download.",
    )
