"""What real clients send as Accept, and what they get, for every kind of resource."""

import json
import re
from collections.abc import Iterator

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse

from ontology.terms import CODE, LM, RDF
from server.urls import document_path

HTML, TURTLE = "text/html", "text/turtle"
N_TRIPLES, JSON_LD, RDF_XML = "application/n-triples", "application/ld+json", "application/rdf+xml"
CLIENTS = {
    "Chrome 86": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
        "*/*;q=0.8,application/signed-exchange;v=b3;q=0.9",
        HTML,
    ),
    "Chrome": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
        "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
        HTML,
    ),
    "Firefox, Safari, Baiduspider": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        HTML,
    ),
    "Googlebot": (
        "text/html,application/xhtml+xml,application/signed-exchange;v=b3,application/xml;q=0.9,"
        "*/*;q=0.8",
        HTML,
    ),
    "Internet Explorer 8": (
        "image/gif, image/jpeg, image/pjpeg, application/x-ms-application, "
        "application/vnd.ms-excel, application/msword, */*",
        HTML,
    ),
    "Internet Explorer 11": ("text/html, application/xhtml+xml, */*", HTML),
    "curl, wget, requests, Bingbot": ("*/*", HTML),
    "no header": (None, HTML),
    "an empty header": ("", HTML),
    "HttpURLConnection": ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
    "rdflib, any form": (
        "text/turtle, text/n3, application/rdf+xml, application/n-triples, application/n-quads, "
        "application/ld+json, text/html;q=0.5, */*;q=0.1",
        TURTLE,
    ),
    "rdflib, turtle": ("text/turtle, application/x-turtle, */*;q=0.1", TURTLE),
    "rdflib, n3": ("text/n3, */*;q=0.1", TURTLE),
    "rdflib, nt": ("text/plain, */*;q=0.1", N_TRIPLES),
    "rdflib, xml": ("application/rdf+xml, */*;q=0.1", RDF_XML),
    "rdflib, json-ld": ("application/ld+json, application/json;q=0.9, */*;q=0.1", JSON_LD),
    "Jena": (
        "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,"
        "application/rdf+xml;q=0.7,*/*;q=0.3",
        TURTLE,
    ),
    "RDF Browser": (
        "text/turtle,application/n-triples;q=0.9,application/rdf+xml;q=0.7,application/trig,"
        "application/n-quads;q=0.9,application/ld+json;q=0.8,*/*;q=0.5",
        TURTLE,
    ),
    "OWL API, Protégé": (
        "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, "
        "*/*; q=0.09",
        RDF_XML,
    ),
    "Virtuoso": (
        "text/html;q=0.5,application/xhtml+xml;q=0.5,text/turtle;q=0.9,application/rdf+xml;q=1.0",
        RDF_XML,
    ),
    "jsonld-java": (
        "application/ld+json, application/json;q=0.9, application/javascript;q=0.5, "
        "text/javascript;q=0.5, text/plain;q=0.2, */*;q=0.1",
        JSON_LD,
    ),
    "Comunica's contexts": ("application/ld+json", JSON_LD),
    "JSON-LD with a profile": (
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
        JSON_LD,
    ),
    "axios": ("application/json, text/plain, */*", JSON_LD),
    "jQuery.getJSON": ("application/json, text/javascript, */*; q=0.01", JSON_LD),
    "an upper-case range": ("TEXT/TURTLE", TURTLE),
    "equal qualities": ("application/n-triples;q=0.5, text/turtle;q=0.5", TURTLE),
    "not a page": ("text/html;q=0, */*", TURTLE),
}
NONSENSE = (";;;", "/", "text", "*/turtle", "q=1", "image/png", "application/xhtml+xml", "\u4e8b")
KINDS = (
    *("Stage", "Scenario", "Matter", "SubItem", "Department", "Entry", "SubEntry", "Edition"),
    *("Checklist", "Jurisdiction", "SourceRow", "SourceDocument", "LoadActivity"),
)


@pytest.fixture(scope="module")
def things(changle: pyoxigraph.Store, base: str) -> dict[str, str]:
    """An IRI of each kind."""
    found = {}
    for kind in KINDS:
        quads = changle.quads_for_pattern(None, RDF.type, LM[kind], None)
        found[kind] = min(q.subject.value for q in quads if isinstance(q.subject, NamedNode))
    edition = found["Edition"]
    return found | {
        "report": f"{edition}/report",
        "layer": f"{edition}/source",
        "derived layer": f"{edition}/derived",
        "stages of a list": f"{found['Checklist']}/stages",
        "catalogue": f"{base}id/catalogue",
        "code": CODE["matter-type/public-service"].value,
        "code list": CODE["matter-type"].value,
    }


def _get(client: FlaskClient, path: str, accept: str | None):  # type: ignore[no-untyped-def]
    return client.get(path, headers={} if accept is None else {"Accept": accept})


@pytest.mark.parametrize("who", CLIENTS)
def test_a_client_gets_the_form_it_asks_for_of_every_kind(
    client: FlaskClient, things: dict[str, str], base: str, who: str
) -> None:
    accept, expected = CLIENTS[who]
    for kind, iri in things.items():
        path = iri.removeprefix(base).replace(CODE.iri, "code/")
        led = _get(client, f"/{path}", accept)
        assert led.status_code == 303, kind
        assert led.headers["Location"] == document_path(iri, base), kind
        answer = _get(client, led.headers["Location"], accept)
        assert answer.status_code == 200, kind
        assert answer.mimetype == expected, kind
        assert "Accept" in answer.vary, kind
        _is_about(answer.data, expected, iri)


def _is_about(body: bytes, media_type: str, iri: str) -> None:
    if media_type == HTML:
        assert iri in body.decode()
    elif media_type == JSON_LD:
        document = json.loads(body)
        assert document["@context"].endswith("/ns/context.jsonld")
        assert document["id"] == iri
    else:
        form = RdfFormat.from_media_type(media_type)
        said = parse(body, form)
        assert any(NamedNode(iri) in (q.subject, q.object) for q in said)


@pytest.mark.parametrize("accept", NONSENSE)
def test_a_header_of_nonsense_is_a_406_that_says_what_there_is(
    client: FlaskClient, things: dict[str, str], base: str, accept: str
) -> None:
    for iri in things.values():
        answer = client.get(
            document_path(iri, base), headers={"Accept": accept.encode().decode("latin-1")}
        )
        assert answer.status_code == 406
        assert set(answer.json["available"]) == {HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML}  # type: ignore[index]


def test_every_document_leads_to_its_other_forms_and_to_its_thing(
    client: FlaskClient, things: dict[str, str], base: str
) -> None:
    for iri in things.values():
        answer = client.get(document_path(iri, base))
        links = re.findall(r'<([^>]*)>; rel="(\w+)"(?:; type="([^"]*)")?', _links(answer.headers))
        assert (iri, "describes", "") in links
        forms = {media_type: path for path, rel, media_type in links if rel == "alternate"}
        assert set(forms) == {HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML}
        for media_type, path in forms.items():
            twin = client.get(path, headers={"Accept": "image/png"})
            assert (twin.status_code, twin.mimetype) == (200, media_type)
            _is_about(twin.data, media_type, iri)


def _links(headers) -> str:  # type: ignore[no-untyped-def]
    return ", ".join(headers.getlist("Link"))


def test_whatever_a_triple_points_at_under_the_base_resolves(
    client: FlaskClient, changle: pyoxigraph.Store, base: str
) -> None:
    lost = []
    for path in sorted(set(_pointed_at(changle, base))):
        answer = client.get(f"/{path}", headers={"Accept": "text/turtle"}, follow_redirects=True)
        if answer.status_code != 200:
            lost.append(f"{answer.status_code} {path}")
    assert not lost, "\n".join(lost)


def _pointed_at(store: pyoxigraph.Store, base: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(base):
            path = quad.object.value.removeprefix(base).partition("#")[0]
            # a query is what the endpoint is asked with; a dump is made when it is first asked for
            if path and path != "sparql" and not path.startswith("download/all/"):
                yield path
