"""Which media types a validation takes and gives.

What is sent is RDF where its name or its type says so; anything else is a document, whose form its
content decides (`loader.readers`), whatever it calls itself.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from server.negotiation import HTML, JSON, JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from server.spreadsheet import MEDIA_TYPE as XLSX

N_QUADS = "application/n-quads"
TRIG = "application/trig"

RDF_TYPES: Mapping[str, str] = {
    TURTLE: "Turtle",
    N_TRIPLES: "N-Triples",
    N_QUADS: "N-Quads",
    TRIG: "TriG",
    RDF_XML: "RDF/XML",
    JSON_LD: "JSON-LD",
}
"""The RDF that can be validated, and what people call it."""
_RDF_ALIASES = {
    "application/json": JSON_LD,
    "application/x-turtle": TURTLE,
    "application/xml": RDF_XML,
    "text/xml": RDF_XML,
}
_RDF_SUFFIXES = {
    ".ttl": TURTLE,
    ".nt": N_TRIPLES,
    ".nq": N_QUADS,
    ".trig": TRIG,
    ".rdf": RDF_XML,
    ".owl": RDF_XML,
    ".jsonld": JSON_LD,
    ".json": JSON_LD,
}
_DOCUMENTS = frozenset(
    {
        HTML,
        XLSX,
        "application/octet-stream",
        "application/pdf",
        "application/rtf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-works",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/wps-office.doc",
        "application/wps-office.et",
        "application/wps-office.wps",
        "application/kswps",
        "application/kset",
        "application/xhtml+xml",
        "text/csv",
        "text/plain",
        "text/rtf",
        "text/tab-separated-values",
    }
)

REPORTS: Mapping[str, str] = {
    "json": JSON,
    "html": HTML,
    "ttl": TURTLE,
    "jsonld": JSON_LD,
    "rdf": RDF_XML,
    "nt": N_TRIPLES,
    "xlsx": XLSX,
}
"""The forms of a report, as `?format=` names them; the first is that of who asks for none."""


def rdf_type(file: str, media_type: str) -> str | None:
    """The RDF that something is by the end of its name, else by its type; None for a document."""
    suffix = PurePosixPath(file).suffix.lower()
    by_type = media_type if media_type in RDF_TYPES else _RDF_ALIASES.get(media_type)
    return _RDF_SUFFIXES.get(suffix) or by_type


def is_document(media_type: str) -> bool:
    """Whether a body of this type may be a checklist."""
    return media_type in _DOCUMENTS
