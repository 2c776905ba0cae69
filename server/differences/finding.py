"""Two editions of a snapshot, read and compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Store

from loader.comparison import compare
from loader.comparison.changes import Comparison
from loader.comparison.counties import NothingJoins, compare_counties
from loader.comparison.items import ComparedItem, Thing
from loader.comparison.likeness import Hint, hints
from server.differences.choosing import NoChoice, choose, same_list
from server.store.editions import PublishedEdition, published_editions
from server.store.folder import Snapshot
from server.store.items import (
    compared_items,
    loaded_at,
    previous_edition,
    shared_concepts,
    thing,
)


@dataclass(frozen=True)
class Compared:
    """One of the two editions: its record, its region, and when it was first loaded."""

    edition: PublishedEdition
    region: Thing
    loaded: str | None


@dataclass(frozen=True)
class Difference:
    """Two editions of one snapshot and what changed from `before` to `after`."""

    snapshot: int
    published: str
    """When the snapshot was published."""
    before: Compared
    after: Compared
    comparison: Comparison
    hints: tuple[Hint, ...] = ()

    @property
    def across(self) -> bool:
        """Whether the editions are two counties'."""
        return self.before.edition.region != self.after.edition.region


def difference(snapshot: Snapshot, base: str, names: Sequence[str]) -> Difference:
    """Compare the editions that `names` mean (see `choose`). Raises NoChoice where they mean none,
    or two that cannot be compared."""
    store = Store.read_only(str(snapshot.store))
    before, after = choose(
        published_editions(snapshot, base),
        names,
        base,
        lambda edition: previous_edition(store, edition.iri),
    )
    old, new = compared_items(store, before.iri), compared_items(store, after.iri)
    found: tuple[Hint, ...] = ()
    if same_list(before, after):
        comparison = compare(old, new)
        found = hints(comparison, old, new)
    else:
        comparison = _across(store, before, after, old, new)
    return Difference(
        snapshot.id,
        str(snapshot.manifest()["publication"]["at"]),
        _compared(store, before, base),
        _compared(store, after, base),
        comparison,
        found,
    )


def _across(
    store: Store,
    before: PublishedEdition,
    after: PublishedEdition,
    old: Sequence[ComparedItem],
    new: Sequence[ComparedItem],
) -> Comparison:
    if before.region == after.region:
        raise NoChoice(
            f"{before.list} 与 {after.list} 是同一地区的两份清单，"
            "不是一份清单的两个版本，无法逐项比较。",
            f"{before.list} and {after.list} are two checklists of one region, not two editions of "
            "one: they cannot be compared item by item.",
        )
    try:
        return compare_counties(old, new, shared_concepts(store, (*old, *new)))
    except NothingJoins:
        raise NoChoice(
            f"{before.region} 与 {after.region} 的事项没有共同的通用事项概念（lm:matterConcept），"
            "无从判断哪些是同一事项，无法比较。请先为两地的事项对应通用事项。",
            f"No shared concept (lm:matterConcept) joins a matter of {before.region} with one of "
            f"{after.region}, so nothing says which are the same: link them to concepts first.",
        ) from None


def _compared(store: Store, edition: PublishedEdition, base: str) -> Compared:
    region = thing(store, f"{base}id/region/{edition.region}")
    return Compared(edition, region, loaded_at(store, edition.iri))
