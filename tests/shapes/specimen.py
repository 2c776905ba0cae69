"""A small edition that conforms: two stages, three scenarios, five entries, one in two lines.

| entry | stage, scenario | matter     | lead   | cooperating | rows |
|-------|-----------------|------------|--------|-------------|------|
| 1     | 1, 1.1          | birth      | health | health      | 1    |
| 2     | 1, 1.1          | household  | health | police      | 2    |
| 3     | 1, 1.2          | transfer   | police | police      | 3, 4 |
| 4     | 2, 2.1          | household  | police | police      | 5    |
| 5     | 2, 2.1          | withdrawal | police | fund        | 6    |

`fund` is a municipal branch with its parent `fund-parent`. The graph is flat and holds every
layer, as the loader hands it to validation; the source layer is made by `source.py`, beside this
module. Of ontology and codes it holds all when asked, else what the edition uses: a test that
breaks one thing need not validate a hundred codes.
"""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from loader.identifiers import mint_key
from ontology import code_triples, ontology_triples, superclasses
from ontology.terms import CODE, CV, DCAT, DCT, LM, ORG, RDF, SKOS, XSD
from shapes.report import Report, Term
from shapes.validation import validate

BASE = "https://data.example.org/id/370725/"
EDITION = NamedNode(BASE + "checklist/list/2021-06")
CHECKLIST = NamedNode(BASE + "checklist/list")
SCHEME = NamedNode(BASE + "checklist/list/stages")
COUNTY = NamedNode("https://data.example.org/id/region/370725")
CITY = NamedNode("https://data.example.org/id/region/370700")
STAGES = {"birth": "出生", "home": "置业"}
SCENARIOS = {
    "1.1": ("birth", "新生儿"),
    "1.2": ("birth", "入学"),
    "2.1": ("home", "购房"),
}
MATTERS = {
    "birth": "出生医学证明办理",
    "household": "户口登记",
    "transfer": "学籍变动",
    "withdrawal": "住房公积金提取（购房）",
}
DEPARTMENTS = {
    "health": ("县卫健局", "county", COUNTY),
    "police": ("县公安局", "county", COUNTY),
    "fund": ("市住房公积金管理中心昌乐分中心", "municipal", COUNTY),
    "fund-parent": ("市住房公积金管理中心", "municipal", CITY),
}
# number, scenario, matter, lead, cooperating, names of the sub-entries
ENTRIES = (
    (1, "1.1", "birth", "health", "health", ()),
    (2, "1.1", "household", "health", "police", ()),
    (3, "1.2", "transfer", "police", "police", ("学籍转入", "学籍转出")),
    (4, "2.1", "household", "police", "police", ()),
    (5, "2.1", "withdrawal", "police", "fund", ()),
)
USED = tuple(
    CODE[scheme].value
    for scheme in (
        "matter-type",
        "admin-level",
        "sub-item-kind",
        "agent",
        "fill-method",
        "confidence",
    )
)

Object = NamedNode | BlankNode | Literal


def zh(text: str) -> Literal:
    """A Chinese text."""
    return Literal(text, language="zh-hans")


def en(text: str) -> Literal:
    """An English text."""
    return Literal(text, language="en")


def whole(number: int) -> Literal:
    """A whole number."""
    return Literal(str(number), datatype=XSD.integer)


def thing(kind: str, word: str) -> NamedNode:
    """A thing of the register, with an opaque key minted from a word that tests can read."""
    return NamedNode(f"{BASE}{kind}/{mint_key('370725', kind, '', word)}")


def stage(key: str) -> NamedNode:
    """The stage of that key."""
    return thing("stage", key)


def scenario(code: str) -> NamedNode:
    """The scenario of that code."""
    return thing("scenario", code)


def matter(key: str) -> NamedNode:
    """The matter of that key."""
    return thing("matter", key)


def sub_item(position: int) -> NamedNode:
    """The first or second sub-item of the matter `transfer`."""
    return thing("sub-item", str(position))


def department(key: str) -> NamedNode:
    """The department of that key."""
    return thing("department", key)


def entry(number: int, sub: int | None = None) -> NamedNode:
    """The entry of that number, or its sub-entry `sub`."""
    return NamedNode(f"{EDITION.value}/entry/{number}" + ("" if sub is None else f"/{sub}"))


def row(index: int) -> NamedNode:
    """The source row of that index."""
    return NamedNode(f"{EDITION.value}/source/row/{index}")


class Graph:
    """A set of triples that a test may break."""

    def __init__(self, triples: Iterator[Triple]) -> None:
        self.triples: dict[Triple, None] = dict.fromkeys(triples)

    def add(self, subject: NamedNode, predicate: NamedNode, *objects: Object) -> None:
        """Say it as well."""
        self.triples.update(dict.fromkeys(Triple(subject, predicate, o) for o in objects))

    def drop(self, subject: Term, predicate: NamedNode, value: Term | None = None) -> None:
        """Take it back; a drop that finds nothing is a mistake of the test."""
        gone = [
            t
            for t in self.triples
            if t.subject == subject
            and t.predicate == predicate
            and (value is None or t.object == value)
        ]
        assert gone, f"nothing to drop: {subject} {predicate} {value}"
        for triple in gone:
            del self.triples[triple]

    def forget(self, subject: Term, predicate: NamedNode) -> None:
        """Take it back where it is said."""
        said = [t for t in self.triples if (t.subject, t.predicate) == (subject, predicate)]
        for triple in said:
            del self.triples[triple]

    def change(self, subject: NamedNode, predicate: NamedNode, *objects: Object) -> None:
        """Say it instead."""
        self.drop(subject, predicate)
        self.add(subject, predicate, *objects)

    def drop_thing(self, thing: Term) -> None:
        """Take back all that is said of a thing or with it."""
        self.triples = {t: None for t in self.triples if thing not in (t.subject, t.object)}

    def typed(self, subject: NamedNode, cls: NamedNode) -> None:
        """Type a thing, with the superclasses that a load materialises."""
        self.add(subject, RDF.type, cls, *superclasses(cls))

    def named(self, subject: NamedNode, name: str, english: str) -> None:
        """Name a thing of the register."""
        self.add(subject, DCT.title, zh(name), en(english))
        self.add(subject, SKOS.prefLabel, zh(name), en(english))
        self.add(subject, DCT.identifier, Literal(subject.value.rpartition("/")[2]))


def found(graph: Graph) -> set[tuple[str, Term]]:
    """What validation finds: the name of each rule that fails, with the thing it fails for."""
    return findings(validate(graph.triples))


def findings(report: Report) -> set[tuple[str, Term]]:
    """The results of a report as pairs of rule name and thing."""
    return {
        ((r.constraint or r.source_shape).value.partition("#")[2], r.thing) for r in report.results
    }


def specimen(complete: bool = False) -> Graph:
    """The edition, a new copy at each call; `complete` with the whole ontology and all codes."""
    from tests.shapes.source import add_source_layer

    if complete:
        graph = Graph(iter((*ontology_triples(), *code_triples())))
    else:
        graph = Graph(t for t in code_triples() if str(t.subject).startswith(USED, 1))
    _catalogue(graph)
    _departments(graph)
    _life_events(graph)
    _matters(graph)
    leaf = 0
    for number, code, key, lead, cooperating, subs in ENTRIES:
        item = entry(number)
        graph.typed(item, LM.Entry)
        graph.add(EDITION, LM.hasEntry, item)
        graph.add(item, LM.number, whole(number))
        lines = [entry(number, k) for k in range(1, len(subs) + 1)] or [item]
        for position, line in enumerate(dict.fromkeys([item, *lines])):
            _line(graph, line, code, key, lead, cooperating)
            graph.add(line, LM.order, whole(position or number))
            graph.add(line, LM.statedName, zh(subs[position - 1] if position else MATTERS[key]))
            if position:
                graph.typed(line, LM.SubEntry)
                graph.add(line, LM.subEntryOf, item)
                graph.add(item, LM.hasSubEntry, line)
                graph.add(line, LM.subItem, sub_item(position))
        for line in lines:
            leaf += 1
            graph.typed(line, LM.LeafItem)
            graph.add(line, LM.leafOrder, whole(leaf))
    add_source_layer(graph)
    return graph


def _catalogue(graph: Graph) -> None:
    graph.typed(CHECKLIST, LM.Checklist)
    graph.typed(EDITION, LM.Edition)
    for thing in (CHECKLIST, EDITION):
        graph.add(thing, DCT.title, zh("事项清单"), en("List of matters"))
        graph.add(thing, DCT.description, zh("例示的清单。"))
        graph.add(thing, DCT.publisher, CODE["agent/publisher-not-stated"])
    graph.add(CHECKLIST, DCAT.hasVersion, EDITION)
    graph.add(CHECKLIST, DCAT.hasCurrentVersion, EDITION)
    graph.add(EDITION, LM.conventionNumbers, Literal("edition"))
    graph.add(EDITION, LM.conventionBlankCooperating, Literal("carried"))
    graph.add(EDITION, LM.conventionJointLead, Literal("false", datatype=XSD.boolean))
    for place, name, code in ((COUNTY, "昌乐县", "370725"), (CITY, "潍坊市", "370700")):
        graph.typed(place, LM.Jurisdiction)
        graph.named(place, name, name)
        graph.add(place, LM.regionCode, Literal(code))
    graph.add(COUNTY, LM.parentJurisdiction, CITY)


def _departments(graph: Graph) -> None:
    for key, (name, level, place) in DEPARTMENTS.items():
        graph.typed(department(key), LM.Department)
        graph.named(department(key), name, f"Department of {key}")
        graph.add(department(key), DCT.spatial, place)
        graph.add(department(key), LM.adminLevel, CODE[f"admin-level/{level}"])
    graph.add(department("fund"), ORG.unitOf, department("fund-parent"))


def _life_events(graph: Graph) -> None:
    graph.add(SCHEME, RDF.type, SKOS.ConceptScheme)
    graph.named(SCHEME, "阶段和场景", "Stages and scenarios")
    for key, name in STAGES.items():
        graph.typed(stage(key), LM.Stage)
        graph.named(stage(key), name, key.capitalize())
        graph.add(stage(key), SKOS.inScheme, SCHEME)
        graph.add(stage(key), SKOS.topConceptOf, SCHEME)
        graph.add(SCHEME, SKOS.hasTopConcept, stage(key))
    for code, (above, name) in SCENARIOS.items():
        graph.typed(scenario(code), LM.Scenario)
        graph.named(scenario(code), name, f"Scenario {code}")
        graph.add(scenario(code), SKOS.inScheme, SCHEME)
        graph.add(scenario(code), SKOS.broader, stage(above))
        graph.add(stage(above), SKOS.narrower, scenario(code))


def _matters(graph: Graph) -> None:
    for key, name in MATTERS.items():
        graph.typed(matter(key), LM.Matter)
        graph.named(matter(key), name, f"Matter of {key}")
    for position, name in enumerate(("学籍转入", "学籍转出"), start=1):
        graph.typed(sub_item(position), LM.SubItem)
        graph.named(sub_item(position), name, f"Sub-item {position}")
        graph.add(sub_item(position), LM.subItemOf, matter("transfer"))
        graph.add(sub_item(position), LM.subItemKind, CODE["sub-item-kind/undetermined"])
        graph.add(sub_item(position), DCT.description, zh("例示。"))
        graph.add(sub_item(position), CV.hasCompetentAuthority, department("police"))
    for _, code, key, lead, cooperating, _ in ENTRIES:
        graph.add(matter(key), DCT.description, zh("例示的事项。"))
        graph.add(matter(key), DCT.isPartOf, EDITION)
        graph.add(matter(key), CV.hasCompetentAuthority, department(cooperating))
        graph.add(matter(key), CV.isGroupedBy, scenario(code))
        graph.add(matter(key), LM.matterType, CODE["matter-type/public-service"])
        graph.add(scenario(code), CV.hasRelatedService, matter(key))
        graph.add(scenario(code), LM.involvesDepartment, department(lead), department(cooperating))
        graph.add(scenario(code), LM.scenarioLead, department(lead))


def _line(graph: Graph, line: NamedNode, code: str, key: str, lead: str, cooperating: str) -> None:
    graph.add(line, LM.inEdition, EDITION)
    graph.add(line, LM.stageNumber, whole(int(code.partition(".")[0])))
    graph.add(line, LM.scenarioCode, Literal(code))
    graph.add(line, LM.stage, stage(SCENARIOS[code][0]))
    graph.add(line, LM.scenario, scenario(code))
    graph.add(line, LM.matter, matter(key))
    graph.add(line, LM.matterType, CODE["matter-type/public-service"])
    graph.add(line, LM.leadDepartment, department(lead))
    graph.add(line, LM.cooperatingDepartment, department(cooperating))
