"""What is refused before the engine sees it."""

import time

import pytest

from server.errors import QueryTooDeep, QueryTooLong, ReachesOut
from server.sparql.limits import check
from server.sparql.tokens import tokens
from server.sparql.wording import readable


def refused(query: str) -> type[Exception] | None:
    try:
        check(query, 10_000, 100)
    except (QueryTooDeep, QueryTooLong, ReachesOut) as error:
        return type(error)
    return None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE # no\n <http://127.0.0.1/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1/>",
        "SELECT * { S\\U00000045RVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://127.0.0.1/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX x: <http://127.0.0.1/> SELECT * { SERVICEx:y\n{ ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1/> SELECT * { service : # {\n { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p true.SERVICE<http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1e5SERVICE<http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1.SERVICE ?g { ?s ?p ?o } }",
    ],
)
def test_reaching_out_is_refused_however_it_is_written(query: str) -> None:
    assert refused(query) is ReachesOut


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <x>" }',
        "SELECT * { ?s ?p '''LOAD \n SERVICE''' }",
        "SELECT ?SERVICE { ?SERVICE <http://x/SERVICE> ?load } # SERVICE",
        "PREFIX service: <http://x/> SELECT * { ?s service:load ?o }",
        "PREFIX a: <http://x/> SELECT * { ?s a:service.SERVICE ?o { ?s a:load ?o } }",
        'SELECT * { ?s ?p "SERVICE"@service . { ?s ?p "\\"LOAD" } }',
    ],
)
def test_the_words_in_strings_iris_names_and_comments_are_no_keywords(query: str) -> None:
    assert refused(query) is None


def test_brackets_may_nest_only_so_deep() -> None:
    assert refused("ASK " + "{" * 100 + "}" * 100) is None
    assert refused("ASK " + "{" * 101 + "}" * 101) is QueryTooDeep
    assert refused("SELECT ((" + "(" * 99 + "1" + ")" * 101 + " AS ?x) {}") is QueryTooDeep


def test_a_query_may_have_only_so_many_bytes() -> None:
    assert refused("#" + "字" * 3333) is None
    assert refused("#" + "字" * 3334) is QueryTooLong


def test_a_token_knows_its_line_and_column() -> None:
    found = {token.text: (token.line, token.column) for token in tokens("ASK {\n  ?s ?p '县'\n}")}
    assert found["?s"] == (2, 3)
    assert found["'县'"] == (2, 9)
    assert found["}"] == (3, 1)


def test_the_engines_words_come_without_the_classes_of_its_grammar() -> None:
    message = "expected one of \"$\", SELECT, ['0' ..= '9' | '\\u{00B7}'], [_]"
    assert readable(message) == 'expected "$", SELECT'


@pytest.mark.parametrize(
    "piece", ["a.", "a.b-", '"\\"', "'\\'", '"""\\"', "<a", "@a-", "\\u", ":a%"]
)
def test_a_query_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    began = time.process_time()
    assert len(list(tokens('"\\"' + piece * 40_000))) < 1_000_000
    assert len(list(tokens(piece * 40_000))) < 1_000_000
    assert time.process_time() - began < 3, "with backtracking it was minutes"
