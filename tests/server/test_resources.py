"""Linked data: 303 from a thing to its document, in the form the client accepts."""

import json
import re

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from ontology import read
from ontology.terms import CODE, RDFS, VOID
from server.store import describing
from tests.conftest import rows

LM = "https://w3id.org/lifematters/ns#"
FORMS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
}
KINDS = [
    "Stage",
    "Scenario",
    "Matter",
    "SubItem",
    "Department",
    "Entry",
    "SubEntry",
    "Edition",
    "Checklist",
    "Jurisdiction",
    "MatterType",
]


def path_of(iri: str, base: str) -> str:
    return "/" + iri.removeprefix(base).removeprefix("https://w3id.org/lifematters/")


@pytest.mark.parametrize("kind", KINDS)
def test_everything_of_a_kind_leads_by_303_to_its_document(
    client: FlaskClient, changle: pyoxigraph.Store, base: str, kind: str
) -> None:
    found = [row["x"] for row in rows(changle, f"SELECT ?x WHERE {{ ?x a <{LM}{kind}> }}")]
    assert found
    for iri in found:
        answer = client.get(path_of(iri, base))
        assert (answer.status_code, answer.headers["Vary"]) == (303, "Accept")
        document = client.get(answer.headers["Location"], headers={"Accept": "text/turtle"})
        assert document.status_code == 200
        triples = pyoxigraph.parse(document.data, format=pyoxigraph.RdfFormat.TURTLE)
        assert any(t.subject == pyoxigraph.NamedNode(iri) for t in triples)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_says_the_same_in_every_form_and_is_a_page_as_well(
    client: FlaskClient, changle: pyoxigraph.Store, base: str, kind: str
) -> None:
    (row,) = rows(changle, f"SELECT ?x WHERE {{ ?x a <{LM}{kind}> }} ORDER BY ?x LIMIT 1")
    location = client.get(path_of(row["x"], base)).headers["Location"]
    graphs, context = [], json.dumps(json.loads(read("context.jsonld"))["@context"]).encode()
    for accept, form in FORMS.items():
        answer = client.get(location, headers={"Accept": accept})
        assert answer.headers["Content-Type"].split(";")[0] == accept
        data = answer.data
        if form == pyoxigraph.RdfFormat.JSON_LD:
            data = data.replace(f'"{base}ns/context.jsonld"'.encode(), context)
        graphs.append({quad.triple for quad in pyoxigraph.parse(data, format=form)})
    assert graphs[0] and all(graph == graphs[0] for graph in graphs)
    page = client.get(location, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.text.count("<h1") == 1
    assert 'lang="zh-CN"' in page.text


def test_a_suffix_chooses_the_form(client: FlaskClient, base: str) -> None:
    path = "/doc/370725/checklist/personal-life-cycle/u-d709fb19/entry/64"
    for suffix, kind in {"ttl": "text/turtle", "nt": "application/n-triples"}.items():
        assert client.get(f"{path}.{suffix}").headers["Content-Type"].startswith(kind)


def test_an_entry_says_where_its_values_came_from(client: FlaskClient) -> None:
    path = "/doc/370725/checklist/personal-life-cycle/u-d709fb19/entry/37.ttl"
    text = client.get(path).text
    assert "lm:leadValueFrom" in text
    assert "lm:sourceRow" in text


@pytest.mark.parametrize(
    "path",
    [
        "/id/370725/matter/00000000",
        "/doc/370725/matter/00000000",
        "/id/nonsense/%3Cx%3E",
        "/nothing",
    ],
)
def test_what_was_never_published_is_a_404_in_the_negotiated_form(
    client: FlaskClient, path: str
) -> None:
    problem = client.get(path, headers={"Accept": "application/json"})
    assert (problem.status_code, problem.headers["Content-Type"]) == (
        404,
        "application/problem+json",
    )
    assert json.loads(problem.data)["status"] == 404
    page = client.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_form_no_one_has_is_a_406(client: FlaskClient) -> None:
    path = "/doc/370725/checklist/personal-life-cycle"
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("accept", FORMS)
def test_the_ontology_is_served_at_ns(client: FlaskClient, accept: str) -> None:
    answer = client.get("/ns", headers={"Accept": accept})
    triples = list(pyoxigraph.parse(answer.data, format=FORMS[accept]))
    assert any(t.subject == pyoxigraph.NamedNode(f"{LM}leadDepartment") for t in triples)


def test_the_ontology_is_a_page_with_an_anchor_for_every_term(client: FlaskClient) -> None:
    page = client.get("/ns", headers={"Accept": "text/html"}).text
    assert 'id="leadDepartment"' in page
    assert "牵头部门" in page


def test_the_version_of_the_ontology_leads_to_it(client: FlaskClient) -> None:
    answer = client.get("/ns/1.2.1", headers={"Accept": "text/turtle"})
    triples = list(pyoxigraph.parse(answer.data, format=FORMS["text/turtle"]))
    assert any(t.subject == pyoxigraph.NamedNode(f"{LM}conventionLevels") for t in triples)


def test_an_earlier_version_of_the_ontology_leads_on_to_the_present_one(
    client: FlaskClient,
) -> None:
    answer = client.get("/ns/1.0.0")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ns/1.2.1")


@pytest.mark.parametrize("version", ["1.2.9", "2.0.0", "0.9.0", "1.0", "01.0.0", "latest"])
def test_a_version_that_has_not_been_is_a_404(client: FlaskClient, version: str) -> None:
    assert client.get(f"/ns/{version}").status_code == 404


def test_the_page_of_the_ontology_shows_the_component_of_the_loader(client: FlaskClient) -> None:
    page = client.get("/ns", headers={"Accept": "text/html"}).text
    assert 'id="LoaderConstraintComponent"' in page
    assert "版本 1.2.1" in page


def test_a_thing_that_very_much_points_at_says_how_much_it_shows_and_where_all_is(
    client: FlaskClient, changle: pyoxigraph.Store, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(describing, "INBOUND", 20)
    thing = CODE["sub-item-kind/undetermined"]
    path = "/doc/code/sub-item-kind/undetermined"
    answer = client.get(f"{path}.nt")
    said = {quad.triple for quad in pyoxigraph.parse(answer.data, FORMS["application/n-triples"])}
    own = {triple for triple in said if triple.subject == thing}
    quads = changle.quads_for_pattern(thing, None, None, pyoxigraph.DefaultGraph())
    assert own == {quad.triple for quad in quads}
    assert sum(triple.object == thing for triple in said - own) == 21 + 1
    (more,) = {t.object for t in said if t.predicate == RDFS.seeAlso}
    assert isinstance(more, pyoxigraph.NamedNode)
    where = more.value.removeprefix(base.rstrip("/"))
    assert f'<{where}>; rel="related"' in answer.headers.getlist("Link")
    every = client.get(where, headers={"Accept": "application/n-triples"})
    found = {quad.triple for quad in pyoxigraph.parse(every.data, FORMS["application/n-triples"])}
    pointing = changle.quads_for_pattern(None, None, thing, pyoxigraph.DefaultGraph())
    assert found == {quad.triple for quad in pointing}
    assert len(found) > 21
    page = client.get(path, headers={"Accept": "text/html"}).text
    assert f'href="{where.replace("&", "&amp;")}"' in page


def test_a_thing_that_little_points_at_is_described_without_a_word_on_its_document(
    client: FlaskClient,
) -> None:
    answer = client.get("/doc/code/sub-item-kind/undetermined.nt")
    assert "seeAlso" not in answer.text
    assert not any("related" in link for link in answer.headers.getlist("Link"))


def test_the_name_of_a_layer_leads_to_what_is_said_of_the_graph_and_to_all_of_it(
    client: FlaskClient, base: str
) -> None:
    layer = f"{base}id/370725/checklist/personal-life-cycle/u-d709fb19/source"
    page = client.get(f"/{layer.removeprefix(base)}", follow_redirects=True)
    assert "下载整个图" in page.text
    whole = re.search(r'href="(/graphs\?graph=[^"]*)"', page.text)
    assert whole
    content = client.get(whole[1], headers={"Accept": "application/n-triples"})
    document = client.get(f"/{layer.removeprefix(base).replace('id/', 'doc/')}.nt")
    counts = [
        int(quad.object.value)
        for quad in pyoxigraph.parse(document.data, FORMS["application/n-triples"])
        if quad.predicate == VOID.triples and isinstance(quad.object, pyoxigraph.Literal)
    ]
    assert counts in ([], [content.text.count(" .\n")])
