"""Forms of an answer by name: the end of an address and `format=`, which both win over Accept."""

from collections.abc import Mapping

from server.errors import BadParameter
from server.negotiation import (
    ALIASES,
    CSV,
    GRAPH_ALIASES,
    GRAPH_TYPES,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    SOLUTION_TYPES,
    TURTLE,
)

SOLUTIONS: Mapping[str, str] = {
    "json": RESULTS_JSON,
    "xml": RESULTS_XML,
    "csv": CSV,
    "tsv": RESULTS_TSV,
    "html": HTML,
}
GRAPHS: Mapping[str, str] = {
    "ttl": TURTLE,
    "nt": N_TRIPLES,
    "jsonld": JSON_LD,
    "rdf": RDF_XML,
    "json": JSON_LD,
    "xml": RDF_XML,
    "html": HTML,
}
# What clients write besides; SPARQLWrapper sends `format=` with every request.
_OTHERS: Mapping[str, str] = {
    "turtle": "ttl",
    "n3": "ttl",
    "ntriples": "nt",
    "n-triples": "nt",
    "json-ld": "jsonld",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "rdf/xml": "rdf",
    "srj": "json",
    "srx": "xml",
}


def of_query(name: str) -> tuple[str | None, str | None]:
    """The forms that `name` means for solutions and for a graph, None where it means none: a short
    name or a media type. Raises BadParameter where it means nothing at all."""
    plain = name.strip().lower().replace(" ", "+")  # a plus that was not encoded
    short = _OTHERS.get(plain, plain)
    solutions, graphs = SOLUTIONS.get(short), GRAPHS.get(short)
    if solutions is None and graphs is None:
        solutions = plain if plain in (*SOLUTION_TYPES, HTML) else ALIASES.get(plain)
        graphs = plain if plain in (*GRAPH_TYPES, HTML) else GRAPH_ALIASES.get(plain)
    if solutions is None and graphs is None:
        raise unknown(name, list(dict.fromkeys([*SOLUTIONS, *GRAPHS])))
    return solutions, graphs


def of_graph(name: str) -> str:
    """The form that `name` means for a document. Raises BadParameter where it means none."""
    graphs = of_query(name)[1]
    if graphs is None:
        raise unknown(name, list(GRAPHS))
    return graphs


def unknown(name: str, known: list[str]) -> BadParameter:
    """That `format=` has a value it cannot have, with those it can."""
    names = ", ".join(known)
    return BadParameter(
        parameter="format",
        value=name[:100],
        reason_zh=f"可用：{names}。",
        reason_en=f"it may be {names}.",
    )
