"""The things of a region that can be found, and every name that each is known by, read from the
present of a store."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ontology.terms import ADMS, DCAT, DCT, EN, LM, ORG, RDF, SKOS, ZH

KINDS = ("stage", "scenario", "matter", "sub-item", "department", "entry", "checklist")
_PRESENT = DefaultGraph()
_KEPT = ("stage", "scenario", "department")
"""The kinds that the register keeps without a word when no list names them any more."""
_NAMES = {
    SKOS.prefLabel.value: "label",
    SKOS.altLabel.value: "alias",
    DCT.alternative.value: "alias",
    SKOS.hiddenLabel.value: "word",
    DCT.identifier.value: "key",
}
_LINKS = {
    LM.stage: "stage",
    LM.scenario: "scenario",
    LM.leadDepartment: "lead",
    LM.cooperatingDepartment: "cooperating",
    LM.handlingDepartment: "handling",
    LM.matterType: "type",
}


@dataclass(frozen=True)
class Named:
    """A name of a thing and what it is: label, alias, word (how people say it), printed, english,
    key, or code (another system's)."""

    text: str
    role: str


@dataclass
class Found:
    """A thing that can be found. `links` are what it stands in or names, by what they are to it;
    `standing` is `current`, or what became of it."""

    iri: str
    kind: str
    name: str = ""
    name_en: str = ""
    standing: str = "current"
    number: int | None = None
    code: str = ""
    names: dict[Named, None] = field(default_factory=dict)
    links: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def called(self, text: str, role: str) -> None:
        if text:
            self.names.setdefault(Named(text, role))

    def linked(self, kind: str, iri: str) -> None:
        if iri:
            self.links[kind].setdefault(iri)


def gathered(store: Store, base: str, region: str) -> list[Found]:
    """Every thing of the region with this code, in a settled order."""
    return _Gathering(store, base, region).things()


Said = dict[str, list[NamedNode | Literal]]
"""Values by property."""


class _Gathering:
    def __init__(self, store: Store, base: str, region: str) -> None:
        self.store = store
        self.start = f"{base}id/{region}/"
        self.region = NamedNode(f"{base}id/region/{region}")
        self.found: dict[str, Found] = {}
        self.said: dict[str, Said] = {}
        self.used: set[str] = set()
        """What the items of current editions name."""

    def things(self) -> list[Found]:
        lists = [iri for iri in self._pointing(DCT.spatial, self.region) if "/checklist/" in iri]
        for iri in self._pointing(DCT.spatial, self.region):
            kind = iri.removeprefix(self.start).partition("/")[0]
            if iri.startswith(self.start) and kind in ("matter", "sub-item", "department"):
                self._add(iri, kind)
        for iri in [one.iri for one in self.found.values() if one.kind == "department"]:
            for above in self._iris(iri, ORG.unitOf):
                self.used.add(above)
                if above.startswith(self.start):
                    self._add(above, "department")
        for list_ in sorted(set(lists)):
            for edition in self._iris(list_, DCAT.hasCurrentVersion):
                self._add(list_, "checklist")
                self._list(list_, edition)
        for one in self.found.values():
            self._name(one)
            if one.kind in _KEPT and one.standing == "current" and one.iri not in self.used:
                one.standing = "not-in-current-list"
        found = (one for one in self.found.values() if one.standing != "withdrawn")
        return sorted(found, key=lambda one: (KINDS.index(one.kind), one.iri))

    def _add(self, iri: str, kind: str) -> Found:
        return self.found.setdefault(iri, Found(iri, kind))

    def _list(self, list_: str, edition: str) -> None:
        for kind in ("stage", "scenario"):
            for iri in self._pointing(SKOS.inScheme, NamedNode(f"{list_}/stages")):
                if f"/{kind}/" in iri:
                    self._add(iri, kind).linked("checklist", list_)
        for item in self._pointing(LM.inEdition, NamedNode(edition)):
            self._item(item, list_)

    def _item(self, iri: str, list_: str) -> None:
        """What an entry or a line says: how the list prints its matter and its sub-item, where they
        stand, and which departments it names."""
        name = self._text(iri, LM.statedName)
        links = {kind: self._iris(iri, predicate) for predicate, kind in _LINKS.items()}
        links["checklist"] = [list_]
        named = [self.found.get(one) for one in self._iris(iri, LM.matter)]
        subs = [self.found.get(one) for one in self._iris(iri, LM.subItem)]
        line = bool(self._iris(iri, LM.subEntryOf))
        for thing in subs if line else (*named, *subs):
            if thing:
                thing.called(name, "printed")
        code = self._text(iri, LM.scenarioCode)
        if not line:
            entry = self._add(iri, "entry")
            entry.called(name, "printed")
            number = self._text(iri, LM.number)
            entry.number = int(number) if number else None
            named.append(entry)
        for thing in filter(None, (*named, *subs)):
            for kind, iris in links.items():
                for target in iris:
                    thing.linked(kind, target)
        self.used.update(iri for iris in links.values() for iri in iris)
        for scenario in links["scenario"]:
            if one := self.found.get(scenario):
                one.code = code
                one.called(code, "key")
                for kind in ("stage", "lead", "cooperating"):
                    for target in links[kind]:
                        one.linked(kind, target)
        for stage in links["stage"]:
            if one := self.found.get(stage):
                one.code = self._text(iri, LM.stageNumber)
                one.called(one.code, "key")
        for kind in ("lead", "cooperating", "handling"):
            for department in links[kind]:
                if one := self.found.get(department):
                    for place in ("stage", "scenario", "checklist"):
                        for target in links[place]:
                            one.linked(place, target)

    def _name(self, one: Found) -> None:
        for predicate, role in _NAMES.items():
            for value in self._about(one.iri).get(predicate, ()):
                english = isinstance(value, Literal) and value.language == EN
                one.called(value.value, "english" if english else role)
        labels = self._values(one.iri, SKOS.prefLabel)
        texts = {one.language: one.value for one in labels if isinstance(one, Literal)}
        one.name, one.name_en = texts.get(ZH, ""), texts.get(EN, "")
        for status in self._iris(one.iri, LM.status):
            one.standing = status.rpartition("/")[2]
        if one.standing == "current" and self._iris(one.iri, DCT.isReplacedBy):
            one.standing = "merged"
        for identifier in self._iris(one.iri, ADMS.identifier):
            one.called(self._text(identifier, SKOS.notation), "code")
        one.called(one.iri.rpartition("/")[2], "key")
        if one.kind == "entry":
            one.name = next((named.text for named in one.names if named.role == "printed"), "")

    def _pointing(self, predicate: NamedNode, target: NamedNode) -> list[str]:
        quads = self.store.quads_for_pattern(None, predicate, target, _PRESENT)
        return sorted(q.subject.value for q in quads if isinstance(q.subject, NamedNode))

    def _about(self, iri: str) -> Said:
        """What the present says of a thing, read once."""
        if iri not in self.said:
            said = self.said[iri] = {}
            for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, _PRESENT):
                if isinstance(quad.object, NamedNode | Literal):
                    said.setdefault(quad.predicate.value, []).append(quad.object)
        return self.said[iri]

    def _values(self, iri: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        return self._about(iri).get(predicate.value, [])

    def _iris(self, iri: str, predicate: NamedNode) -> list[str]:
        found = self._values(iri, predicate)
        return sorted(one.value for one in found if isinstance(one, NamedNode))

    def _text(self, iri: str, predicate: NamedNode) -> str:
        return min((v.value for v in self._values(iri, predicate) if _is_text(v)), default="")


def _is_text(value: NamedNode | Literal) -> bool:
    return isinstance(value, Literal) and value.language in (None, ZH)


def regions(store: Store, base: str) -> list[str]:
    """The codes of the regions that have a list."""
    start = f"{base}id/"
    lists = store.quads_for_pattern(None, RDF.type, LM.Checklist, _PRESENT)
    iris: Iterable[str] = (q.subject.value for q in lists if isinstance(q.subject, NamedNode))
    return sorted({iri.removeprefix(start).partition("/")[0] for iri in iris})
