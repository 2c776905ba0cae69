"""Documents in JSON-LD read as plain JSON with the published context, and say all that the other
forms say."""

import json
from typing import Any

import pyoxigraph
import pytest
import rdflib
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from ontology import read
from ontology.terms import CV, DCT, LM, RDF, SKOS, XSD
from server.json_ld import compacted
from tests.conftest import rows

CONTEXT = json.loads(read("context.jsonld"))["@context"]
ADDRESS = "http://localhost:8000/ns/context.jsonld"
EDITION = "/doc/370725/checklist/personal-life-cycle/u-d709fb19"
THING = NamedNode("http://example.org/id/a")
NAMES = (
    *(RDF.type, DCT.title, DCT.identifier, SKOS.prefLabel, SKOS.altLabel, LM.number),
    *(LM.conventionJointLead, LM.leadDepartment, CV.isGroupedBy, DCT.issued, LM.rawName),
    *(NamedNode("http://example.org/p"), NamedNode("http://purl.org/dc/terms/strange")),
)
_TEXT = st.text(max_size=4)
LITERALS = st.one_of(
    st.builds(Literal, _TEXT),
    st.builds(Literal, _TEXT, language=st.sampled_from(["zh-hans", "en", "de-ch"])),
    st.builds(
        Literal,
        st.one_of(
            st.sampled_from(["1", "0", "-0", "+1", "01", "true", "1.0", "9" * 30, "２"]), _TEXT
        ),
        datatype=st.sampled_from([XSD.integer, XSD.boolean, XSD.date, XSD.decimal, LM.odd]),
    ),
)
NODES = st.sampled_from([THING, NamedNode("http://example.org/id/b"), BlankNode("x"), LM.Matter])


def opened(document: bytes) -> Any:
    """The document with its context inside, as a client that fetches it sees it; one that is left
    expanded has none."""
    said = json.loads(document)
    if isinstance(said, list):
        return said
    assert said["@context"] == ADDRESS
    return said | {"@context": CONTEXT}


def by_oxigraph(document: bytes) -> set[Triple]:
    text = json.dumps(opened(document))
    return {quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.JSON_LD)}


def by_rdflib(document: bytes) -> set[Triple]:
    graph = rdflib.Graph().parse(data=json.dumps(opened(document)), format="json-ld")
    text = graph.serialize(format="nt")
    return {quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize(
    "kind",
    [
        *("Stage", "Scenario", "Matter", "SubItem", "Department", "Entry", "SubEntry"),
        *("Edition", "Checklist", "Jurisdiction", "MatterType", "SourceRow"),
    ],
)
def test_a_document_says_what_its_other_forms_say(
    client: FlaskClient, changle: pyoxigraph.Store, base: str, kind: str
) -> None:
    kinds = f"?x a <{LM.iri}{kind}>"
    query = f"SELECT ?x {{ {{ {kinds} }} UNION {{ GRAPH ?g {{ {kinds} }} }} }} ORDER BY ?x LIMIT 1"
    (row,) = rows(changle, query)
    path = "/doc/" + row["x"].removeprefix(f"{base}id/").removeprefix(
        "https://w3id.org/lifematters/"
    )
    answer = client.get(f"{path}.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    triples = client.get(f"{path}.nt").data
    said = {quad.triple for quad in pyoxigraph.parse(triples, format=RdfFormat.N_TRIPLES)}
    assert by_oxigraph(answer.data) == by_rdflib(answer.data) == said
    assert json.loads(answer.data)["id"] == row["x"]


def test_an_entry_reads_as_plain_json(client: FlaskClient, base: str) -> None:
    entry = json.loads(client.get(f"{EDITION}/entry/64.json").data)
    assert list(entry)[:3] == ["@context", "id", "type"]
    assert entry["number"] == 64
    assert entry["statedName"]["zh-hans"]
    assert entry["leadDepartment"][0].startswith(f"{base}id/370725/department/")
    assert not [key for key in entry if ":" in key]


def test_a_matter_reads_as_plain_json(
    client: FlaskClient, changle: pyoxigraph.Store, base: str
) -> None:
    query = f'SELECT ?m {{ ?m a <{LM.iri}Matter> ; <{SKOS.iri}prefLabel> "不动产登记"@zh-hans }}'
    (row,) = rows(changle, query)
    path = f"/doc/{row['m'].removeprefix(f'{base}id/')}"
    matter = json.loads(client.get(path, headers={"Accept": "application/json"}).data)
    assert matter["id"] == row["m"]
    assert "Matter" in matter["type"]
    assert matter["title"]["zh-hans"] == "不动产登记"
    assert matter["label"]["en"]
    assert len(matter["isGroupedBy"]) == 3
    assert all(one.startswith(f"{base}id/370725/scenario/") for one in matter["isGroupedBy"])
    assert matter["presumedHandling"] and matter["hasSubItem"]
    assert [key for key in matter if ":" in key or key.startswith("@")] == ["@context"]


def test_what_points_at_a_thing_is_included(client: FlaskClient, base: str) -> None:
    entry = json.loads(client.get(f"{EDITION}/entry/64.json").data)
    matter = json.loads(client.get(entry["matter"].replace("/id/", "/doc/") + ".jsonld").data)
    pointing = {one["id"]: one for one in matter["included"]}
    assert pointing[entry["id"]] == {"id": entry["id"], "matter": matter["id"]}


@given(st.sets(st.tuples(NODES, st.sampled_from(NAMES), st.one_of(LITERALS, NODES)), max_size=8))
@settings(suppress_health_check=[HealthCheck.too_slow])
@example(
    {
        (THING, SKOS.prefLabel, Literal("无语言")),
        (THING, SKOS.prefLabel, Literal("", language="en")),
    }
)
@example(
    {(THING, LM.number, Literal("64")), (THING, LM.number, Literal("64", datatype=XSD.integer))}
)
@example({(THING, LM.leadDepartment, Literal("县公安局")), (THING, DCT.identifier, THING)})
@example({(THING, RDF.type, Literal("Matter")), (THING, RDF.type, LM.Matter)})
@example({(LM.Matter, DCT.title, Literal("another thing"))})
@example({(THING, CV.isGroupedBy, NamedNode("skos:exactMatch"))})
@example({(NamedNode("lm:x"), NamedNode("dct:title"), THING)})
@example({(THING, RDF.type, NamedNode("xsd:integer")), (THING, LM.odd, NamedNode("skos://x"))})
def test_whatever_is_said_is_kept(said: set[tuple[Any, Any, Any]]) -> None:
    triples = {Triple(*one) for one in said}
    assert by_oxigraph(compacted(THING.value, triples, ADDRESS)) == triples
