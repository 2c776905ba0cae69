"""What is put into a query for an engine, and where; what is no query."""

import pyoxigraph
import pytest

from server.store.remote.query import prepared
from server.workers.errors import Malformed

BASE = "http://base.example/sparql"
SIDE, A, B, C = "urn:side", "urn:a", "urn:b", "urn:c"


def over(text: str) -> str:
    return prepared(text, BASE).over(SIDE, (A, B), "urn:none").sent


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "SELECT *  FROM <urn:side> WHERE { ?s ?p ?o }"),
        ("SELECT ?s{ ?s ?p ?o }", "SELECT ?s FROM <urn:side> { ?s ?p ?o }"),
        (
            "SELECT (COUNT(*) AS ?n) (EXISTS { ?a ?b ?c } AS ?e) { ?s ?p ?o }",
            "SELECT (COUNT(*) AS ?n) (EXISTS { ?a ?b ?c } AS ?e)  FROM <urn:side> { ?s ?p ?o }",
        ),
        ("ASK { ?s ?p ?o }", "ASK  FROM <urn:side> { ?s ?p ?o }"),
        ("ASK WHERE { ?s ?p ?o }", "ASK  FROM <urn:side> WHERE { ?s ?p ?o }"),
        (
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "CONSTRUCT { ?s ?p ?o }  FROM <urn:side> WHERE { ?s ?p ?o }",
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT  FROM <urn:side> WHERE { ?s ?p ?o }"),
        ("DESCRIBE <urn:x>", "DESCRIBE <urn:x>\n FROM <urn:side> "),
        ("DESCRIBE <urn:x> # why", "DESCRIBE <urn:x> # why\n FROM <urn:side> "),
        ("DESCRIBE ?s { ?s ?p ?o }", "DESCRIBE ?s  FROM <urn:side> { ?s ?p ?o }"),
        ("DESCRIBE <urn:x> LIMIT 1", "DESCRIBE <urn:x>  FROM <urn:side> LIMIT 1"),
        (
            "SELECT ?s { { SELECT ?s { ?s ?p '{' } } } # {",
            "SELECT ?s  FROM <urn:side> { { SELECT ?s { ?s ?p '{' } } } # {",
        ),
    ],
)
def test_the_dataset_goes_where_the_grammar_has_it(text: str, sent: str) -> None:
    assert over(text) == sent
    pyoxigraph.Store().query(sent)


@pytest.mark.parametrize(
    ("pattern", "clauses"),
    [
        ("GRAPH <urn:b> { ?s ?p ?o }", "FROM NAMED <urn:b>"),
        ("GRAPH<urn:c> { ?s ?p ?o }", ""),
        ("GRAPH ?g { ?s ?p ?o }", "FROM NAMED <urn:a> FROM NAMED <urn:b>"),
        ("GRAPH x:a { ?s ?p ?o }", "FROM NAMED <urn:a> FROM NAMED <urn:b>"),
        ("graph <urn:a> { ?s ?p 'GRAPH ?g' }", "FROM NAMED <urn:a>"),
    ],
)
def test_only_the_graphs_that_it_may_ask_are_named(pattern: str, clauses: str) -> None:
    sent = over(f"PREFIX x: <urn:> SELECT * WHERE {{ {pattern} }}")
    assert f"FROM <urn:side>{' ' if clauses else ''}{clauses} WHERE" in sent
    pyoxigraph.Store().query(sent)


def test_a_query_with_a_dataset_of_its_own_keeps_it() -> None:
    text = "SELECT * FROM <urn:x> FROM NAMED <urn:y> { ?s ?p ?o }"
    assert over(text) == text


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("SELECT * FROM <urn:x> { ?s ?p ?o }", "FROM <urn:x>  FROM NAMED <urn:none> { ?s"),
        ("SELECT * FROM NAMED <urn:x> { ?s ?p ?o }", "FROM NAMED <urn:x>  FROM <urn:none> { ?s"),
        ("ASK FROM <urn:x> { ?s ?p ?o }", "ASK  FROM NAMED <urn:none> FROM <urn:x> { ?s"),
        ("CONSTRUCT FROM <urn:x> WHERE { ?s ?p ?o }", "CONSTRUCT  FROM NAMED <urn:none> FROM <"),
        ("DESCRIBE <urn:s> FROM <urn:x>", "FROM <urn:x>\n FROM NAMED <urn:none> "),
    ],
)
def test_a_kind_of_graph_that_a_query_does_not_name_is_empty(text: str, sent: str) -> None:
    assert sent in over(text)
    pyoxigraph.Store().query(over(text))


def test_relative_iris_are_of_the_endpoint() -> None:
    assert prepared("ASK { <x> ?p ?o }", BASE).sent == f"BASE <{BASE}> ASK {{ <x> ?p ?o }}"
    own = "BASE <urn:x:> ASK { <x> ?p ?o }"
    assert prepared(own, BASE).sent == own


def test_a_column_is_told_as_the_query_was_written() -> None:
    text = "ASK { <x> ?p }\nLIMIT oops"
    query = prepared(text, BASE).over(SIDE, (), "urn:none")
    sent = query.sent.splitlines()[0]
    assert query.column(1, sent.index("?p }") + 1) == text.index("?p }") + 1
    assert query.column(1, sent.index("FROM") + 1) == text.index("{") + 1
    assert query.column(2, 7) == 7


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("INSERT DATA { <u:s> <u:p> 1 }", 1, 1),
        ("PREFIX a: <u:>\n  DROP ALL", 2, 3),
        ("SELECT * { ?s ?p ?o } ; CLEAR ALL", 1, 25),
        ("define get:soft 'soft' SELECT * { ?s ?p ?o }", 1, 1),
        ("SELECT * { ?s ?p ?o }\nDELETE WHERE { ?s ?p ?o }", 2, 1),
    ],
)
def test_what_is_no_query_is_refused_at_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(Malformed) as refused:
        prepared(text, BASE)
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize("text", ["ASK { ?insert <u:drop> 'CLEAR' }", "ASK { ?s delete:x @x }"])
def test_a_word_of_an_update_is_none_in_a_name(text: str) -> None:
    assert prepared(text, BASE).sent == text
