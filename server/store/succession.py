"""The editions of one list that are published, and where a new one stands among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from loader.editions import Previous
from loader.identifiers import EditionIris, RegionIris
from loader.manifest import Manifest
from loader.problems import Refused, problem
from loader.register import Stood
from loader.rows import Place
from ontology.terms import DCAT, LM
from server.store.present import shared_graph


class Editions:
    """The editions of one list in a store."""

    def __init__(self, store: Store, base: str, region: str, list_key: str) -> None:
        self.store = store
        self.catalogue = shared_graph(base, "catalogue")
        self.checklist = RegionIris(base, region).checklist(list_key)
        versions = self._objects(self.checklist, DCAT.hasVersion)
        self.by_key = {iri.rsplit("/", 1)[1]: EditionIris(iri) for iri in versions}
        self.keys = tuple(sorted(self.by_key))
        current = self._objects(self.checklist, DCAT.hasCurrentVersion)
        self.current = current[0].rsplit("/", 1)[1] if current else None

    def _objects(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        quads = self.store.quads_for_pattern(subject, predicate, None, self.catalogue)
        return [q.object.value for q in quads if isinstance(q.object, NamedNode | Literal)]

    def with_digest(self, digest: str) -> str | None:
        """The key of the edition whose settled content has this digest."""
        for key, iris in self.by_key.items():
            if digest in self._objects(iris.edition, LM.contentDigest):
                return key
        return None

    def has_source(self, iris: EditionIris, document: NamedNode) -> bool:
        """Whether the edition names the document among its sources."""
        pattern = (iris.edition, LM.sourceDocument, document, iris.source)
        return next(iter(self.store.quads_for_pattern(*pattern)), None) is not None

    def before(self, key: str) -> str | None:
        """The key of the edition that `key` follows."""
        found = self._objects(self.by_key[key].edition, DCAT.previousVersion)
        return found[0].rsplit("/", 1)[1] if found else None

    def in_order(self) -> tuple[str, ...]:
        """The keys of the editions from the first to the current one: each after the one that it
        follows, else by date."""
        before = {key: self.before(key) for key in self.by_key}
        return in_order(before, self.current)

    def stood(self, key: str, follows: str | None, current: str) -> Stood:
        """Where things stand in the editions but `key`, which follows `follows`, and of which
        `current` will be the current one."""
        order = [one for one in self.in_order() if one != key]
        last: dict[str, str] = {}
        for one in order:
            graph = self.by_key[one].edition
            for predicate in (LM.matter, LM.subItem):
                for quad in self.store.quads_for_pattern(None, predicate, None, graph):
                    if isinstance(quad.object, NamedNode):
                        last["/".join(quad.object.value.rsplit("/", 2)[1:])] = one
        at = order.index(follows) + 1 if follows in order else 0
        return Stood(last, frozenset() if current == key else frozenset(order[at:]))

    def entries(self, key: str) -> Previous:
        """The edition `key` with its entries by (matter, scenario)."""
        iris = self.by_key[key]
        found: dict[NamedNode, dict[str, str]] = {}
        for name, predicate in (("matter", LM.matter), ("scenario", LM.scenario)):
            for quad in self.store.quads_for_pattern(None, predicate, None, iris.edition):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    found.setdefault(quad.subject, {})[name] = quad.object.value
        has_entry = (iris.edition, LM.hasEntry, None, iris.edition)
        entries = {quad.object for quad in self.store.quads_for_pattern(*has_entry)}
        return Previous(
            iris.edition,
            {(of["matter"], of["scenario"]): e for e, of in found.items() if e in entries},
        )


@dataclass(frozen=True)
class Standing:
    """Where an edition stands: its key, which edition is current once it is published, and which
    one it follows."""

    key: str
    current: str
    follows: str | None


def standing(editions: Editions, key: str, manifest: Manifest, file: str) -> Standing:
    """Where a new edition `key` stands: the latest date is current, else what `supersedes` says,
    never the order of loading. Raises Refused where the key is taken, or nothing says what an
    undated one replaces."""
    place, current = Place(file), editions.current
    if key in editions.keys:
        raise Refused([problem("M04", place, edition=key)])
    if current is None:
        return Standing(key, key, None)
    dated = bool(manifest.edition)
    if manifest.supersedes and manifest.supersedes not in editions.keys:
        known = "、".join(editions.keys)
        raise Refused([problem("M07", place, edition=manifest.supersedes, known=known)])
    if manifest.supersedes == current or (dated and _later(key, current)):
        return Standing(key, key, current)
    if not dated:
        raise Refused([problem("M03", place, list=manifest.list, current=current)])
    earlier = max((k for k in editions.keys if _later(key, k)), default=None)
    return Standing(key, current, manifest.supersedes or earlier)


def standing_of_replaced(editions: Editions, key: str) -> Standing:
    """Where an edition stands that takes the place of the one published under the same key."""
    return Standing(key, editions.current or key, editions.before(key))


def in_order(before: Mapping[str, str | None], current: str | None) -> tuple[str, ...]:
    """The keys of editions from the first to the current one: each after the one that it follows
    (`before`), else by date."""
    found: dict[str, None] = {}

    def put(key: str) -> None:
        earlier = before.get(key)
        if earlier and earlier in before and earlier not in found:
            put(earlier)
        found[key] = None

    for key in sorted(before, key=lambda key: (key == current, _date(key))):
        put(key)
    return tuple(found)


def _date(key: str) -> tuple[bool, str]:
    """Sorts undated editions before dated ones."""
    return not key.startswith("u-"), key


def _later(key: str, than: str) -> bool:
    """Whether the dated edition `key` is later than another; an undated one has no date to beat."""
    return than.startswith("u-") or key > than
