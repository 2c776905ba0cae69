"""RFC 9110, section 12.5.1: which of our types a client gets."""

import pytest

from server.negotiation import (
    ALIASES,
    CSV,
    HTML,
    JSON_LD,
    RDF_XML,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    SOLUTION_TYPES,
    TURTLE,
    negotiate,
)

GRAPHS = (HTML, TURTLE, JSON_LD, RDF_XML)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = (
    "application/n-triples;q=0.1, text/turtle, application/rdf+xml, "
    "application/ld+json;q=0.9, */*;q=0.1"
)


@pytest.mark.parametrize(
    ("accept", "offered", "expected"),
    [
        (None, SOLUTION_TYPES, RESULTS_JSON),
        ("", SOLUTION_TYPES, RESULTS_JSON),
        ("*/*", SOLUTION_TYPES, RESULTS_JSON),
        ("text/csv", SOLUTION_TYPES, CSV),
        ("text/*", SOLUTION_TYPES, CSV),
        ("text/csv;q=0.2, text/tab-separated-values;q=0.9", SOLUTION_TYPES, RESULTS_TSV),
        ("*/*, application/sparql-results+json;q=0", SOLUTION_TYPES, RESULTS_XML),
        ("application/sparql-results+xml;q=0.5, */*;q=0.1", SOLUTION_TYPES, RESULTS_XML),
        ("image/png", SOLUTION_TYPES, None),
        ("text/csv;q=0", SOLUTION_TYPES, None),
        ("application/json", SOLUTION_TYPES, RESULTS_JSON),
        ("application/xml", SOLUTION_TYPES, RESULTS_XML),
        (FIREFOX, GRAPHS, HTML),
        (RDFLIB, GRAPHS, TURTLE),
        ("application/rdf+xml, text/turtle;q=0.9", GRAPHS, RDF_XML),
        ("nonsense", GRAPHS, None),
    ],
)
def test_a_client_gets_the_type_it_prefers(
    accept: str | None, offered: tuple[str, ...], expected: str | None
) -> None:
    assert negotiate(accept, offered, ALIASES) == expected


def test_the_order_of_ours_decides_among_equals() -> None:
    assert negotiate("text/turtle, application/ld+json", (TURTLE, JSON_LD)) == TURTLE
    assert negotiate("text/turtle, application/ld+json", (JSON_LD, TURTLE)) == JSON_LD
