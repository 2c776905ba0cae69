"""What a region's lists hold as records: entries, matters, departments and scenarios, each with the
labels of all that it names.

A record is plain data that goes out as JSON. A thing that it names is {uri, name, name_en}; lists
of things are in the order of the list, `name_en` is null where there is none. Everything comes from
the entries of one edition of each list and from the register, so it is the same for an edition that
is current and for one that was.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from loader.crosswalk import RELATIONS
from ontology.terms import CODE, DCT, EN, LM, ORG, RDF, SKOS, ZH
from server.reading.asking import Row, ask
from server.reading.items import Item, Numbered, edition_items, mentioned
from server.reading.reader import Reader, node, nodes

Record = dict[str, Any]
_STATUS = f"{CODE.iri}matter-status/"


@dataclass(frozen=True)
class Part:
    """An edition of a list of the region."""

    region: str
    list: str
    edition: str
    """Its IRI."""

    @property
    def key(self) -> str:
        return self.edition.rpartition("/")[2]


@dataclass(frozen=True)
class Records:
    """All records of a region, each kind in the order of its lists."""

    entries: Sequence[Record]
    matters: Sequence[Record]
    departments: Sequence[Record]
    scenarios: Sequence[Record]


def records(reader: Reader, region: str, parts: Sequence[Part]) -> Records:
    """The records of these editions of the region `region` (an IRI)."""
    return _Builder(reader, region, parts).build()


class _Builder:
    def __init__(self, reader: Reader, region: str, parts: Sequence[Part]) -> None:
        self.parts = {part.edition: part for part in parts}
        self.entries = [one for part in parts for one in edition_items(reader, part.edition)]
        registered = {row["thing"] for row in ask(reader.view, "api-region", region=node(region))}
        named = {iri for iri in mentioned(self.entries) if "/id/" in iri}
        self.said = _said(reader, registered | named)
        above = {iri for named in self.said for iri in self._all(named, ORG.unitOf)}
        self.said |= _said(reader, above - self.said.keys())
        self.codes = _codes(reader, self.said)
        departments = [iri for iri in self.said if "/department/" in iri]
        self.used = {row["thing"] for row in _chunked(reader, "api-used", departments)}
        words = {v for of in self.said.values() for values in of.values() for v in values}
        self.labels = _labels(reader, {*self.said, *mentioned(self.entries), *words, region})

    def build(self) -> Records:
        occurrences: defaultdict[str, list[tuple[Numbered, Item]]] = defaultdict(list)
        for one in self.entries:
            for line in one.lines or (one.item,):
                occurrences[one.item.matter].append((one, line))
                if line.sub_item:
                    occurrences[line.sub_item].append((one, line))
        matters = dict.fromkeys(one.item.matter for one in self.entries)
        subs = dict.fromkeys(
            line.sub_item for one in self.entries for line in (one.lines or (one.item,))
        )
        former = (
            iri for iri in sorted(self.said) if LM.FormerMatter.value in self._all(iri, RDF.type)
        )
        every = dict.fromkeys((*matters, *(iri for iri in subs if iri), *former))
        return Records(
            [self._entry(one) for one in self.entries],
            [self._matter(iri, occurrences.get(iri, [])) for iri in every],
            self._departments(),
            self._scenarios(),
        )

    def _all(self, iri: str, predicate: NamedNode) -> list[str]:
        """What the register says of a thing by a property."""
        return self.said.get(iri, {}).get(predicate.value, [])

    def _first(self, iri: str, predicate: NamedNode) -> str:
        values = self._all(iri, predicate)
        return values[0] if values else ""

    def _thing(self, iri: str) -> Record:
        texts = self.labels.get(iri, {})
        name = texts.get(ZH) or texts.get(EN) or iri.rpartition("/")[2]
        return {"uri": iri, "name": name, "name_en": texts.get(EN)}

    def _things(self, iris: Iterable[str]) -> list[Record]:
        return [self._thing(iri) for iri in dict.fromkeys(iris) if iri]

    def _where(self, edition: str) -> Record:
        part = self.parts[edition]
        return {"region": part.region, "list": part.list, "edition": part.key}

    def _stage(self, item: Item) -> Record | None:
        return self._thing(item.stage) | {"number": item.stage_number} if item.stage else None

    def _scenario(self, item: Item) -> Record | None:
        return self._thing(item.scenario) | {"code": item.code} if item.scenario else None

    def _entry(self, one: Numbered) -> Record:
        item = one.item
        return {
            "uri": item.iri,
            **self._where(item.edition),
            "number": item.called.number,
            "order": item.order,
            "name": item.name,
            "stage": self._stage(item),
            "scenario": self._scenario(item),
            "matter": self._thing(item.matter),
            "sub_item": self._thing(item.sub_item) if item.sub_item else None,
            **self._columns(one.lines or (item,)),
            "lines": [
                {
                    "uri": line.iri,
                    "order": line.order,
                    "name": line.name,
                    "sub_item": self._thing(line.sub_item) if line.sub_item else None,
                    **self._columns((line,)),
                }
                for line in one.lines
            ],
        }

    def _columns(self, lines: Sequence[Item]) -> Record:
        def every(values: Callable[[Item], Sequence[str]]) -> list[Record]:
            return self._things(iri for line in lines for iri in values(line))

        return {
            "types": every(lambda line: line.types),
            "lead_departments": every(lambda line: line.leads),
            "cooperating_departments": every(lambda line: line.cooperating),
            "handling_departments": every(lambda line: line.handling),
        }

    def _matter(self, iri: str, occurrences: Sequence[tuple[Numbered, Item]]) -> Record:
        lines = [line for _, line in occurrences]
        entries = list({one.item.iri: (one, line) for one, line in occurrences}.values())
        parent = self._first(iri, LM.subItemOf)
        handling = [h for line in lines for h in line.handling]
        presumed = [c for line in lines if not line.handling for c in line.cooperating]
        return {
            **self._registered(iri),
            "kind": "sub-item" if "/sub-item/" in iri else "matter",
            "matter": self._thing(parent) if parent else None,
            "sub_items": self._things(line.sub_item for line in lines if not parent),
            "numbers": [
                one.item.called.number for one, _ in entries if one.item.called.number is not None
            ],
            "concept": self._first(iri, LM.matterConcept) or None,
            "types": self._things(kind for line in lines for kind in line.types),
            "handling_departments": self._things(handling),
            "presumed_handling_departments": self._things(presumed),
            "occurrences": [
                {
                    "entry": one.item.iri,
                    "list": self.parts[one.item.edition].list,
                    "edition": self.parts[one.item.edition].key,
                    "number": one.item.called.number,
                    "name": one.item.name,
                    "printed": line.name if parent else one.item.name,
                    "stage": self._stage(one.item),
                    "scenario": self._scenario(one.item),
                    **self._roles(_own(iri, one) if parent else one.lines or (one.item,)),
                }
                for one, line in entries
            ],
        }

    def _roles(self, lines: Sequence[Item]) -> Record:
        found = self._columns(lines)
        return {key: found[key] for key in ("lead_departments", "cooperating_departments")}

    def _registered(self, iri: str) -> Record:
        """What the register says of a matter, a sub-item or a department today."""
        status = self._first(iri, LM.status).removeprefix(_STATUS)
        return {
            **self._thing(iri),
            "identifier": self._first(iri, DCT.identifier) or None,
            "aliases": [*self._all(iri, SKOS.altLabel), *self._all(iri, DCT.alternative)],
            "region": iri.partition("/id/")[2].partition("/")[0],
            "status": status or "current",
            "last_edition": self._first(iri, LM.lastEdition) or None,
            "successors": self._things(self._all(iri, DCT.isReplacedBy)),
            "note": "".join(self._all(iri, SKOS.historyNote)) or None,
            "codes": self.codes.get(iri, []),
        }

    def _departments(self) -> list[Record]:
        lead: defaultdict[str, set[str]] = defaultdict(set)
        cooperating: defaultdict[str, set[str]] = defaultdict(set)
        handling: defaultdict[str, set[str]] = defaultdict(set)
        scenarios: defaultdict[str, set[str]] = defaultdict(set)
        order: dict[str, None] = {}
        for one in self.entries:
            for line in one.lines or (one.item,):
                for role, found in (
                    (line.leads, lead),
                    (line.cooperating, cooperating),
                    (line.handling, handling),
                ):
                    for iri in role:
                        order.setdefault(iri)
                        found[iri].add(one.item.iri)
                        scenarios[iri].add(one.item.scenario)
        others = (
            iri for iri in sorted(self.said) if LM.Department.value in self._all(iri, RDF.type)
        )
        return [
            {
                **self._registered(iri),
                "status": self._standing(iri),
                "level": self._code(iri, LM.adminLevel),
                "function": self._code(iri, LM.departmentFunction),
                "jurisdiction": self._code(iri, DCT.spatial),
                "unit_of": self._code(iri, ORG.unitOf),
                "leads": len(lead[iri]),
                "cooperates": len(cooperating[iri]),
                "handles": len(handling[iri]),
                "scenarios": len(scenarios[iri]),
            }
            for iri in dict.fromkeys((*order, *others))
        ]

    def _standing(self, iri: str) -> str:
        """Whether a department stands in a current list today, whatever edition is asked about."""
        if self._all(iri, DCT.isReplacedBy):
            return "merged"
        return "current" if iri in self.used else "not-in-current-list"

    def _code(self, iri: str, predicate: NamedNode) -> Record | None:
        found = self._first(iri, predicate)
        return self._thing(found) if found else None

    def _scenarios(self) -> list[Record]:
        grouped: defaultdict[tuple[str, str], list[Numbered]] = defaultdict(list)
        for one in self.entries:
            grouped[one.item.edition, one.item.scenario].append(one)
        return [self._of_scenario(iri, edition, found) for (edition, iri), found in grouped.items()]

    def _of_scenario(self, iri: str, edition: str, found: Sequence[Numbered]) -> Record:
        first = found[0].item
        lines = [line for one in found for line in (one.lines or (one.item,))]
        return {
            **self._thing(iri),
            "identifier": self._first(iri, DCT.identifier) or None,
            "aliases": self._all(iri, SKOS.altLabel),
            "codes": self.codes.get(iri, []),
            **self._where(edition),
            "code": first.code,
            "stage": self._stage(first),
            "entries": len(found),
            "lines": len(lines),
            "matters": len({one.item.matter for one in found}),
            "lead_departments": self._things(d for line in lines for d in line.leads),
            "departments": self._things(
                d for line in lines for d in (*line.leads, *line.cooperating)
            ),
        }


def _own(sub_item: str, one: Numbered) -> list[Item]:
    """The lines of an entry that mean a sub-item."""
    return [line for line in (one.lines or (one.item,)) if line.sub_item == sub_item]


def _chunked(reader: Reader, query: str, things: Iterable[str]) -> Iterator[Row]:
    """The rows of a query about things, not more at a time than an engine takes."""
    wanted = nodes(things)
    for start in range(0, len(wanted), _CHUNK):
        yield from ask(reader.view, query, thing=wanted[start : start + _CHUNK])


_CHUNK = 500
Said = dict[str, list[str]]
"""Values by property."""


def _said(reader: Reader, things: Iterable[str]) -> dict[str, Said]:
    """What the register says of things; of texts the Chinese ones."""
    found: dict[str, Said] = {}
    for row in _chunked(reader, "api-things", things):
        if row["lang"] in ("", ZH):
            said = found.setdefault(row["thing"], {})
            said.setdefault(row["property"], []).append(row["value"])
    for said in found.values():
        for values in said.values():
            values.sort()
    return found


def _codes(reader: Reader, things: Iterable[str]) -> dict[str, list[Record]]:
    """The codes that other systems have for things, by scheme and code."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in _chunked(reader, "api-codes", things):
        found[row["thing"]].append(
            {
                "code": row["code"],
                "scheme": row["scheme"] or None,
                "issuer": row["issuer"] or None,
                "valid_from": row["from"] or None,
                "valid_to": row["to"] or None,
                "relation": _RELATIONS.get(row["relation"]),
                "reviewer": row["reviewer"] or None,
            }
        )
    for codes in found.values():
        codes.sort(key=lambda code: (code["scheme"] or "", code["code"]))
    return found


_RELATIONS = {term.value: key for key, (_, term) in RELATIONS.items()}


def _labels(reader: Reader, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """Labels by language."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in _chunked(reader, "names", (iri for iri in iris if iri.startswith("http"))):
        found[row["thing"]].setdefault(row["lang"], row["text"])
    return found
