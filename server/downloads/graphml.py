"""The network of departments as GraphML (http://graphml.graphdrawing.org/).

Who leads with whom cooperating is directed, who stand in the same scenario is not: two files, since
common readers refuse a graph that is both.
"""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from server.api.records import Records
from server.downloads.tables import LEADS_WITH, SAME_SCENARIO, edges

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS: Mapping[str, tuple[str, str]] = {
    "name": ("node", "string"),
    "name_en": ("node", "string"),
    "level": ("node", "string"),
    "leads": ("node", "int"),
    "cooperates": ("node", "int"),
    "weight": ("edge", "int"),
}
_EDGES = {LEADS_WITH: "directed", SAME_SCENARIO: "undirected"}


def graphml(records: Records, kind: str) -> bytes:
    """The departments of an edition with their counts, and the edges of a kind between them."""
    root = ET.Element("graphml", xmlns=_SPACE)
    for name, (of, type_) in _KEYS.items():
        ET.SubElement(root, "key", {"id": name, "for": of, "attr.name": name, "attr.type": type_})
    graph = ET.SubElement(root, "graph", id=kind, edgedefault=_EDGES[kind])
    for one in records.departments:
        if not (one["leads"] or one["cooperates"]):
            continue
        node = ET.SubElement(graph, "node", id=one["uri"])
        level = one["level"]["name"] if one["level"] else None
        values = {**one, "level": level}
        for name in ("name", "name_en", "level", "leads", "cooperates"):
            _data(node, name, values[name])
    for edge in edges(records.entries):
        if edge["kind"] == kind:
            ends = {"source": edge["source_uri"], "target": edge["target_uri"]}
            _data(ET.SubElement(graph, "edge", ends), "weight", edge["weight"])
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _data(parent: ET.Element, key: str, value: object) -> None:
    if value is not None:
        ET.SubElement(parent, "data", key=key).text = str(value)
