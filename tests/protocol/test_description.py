"""SPARQL 1.1 Service Description: the three cases of its suite, replayed over HTTP against the
running server, and what a GET without a query answers whom."""

import json
import urllib.error
import urllib.request
from email.message import Message

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.namespace import RDF as RDFLIB_RDF

from ontology.terms import RDF, SD
from server.settings import Settings
from tests.conformance.suites import suite
from tests.conftest import Service

FORMS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,"
    "application/json;q=0.45,text/n3;q=0.35,application/xml;q=0.3,text/html;q=0.2"
)

CLASSES = {"Service", "Language", "Function", "Aggregate", "EntailmentRegime", "EntailmentProfile"}
CLASSES |= {"GraphCollection", "Dataset", "Graph", "NamedGraph", "Feature"}
PROPERTIES: dict[str, tuple[str, str | None]] = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedLanguage": ("Service", "Language"),
    "languageExtension": ("Service", "Feature"),
    "propertyFeature": ("Service", "Feature"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "defaultGraph": ("Dataset", "Graph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
"""The properties of the vocabulary with their domain and range (section 3.3 and 3.4)."""
LANGUAGES = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
FEATURES = {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs"}
FEATURES |= {"BasicFederatedQuery"}


def get(url: str, accept: str | None) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(url, headers={"Accept": accept} if accept else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def described(service: Service, accept: str | None = "text/turtle") -> set[Triple]:
    """What a GET on the endpoint says, in the type that it says it is."""
    status, headers, body = get(f"{service.url}sparql", accept)
    assert status == 200
    form = FORMS[headers.get_content_type()]
    return {quad.triple for quad in parse(body, format=form)}


def returns_rdf(service: Service) -> None:
    for accept in (None, "*/*", *FORMS):
        assert described(service, accept)


def has_endpoint_triple(service: Service) -> None:
    triples = described(service)
    (found,) = [t for t in triples if t.predicate == SD.endpoint]
    assert found.object == NamedNode(f"{service.url}sparql")
    assert Triple(found.subject, RDF.type, SD.Service) in triples
    assert isinstance(found.subject, BlankNode), "so that clients know it by whatever address"


def conforms_to_schema(service: Service) -> None:
    triples = described(service)
    types = {(t.subject, _local(t.object)) for t in triples if t.predicate == RDF.type}
    types |= {(subject, "GraphCollection") for subject, name in types if name == "Dataset"}
    types |= {(SD[name], "Language") for name in LANGUAGES}
    types |= {(SD[name], "Feature") for name in FEATURES}
    used = set()
    for triple in triples:
        if triple.predicate == RDF.type and _local(triple.object):
            assert _local(triple.object) in CLASSES
        if name := _local(triple.predicate):
            used.add(name)
            domain, reach = PROPERTIES[name]
            assert (triple.subject, domain) in types, triple
            assert not isinstance(triple.object, Literal), triple
            if reach and reach != "EntailmentRegime":  # these are W3C's own, elsewhere
                assert (triple.object, reach) in types, triple
    assert used >= {"endpoint", "supportedLanguage", "resultFormat", "defaultDataset", "name"}
    (dataset,) = [t.object for t in triples if t.predicate == SD.defaultDataset]
    assert len([t for t in triples if (t.subject, t.predicate) == (dataset, SD.defaultGraph)]) == 1
    for named, kind in types:
        if kind == "NamedGraph":
            for term in (SD.name, SD.graph):
                assert len([t for t in triples if (t.subject, t.predicate) == (named, term)]) == 1


def _local(term: object) -> str:
    """The name of a term of the vocabulary; empty for any other."""
    known = isinstance(term, NamedNode) and term.value.startswith(SD.iri)
    return str(getattr(term, "value", "")).removeprefix(SD.iri) if known else ""


CASES = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


def test_every_case_of_the_suite_is_replayed() -> None:
    manifest = suite("w3c-sparql") / "sparql11" / "service-description" / "manifest.ttl"
    mf = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    graph = rdflib.Graph().parse(manifest, format="turtle")
    cases = graph.subjects(RDFLIB_RDF.type, mf.ServiceDescriptionTest)
    assert {str(case).rpartition("#")[2] for case in cases} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_service_description_suite(service: Service, case: str) -> None:
    CASES[case](service)


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        (BROWSER, "text/html"),
        (COMUNICA, "application/ld+json"),
        ("application/rdf+xml, text/html;q=0.9", "application/rdf+xml"),
        ("text/turtle;q=0.3, application/n-triples", "application/n-triples"),
        ("application/x-turtle", "text/turtle"),
    ],
)
def test_the_endpoint_is_described_as_the_client_likes_it(
    service: Service, accept: str | None, given: str
) -> None:
    status, headers, body = get(f"{service.url}sparql", accept)
    assert (status, headers.get_content_type()) == (200, given)
    assert "Accept" in str(headers["Vary"])
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert int(str(headers["Content-Length"])) == len(body)


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/json"])
def test_who_wants_results_and_asks_nothing_is_told_so(service: Service, accept: str) -> None:
    status, headers, body = get(f"{service.url}sparql", accept)
    assert (status, headers.get_content_type()) == (400, "application/problem+json")
    assert json.loads(body)["status"] == 400


def test_an_empty_query_is_no_question_about_the_endpoint(service: Service) -> None:
    assert get(f"{service.url}sparql?query=", "text/turtle")[0] == 400


def test_the_endpoint_is_where_it_listens_while_the_base_is_a_port_of_this_machine() -> None:
    local = "http://localhost:8000/"
    assert Settings(base=local, port=8000).address == local
    assert Settings(base=local, port=8123).address == "http://127.0.0.1:8123/"
    assert Settings(base=local, port=8123, host="::1").address == "http://[::1]:8123/"
    assert Settings(base=local, port=8123, host="0.0.0.0").address == local
    public = "https://data.example.org/"
    assert Settings(base=public, port=8123).address == public, "a proxy stands before it"


def test_void_is_served_in_every_rdf_form_with_the_same_triples(service: Service) -> None:
    address = f"{service.url}.well-known/void"
    found = []
    for accept, form in FORMS.items():
        status, headers, body = get(address, accept)
        assert (status, headers.get_content_type()) == (200, accept)
        assert "Accept" in str(headers["Vary"])
        found.append({quad.triple for quad in parse(body, format=form)})
    assert found[0] and all(one == found[0] for one in found)
    assert get(address, BROWSER)[1].get_content_type() in FORMS
    status, headers, _ = get(address, "image/png")
    assert (status, headers.get_content_type()) == (406, "application/problem+json")


def test_the_languages_and_formats_are_those_that_are_answered(service: Service) -> None:
    triples = described(service)
    languages = {t.object for t in triples if t.predicate == SD.supportedLanguage}
    assert languages == {SD.SPARQL11Query}, "an endpoint that only reads speaks no update"
    formats = {str(t.object) for t in triples if t.predicate == SD.resultFormat}
    names = {"Turtle", "RDF_XML", "JSON-LD", "N-Triples"}
    names |= {f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")}
    assert formats == {f"<http://www.w3.org/ns/formats/{name}>" for name in names}
    assert not [t for t in triples if t.predicate == SD.feature]
