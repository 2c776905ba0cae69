"""Who takes part in a matter, as CPSV-AP says it (ontology/README.md, R4): one cv:Participation for
each entry, role and department.

They are output for consumers of CPSV-AP and stand in no layer: a participation hangs on the matter,
and whoever overlooks the entry that it belongs to would read a lead for the matter, which the list
does not state. So each says scenario and number in its description, and points at its entry: by
`lm:statedIn` where the list prints the role, by `prov:wasDerivedFrom` where the role is presumed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from loader.statements import en, zh
from ontology.terms import CODE, CV, DCT, EN, LM, PROV, RDF, SKOS, ZH


@dataclass(frozen=True)
class Role:
    """A role of department-role: its key, the property of an entry that prints it (None where it is
    presumed), and what a description calls it."""

    key: str
    printed: NamedNode | None
    zh: str
    en: str


ROLES = (
    Role("lead", LM.leadDepartment, "牵头", "Leads"),
    Role("cooperating", LM.cooperatingDepartment, "协同", "Cooperates"),
    Role("handling", LM.handlingDepartment, "办理（清单写明）", "Handles, as the list states,"),
    Role(
        "presumed-handling",
        None,
        "推定办理（由协同部门一栏推定，并非清单所写）",
        "Presumed to handle (from the cooperating column, not stated in the list)",
    ),
)


def participations(triples: Iterable[Triple]) -> frozenset[Triple]:
    """What the cpsv-ap profile adds to an edition, read from its own layer and the register's (of
    one matter: its entries with their sub-entries, and the labels of their scenarios).

    Nothing is said of a department that no entry names; a part of the layers gives the part of the
    answer that rests on it.
    """
    graph = _Graph(triples)
    return frozenset(
        statement
        for entry in graph.entries
        for role in ROLES
        for department in graph.departments(entry, role)
        for statement in _participation(graph, entry, role, department)
    )


class _Graph:
    """The statements of a graph by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.entries: list[NamedNode] = []
        self._lines: Mapping[NamedNode, list[NamedNode]] = defaultdict(list)
        self._said: dict[tuple[NamedNode, NamedNode], list[NamedNode | Literal]] = defaultdict(list)
        for triple in triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                self._said[subject, triple.predicate].append(value)
                if triple.predicate == RDF.type and value == LM.Entry:
                    self.entries.append(subject)
                elif triple.predicate == LM.subEntryOf and isinstance(value, NamedNode):
                    self._lines[value].append(subject)

    def links(self, subject: NamedNode, predicate: NamedNode) -> set[NamedNode]:
        """The things that a property of the subject leads to."""
        said = self._said.get((subject, predicate), ())
        return {value for value in said if isinstance(value, NamedNode)}

    def text(self, subject: NamedNode, predicate: NamedNode, language: str | None) -> str:
        """A literal of the subject in a language; empty where there is none."""
        for value in self._said.get((subject, predicate), ()):
            if isinstance(value, Literal) and value.language == language:
                return value.value
        return ""

    def departments(self, entry: NamedNode, role: Role) -> set[NamedNode]:
        """Who has the role in the entry. Presumed to handle are the cooperating departments of each
        line for which the list states no handling one (R3)."""
        if role.printed:
            return self.links(entry, role.printed)
        return {
            department
            for line in self._lines.get(entry) or [entry]
            if not self.links(line, LM.handlingDepartment)
            for department in self.links(line, LM.cooperatingDepartment)
        }


def _participation(
    graph: _Graph, entry: NamedNode, role: Role, department: NamedNode
) -> Iterator[Triple]:
    key = department.value.rpartition("/")[2]
    one = NamedNode(f"{entry.value}/participation/{role.key}/{key}")
    yield from (
        Triple(matter, CV.hasParticipation, one) for matter in graph.links(entry, LM.matter)
    )
    yield Triple(one, RDF.type, CV.Participation)
    yield Triple(one, DCT.identifier, Literal(f"{_identifier(entry)}-{role.key}-{key}"))
    yield Triple(one, CV.role, CODE[f"department-role/{role.key}"])
    yield Triple(one, CV.hasParticipant, department)
    yield Triple(one, LM.statedIn if role.printed else PROV.wasDerivedFrom, entry)
    yield Triple(one, DCT.description, zh(_described(graph, entry, role)))
    yield Triple(one, DCT.description, en(_described_en(graph, entry, role)))


def _identifier(entry: NamedNode) -> str:
    """`…/id/370725/checklist/{list}/{edition}/entry/64` -> `370725-{list}-{edition}-entry-64`."""
    before, _, inside = entry.value.rpartition("/checklist/")
    return "-".join((before.rpartition("/")[2], *inside.split("/")))


def _scenario(graph: _Graph, entry: NamedNode, language: str) -> str:
    code = graph.text(entry, LM.scenarioCode, None)
    names = {
        tag: graph.text(scenario, SKOS.prefLabel, tag)
        for scenario in graph.links(entry, LM.scenario)
        for tag in (ZH, EN)
    }
    name = names.get(language) or names.get(ZH, "")
    gap = " " if language == EN and name else ""
    return f"“{code}{gap}{name}”"


def _described(graph: _Graph, entry: NamedNode, role: Role) -> str:
    number, name = _called(graph, entry)
    where = f"清单第{number}项" if number else f"清单条目“{name}”"
    return f"在{_scenario(graph, entry, ZH)}场景{role.zh}，{where}"


def _described_en(graph: _Graph, entry: NamedNode, role: Role) -> str:
    number, name = _called(graph, entry)
    where = f"No. {number} of the list" if number else f"entry “{name}” of the list"
    return f"{role.en} in the scenario {_scenario(graph, entry, EN)}, {where}"


def _called(graph: _Graph, entry: NamedNode) -> tuple[str, str]:
    """The number of an entry as printed, and its name."""
    return graph.text(entry, LM.number, None), graph.text(entry, LM.statedName, ZH)
