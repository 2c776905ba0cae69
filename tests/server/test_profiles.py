"""Profiles: which one a client gets by Accept-Profile and by `_profile=`, and what stands in it.
That the cpsv-ap profile is valid CPSV-AP is tested in tests/conformance."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
import rdflib
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from werkzeug.test import TestResponse

from ontology.terms import CODE, CPSV, CV, DCT, LM, RDF
from server.profiles import asked, cpsv_ap, schema_org
from server.profiles.asked import CPSV_AP, PROFILES, SCHEMA_ORG, preferences
from server.profiles.schema_org import S
from server.wsgi import in_front_of
from tests.conftest import SAMPLES, Service, application, load, rows
from tests.protocol.problems import problem_of

CHECKLIST = "370725/checklist/personal-life-cycle"
EDITION = f"{CHECKLIST}/u-d709fb19"
ENTRY = f"{EDITION}/entry/111"
FORMS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}
OTHERS = (CPSV_AP, SCHEMA_ORG)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
WITHDRAWAL = "职工申请提取住房公积金的核准"

each_other = pytest.mark.parametrize("profile", OTHERS, ids=lambda one: one.token)


def path_of(store: pyoxigraph.Store, cls: str, name: str | None = None) -> str:
    """What follows /doc/ for a thing of a class with a Chinese name, or for the first of all."""
    label = f' ; <{DCT.title.value}> "{name}"@zh-hans' if name else ""
    query = f"SELECT ?x WHERE {{ ?x a {LM[cls]}{label} }} ORDER BY ?x LIMIT 1"
    (row,) = rows(store, query)
    return row["x"].partition("/id/")[2]


@pytest.fixture(scope="module")
def matter(changle: pyoxigraph.Store) -> str:
    """A matter that four scenarios have, with different leads."""
    return path_of(changle, "Matter", WITHDRAWAL)


def graph_of(answer: TestResponse) -> set[Triple]:
    assert answer.status_code == 200, answer.text
    form = RdfFormat.from_media_type(answer.mimetype or "")
    assert form is not None
    return {quad.triple for quad in pyoxigraph.parse(answer.data, format=form)}


def in_profile(answer: TestResponse) -> str | None:
    """The token of the profile that an answer says it is in."""
    given = answer.headers.get("Content-Profile")
    return next((one.token for one in PROFILES if given == f"<{one.uri}>"), given)


# Which profile is given


def test_without_a_word_about_profiles_the_default_one_is_given(
    client: FlaskClient, matter: str
) -> None:
    for suffix in FORMS:
        plain = client.get(f"/doc/{matter}.{suffix}")
        named = client.get(f"/doc/{matter}.{suffix}?_profile=lm")
        assert in_profile(plain) == in_profile(named) == "lm"
        assert plain.data == named.data
        assert b"lifematters" in plain.data


HEADERS = {
    "<http://data.europa.eu/m8g/cpsvap/3.2.0>": "cpsv-ap",
    "<https://schema.org/>": "schema.org",
    "<http://schema.org/>": "schema.org",
    "https://schema.org/": "schema.org",
    "schema.org": "schema.org",
    '"https://schema.org/"': "schema.org",
    "<https://w3id.org/lifematters/ns>": "lm",
    "<urn:example:unknown>": "lm",
    "<urn:example:unknown>, <https://schema.org/>;q=0.1": "schema.org",
    "<https://schema.org/>;q=0.5, <http://data.europa.eu/m8g/cpsvap/3.2.0>; q=0.8": "cpsv-ap",
    "<https://schema.org/>, <http://data.europa.eu/m8g/cpsvap/3.2.0>": "schema.org",
    "<https://schema.org/>;q=0": "lm",
    "<https://w3id.org/lifematters/ns>;q=0": "cpsv-ap",
    "<https://w3id.org/lifematters/ns>;q=0, cpsv-ap;q=0.000": "schema.org",
    "lm;q=0.2, *;q=0.7": "cpsv-ap",
    "schema.org;q=0.2, *;q=0": "schema.org",
    "*": "lm",
    "<https://schema.org/>;q=2, cpsv-ap;q=0.1": "cpsv-ap",
    "<https://schema.org/>;q=high": "lm",
    "<https://schema.org/>;level=1;q=0.9": "schema.org",
    "<urn:a,https://schema.org/>": "lm",
    "": "lm",
    " , ,;,": "lm",
    "<<<>>>\"',;q=1": "lm",
}


@pytest.mark.parametrize(("header", "token"), HEADERS.items())
def test_a_header_gets_the_profile_that_it_prefers(
    client: FlaskClient, matter: str, header: str, token: str
) -> None:
    headers = {"Accept": "text/turtle", "Accept-Profile": header}
    answer = client.get(f"/doc/{matter}", headers=headers)
    assert (answer.status_code, in_profile(answer)) == (200, token)
    assert f'<{asked._BY_NAME[token].uri}>; rel="profile"' in answer.headers.getlist("Link")


def test_who_refuses_every_profile_gets_a_406_that_names_them(
    client: FlaskClient, matter: str
) -> None:
    headers = {"Accept": "text/turtle", "Accept-Profile": "*;q=0"}
    answer = client.get(f"/doc/{matter}", headers=headers)
    problem = problem_of(answer.data)
    assert answer.status_code == 406 and problem["type"].endswith("#no-such-profile")
    assert [one["token"] for one in problem["profiles"]] == ["lm", "cpsv-ap", "schema.org"]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda one: one.token)
def test_an_address_names_a_profile_by_token_or_by_uri(
    client: FlaskClient, matter: str, profile: asked.Profile
) -> None:
    bodies = set()
    for name in (*profile.names, f"<{profile.uri}>"):
        answer = client.get(f"/doc/{matter}.ttl?_profile={quote(name, safe='')}")
        assert (answer.status_code, in_profile(answer)) == (200, profile.token), name
        bodies.add(answer.data)
    assert len(bodies) == 1


def test_an_address_wins_over_a_header(client: FlaskClient, matter: str) -> None:
    headers = {"Accept-Profile": "<https://schema.org/>, *;q=0"}
    answer = client.get(f"/doc/{matter}.ttl?_profile=cpsv-ap", headers=headers)
    assert in_profile(answer) == "cpsv-ap"


UNKNOWN = (
    "_profile=",
    "_profile=dcat",
    "_profile=CPSV-AP",
    "_profile=cpsv-ap&_profile=schema.org",
    "_profile=lm&_profile=lm",
    "_profile=cpsv-ap,schema.org",
    f"_profile={quote('x' * 9000)}",
    "_profile=%0d%0aSet-Cookie:%20a=b",
    "_profile=%00%ff",
)


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize("suffix", ["", ".ttl", ".html"])
def test_an_address_with_an_unknown_profile_is_a_400_that_names_those_there_are(
    client: FlaskClient, matter: str, query: str, suffix: str
) -> None:
    answer = client.get(f"/doc/{matter}{suffix}?{query}")
    problem = problem_of(answer.data)
    assert answer.status_code == 400 and problem["type"].endswith("#unknown-profile")
    assert problem["profiles"] == [{"token": one.token, "uri": one.uri} for one in PROFILES]
    for profile in PROFILES:
        assert profile.token in problem["detail"] and profile.uri in problem["detail_en"]
    assert len(answer.data) < 3000
    assert "Set-Cookie" not in answer.headers and "Content-Profile" not in answer.headers


NOT_CPSV_AP = {
    "an entry": ENTRY,
    "a line": f"{EDITION}/entry/64/1",
    "a row of the source": f"{EDITION}/source/row/3",
    "a place": "region/370725",
    "a code": "code/matter-type/public-service",
}


@pytest.mark.parametrize("path", NOT_CPSV_AP.values(), ids=NOT_CPSV_AP)
def test_what_cpsv_ap_has_no_form_for_is_a_406_where_that_is_asked_for(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(f"/doc/{path}.ttl?_profile=cpsv-ap")
    problem = problem_of(answer.data)
    assert answer.status_code == 406 and problem["type"].endswith("#no-such-profile")
    tokens = [one["token"] for one in problem["profiles"]]
    assert tokens[0] == "lm" and "cpsv-ap" not in tokens
    assert all(token in problem["detail"] for token in tokens)
    assert path.rpartition("/")[2] in problem["iri"]


def test_a_header_falls_back_to_the_next_profile_that_there_is(client: FlaskClient) -> None:
    given = {"Accept": "text/turtle", "Accept-Profile": "cpsv-ap, schema.org;q=0.5"}
    assert in_profile(client.get(f"/doc/{ENTRY}", headers=given)) == "lm"
    assert in_profile(client.get("/doc/region/370725", headers=given)) == "schema.org"
    assert in_profile(client.get(f"/doc/{EDITION}", headers=given)) == "cpsv-ap"


def test_a_thing_that_is_not_there_is_a_404_in_every_profile(client: FlaskClient) -> None:
    for profile in PROFILES:
        answer = client.get(f"/doc/370725/matter/00000000?_profile={profile.token}")
        assert answer.status_code == 404


# Forms, and the address of a thing


@each_other
def test_every_form_says_the_same_in_a_profile(
    client: FlaskClient, matter: str, profile: asked.Profile
) -> None:
    graphs = [
        graph_of(client.get(f"/doc/{path}.{suffix}?_profile={profile.token}"))
        for path in (matter, EDITION)
        for suffix in FORMS
    ]
    assert graphs[0] and all(one == graphs[0] for one in graphs[:4])
    assert graphs[4] and all(one == graphs[4] for one in graphs[4:])


KINDS = ("Matter", "SubItem", "Department", "Stage", "Scenario", "Edition", "Checklist")


@each_other
@pytest.mark.parametrize("kind", KINDS)
def test_rdflib_reads_the_json_ld_offline_as_it_reads_turtle(
    client: FlaskClient,
    changle: pyoxigraph.Store,
    monkeypatch: pytest.MonkeyPatch,
    profile: asked.Profile,
    kind: str,
) -> None:
    def closed(*args: object, **more: object) -> None:
        raise AssertionError("a context was fetched")

    path = f"/doc/{path_of(changle, kind)}"
    documents = {
        name: client.get(f"{path}.{suffix}?_profile={profile.token}").text
        for name, suffix in (("turtle", "ttl"), ("json-ld", "jsonld"))
    }
    monkeypatch.setattr("urllib.request.urlopen", closed)
    graphs = [set(rdflib.Graph().parse(data=d, format=f)) for f, d in documents.items()]
    assert graphs[0] and graphs[0] == graphs[1]


def test_who_names_a_profile_and_takes_anything_gets_turtle(
    client: FlaskClient, matter: str
) -> None:
    path = f"/doc/{matter}"
    assert client.get(path).mimetype == "text/html"
    assert client.get(path, headers={"Accept-Profile": "<urn:none>"}).mimetype == "text/html"
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "*/*, text/html;q=0.5"}):
        named = {**headers, "Accept-Profile": "<https://schema.org/>"}
        assert client.get(path, headers=named).mimetype == "text/turtle"
        assert client.get(f"{path}?_profile=lm", headers=headers).mimetype == "text/turtle"


def test_a_page_is_in_no_profile(client: FlaskClient, matter: str) -> None:
    plain = client.get(f"/doc/{matter}", headers={"Accept": FIREFOX})
    for path in (f"/doc/{matter}.html?_profile=cpsv-ap", f"/doc/{matter}?_profile=cpsv-ap"):
        page = client.get(path, headers={"Accept": FIREFOX})
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert "Content-Profile" not in page.headers
    assert client.get(f"/doc/{ENTRY}.html?_profile=cpsv-ap").status_code == 200
    named = client.get(f"/doc/{matter}", headers={"Accept": FIREFOX, "Accept-Profile": "lm"})
    assert named.data == plain.data


def test_the_address_of_a_thing_leads_on_with_the_profile(client: FlaskClient, matter: str) -> None:
    answer = client.get(f"/id/{matter}?_profile=cpsv-ap", headers={"Accept": "text/turtle"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/doc/{matter}?_profile=cpsv-ap"


def test_a_document_lists_the_profiles_that_there_are_of_its_thing(
    client: FlaskClient, matter: str
) -> None:
    def listed(path: str) -> set[tuple[str, str]]:
        links = client.get(path).headers.getlist("Link")
        found = [one for one in links if "profile=" in one and 'rel="alternate"' in one]
        for link in found:
            address, uri = link[1:].partition(">")[0], link.rpartition('profile="')[2][:-1]
            answer = client.get(address)
            assert answer.headers["Content-Profile"] == f"<{uri}>"
            assert f'type="{answer.mimetype}"' in link
        return {(one.partition("?_profile=")[2].partition(">")[0], one[-1]) for one in found}

    assert {token for token, _ in listed(f"/doc/{matter}")} == {"lm", "cpsv-ap", "schema.org"}
    assert {token for token, _ in listed("/doc/region/370725.nt")} == {"lm", "schema.org"}
    assert {token for token, _ in listed(f"/doc/{ENTRY}.ttl?_profile=lm")} == {"lm"}


# Tags and what is kept


def test_a_tag_and_vary_tell_profiles_apart_and_nonsense_not(app: Any, matter: str) -> None:
    from werkzeug.test import Client

    front = in_front_of(app)
    client = Client(front)

    def tag(header: str | None) -> str:
        headers = {"Accept": "text/turtle"} | ({"Accept-Profile": header} if header else {})
        answer = client.get(f"/doc/{matter}", headers=headers)
        assert "Accept-Profile" in answer.headers["Vary"]
        again = client.get(
            f"/doc/{matter}", headers={**headers, "If-None-Match": answer.headers["ETag"]}
        )
        assert (again.status_code, again.headers["Vary"]) == (304, answer.headers["Vary"])
        return answer.headers["ETag"]

    plain = tag(None)
    kept = len(front.cache)
    for nonsense in ("<urn:a>", "<urn:b>;q=0.3", "x" * 10_000, "<", "*"):
        assert tag(nonsense) == plain
    assert len(front.cache) == kept
    schema = tag("<https://schema.org/>")
    assert schema == tag("urn:c, schema.org;q=0.4") != plain
    assert schema != tag("<http://data.europa.eu/m8g/cpsvap/3.2.0>") != plain


def test_elsewhere_a_profile_changes_neither_answer_nor_tag(app: Any) -> None:
    from werkzeug.test import Client

    client = Client(in_front_of(app))
    plain = client.get("/ns.ttl")
    named = client.get("/ns.ttl", headers={"Accept-Profile": "<https://schema.org/>"})
    assert plain.headers["ETag"] == named.headers["ETag"]
    assert "Accept-Profile" not in plain.headers["Vary"]


def test_scripts_of_other_sites_may_ask_for_a_profile_and_see_which_they_got(
    client: FlaskClient, matter: str
) -> None:
    headers = client.options(f"/doc/{matter}").headers
    assert "Accept-Profile" in headers["Access-Control-Allow-Headers"]
    assert "Content-Profile" in headers["Access-Control-Expose-Headers"]


@given(st.text(max_size=60) | st.from_regex(r'([<>",;*q=0-9. ]|lm|schema\.org){0,20}'))
@settings(max_examples=300, deadline=None)
def test_any_header_comes_to_one_of_a_few_preferences(header: str) -> None:
    tokens = preferences(header).split()
    profiles = [one for one in tokens if one != "named"]
    assert len(set(profiles)) == len(profiles)
    assert set(profiles) <= {one.token for one in PROFILES}


@pytest.mark.parametrize("unit", ["<", '"', ",", "<a>;q=", "<a,", ";q=1", " ", '<"'])
def test_a_long_header_is_read_in_a_moment(unit: str) -> None:
    before = time.perf_counter()
    preferences(unit * (100_000 // len(unit)))
    assert time.perf_counter() - before < 2


# CPSV-AP


def test_who_leads_is_said_of_a_scenario_and_a_number_and_never_of_the_matter(
    client: FlaskClient, matter: str
) -> None:
    graph = graph_of(client.get(f"/doc/{matter}.nt?_profile=cpsv-ap"))
    lead = CODE["department-role/lead"]
    leads = {t.subject for t in graph if t.predicate == CV.role and t.object == lead}
    said = {
        t.object.value
        for t in graph
        if t.subject in leads and t.predicate == DCT.description
        if isinstance(t.object, Literal) and t.object.language == "zh-hans"
    }
    assert said == {
        "在“5.3租赁住房”场景牵头，清单第60项",
        "在“5.5公积金”场景牵头，清单第64项",
        "在“10.1养老”场景牵头，清单第102项",
        "在“11.2继承”场景牵头，清单第111项",
    }
    assert not {t for t in graph if "lifematters/ns#" in str(t)}


@pytest.fixture(scope="module")
def unstated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A list that declares that a blank cooperating cell means that nobody cooperates."""
    data = tmp_path_factory.mktemp("unstated") / "data"
    load(data, SAMPLES / "370998-personal-life-cycle/checklist.csv")
    for app in application(data):
        yield app.test_client()


def test_a_matter_for_which_nobody_can_be_presumed_is_no_cpsv_ap(unstated: FlaskClient) -> None:
    view = unstated.application.config["STORE"].present()
    nobody = f"FILTER NOT EXISTS {{ ?x {CV.hasCompetentAuthority} ?a }}"
    query = f"SELECT ?x WHERE {{ ?x a {LM.Matter} {nobody} }}"
    without = [row["x"].value.partition("/id/")[2] for row in view.select(query).rows]
    assert without
    for path in without:
        assert unstated.get(f"/doc/{path}?_profile=cpsv-ap").status_code == 406
        assert graph_of(unstated.get(f"/doc/{path}?_profile=schema.org"))


def test_an_edition_leaves_out_the_services_that_are_no_cpsv_ap(unstated: FlaskClient) -> None:
    view = unstated.application.config["STORE"].present()
    (row,) = view.select(f"SELECT ?x WHERE {{ ?x a {LM.Edition} }}").rows
    graph = graph_of(unstated.get(f"/doc/{row['x'].value.partition('/id/')[2]}?_profile=cpsv-ap"))
    parts = {t.object for t in graph if t.predicate == DCT.hasPart}
    assert parts == {t.subject for t in graph if t.object == CPSV.PublicService}
    assert all(
        any(t.subject == p and t.predicate == CV.hasCompetentAuthority for t in graph)
        for p in parts
    )
    matters = view.select(f"SELECT ?x WHERE {{ ?x a {LM.Matter} }}").rows
    assert 0 < len(parts) < len(matters)


def test_a_former_matter_is_no_public_service(client_of_story: FlaskClient) -> None:
    view = client_of_story.application.config["STORE"].present()
    query = f"SELECT ?x WHERE {{ ?x a {LM.FormerMatter} ; {LM.lastEdition} ?e }} ORDER BY ?x"
    found = {row["x"].value.partition("/id/")[2] for row in view.select(query).rows}
    given = [client_of_story.get(f"/doc/{path}.ttl?_profile=lm") for path in sorted(found)]
    former = [
        path for path, one in zip(sorted(found), given, strict=True) if one.status_code == 200
    ]
    assert former
    for path in former:
        for profile in OTHERS:
            answer = client_of_story.get(f"/doc/{path}?_profile={profile.token}")
            problem = problem_of(answer.data)
            assert answer.status_code == 406
            assert [one["token"] for one in problem["profiles"]] == ["lm"]


def test_a_former_edition_is_a_dataset_without_its_services(client_of_story: FlaskClient) -> None:
    view = client_of_story.application.config["STORE"].present()
    query = f"SELECT ?x WHERE {{ ?x a {LM.Edition} }}"
    editions = [row["x"] for row in view.select(query).rows]
    assert len(editions) > 1
    sizes = set()
    for edition in editions:
        path = edition.value.partition("/id/")[2]
        graph = graph_of(client_of_story.get(f"/doc/{path}?_profile=cpsv-ap"))
        sizes.add(sum(1 for t in graph if t.predicate == DCT.hasPart))
    assert 0 in sizes and max(sizes) > 0


def test_the_past_is_given_in_the_default_profile_only(client: FlaskClient, matter: str) -> None:
    now = {"Accept-Datetime": "Tue, 01 Dec 2099 08:00:00 GMT", "Accept": "text/turtle"}
    led = client.get(f"/doc/{matter}?_profile=cpsv-ap", headers=now)
    assert led.status_code == 302 and led.headers["Location"].endswith("?_profile=cpsv-ap")
    for path in (led.headers["Location"], f"/doc/{matter}?edition=u-d709fb19&_profile=cpsv-ap"):
        problem = problem_of(client.get(path, headers={"Accept": "text/turtle"}).data)
        assert [one["token"] for one in problem["profiles"]] == ["lm"]
        plain, named = path.replace("?_profile=cpsv-ap", ""), {"Accept-Profile": "schema.org"}
        answer = client.get(plain.replace("&_profile=cpsv-ap", ""), headers=named)
        assert (answer.mimetype, in_profile(answer)) == ("text/turtle", "lm")


# schema.org


def test_a_matter_is_a_government_service_in_plain_json(
    client: FlaskClient, matter: str, base: str
) -> None:
    document = json.loads(client.get(f"/doc/{matter}.jsonld?_profile=schema.org").data)
    assert document["@context"]["@vocab"] == "https://schema.org/"
    assert document["@type"] == "GovernmentService"
    assert {"@value": WITHDRAWAL, "@language": "zh-hans"} in document["name"]
    assert {one["@language"] for one in document["name"]} == {"zh-hans", "en"}
    provider = document["provider"]
    assert provider["@type"] == "GovernmentOrganization"
    assert {one["@value"] for one in provider["name"]} >= {"市住房公积金管理中心昌乐分中心"}
    assert document["url"] == f"{base}doc/{matter}"
    area = document["areaServed"]
    assert area["@type"] == "AdministrativeArea" and area["identifier"] == "370725"
    assert document["jurisdiction"] == {"@id": area["@id"]}
    assert {one["@value"] for one in document["serviceType"]} >= {"其他行政权力"}
    assert all(one["@type"] == "GovernmentService" for one in document["isRelatedTo"])
    assert "serviceOperator" not in document


def test_a_presumed_provider_is_said_to_be_presumed_and_nobody_who_only_leads_is_one(
    client: FlaskClient, changle: pyoxigraph.Store
) -> None:
    path = path_of(changle, "Matter", "居民身份证签发")
    document = json.loads(client.get(f"/doc/{path}.jsonld?_profile=schema.org").data)
    texts = {one["@language"]: one["@value"] for one in document["description"]}
    assert "县公安局（provider）为推定办理部门" in texts["zh-hans"]
    assert "(provider) is presumed to handle it" in texts["en"]
    assert "县卫健局" not in json.dumps(document, ensure_ascii=False)


def test_a_provider_that_the_list_states_is_not_called_presumed(unstated: FlaskClient) -> None:
    view = unstated.application.config["STORE"].present()
    query = f"SELECT DISTINCT ?m WHERE {{ ?e {LM.handlingDepartment} ?d ; {LM.matter} ?m }}"
    stated = [row["m"].value.partition("/id/")[2] for row in view.select(query).rows]
    assert stated
    for path in stated:
        answer = unstated.get(f"/doc/{path}.jsonld?_profile=schema.org")
        assert "provider" in json.loads(answer.data) and "推定" not in answer.text


def test_an_edition_is_a_dataset_with_its_files(client: FlaskClient, base: str) -> None:
    document = json.loads(client.get(f"/doc/{EDITION}.jsonld?_profile=schema.org").data)
    assert document["@type"] == "Dataset" and document["version"] == "u-d709fb19"
    assert document["name"] and document["description"] and document["keywords"]
    files = document["distribution"]
    assert len(files) > 5 and {one["@type"] for one in files} == {"DataDownload"}
    (entries,) = (one for one in files if one["contentUrl"].endswith("/entries.csv"))
    assert entries["encodingFormat"] == "text/csv"
    local = entries["contentUrl"].removeprefix(base)
    assert client.get(f"/{local}").status_code == 200
    assert document["isBasedOn"]["name"] == "checklist.txt"
    assert document["includedInDataCatalog"]["@type"] == "DataCatalog"
    assert "publisher" not in document, "the source names none"
    whole = json.loads(client.get(f"/doc/{CHECKLIST}.jsonld?_profile=schema.org").data)
    assert whole["workExample"]["@id"] == document["@id"]


def test_a_branch_names_its_parent(client: FlaskClient, changle: pyoxigraph.Store) -> None:
    path = path_of(changle, "Department", "市住房公积金管理中心昌乐分中心")
    document = json.loads(client.get(f"/doc/{path}.jsonld?_profile=schema.org").data)
    assert document["@type"] == document["parentOrganization"]["@type"] == "GovernmentOrganization"
    assert document["alternateName"]["@value"] == "潍坊市住房公积金管理中心昌乐分中心"


def test_a_stage_is_a_term_of_its_list(client: FlaskClient, changle: pyoxigraph.Store) -> None:
    document = json.loads(
        client.get(f"/doc/{path_of(changle, 'Stage', '出生')}.jsonld?_profile=schema.org").data
    )
    assert document["@type"] == "DefinedTerm"
    assert document["inDefinedTermSet"]["@type"] == "DefinedTermSet"


@pytest.mark.parametrize("kind", (*KINDS, "Jurisdiction", "MatterType"))
def test_a_document_of_schema_org_has_no_other_terms(
    client: FlaskClient, changle: pyoxigraph.Store, kind: str
) -> None:
    path = path_of(changle, kind)
    path = path or "code/matter-type/public-service"
    graph = graph_of(client.get(f"/doc/{path}.nt?_profile=schema.org"))
    for one in graph:
        if one.predicate == RDF.type:
            assert isinstance(one.object, NamedNode) and one.object.value.startswith(S.iri)
        else:
            assert one.predicate in schema_org.properties(), one
        assert (
            not isinstance(one.object, Literal)
            or one.object.language
            or "string" in str(one.object.datatype)
        )


def test_the_contexts_that_documents_carry_name_each_term_once() -> None:
    for terms in (cpsv_ap.properties() | cpsv_ap.classes(), schema_org.properties()):
        names = [one.value.rpartition("#")[2].rpartition("/")[2] for one in terms]
        assert len(set(names)) == len(names)


# Real clients


def test_curl_asks_by_header_and_by_address_and_follows_the_thing(
    service: Service, matter: str, tmp_path: Path
) -> None:
    headers = tmp_path / "headers"
    command = ["curl", "-sSL", "--fail", "-D", str(headers), "-H"]
    profile = (
        "Accept-Profile: <http://data.europa.eu/m8g/cpsvap/3.2.0>;q=1, <https://schema.org/>;q=0.1"
    )
    by_header = subprocess.run(
        [*command, profile, f"{service.url}id/{matter}"], capture_output=True, check=True
    ).stdout
    assert (
        "content-profile: <http://data.europa.eu/m8g/cpsvap/3.2.0>" in headers.read_text().lower()
    )
    by_address = subprocess.run(
        ["curl", "-sS", "--fail", f"{service.url}doc/{matter}.ttl?_profile=cpsv-ap"],
        capture_output=True,
        check=True,
    ).stdout
    assert by_header == by_address and b"cv:hasParticipation" in by_header


def test_rdflib_parses_a_profile_from_its_address(service: Service, matter: str) -> None:
    for token, term in (("cpsv-ap", CV.hasCompetentAuthority), ("schema.org", S.provider)):
        address = f"{service.url}doc/{matter}?_profile={token}"
        for form in ("turtle", "json-ld", "nt", "xml"):
            graph = rdflib.Graph().parse(address, format=form)
            assert (None, rdflib.URIRef(term.value), None) in graph
            assert not [p for p in graph.predicates() if "lifematters" in str(p)]
            there = rdflib.Graph().parse(f"{address.replace('?', '.jsonld?')}", format="json-ld")
            assert set(there) == set(graph), "the links to other profiles are not followed"


def test_a_header_of_ten_kilobytes_and_one_with_a_line_break_harm_nothing(
    service: Service, matter: str
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    long = {"Accept": "text/turtle", "Accept-Profile": "<urn:a>," * 1250 + "schema.org"}
    connection.request("GET", f"/doc/{matter}", headers=long)
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Content-Profile"]) == (200, "<https://schema.org/>")
    connection.putrequest("GET", f"/doc/{matter}.ttl?_profile=lm")
    connection._buffer.append(b"Accept-Profile: <a>\r\n X-Injected: 1")  # type: ignore[attr-defined]
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    assert answer.status in (200, 400) and "X-Injected" not in answer.headers
    connection.close()
