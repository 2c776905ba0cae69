"""Comunica, which is told an address and finds out itself what is there: an endpoint by its
description, documents by content negotiation, several services at once, a place for updates."""

from collections.abc import Iterator

import pytest

from tests.conftest import Service
from tests.protocol.clients.conftest import TOKEN, Writable, asked
from tests.protocol.clients.engine import Comunica, Refused, Source, missing

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")

LM = "PREFIX lm: <https://w3id.org/lifematters/ns#>\n"
SKOS = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
NAME = "职工申请提取住房公积金的核准"
EDITION = "id/370725/checklist/personal-life-cycle/u-d709fb19"


@pytest.fixture(scope="module")
def comunica() -> Iterator[Comunica]:
    running = Comunica()
    yield running
    running.close()


@pytest.fixture(params=["found out", "told"])
def endpoint(request: pytest.FixtureRequest, service: Service) -> Source:
    """The endpoint, whose kind it finds out by the description or is told."""
    address = f"{service.url}sparql"
    return address if request.param == "found out" else {"type": "sparql", "value": address}


# An endpoint


def test_solutions_come_with_their_languages_and_types(
    comunica: Comunica, endpoint: Source
) -> None:
    answer = comunica.ask(LM + "SELECT * { ?e lm:number 64 ; lm:statedName ?name }", [endpoint])
    (row,) = answer.rows
    assert row["name"] == {"type": "Literal", "value": NAME, "language": "zh-hans"}
    assert row["e"]["value"].endswith("/entry/64")
    counted = comunica.ask(LM + "SELECT (COUNT(?e) AS ?n) { ?e a lm:Entry }", [endpoint])
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert counted.rows[0]["n"] == {"type": "Literal", "value": "112", "datatype": f"{xsd}integer"}


def test_yes_and_no_are_told_apart(comunica: Comunica, endpoint: Source) -> None:
    assert comunica.ask(LM + "ASK { ?e a lm:Entry }", [endpoint]).boolean is True
    assert comunica.ask(LM + "ASK { ?e a lm:Nothing }", [endpoint]).boolean is False


def test_graphs_are_made_and_things_described(comunica: Comunica, endpoint: Source) -> None:
    construct = LM + "CONSTRUCT WHERE { ?s a lm:Stage }"
    assert len(comunica.ask(construct, [endpoint]).quads) == 11
    described = comunica.ask(LM + "DESCRIBE lm:Matter", [endpoint])
    labels = {quad[2]["value"] for quad in described.quads if quad[2].get("language") == "zh-hans"}
    assert "事项" in labels


def test_a_graph_is_named_in_the_query(comunica: Comunica, endpoint: Source, base: str) -> None:
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{base}{EDITION}> {{ ?s ?p ?o }} }}"
    assert comunica.ask(count, [endpoint]).values("n") == ["3002"]


def test_an_error_of_the_endpoint_reaches_the_user(comunica: Comunica, endpoint: Source) -> None:
    calling = LM + "SELECT * { ?e lm:number ?n FILTER(<http://x/f>(?n)) }"
    with pytest.raises(Refused) as raised:
        comunica.ask(calling, [endpoint])
    assert "查询无法执行" in str(raised.value)
    assert "HTTP status 400" in str(raised.value)


# Documents


@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".rdf", ".nt"])
def test_a_document_is_a_source_in_every_form(
    comunica: Comunica, linked: Service, suffix: str
) -> None:
    find = LM + "SELECT ?e { ?e lm:number 1 ; lm:statedName ?name }"
    (entry, *_) = comunica.ask(find, [f"{linked.url}sparql"]).values("e")
    document = f"{entry.replace('/id/', '/doc/', 1)}{suffix}"
    stated = LM + "SELECT ?name { ?e lm:number 1 ; lm:statedName ?name }"
    assert comunica.ask(stated, [document]).values("name")


def test_a_uri_is_followed_to_what_it_stands_for(comunica: Comunica, linked: Service) -> None:
    endpoint = f"{linked.url}sparql"
    find = LM + "SELECT ?e ?name { ?e lm:number 1 ; lm:statedName ?name }"
    ((uri, name),) = (
        (r["e"]["value"], r["name"]["value"]) for r in comunica.ask(find, [endpoint]).rows
    )
    assert uri.startswith(f"{linked.url}id/")
    stated = f"SELECT ?name {{ <{uri}> lm:statedName ?name }}"
    assert comunica.ask(LM + stated, [uri]).values("name") == [name]
    leads = LM + f"SELECT ?office {{ <{uri}> lm:leadDepartment ?office }}"
    (office,) = comunica.ask(leads, [uri]).values("office")
    both = f"SELECT DISTINCT ?label {{ <{uri}> lm:leadDepartment/skos:prefLabel ?label }}"
    followed = set(comunica.ask(LM + SKOS + both, [uri, office]).values("label"))
    assert followed == set(comunica.ask(LM + SKOS + both, [endpoint]).values("label"))
    assert followed


def test_the_description_of_the_data_is_a_source(comunica: Comunica, linked: Service) -> None:
    triples = """PREFIX void: <http://rdfs.org/ns/void#>
        SELECT * { ?present void:triples ?n ; void:sparqlEndpoint ?at ; a void:Dataset .
                   ?all void:subset ?present }"""
    rows = comunica.ask(triples, [f"{linked.url}.well-known/void"]).rows
    (found,) = [row for row in rows if row["present"]["value"].endswith("#present")]
    assert found["at"]["value"] == f"{linked.url}sparql"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert comunica.ask(count, [found["at"]["value"]]).values("n") == [found["n"]["value"]]


# Several services


def test_two_counties_are_joined_over_two_services(
    comunica: Comunica, service: Service, linked: Service
) -> None:
    """Which matters of one county have the name of one of the other: neither service knows."""
    sources = [f"{url}sparql" for url in (service.url, linked.url)]
    names = LM + "SELECT ?name { ?e a lm:Entry ; lm:statedName ?name }"
    here, there = (set(comunica.ask(names, [one]).values("name")) for one in sources)
    assert here & there and here - there and there - here
    shared = (
        LM
        + f"""SELECT DISTINCT ?name {{
        SERVICE <{sources[0]}> {{ ?a a lm:Entry ; lm:statedName ?name }}
        SERVICE <{sources[1]}> {{ ?b a lm:Entry ; lm:statedName ?name }} }}"""
    )
    assert set(comunica.ask(shared, sources).values("name")) == here & there


def test_a_pattern_is_asked_of_every_service(
    comunica: Comunica, service: Service, linked: Service
) -> None:
    sources: list[Source] = [f"{url}sparql" for url in (service.url, linked.url)]
    found = comunica.ask(LM + "SELECT DISTINCT ?list { ?list a lm:Checklist }", sources)
    assert {iri.startswith(linked.url) for iri in found.values("list")} == {True, False}
    first = comunica.ask(LM + "SELECT * { ?e lm:number 1 ; lm:statedName ?name }", sources)
    assert {row["e"]["value"].startswith(linked.url) for row in first.rows} == {True, False}


def test_one_service_alone_is_given_the_whole_query_and_refuses_to_ask_another(
    comunica: Comunica, service: Service, linked: Service
) -> None:
    elsewhere = f"SELECT * {{ SERVICE <{linked.url}sparql> {{ ?s ?p ?o }} }}"
    with pytest.raises(Refused) as raised:
        comunica.ask(elsewhere, [f"{service.url}sparql"])
    assert "不允许访问外部数据" in str(raised.value)
    nothing = {
        "type": "serialized",
        "value": "",
        "mediaType": "text/turtle",
        "baseIRI": "http://x/",
    }
    assert comunica.ask(f"{elsewhere} LIMIT 1", [nothing]).rows, "it asks itself"


# Updates


@pytest.mark.parametrize("told", [True, False])
def test_an_update_goes_to_the_address_for_it(comunica: Comunica, plain: str, told: bool) -> None:
    update = f"{plain}update"
    destination: Source = {"type": "sparql", "value": update} if told else update
    sources = [f"{plain}sparql"]
    thing = f"http://comunica.example/{told}/昌乐"
    insert = f"INSERT DATA {{ <{thing}> <http://x/称> '出生'@zh , 2 }}"
    comunica.ask(insert, sources, destination=destination)
    assert asked(plain, f"ASK {{ <{thing}> <http://x/称> '出生'@zh , 2 }}")
    change = f"DELETE {{ ?s ?p 2 }} INSERT {{ ?s ?p 3 }} WHERE {{ ?s ?p 2 FILTER(?s = <{thing}>) }}"
    comunica.ask(change, sources, destination=destination)
    assert asked(plain, f"ASK {{ <{thing}> <http://x/称> 3 }}")
    assert not asked(plain, f"ASK {{ <{thing}> <http://x/称> 2 }}")


def test_graphs_are_made_copied_and_dropped(comunica: Comunica, plain: str) -> None:
    """It sends an update of no operation before each of these."""
    place = {"type": "sparql", "value": f"{plain}update"}
    one, other = (f"http://comunica.example/图/{name}" for name in ("一", "二"))
    for update in (
        f"CREATE GRAPH <{one}>",
        f"INSERT DATA {{ GRAPH <{one}> {{ <{one}> <http://x/称> '出生' }} }}",
        f"COPY <{one}> TO <{other}>",
        f"DROP GRAPH <{one}>",
    ):
        comunica.ask(update, [f"{plain}sparql"], destination=place)
    assert asked(plain, f"ASK {{ GRAPH <{other}> {{ <{one}> <http://x/称> '出生' }} }}")
    assert not asked(plain, f"ASK {{ GRAPH <{one}> {{ ?s ?p ?o }} }}")
    comunica.ask(f"CLEAR GRAPH <{other}>", [f"{plain}sparql"], destination=place)
    assert not asked(plain, f"ASK {{ GRAPH <{other}> {{ ?s ?p ?o }} }}")


def test_an_update_of_a_free_graph_is_sent_with_the_token(
    comunica: Comunica, writable: Writable
) -> None:
    graph = "http://comunica.example/图"
    insert = f"INSERT DATA {{ GRAPH <{graph}> {{ <{graph}> <http://x/称> '出生' }} }}"
    destination = {"type": "sparql", "value": f"{writable.url}update"}
    with pytest.raises(Refused, match="HTTP status 401"):
        comunica.ask(insert, [f"{writable.url}sparql"], destination=destination)
    as_password = {"httpAuth": f"anyone:{TOKEN}"}
    comunica.ask(insert, [f"{writable.url}sparql"], destination=destination, **as_password)
    assert asked(writable.url, f"ASK {{ GRAPH <{graph}> {{ ?s ?p '出生' }} }}")
