"""The editions a snapshot holds, read from its catalogue."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from ontology.terms import DCAT, DCT, LM, ZH
from server.store.folder import Snapshot
from server.store.present import shared_graph


@dataclass(frozen=True)
class PublishedEdition:
    """One edition of one checklist."""

    iri: str
    region: str
    list: str
    key: str
    title: str
    current: bool
    entries: int
    matters: int


def published_editions(snapshot: Snapshot, base: str) -> list[PublishedEdition]:
    """Every edition in the snapshot, by region, list and key."""
    store = Store.read_only(str(snapshot.store))
    catalogue = shared_graph(base, "catalogue")
    current = {
        quad.object
        for quad in store.quads_for_pattern(None, DCAT.hasCurrentVersion, None, catalogue)
    }
    found = [
        _edition(store, quad.object, quad.object in current, base)
        for quad in store.quads_for_pattern(None, DCAT.hasVersion, None, catalogue)
        if isinstance(quad.object, NamedNode)
    ]
    return sorted(found, key=lambda edition: (edition.region, edition.list, edition.key))


def _edition(store: Store, iri: NamedNode, current: bool, base: str) -> PublishedEdition:
    region, _, rest = iri.value.removeprefix(f"{base}id/").partition("/checklist/")
    list_key, _, key = rest.partition("/")

    def values(predicate: NamedNode) -> list[Literal]:
        quads = store.quads_for_pattern(iri, predicate, None, None)
        return [quad.object for quad in quads if isinstance(quad.object, Literal)]

    titles = [literal.value for literal in values(DCT.title) if literal.language == ZH]
    entries, matters = values(LM.entryCount), values(LM.matterCount)
    return PublishedEdition(
        iri=iri.value,
        region=region,
        list=list_key,
        key=key,
        title=titles[0] if titles else "",
        current=current,
        entries=int(entries[0].value) if entries else 0,
        matters=int(matters[0].value) if matters else 0,
    )
