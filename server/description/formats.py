"""The formats of answers under the IRIs that W3C gives them (https://www.w3.org/ns/formats/)."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from server.description.terms import FORMATS
from server.negotiation import (
    CSV,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    TURTLE,
)

GRAPH_FORMATS: Mapping[str, NamedNode] = {
    TURTLE: FORMATS.Turtle,
    JSON_LD: FORMATS["JSON-LD"],
    N_TRIPLES: FORMATS["N-Triples"],
    RDF_XML: FORMATS["RDF_XML"],
}
SOLUTION_FORMATS: Mapping[str, NamedNode] = {
    RESULTS_JSON: FORMATS["SPARQL_Results_JSON"],
    RESULTS_XML: FORMATS["SPARQL_Results_XML"],
    CSV: FORMATS["SPARQL_Results_CSV"],
    RESULTS_TSV: FORMATS["SPARQL_Results_TSV"],
}
