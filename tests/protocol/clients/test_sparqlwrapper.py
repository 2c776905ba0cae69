"""SPARQLWrapper: every kind of query by every method, in every form it knows; datasets, time
limits, updates with a token, and what of an error reaches whoever uses it."""

import ast
import csv
import io
import json
import urllib.error
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any
from xml.dom.minidom import Document

import pytest
from rdflib import Graph, Literal
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDF,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import (
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
    URITooLong,
)

from tests.conftest import Service
from tests.protocol.clients.conftest import TOKEN, Writable, asked
from tests.server.test_workers import CROSS

LM = "https://w3id.org/lifematters/ns#"
WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
NAME = "居民和灵活就业人员社会保险费缴纳"
NAMES = f"SELECT ?n ?name {{ ?e <{LM}number> ?n ; <{LM}statedName> ?name }} ORDER BY ?n"
ENTRIES = f"ASK {{ ?e a <{LM}Entry> }}"
GRAPH = f"CONSTRUCT WHERE {{ ?e <{LM}number> 37 ; <{LM}statedName> ?name }}"
MATTER = f"DESCRIBE <{LM}Matter>"
DEPARTMENTS = f"""PREFIX lm: <{LM}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name (COUNT(DISTINCT ?entry) AS ?leads) {{
  ?entry a lm:Entry ; lm:leadDepartment/skos:prefLabel ?name . FILTER(LANG(?name) = "zh-hans")
}} GROUP BY ?name"""
MANY = f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} }}"


def client(address: str, query: str, form: str = JSON, method: str = GET) -> SPARQLWrapper:
    made = SPARQLWrapper(address)
    made.setQuery(query)
    made.setReturnFormat(form)
    made.setMethod(method)
    return made


def values(answer: Any, name: str) -> list[str]:
    """What a variable is bound to in JSON results."""
    return [row[name]["value"] for row in answer["results"]["bindings"]]


# Queries


@pytest.mark.parametrize(("method", "how"), WAYS)
def test_every_kind_of_query_is_answered_by_every_method(
    service: Service, method: str, how: str
) -> None:
    def answer(query: str, form: str) -> Any:
        asking = client(f"{service.url}sparql", query, form, method)
        asking.setRequestMethod(how)
        return asking.queryAndConvert()

    departments = answer(DEPARTMENTS, JSON)
    leads = dict(zip(values(departments, "name"), values(departments, "leads"), strict=True))
    assert len(leads) == 12
    assert leads["县公安局"] == "12"
    assert sum(map(int, leads.values())) == 112
    assert answer(ENTRIES, JSON)["boolean"] is True
    assert Literal(NAME, lang="zh-hans") in set(answer(GRAPH, RDFXML).objects())
    assert Literal("事项", lang="zh-hans") in set(answer(MATTER, RDFXML).objects())


@pytest.mark.parametrize(("method", "how"), WAYS)
@pytest.mark.parametrize(
    "iri", ["http://x/昌乐", "http://x/%E6%98%8C%E4%B9%90", "http://x/a%20b%2520c?q=1&r=+#片"]
)
def test_chinese_and_percent_encoded_terms_come_back_as_they_were_sent(
    service: Service, method: str, how: str, iri: str
) -> None:
    said = "出生 & 入学+“%20”\n第二行"
    query = f"SELECT * {{ VALUES (?iri ?said) {{ (<{iri}> '''{said}'''@zh) }} }} # 注释"
    asking = client(f"{service.url}sparql", query, JSON, method)
    asking.setRequestMethod(how)
    answer = asking.queryAndConvert()
    assert (values(answer, "iri"), values(answer, "said")) == ([iri], [said])


def _of_json(answer: Any) -> list[str]:
    return values(answer, "name")


def _of_xml(answer: Any) -> list[str]:
    assert isinstance(answer, Document)
    found = [one for one in answer.getElementsByTagName("literal") if one.hasAttribute("xml:lang")]
    return ["".join(str(part.nodeValue) for part in one.childNodes) for one in found]


def _of_csv(answer: Any) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(answer.decode()))]


def _of_tsv(answer: Any) -> list[str]:
    header, *lines = answer.decode().splitlines()
    assert header == "?n\t?name"
    return [line.split("\t")[1].removeprefix('"').removesuffix('"@zh-hans') for line in lines]


@pytest.mark.parametrize("by_accept_alone", [False, True])
@pytest.mark.parametrize(
    ("form", "read"), [(JSON, _of_json), (XML, _of_xml), (CSV, _of_csv), (TSV, _of_tsv)]
)
def test_solutions_are_read_in_every_form(
    service: Service, form: str, read: Callable[[Any], list[str]], by_accept_alone: bool
) -> None:
    asking = client(f"{service.url}sparql", NAMES, form)
    asking.setOnlyConneg(by_accept_alone)
    names = read(asking.queryAndConvert())
    assert len(names) == 112
    assert names[36] == NAME
    asking.setQuery(ENTRIES)
    said = asking.queryAndConvert()
    text = said.toxml() if isinstance(said, Document) else str(said)
    assert "true" in text.lower()


@pytest.mark.parametrize("by_accept_alone", [False, True])
@pytest.mark.parametrize("form", [TURTLE, N3, XML, RDFXML, JSONLD])
@pytest.mark.parametrize("query", [GRAPH, MATTER])
def test_graphs_are_read_in_every_form(
    service: Service, query: str, form: str, by_accept_alone: bool
) -> None:
    asking = client(f"{service.url}sparql", query, form)
    asking.setOnlyConneg(by_accept_alone)
    assert _graph(asking.queryAndConvert()) == _graph(_whole(service, query))


@pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning")
@pytest.mark.parametrize("form", [JSON, RDF])
def test_a_form_that_it_knows_no_media_type_of_is_understood_by_its_name(
    service: Service, form: str
) -> None:
    asking = client(f"{service.url}sparql", GRAPH, form)
    assert _graph(asking.queryAndConvert()) == _graph(_whole(service, GRAPH))


def _whole(service: Service, query: str) -> Any:
    return client(f"{service.url}sparql", query, RDFXML).queryAndConvert()


def _graph(answer: Any) -> set[tuple[str, str, str]]:
    """The triples without blank nodes, which have other names each time."""
    graph = Graph().parse(data=answer, format="turtle") if isinstance(answer, bytes) else answer
    found = {(s.n3(), p.n3(), o.n3()) for s, p, o in graph}
    named = {triple for triple in found if not any(term.startswith("_:") for term in triple)}
    assert named
    return named


@pytest.mark.filterwarnings("ignore:Sending Accept header:RuntimeWarning")
@pytest.mark.parametrize(
    ("query", "form", "there"),
    [(NAMES, TURTLE, "text/csv"), (ENTRIES, RDFXML, "text/csv"), (GRAPH, CSV, "text/turtle")],
)
def test_a_form_of_the_other_family_is_refused_with_those_there_are(
    service: Service, query: str, form: str, there: str
) -> None:
    problem = _refused(client(f"{service.url}sparql", query, form), 406)
    assert there in problem["available"]
    assert there in problem["detail"] and there in problem["detail_en"]


def test_the_graphs_of_a_dataset_are_named_by_the_client(service: Service, base: str) -> None:
    edition = f"{base}id/370725/checklist/personal-life-cycle/u-d709fb19"
    codes = f"{base}graph/codes"

    def count(pattern: str, default: list[str], named: list[str]) -> int:
        asking = client(f"{service.url}sparql", f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        for graph in default:
            asking.addDefaultGraph(graph)
        for graph in named:
            asking.addNamedGraph(graph)
        return int(values(asking.queryAndConvert(), "n")[0])

    inside = "GRAPH ?g { ?s ?p ?o }"
    assert count("?s ?p ?o", [edition], []) == count(inside, [], [edition]) == 3002
    both = count("?s ?p ?o", [edition, codes], [])
    assert both == 3002 + count("?s ?p ?o", [codes], [])
    assert count("?s ?p ?o", [], [edition]) == count(inside, [edition], []) == 0
    assert count("?s ?p ?o", [f"{base}graph/没有"], []) == 0
    declared = SPARQLWrapper(f"{service.url}sparql", returnFormat=JSON, defaultGraph=codes)
    declared.setQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(values(declared.queryAndConvert(), "n")[0]) == both - 3002


# Time


def test_a_client_that_waits_no_longer_is_let_go_and_the_service_goes_on(service: Service) -> None:
    asking = client(f"{service.url}sparql", MANY)
    asking.addParameter("timeout", "3")  # so that it does not run on for the other tests
    asking.setTimeout(1)
    with pytest.raises(TimeoutError):
        asking.query()
    assert client(f"{service.url}sparql", ENTRIES).queryAndConvert()["boolean"] is True  # type: ignore[index,call-overload]


def test_seconds_asked_for_are_the_ones_the_error_names(service: Service) -> None:
    asking = client(f"{service.url}sparql", MANY)
    asking.addParameter("timeout", "0.5")
    problem = _refused(asking, 503)
    assert (problem["limit"], problem["unit"]) == (0.5, "seconds")
    assert "0.5 秒" in problem["detail"] and "0.5 seconds" in problem["detail_en"]


# Errors


def _refused(asking: SPARQLWrapper, status: int) -> dict[str, Any]:
    """The problem document of an error that it leaves as urllib raised it."""
    with pytest.raises(urllib.error.HTTPError) as raised:
        asking.query()
    with raised.value as error:
        assert error.code == status
        problem: dict[str, Any] = json.loads(error.read())
    return problem


def _told(error: SPARQLWrapperException) -> dict[str, Any]:
    """The problem document in what an exception of its own prints: the body as Python writes
    bytes, so that English can be read there and Chinese is whole once decoded."""
    printed = str(error).partition("Response:\n")[2]
    body: bytes = ast.literal_eval(printed)
    problem: dict[str, Any] = json.loads(body)
    assert problem["title_en"] in printed
    return problem


@pytest.mark.parametrize(("method", "how"), WAYS)
def test_a_badly_formed_query_is_told_with_its_place(
    service: Service, method: str, how: str
) -> None:
    asking = client(f"{service.url}sparql", "SELECT ?s WHERE {\n  ?s ?p\n}", JSON, method)
    asking.setRequestMethod(how)
    with pytest.raises(QueryBadFormed) as raised:
        asking.query()
    assert "line 3, column 2" in str(raised.value)
    problem = _told(raised.value)
    assert (problem["line"], problem["column"]) == (3, 2)
    assert "第 3 行第 2 列" in problem["detail"]


def test_a_wrong_parameter_is_told_by_name(service: Service) -> None:
    asking = client(f"{service.url}sparql", NAMES)
    asking.addDefaultGraph("no iri")
    with pytest.raises(QueryBadFormed) as raised:
        asking.query()
    assert _told(raised.value)["parameter"] == "default-graph-uri"


def test_an_address_where_nothing_is_is_an_endpoint_not_found(service: Service) -> None:
    with pytest.raises(EndPointNotFound) as raised:
        client(f"{service.url}sparq", NAMES).query()
    assert "There is nothing at /sparq" in str(raised.value)
    assert "没有找到 /sparq" in _told(raised.value)["detail"]


def test_what_is_refused_otherwise_has_its_sentences_in_the_body(service: Service) -> None:
    reaching = client(f"{service.url}sparql", "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }")
    assert "SERVICE（第 1 行第 12 列）" in _refused(reaching, 403)["detail"]
    writing = client(f"{service.url}sparql", "DELETE WHERE { ?s ?p ?o }", JSON, POST)
    assert _refused(writing, 403)["detail_en"].startswith("Updates are not accepted here")


def test_a_query_too_long_for_an_address_goes_by_post_up_to_its_limit(service: Service) -> None:
    long = f"{ENTRIES} # {'长' * 10_000}"
    with pytest.raises(URITooLong):
        client(f"{service.url}sparql", long).query()
    asking = client(f"{service.url}sparql", long, JSON, POST)
    assert asking.queryAndConvert()["boolean"] is True  # type: ignore[index,call-overload]
    asking.setQuery(f"{ENTRIES} # {'长' * 40_000}")
    assert _refused(asking, 413)["limit_name"] == "query_bytes"


# Updates


@pytest.mark.parametrize(("how", "as_password"), [(URLENCODED, False), (POSTDIRECTLY, True)])
def test_an_update_is_sent_with_a_token_or_with_it_as_a_password(
    writable: Writable, how: str, as_password: bool
) -> None:
    graph = f"http://wrapper.example/图/{how}"
    writer = _writer(writable, how, as_password)
    writer.setQuery(f"""PREFIX x: <http://x/>  # 注释
        INSERT DATA {{ GRAPH <{graph}> {{ <{graph}> x:称 '出生 & +' }} }}""")
    response = writer.query().response
    assert isinstance(response, HTTPResponse) and response.status == 204
    assert asked(
        writable.url, f"ASK {{ GRAPH <{graph}> {{ <{graph}> <http://x/称> '出生 & +' }} }}"
    )


@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_a_write_without_the_token_is_unauthorized(writable: Writable, how: str) -> None:
    writer = client(f"{writable.url}update", "CLEAR GRAPH <http://x/>", JSON, POST)
    writer.setRequestMethod(how)
    for credentials in (None, ("any", TOKEN[:-1])):
        if credentials:
            writer.setCredentials(*credentials)
        with pytest.raises(Unauthorized) as raised:
            writer.query()
        assert "Writing needs a valid token" in str(raised.value)
        assert "写入需要有效的令牌" in _told(raised.value)["detail"]


def test_what_is_not_free_is_refused_with_the_command_for_it(writable: Writable) -> None:
    writer = _writer(writable, POSTDIRECTLY, as_password=False)
    writer.setQuery(f"DELETE WHERE {{ ?e a <{LM}Entry> }}")
    before = writable.publications
    problem = _refused(writer, 409)
    assert problem["command"] == "lifematters load"
    assert writable.publications == before
    writer.setQuery("INSERT DATA { GRAPH <http://x/> { <http://x/> 1 } }")
    with pytest.raises(QueryBadFormed) as raised:
        writer.query()
    assert "什么都没有改动" in _told(raised.value)["detail"]


def _writer(writable: Writable, how: str, as_password: bool) -> SPARQLWrapper:
    writer = SPARQLWrapper(f"{writable.url}sparql", updateEndpoint=f"{writable.url}update")
    writer.setMethod(POST)
    writer.setRequestMethod(how)
    if as_password:
        writer.setCredentials("anyone", TOKEN)
    else:
        writer.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    return writer
