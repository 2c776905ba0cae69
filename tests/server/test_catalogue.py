"""The DCAT record: every checklist and edition with what a catalogue of datasets asks,
distributions that can really be fetched, one catalogue and one service for the whole site."""

from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Triple

from loader.distribution import DOWNLOADS, FORMS
from loader.identifiers import RegionIris
from ontology.terms import CODE, DCAT, DCT, EU, FOAF, LM, PROV, RDF, SKOS
from server.downloads.files import FILES, PACKAGE, SUMS
from server.settings import DEFAULT_BASE
from server.urls import SUFFIXES, document_path, download_path
from tests.conftest import IMAGINARY, load, open_store
from tests.server.editing import command
from tests.short_list import KEY, short

ID = f"{DEFAULT_BASE}id/"
LIST = NamedNode(f"{ID}370725/checklist/personal-life-cycle")
EDITION = NamedNode(f"{LIST.value}/u-d709fb19")
SHORT = NamedNode(f"{LIST.value}/{KEY}")
CATALOGUE, SERVICE = NamedNode(f"{ID}catalogue"), NamedNode(f"{ID}data-service/sparql")
GRAPH = NamedNode(f"{DEFAULT_BASE}graph/catalogue")


def values(store: pyoxigraph.Store, subject: NamedNode, predicate: NamedNode) -> set[object]:
    return {q.object for q in store.quads_for_pattern(subject, predicate, None, GRAPH)}


def links(store: pyoxigraph.Store, subject: NamedNode, predicate: NamedNode) -> set[NamedNode]:
    return {v for v in values(store, subject, predicate) if isinstance(v, NamedNode)}


def recorded(store: pyoxigraph.Store) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, GRAPH)}


@pytest.mark.parametrize("dataset", [LIST, EDITION])
def test_a_dataset_has_what_dcat_ap_recommends(
    changle: pyoxigraph.Store, dataset: NamedNode
) -> None:
    for predicate in (DCT.title, DCT.description, DCAT.keyword):
        languages = {v.language for v in values(changle, dataset, predicate)}  # type: ignore[attr-defined]
        assert languages == {"zh-hans", "en"}
    assert values(changle, dataset, DCT.publisher) == {CODE["agent/publisher-not-stated"]}
    assert values(changle, dataset, DCAT.theme) == {EU["data-theme/GOVE"]}
    assert values(changle, dataset, DCT.language) == {EU["language/ZHO"], EU["language/ENG"]}
    assert values(changle, dataset, DCT.spatial) == {NamedNode(f"{ID}region/370725")}
    keywords = {v.value for v in values(changle, dataset, DCAT.keyword)}  # type: ignore[attr-defined]
    assert {"昌乐县", "政务服务事项", "个人全生命周期"} <= keywords


def test_what_nobody_knows_is_not_said(changle: pyoxigraph.Store) -> None:
    for predicate in (DCT.accrualPeriodicity, DCAT.contactPoint, DCT.issued, DCT.license):
        assert not [t for t in recorded(changle) if t.predicate == predicate]


def test_each_distribution_can_be_fetched_in_the_form_it_says(
    changle: pyoxigraph.Store, client: FlaskClient
) -> None:
    found = links(changle, EDITION, DCAT.distribution)
    assert len(found) == len(FORMS) + len(DOWNLOADS) + 1
    fetched = set()
    for one in found:
        (address,) = links(changle, one, DCAT.accessURL)
        if links(changle, one, DCAT.accessService):
            assert links(changle, one, DCAT.accessService) == {SERVICE}
            assert {address} == links(changle, SERVICE, DCAT.endpointURL)
            continue
        answer = client.get(address.value.removeprefix(DEFAULT_BASE.rstrip("/")))
        assert answer.status_code == 200
        for media_type in links(changle, one, DCAT.mediaType):
            assert media_type.value.endswith(f"/{answer.mimetype}")
        if links(changle, one, DCAT.downloadURL):
            assert links(changle, one, DCAT.downloadURL) == {address}
            saved = answer.headers["Content-Disposition"].rpartition("-")[2]
            fetched.add(saved.rstrip('"'))
        else:
            fetched.add(str(answer.mimetype))
    files = {one.name for one in DOWNLOADS}
    assert fetched == {form.media_type for form in FORMS} | files
    assert files == set(FILES) - {PACKAGE, SUMS}


def test_the_named_graph_that_the_sparql_distribution_names_is_the_whole_edition(
    changle: pyoxigraph.Store, client: FlaskClient
) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{EDITION.value}> {{ ?s ?p ?o }} }}"
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.status_code == 200
    stored = {q.triple for q in changle.quads_for_pattern(None, None, None, EDITION)}
    assert {q.triple for q in pyoxigraph.parse(answer.data, format=RdfFormat.TURTLE)} == stored


def test_an_address_in_the_record_is_the_one_that_the_server_builds() -> None:
    region = RegionIris(DEFAULT_BASE, "370725")
    for form in FORMS:
        path = document_path(EDITION.value, DEFAULT_BASE)
        expected = f"{DEFAULT_BASE.rstrip('/')}{path}.{form.suffix}"
        assert region.document(EDITION, f".{form.suffix}").value == expected
        assert SUFFIXES[form.suffix] == form.media_type
    path = download_path(EDITION.value, DEFAULT_BASE)
    expected = f"{DEFAULT_BASE.rstrip('/')}{path}items.csv"
    assert region.download(EDITION, "items.csv").value == expected


def test_the_catalogue_holds_every_list_and_edition_and_the_service_that_serves_them(
    counties: pyoxigraph.Store,
) -> None:
    imaginary = f"{ID}370999/checklist/personal-life-cycle"
    datasets = {LIST, EDITION, NamedNode(imaginary), NamedNode(f"{imaginary}/2025-03")}
    assert links(counties, CATALOGUE, DCAT.dataset) == datasets
    assert links(counties, SERVICE, DCAT.servesDataset) == datasets
    assert links(counties, CATALOGUE, DCAT.service) == {SERVICE}
    assert len(values(counties, CATALOGUE, DCT.title)) == 2
    assert DCAT.Dataset in links(counties, CATALOGUE, RDF.type)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "catalogue",
        "data-service/sparql",
        "370725/checklist/personal-life-cycle/u-d709fb19/distribution/ttl",
        "mapping/370725-personal-life-cycle--life-stage",
        "mapping/370725-personal-life-cycle--life-stage/exact",
    ],
)
def test_what_the_record_names_under_the_base_resolves(
    client: FlaskClient, path: str, language: str
) -> None:
    answer = client.get(f"/id/{path}", query_string={"lang": language})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"], headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<h1" in page.text
    data = client.get(f"/doc/{path}.nt")
    about = {q.subject for q in pyoxigraph.parse(data.data, format=RdfFormat.N_TRIPLES)}
    assert NamedNode(f"{ID}{path}") in about


def test_everything_that_the_record_names_under_the_base_is_described(
    changle: pyoxigraph.Store,
) -> None:
    named = {t.object for t in recorded(changle) if isinstance(t.object, NamedNode)}
    for thing in (one for one in named if one.value.startswith(ID)):
        described = changle.quads_for_pattern(thing, None, None, DefaultGraph())
        assert next(iter(described), None) is not None, thing


# --- Several lists, editions and snapshots -------------------------------------------------------


def test_another_county_adds_its_record_and_changes_no_other(
    published: Path, two_counties: Path
) -> None:
    before, after = recorded(open_store(published)), recorded(open_store(two_counties))
    assert before < after
    added = {t.subject for t in after - before}
    shared = {CATALOGUE, SERVICE}
    assert all("/370999/" in s.value for s in added - shared)  # type: ignore[union-attr]
    assert {t.predicate for t in after - before if t.subject in shared} == {
        DCAT.dataset,
        DCAT.servesDataset,
    }


def test_a_newer_edition_leaves_the_record_of_the_one_before(
    short_data: Path, newer_data: Path
) -> None:
    before, after = recorded(open_store(short_data)), recorded(open_store(newer_data))
    assert before - after == {Triple(LIST, DCAT.hasCurrentVersion, SHORT)}
    later = NamedNode(f"{LIST.value}/2026-11")
    assert {Triple(CATALOGUE, DCAT.dataset, later), Triple(LIST, DCAT.hasVersion, later)} <= after


def test_a_document_that_takes_the_place_of_another_leaves_nothing_of_its_record(
    own_short: Path, tmp_path: Path
) -> None:
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    said = ("--publisher", "昌乐县人民政府办公室", "--licence", "https://example.org/licence")
    assert command(own_short, "load", file, "--replace", *said).exit_code == 0
    store = open_store(own_short)
    (publisher,) = links(store, SHORT, DCT.publisher)
    assert values(store, publisher, FOAF.name) == {
        Literal("昌乐县人民政府办公室", language="zh-hans")
    }
    assert FOAF.Agent in links(store, publisher, RDF.type)
    licence = NamedNode("https://example.org/licence")
    assert links(store, SHORT, DCT.license) == {licence}
    assert DCT.LicenseDocument in links(store, licence, RDF.type)
    for one in links(store, SHORT, DCAT.distribution):
        assert links(store, one, DCT.license) == {licence}
    again = short(tmp_path, ("\t火化证明\n", "\t骨灰存放\n"))
    assert command(own_short, "load", again, "--replace").exit_code == 0
    subjects = {t.subject for t in recorded(open_store(own_short))}
    assert not subjects & {publisher, licence}
    forms = links(open_store(own_short), SHORT, DCAT.distribution)
    assert len(forms) == len(FORMS) + len(DOWNLOADS) + 1


def test_the_address_where_a_list_was_found_is_its_primary_source(
    own_short: Path, tmp_path: Path
) -> None:
    file = short(tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    address = "https://example.org/notice.html"
    loaded = command(own_short, "load", file, "--edition", "2026-11", "--source", address)
    assert loaded.exit_code == 0
    store, later = open_store(own_short), NamedNode(f"{LIST.value}/2026-11")
    assert links(store, later, PROV.hadPrimarySource) == {NamedNode(address)}


def test_a_rollback_takes_the_catalogue_back_with_everything_else(
    own_short: Path,
) -> None:
    before = recorded(open_store(own_short))
    load(own_short, IMAGINARY)
    assert recorded(open_store(own_short)) != before
    assert command(own_short, "rollback", "1", "--reason", "test").exit_code == 0
    assert recorded(open_store(own_short)) == before


# --- English names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "count"),
    [
        ("Stage", 11),
        ("Scenario", 25),
        ("Matter", 103),
        ("SubItem", 85),
        ("Department", 15),
        ("MatterType", 10),
        ("Jurisdiction", 3),
        ("Checklist", 1),
        ("Edition", 1),
    ],
)
def test_each_thing_has_an_english_name_that_is_marked_as_an_unofficial_translation(
    changle: pyoxigraph.Store, cls: str, count: int
) -> None:
    things = [q.subject for q in changle.quads_for_pattern(None, RDF.type, LM[cls], DefaultGraph())]
    assert len(things) == count
    for thing in things:

        def said(predicate: NamedNode, of: object = thing) -> dict[str | None, list[str]]:
            found: dict[str | None, list[str]] = {}
            for quad in changle.quads_for_pattern(of, predicate, None, DefaultGraph()):  # type: ignore[arg-type]
                if isinstance(quad.object, Literal):
                    found.setdefault(quad.object.language, []).append(quad.object.value)
            return found

        assert len(said(SKOS.prefLabel)["en"]) == 1
        notes = said(SKOS.editorialNote)
        assert "英文名称为非官方译文。" in notes["zh-hans"]
        assert "The English name is an unofficial translation." in notes["en"]


def test_the_types_that_the_list_prints_are_among_those_with_an_english_name(
    changle: pyoxigraph.Store,
) -> None:
    used = {q.object for q in changle.quads_for_pattern(None, LM.matterType, None, EDITION)}
    assert len(used) == 6
    assert {q.subject for q in changle.quads_for_pattern(None, RDF.type, LM.MatterType)} >= used


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "英文名称为非官方译文。"),
        ("en", "The English name is an unofficial translation."),
    ],
)
@pytest.mark.parametrize("kind", ["Stage", "Scenario", "Matter", "SubItem", "Department"])
def test_a_page_says_that_its_english_name_is_unofficial(
    changle: pyoxigraph.Store, client: FlaskClient, kind: str, language: str, words: str
) -> None:
    things = changle.quads_for_pattern(None, RDF.type, LM[kind], DefaultGraph())
    iri = min(q.subject.value for q in things if isinstance(q.subject, NamedNode))
    path = document_path(iri, DEFAULT_BASE)
    page = client.get(f"{path}?lang={language}", headers={"Accept": "text/html"})
    assert words in page.text
