"""The network of departments as GraphML (http://graphml.graphdrawing.org/): who leads with whom
cooperating is directed, who stand in the same scenario is not."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from server.api.records import Records
from server.downloads.tables import edges

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS: Mapping[str, tuple[str, str]] = {
    "name": ("node", "string"),
    "name_en": ("node", "string"),
    "level": ("node", "string"),
    "leads": ("node", "int"),
    "cooperates": ("node", "int"),
    "kind": ("edge", "string"),
    "weight": ("edge", "int"),
}


def graphml(records: Records) -> bytes:
    """The departments of an edition with their counts, and the edges between them."""
    root = ET.Element("graphml", xmlns=_SPACE)
    for name, (of, kind) in _KEYS.items():
        ET.SubElement(root, "key", {"id": name, "for": of, "attr.name": name, "attr.type": kind})
    graph = ET.SubElement(root, "graph", id="departments", edgedefault="directed")
    for one in records.departments:
        if not (one["leads"] or one["cooperates"]):
            continue
        node = ET.SubElement(graph, "node", id=one["uri"])
        level = one["level"]["name"] if one["level"] else None
        values = {**one, "level": level}
        for name in ("name", "name_en", "level", "leads", "cooperates"):
            _data(node, name, values[name])
    for at, edge in enumerate(edges(records.entries)):
        element = ET.SubElement(
            graph,
            "edge",
            id=f"e{at}",
            source=edge["source_uri"],
            target=edge["target_uri"],
            directed="true" if edge["kind"] == "leads-with" else "false",
        )
        for name in ("kind", "weight"):
            _data(element, name, edge[name])
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _data(parent: ET.Element, key: str, value: object) -> None:
    if value is not None:
        ET.SubElement(parent, "data", key=key).text = str(value)
