"""A parameter enters a saved query as an RDF term and nothing else."""

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from server.errors import BadParameter
from server.saved.header import HeaderError, Parameter, Text, parse_header
from server.saved.parameters import Option, terms
from server.saved.template import TemplateError, split
from tests.conftest import rows

QUERY = "SELECT ?x WHERE { VALUES ?name { UNDEF } ?x <http://x/name> ?name }"
WORDS = Text("名", "name")


def test_an_unbound_query_stays_as_it_stands() -> None:
    assert split(QUERY, ("name",), "q").bind({}) == QUERY


@settings(deadline=None)
@given(st.text())
def test_no_string_can_change_more_than_its_own_term(value: str) -> None:
    store = pyoxigraph.Store()
    subject = NamedNode("http://x/1")
    try:
        literal = Literal(value)
        store.add(pyoxigraph.Quad(subject, NamedNode("http://x/name"), literal))
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    store.add(
        pyoxigraph.Quad(NamedNode("http://x/2"), NamedNode("http://x/name"), Literal("other"))
    )
    bound = split(QUERY, ("name",), "q").bind({"name": [literal]})
    found = [row["x"] for row in rows(store, bound)]
    assert found == (["http://x/1"] if value != "other" else ["http://x/1", "http://x/2"])


@pytest.mark.parametrize("value", ['x" } UNION { ?s ?p ?o } #', "\\u0022 }", "> } <", "}", "?name"])
def test_an_injection_finds_nothing(value: str) -> None:
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(NamedNode("http://x/1"), NamedNode("http://x/name"), Literal("a")))
    bound = split(QUERY, ("name",), "q").bind({"name": [Literal(value)]})
    assert rows(store, bound) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT * { ?x ?p ?name }", "no block"),
        ("SELECT * { VALUES ?name { UNDEF } ?x ?p ?y }", "not used"),
        (
            "SELECT * { VALUES ?name { UNDEF } { SELECT ?x { ?x ?p ?name } } }",
            "does not reach",
        ),
        (
            "SELECT * { VALUES ?name { UNDEF } { SELECT (COUNT(*) AS ?n) { ?x ?p ?name } } }",
            "does not reach",
        ),
        ("SELECT * { VALUES ?name {UNDEF} VALUES ?name {UNDEF} ?x ?p ?name }", "two VALUES"),
    ],
)
def test_a_query_whose_parameter_cannot_reach_its_use_is_refused(text: str, why: str) -> None:
    with pytest.raises(TemplateError, match=why):
        split(text, ("name",), "q")


def test_a_sub_select_that_projects_the_parameter_is_reached() -> None:
    text = "SELECT * { VALUES ?name { UNDEF } { SELECT ?name ?x { ?x ?p ?name } } }"
    assert split(text, ("name",), "q").slots == ("name",)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", "37", "37.5"),
        ("integer", "-1", "三十七"),
        ("decimal", "1.5", "1,5"),
        ("date", "2026-11-23", "2026-13-01"),
        ("iri", "http://x/1", "http://x/> } <"),
        ("iri", "urn:x:1", "县公安局"),
    ],
)
def test_a_value_is_of_its_type_or_refused_in_words(kind: str, good: str, bad: str) -> None:
    parameter = Parameter("p", kind, WORDS)
    assert len(terms(parameter, [good], None)) == 1
    with pytest.raises(BadParameter) as refused:
        terms(parameter, [bad], None)
    assert bad in refused.value.say("zh")
    assert bad in refused.value.say("en")


def test_a_value_that_is_not_among_the_choices_is_refused() -> None:
    parameter = Parameter("p", "iri", WORDS, options="departments")
    choices = [Option("http://x/1", WORDS)]
    assert terms(parameter, ["http://x/1"], choices) == [NamedNode("http://x/1")]
    with pytest.raises(BadParameter):
        terms(parameter, ["http://x/2"], choices)


def test_a_required_value_must_be_given_and_a_default_fills_in() -> None:
    with pytest.raises(BadParameter):
        terms(Parameter("p", "string", WORDS, required=True), [""], None)
    assert terms(Parameter("p", "integer", WORDS, default="3"), [], None)[0].value == "3"


def test_a_header_says_what_is_wrong_with_it() -> None:
    with pytest.raises(HeaderError, match="title needs zh and en"):
        parse_header("title: {zh: 问}", "q")
    with pytest.raises(HeaderError, match="unknown keys"):
        parse_header("title: {zh: 问, en: q}\nsummary: {zh: 问, en: q}\nlimit: 3", "q")
