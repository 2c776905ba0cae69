"""Which two editions are meant by the names that people give."""

from collections.abc import Callable, Sequence

from server.store.editions import PublishedEdition

Previous = Callable[[PublishedEdition], str | None]
"""An edition -> the IRI of the one it follows."""


class NoChoice(Exception):
    """The names do not say which two editions to compare: `zh` and `en` say why, and `there_are`
    what could be named instead."""

    def __init__(self, zh: str, en: str, editions: Sequence[PublishedEdition] = ()) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en
        self.there_are = tuple(f"{one.region}/{one.list}/{one.key}" for one in editions)


def choose(
    editions: Sequence[PublishedEdition], names: Sequence[str], base: str, previous: Previous
) -> tuple[PublishedEdition, PublishedEdition]:
    """The editions to compare, the earlier side first.

    Two names are two editions. One is an edition, compared with the current one of its list; or a
    list, whose current edition is compared with the one before it, as is done without names where
    there is one list. An edition is called by its key, `LIST/KEY`, `REGION/LIST/KEY`, its IRI or
    the address of its page. Raises NoChoice.
    """
    if not editions:
        raise NoChoice("尚未发布数据：先运行 lifematters load。", "Nothing published: load first.")
    if len(names) == 2:
        return _edition(editions, names[0], base), _edition(editions, names[1], base)
    if not names:
        return _latest(editions, editions, previous)
    if of_list := _lists(editions, names[0], base):
        return _latest(editions, of_list, previous)
    edition = _edition(editions, names[0], base)
    current = next((one for one in editions if one.current and same_list(one, edition)), edition)
    if current == edition:
        return _before(editions, edition, previous), edition
    return edition, current


def same_list(one: PublishedEdition, other: PublishedEdition) -> bool:
    return (one.region, one.list) == (other.region, other.list)


def _latest(
    editions: Sequence[PublishedEdition], among: Sequence[PublishedEdition], previous: Previous
) -> tuple[PublishedEdition, PublishedEdition]:
    lists = {(one.region, one.list) for one in among}
    current = [one for one in among if one.current]
    if len(lists) > 1 or not current:
        raise NoChoice(
            f"已发布{len(lists)}份清单，请指明要比较的清单或两个版本。",
            f"There are {len(lists)} checklists: name the list, or two editions.",
            among,
        )
    return _before(editions, current[0], previous), current[0]


def _before(
    editions: Sequence[PublishedEdition], edition: PublishedEdition, previous: Previous
) -> PublishedEdition:
    iri = previous(edition)
    before = next((one for one in editions if one.iri == iri), None)
    if before is None:
        others = [one for one in editions if same_list(one, edition)]
        raise NoChoice(
            f"版本 {edition.key} 没有上一版，请指明两个版本。",
            f"Edition {edition.key} follows none: name two editions.",
            others,
        )
    return before


def _edition(editions: Sequence[PublishedEdition], name: str, base: str) -> PublishedEdition:
    wanted = _path(name, base)
    found = [one for one in editions if _called(wanted, (one.region, one.list, one.key))]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoChoice(
            f"“{name}”可以指{len(found)}个版本，请写全。",
            f"“{name}” is the name of {len(found)} editions: write it in full.",
            found,
        )
    raise NoChoice(f"没有版本“{name}”。", f"There is no edition “{name}”.", editions)


def _lists(editions: Sequence[PublishedEdition], name: str, base: str) -> list[PublishedEdition]:
    wanted = _path(name, base)
    return [one for one in editions if _called(wanted, (one.region, one.list))]


def _path(name: str, base: str) -> tuple[str, ...]:
    """`REGION/LIST/KEY` of an IRI or of the address of a page, other names as they are."""
    for kind in ("id", "doc"):
        if name.startswith(f"{base}{kind}/"):
            path = name.removeprefix(f"{base}{kind}/").removesuffix(".html")
            return tuple(path.replace("/checklist/", "/").split("/"))
    return tuple(name.split("/"))


def _called(wanted: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether `wanted` is the end of `path`."""
    return wanted == path[-len(wanted) :]
