"""SPARQL 1.1 Protocol, section 2.1: what is asked how, and what comes back."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pyoxigraph
import pytest
from flask.testing import FlaskClient

LM = "https://w3id.org/lifematters/ns#"
COUNT = f"SELECT (COUNT(?e) AS ?n) WHERE {{ ?e a <{LM}Entry> }}"
NAMES = f"SELECT ?n ?name WHERE {{ ?e <{LM}number> ?n ; <{LM}statedName> ?name }} ORDER BY ?n"
GRAPH = f"CONSTRUCT {{ ?e <{LM}number> ?n }} WHERE {{ ?e <{LM}number> ?n }}"


def ask(client: FlaskClient, query: str, accept: str | None = None) -> tuple[int, str, bytes]:
    headers = {"Accept": accept} if accept else {}
    response = client.get("/sparql", query_string={"query": query}, headers=headers)
    return response.status_code, response.headers["Content-Type"], response.data


def test_a_query_by_get_is_answered_as_json_by_default(client: FlaskClient) -> None:
    status, kind, body = ask(client, COUNT)
    assert (status, kind) == (200, "application/sparql-results+json")
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "112"


def test_a_query_by_both_kinds_of_post_gives_the_same(client: FlaskClient) -> None:
    expected = ask(client, COUNT)[2]
    form = client.post("/sparql", data={"query": COUNT})
    direct = client.post("/sparql", data=COUNT, content_type="application/sparql-query")
    assert form.data == direct.data == expected


def test_select_comes_as_xml(client: FlaskClient) -> None:
    _, kind, body = ask(client, NAMES, "application/sparql-results+xml")
    assert kind == "application/sparql-results+xml"
    root = ET.fromstring(body)
    assert len(root.findall(".//{http://www.w3.org/2005/sparql-results#}result")) == 112


def test_select_comes_as_csv_and_tsv_with_chinese_intact(client: FlaskClient) -> None:
    _, kind, body = ask(client, NAMES, "text/csv")
    rows = list(csv.reader(io.StringIO(body.decode())))
    assert kind == "text/csv; charset=utf-8"
    assert rows[0] == ["n", "name"]
    assert rows[37] == ["37", "居民和灵活就业人员社会保险费缴纳"]
    _, kind, body = ask(client, NAMES, "text/tab-separated-values")
    assert kind == "text/tab-separated-values; charset=utf-8"
    assert body.decode().splitlines()[37] == '37\t"居民和灵活就业人员社会保险费缴纳"@zh-hans'


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
    ],
)
def test_ask_is_answered(client: FlaskClient, accept: str, kind: str) -> None:
    status, got, body = ask(client, f"ASK {{ ?e a <{LM}Entry> }}", accept)
    assert (status, got) == (200, kind)
    assert b"true" in body


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
        ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
        ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
    ],
)
def test_construct_comes_in_every_rdf_form_with_the_same_triples(
    client: FlaskClient, accept: str, form: pyoxigraph.RdfFormat
) -> None:
    status, kind, body = ask(client, GRAPH, accept)
    assert status == 200
    assert kind.split(";")[0] == accept
    assert len(list(pyoxigraph.parse(body, format=form))) == 112


def test_describe_is_answered_as_turtle_by_default(client: FlaskClient) -> None:
    status, kind, body = ask(client, f"DESCRIBE <{LM}Matter>")
    assert (status, kind) == (200, "text/turtle; charset=utf-8")
    assert "事项" in body.decode()


def test_q_values_decide(client: FlaskClient) -> None:
    accept = "text/csv;q=0.5, application/sparql-results+xml;q=0.9, application/json;q=0.1"
    assert ask(client, COUNT, accept)[1] == "application/sparql-results+xml"


def test_what_no_format_of_ours_satisfies_is_a_406_that_lists_them(client: FlaskClient) -> None:
    status, kind, body = ask(client, COUNT, "image/png")
    assert (status, kind) == (406, "application/problem+json")
    assert "text/csv" in json.loads(body)["available"]


def test_a_format_of_the_wrong_family_is_a_406(client: FlaskClient) -> None:
    assert ask(client, COUNT, "text/turtle")[0] == 406
    assert ask(client, GRAPH, "text/csv")[0] == 406


def test_a_malformed_query_is_a_400_with_line_and_column(client: FlaskClient) -> None:
    status, kind, body = ask(client, "SELECT ?s WHERE {\n  ?s ?p\n}")
    problem = json.loads(body)
    assert (status, kind) == (400, "application/problem+json")
    assert (problem["line"], problem["column"]) == (3, 2)
    assert "第 3 行第 2 列" in problem["detail"]
    assert "line 3, column 2" in problem["detail_en"]


def test_no_query_and_two_queries_are_400(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "application/json"}).status_code == 400
    twice = client.get("/sparql", query_string=[("query", COUNT), ("query", COUNT)])
    assert twice.status_code == 400


def test_a_browser_without_a_query_gets_a_form(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200
    assert b"<textarea" in page.data


def test_a_body_of_another_type_is_a_415(client: FlaskClient) -> None:
    assert client.post("/sparql", data=COUNT, content_type="text/plain").status_code == 415


def test_a_body_that_is_not_utf_8_is_a_400(client: FlaskClient) -> None:
    sent = client.post("/sparql", data=b"\xff\xfe", content_type="application/sparql-query")
    assert sent.status_code == 400


def test_updates_are_refused(client: FlaskClient) -> None:
    update = "DELETE WHERE { ?s ?p ?o }"
    assert client.post("/sparql", data={"update": update}).status_code == 403
    direct = client.post("/sparql", data=update, content_type="application/sparql-update")
    assert direct.status_code == 403
    assert client.get("/sparql", query_string={"query": update}).status_code == 400


def test_a_query_too_long_is_a_413(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"query": "#" * 200_000}).status_code == 413


def test_reaching_out_is_refused_with_its_place(client: FlaskClient) -> None:
    status, _, body = ask(client, "SELECT * {\n SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
    assert (status, json.loads(body)["line"]) == (403, 2)


def test_a_graph_is_named_by_parameter(client: FlaskClient, base: str) -> None:
    edition = f"{base}id/370725/checklist/personal-life-cycle/u-d709fb19"
    everything = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    for name, count in ((edition, 3002), (f"{base}graph/nothing", 0)):
        parameters = {"query": everything, "default-graph-uri": name}
        body = client.get("/sparql", query_string=parameters).json
        assert body is not None
        assert int(body["results"]["bindings"][0]["n"]["value"]) == count


def test_a_dataset_of_one_kind_of_graph_has_none_of_the_other(
    client: FlaskClient, base: str
) -> None:
    """As FROM alone and FROM NAMED alone (SPARQL 1.1 Query, section 13.2)."""
    edition = f"{base}id/370725/checklist/personal-life-cycle/u-d709fb19"

    def counts(dataset: str = "", **parameters: str) -> tuple[int, ...]:
        found = []
        for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"):
            query = f"SELECT (COUNT(*) AS ?n) {dataset} WHERE {{ {pattern} }}"
            answer = client.get("/sparql", query_string={"query": query, **parameters}).json
            assert answer is not None
            found.append(int(answer["results"]["bindings"][0]["n"]["value"]))
        return tuple(found)

    assert counts(**{"default-graph-uri": edition}) == counts(f"FROM <{edition}>") == (3002, 0)
    assert counts(**{"named-graph-uri": edition}) == counts(f"FROM NAMED <{edition}>") == (0, 3002)


def test_chinese_and_percent_encoded_iris_survive_every_form(client: FlaskClient) -> None:
    for iri in ("http://x/昌乐", "http://x/%E6%98%8C%E4%B9%90", "http://x/a%20b%2520c"):
        query = f"SELECT ?x WHERE {{ VALUES ?x {{ <{iri}> }} }}"
        direct = {"content_type": "application/sparql-query"}
        answers = [
            client.get(f"/sparql?query={quote(query)}"),
            client.post("/sparql", data={"query": query}),
            client.post("/sparql", data=query.encode(), **direct),
        ]
        for answer in answers:
            assert answer.json is not None
            assert answer.json["results"]["bindings"][0]["x"]["value"] == iri


def test_the_preflight_allows_what_a_page_elsewhere_sends(client: FlaskClient) -> None:
    answer = client.options("/sparql", headers={"Origin": "https://other.example.org"})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
