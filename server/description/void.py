"""The published state in VoID (https://www.w3.org/TR/void/): sections 2 (general metadata), 3
(access; dumps stand in `dumps.py`), 4.4 (vocabularies), 4.5 (subsets) and 4.6 (statistics).

The default graph is one dataset and each named graph another, all of them subsets of what is
served. Of the default graph, the partition of each class is partitioned by property, and that by
what the property points at: an editor completes from it.
"""

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import DCT, FOAF, OWL, RDF, RDFS, VOID
from server.description.dumps import dumps
from server.description.figures import Counts, GraphCount, Present, Reach
from server.description.formats import GRAPH_FORMATS
from server.description.terms import (
    DECLARED,
    VOID_EXT,
    Addresses,
    digest,
    integer,
    short,
    words,
)
from server.saved.header import Text

_TITLE = Text("全生命周期事项图谱", "Lifematters: the matters of a life")
_ABOUT = Text(
    "本站发布的全部数据：默认图即现行数据，以及每个版本、来源、名录和映射各自的命名图。",
    "All that is published on this site: the default graph, which is the present, and a named "
    "graph for each edition, source, register and mapping.",
)
_PRESENT = Text("默认图：现行数据", "The default graph: the present")
_ABOUT_PRESENT = Text(
    "默认图恰好是现行各层的并集：各清单的现行版本及其推导、最新名录、映射、代码表、术语、目录和统计；"
    "历史版本、来源和检查报告只在各自的命名图中。各数字不计入数据对自身的这份说明。",
    "The default graph is exactly the union of the current layers: of each checklist its current "
    "edition and what is derived from it, the latest registers, mappings, code lists, terms, "
    "catalogue and statistics. Earlier editions, sources and reports stand in their named graphs "
    "only. The figures do not count what the store says of itself here.",
)
_NOT_ALL = Text(
    "共有 {total} 个命名图，这里列出 {listed} 个；全部名称：SELECT ?g {{ GRAPH ?g {{ }} }}。",
    "There are {total} named graphs, {listed} of them listed here; for all names ask "
    "SELECT ?g {{ GRAPH ?g {{ }} }}.",
)
_NOT_COUNTED = Text(
    "有的数字统计用时过长，没有给出。", "Some figures take too long to count and are not given."
)


def present_name(at: Addresses) -> Iterator[Triple]:
    """What the default graph is, in words."""
    for node in words(_PRESENT):
        yield Triple(at.present, DCT.title, node)
    for node in words(_ABOUT_PRESENT):
        yield Triple(at.present, DCT.description, node)


def document(at: Addresses) -> Iterator[Triple]:
    """The document itself (section 2.2)."""
    yield Triple(at.document, RDF.type, VOID.DatasetDescription)
    yield Triple(at.document, FOAF.primaryTopic, at.dataset)


def dataset(at: Addresses, present: Present) -> Iterator[Triple]:
    """All that is served, and its default graph with its figures."""
    yield Triple(at.dataset, RDF.type, VOID.Dataset)
    for node in words(_TITLE):
        yield Triple(at.dataset, DCT.title, node)
    for node in words(_ABOUT):
        yield Triple(at.dataset, DCT.description, node)
    yield Triple(at.dataset, FOAF.homepage, NamedNode(at.base))
    yield from _access(at.dataset, at)
    for vocabulary in _vocabularies(present):
        yield Triple(at.dataset, VOID.vocabulary, vocabulary)
    yield Triple(at.dataset, VOID.subset, at.present)
    yield from _present(at, present)
    yield from dumps(at)


def edition(at: Addresses, counts: Counts) -> Iterator[Triple]:
    """Which snapshot is described, and what of it is not."""
    yield Triple(at.dataset, OWL.versionInfo, Literal(str(counts.snapshot)))
    if counts.total > len(counts.graphs):
        for node in words(_NOT_ALL):
            said = node.value.format(total=counts.total, listed=len(counts.graphs))
            yield Triple(at.dataset, RDFS.comment, Literal(said, language=node.language))
    if not counts.whole:
        for node in words(_NOT_COUNTED):
            yield Triple(at.dataset, RDFS.comment, node)


def graph(at: Addresses, graph: GraphCount, *, partitions: bool) -> Iterator[Triple]:
    """A named graph, a subset of what is served, and its figures, with its `partitions` or
    without."""
    node = graph_part(at, graph.name)
    yield Triple(at.dataset, VOID.subset, node)
    yield Triple(node, RDF.type, VOID.Dataset)
    yield from _figure(node, VOID.triples, graph.triples)
    if graph.classes is not None:
        yield Triple(node, VOID.classes, integer(len(graph.classes)))
    if graph.properties is not None:
        yield Triple(node, VOID.properties, integer(len(graph.properties)))
    if partitions:
        prefix = f"{node.value}-"
        yield from _classes(node, prefix, graph.classes or {})
        yield from _properties(node, prefix, graph.properties or {})


def graph_part(at: Addresses, name: str) -> NamedNode:
    """The dataset that the named graph is."""
    return at.part(f"graph-{digest(name)}")


def _access(node: NamedNode, at: Addresses) -> Iterator[Triple]:
    yield Triple(node, VOID.sparqlEndpoint, at.endpoint)
    yield Triple(node, VOID.uriSpace, Literal(f"{at.base}id/"))
    for form in GRAPH_FORMATS.values():
        yield Triple(node, VOID.feature, form)


def _present(at: Addresses, present: Present) -> Iterator[Triple]:
    node, prefix = at.present, f"{at.present.value}-"
    yield Triple(node, RDF.type, VOID.Dataset)
    yield from present_name(at)
    yield from _access(node, at)
    for vocabulary in _vocabularies(present):
        yield Triple(node, VOID.vocabulary, vocabulary)
    yield from _figure(node, VOID.triples, present.triples)
    yield from _figure(node, VOID.entities, present.entities)
    yield from _figure(node, VOID.distinctSubjects, present.subjects)
    yield from _figure(node, VOID.distinctObjects, present.objects)
    yield from _figure(node, VOID.classes, len(present.classes) or None)
    yield from _figure(node, VOID.properties, len(present.properties) or None)
    yield from _classes(node, prefix, present.classes)
    yield from _properties(node, prefix, present.properties)
    for name, one in present.ends.items():
        part = NamedNode(f"{prefix}property-{short(name)}")
        yield Triple(part, VOID.distinctSubjects, integer(one.subjects))
        yield Triple(part, VOID.distinctObjects, integer(one.objects))
    for cls, said in present.said.items():
        part = NamedNode(f"{prefix}class-{short(cls)}")
        yield from _properties(part, f"{part.value}-", said)
    for (cls, name), reach in present.reach.items():
        part = NamedNode(f"{prefix}class-{short(cls)}-property-{short(name)}")
        yield from _reach(part, reach)


def _reach(part: NamedNode, reach: Reach) -> Iterator[Triple]:
    """The classes and datatypes of the objects of a property within a class. VoID has no word for
    datatypes; the extension is the one that editors read."""
    for name, triples in reach.classes.items():
        of_class = NamedNode(f"{part.value}-class-{short(name)}")
        yield Triple(part, VOID.classPartition, of_class)
        yield Triple(of_class, VOID["class"], NamedNode(name))
        yield Triple(of_class, VOID.triples, integer(triples))
    for name, triples in reach.datatypes.items():
        of_datatype = NamedNode(f"{part.value}-datatype-{short(name)}")
        yield Triple(part, VOID_EXT.datatypePartition, of_datatype)
        yield Triple(of_datatype, VOID_EXT.datatype, NamedNode(name))
        yield Triple(of_datatype, VOID.triples, integer(triples))


def _classes(node: NamedNode, prefix: str, classes: Mapping[str, int]) -> Iterator[Triple]:
    for name, things in classes.items():
        part = NamedNode(f"{prefix}class-{short(name)}")
        yield Triple(node, VOID.classPartition, part)
        yield Triple(part, VOID["class"], NamedNode(name))
        yield Triple(part, VOID.entities, integer(things))


def _properties(node: NamedNode, prefix: str, properties: Mapping[str, int]) -> Iterator[Triple]:
    for name, triples in properties.items():
        part = NamedNode(f"{prefix}property-{short(name)}")
        yield Triple(node, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, NamedNode(name))
        yield Triple(part, VOID.triples, integer(triples))


def _figure(node: NamedNode, term: NamedNode, value: int | None) -> Iterator[Triple]:
    if value is not None:
        yield Triple(node, term, integer(value))


def _vocabularies(present: Present) -> list[NamedNode]:
    """The vocabularies of which a class or a property is used, as far as they have a prefix."""
    used: Iterable[str] = (*present.classes, *present.properties)
    found = {space for space in DECLARED.values() for term in used if term.startswith(space)}
    return [NamedNode(space) for space in sorted(found)]
