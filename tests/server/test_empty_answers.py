"""Why an answer is empty: what of the query is not in the data, and what was probably meant."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ontology.terms import ZH
from server.settings import DEFAULT_BASE
from server.sparql.emptiness import Absent, Uncarried, Untagged, reasons
from server.sparql.patterns import read
from server.store.interface import Store

Why = Callable[[str], Sequence[Any]]
PREFIXES = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture
def why(app: Flask) -> Why:
    store: Store = app.config["STORE"]
    view = store.present()
    assert view is not None

    def told(pattern: str) -> Sequence[Any]:
        found = reasons(view, f"{PREFIXES}SELECT * {{ {pattern} }}", DEFAULT_BASE, ZH)
        assert found is not None
        return found

    return told


def test_a_name_without_its_language_is_given_with_it(why: Why) -> None:
    (reason,) = why('?d skos:prefLabel "县公安局"')
    assert isinstance(reason, Absent)
    assert (reason.written, reason.otherwise) == ('"县公安局"', ['"县公安局"@zh-hans'])
    assert (reason.line, reason.column) == (3, 30)


def test_the_same_is_told_of_a_comparison_and_of_a_list(why: Why) -> None:
    for filter_ in ('?n = "县公安局"', '"县公安局" = ?n', '?n IN ("县公安局")'):
        (reason,) = why(f"?d skos:prefLabel ?n FILTER({filter_})")
        assert reason.otherwise == ['"县公安局"@zh-hans'], filter_


@pytest.mark.parametrize(
    "pattern",
    [
        'VALUES ?n { "县公安局" } ?d skos:prefLabel ?n',
        'VALUES (?x ?n) { (1 "县公安局") } ?d skos:prefLabel ?n',
    ],
)
def test_a_value_that_a_triple_takes_is_looked_for(why: Why, pattern: str) -> None:
    assert ['"县公安局"@zh-hans'] in [reason.otherwise for reason in why(pattern)]


@pytest.mark.parametrize(
    "rest",
    [
        'VALUES ?kind { "number" "lead" } BIND(IF(?kind = "number", 1, 2) AS ?n)',
        'VALUES (?kind ?n) { ("number" 1) }',
        'BIND(STR(?e) AS ?text) FILTER(?text IN ("number"))',
    ],
)
def test_a_value_that_no_triple_takes_empties_nothing(why: Why, rest: str) -> None:
    assert why(f'?e a lm:Entry {rest} ?e skos:prefLabel "x"@zh-hans') != []
    written = [
        reason.written for reason in why(f"?e a lm:Entry {rest}") if hasattr(reason, "written")
    ]
    assert written == []


def test_a_name_that_nothing_has_leads_to_names_that_are_near(why: Why) -> None:
    (reason,) = why('?d skos:prefLabel "县公安"@zh-hans')
    assert "县公安局" in [name for _, name in reason.near] and not reason.otherwise


def test_a_number_as_text_is_given_as_a_number(why: Why) -> None:
    (reason,) = why('?e lm:number "37"')
    assert reason.otherwise == ["37"]


def test_what_occurs_but_not_as_that_value_is_said_so(why: Why) -> None:
    (reason,) = why("?e lm:leadDepartment lm:Entry")
    assert reason.value_of == "lm:leadDepartment"


def test_a_term_that_is_mistyped_leads_to_those_written_alike(why: Why) -> None:
    (reason,) = why("?e lm:leadDepartmnt ?d")
    assert reason.written == "lm:leadDepartmnt"
    assert reason.terms[0] == ("lm:leadDepartment", "牵头部门")


def test_the_address_of_a_document_leads_to_the_thing(why: Why, app: Flask) -> None:
    view = app.config["STORE"].present()
    one = view.select(
        "PREFIX lm: <https://w3id.org/lifematters/ns#> SELECT ?d { ?d a lm:Department } LIMIT 1"
    )
    iri = one.rows[0]["d"].value
    (reason,) = why(f"<{iri.replace('/id/', '/doc/')}> ?p ?o")
    assert reason.otherwise == [f"<{iri}>"]


def test_a_property_that_a_class_never_carries_is_named_with_those_it_does(why: Why) -> None:
    (reason,) = why("?e a lm:Entry ; skos:prefLabel ?n")
    assert isinstance(reason, Uncarried)
    assert reason.of[0] == "lm:Entry" and reason.property[0] == "skos:prefLabel"
    assert ("lm:statedName", "原文名称") in reason.carried


def test_a_language_that_no_name_has_is_named(why: Why) -> None:
    (reason,) = why('?d skos:prefLabel ?n FILTER(LANG(?n) = "zh")')
    assert isinstance(reason, Untagged) and reason.tags == (ZH, "en")


@pytest.mark.parametrize(
    "pattern",
    [
        "?e lm:number 3 ; lm:number 4",
        '?d a lm:Department OPTIONAL { ?d lm:nothing "x" } FILTER(false)',
        '?d a lm:Department MINUS { ?d lm:nothing "x" } FILTER(false)',
        '?d a lm:Department FILTER NOT EXISTS { ?d lm:nothing 1 } FILTER(CONTAINS("x", "nowhere"))',
        '?d skos:prefLabel ?n FILTER(?n != "nowhere")',
        "?e lm:number|lm:stage ?n FILTER(false)",
    ],
)
def test_what_cannot_empty_an_answer_is_not_blamed(why: Why, pattern: str) -> None:
    assert why(pattern) == []


def test_what_stands_in_named_graphs_only_is_said_so(why: Why) -> None:
    layer = f"{DEFAULT_BASE}graph/catalogue"
    (reason,) = why(f"?e lm:inEdition <{layer}x>")
    assert not reason.elsewhere
    (outside,) = why('?cell ?p "县公安局"')
    assert outside.elsewhere
    assert why('GRAPH ?g { ?cell ?p "县公安局" }') == []


def test_a_query_is_read_whatever_it_is() -> None:
    for text in ("", "{", "}}}]]))", "SELECT", "a a a", '"', "<", "[ ] ( ) ,;.", "VALUES", "_:"):
        assert read(text, "http://x/") is not None


def test_the_page_of_an_empty_answer_says_why(client: FlaskClient) -> None:
    query = f'{PREFIXES}SELECT * {{ ?d skos:prefLabel "县公安局" }}'
    for path in ("/sparql", "/workbench"):
        page = client.get(path, query_string={"query": query}, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "可改用：<code>&#34;县公安局&#34;@zh-hans</code>" in page.text, path
        given = {"query": query, "lang": "en"}
        page = client.get(path, query_string=given, headers={"Accept": "text/html"})
        assert "Try: <code>&#34;县公安局&#34;@zh-hans</code>" in page.text, path


def test_a_count_of_nothing_and_a_false_answer_are_explained_as_well(client: FlaskClient) -> None:
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?e lm:number 999 }",
        "ASK { ?e lm:number 999 }",
        "CONSTRUCT WHERE { ?e lm:number 999 }",
    ):
        page = client.get("/workbench", query_string={"query": PREFIXES + query})
        assert "<code>999</code> 在数据里哪里都没有" in page.text, query
    page = client.get("/workbench", query_string={"query": f"{PREFIXES}ASK {{ ?e lm:number 1 }}"})
    assert "可能的原因" not in page.text
