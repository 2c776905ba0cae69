"""The same answers from both homes, term by term: saved queries, pages, documents and the
description of the service, embedded against every kind of engine. What differs by right is no
difference: an engine may name a blank node, write a number or a boolean in another lexical form,
drop the language of a text that a query puts together, and leave the empty text unbound."""

import itertools
import json
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ontology.terms import XSD
from server.app import create_app
from server.profiles.asked import CPSV_AP, SCHEMA_ORG, Profile
from server.reading import asking
from server.saved.catalogue import SavedQuery, saved_queries
from server.saved.header import Parameter
from server.saved.running import options, run
from server.settings import DEFAULT_BASE, Settings
from server.store.embedded import EmbeddedStore
from server.store.folder import DataFolder
from server.store.interface import Store, Table, View
from server.store.remote.delivery import deliver
from server.store.remote.engine import engine_of
from server.store.remote.home import RemoteStore
from server.urls import document_path
from tests.conftest import load
from tests.engines import KINDS, running
from tests.queries.conftest import NEXT_EDITION
from tests.server.editing import edited

CHANGLE = f"{DEFAULT_BASE}id/370725/checklist/personal-life-cycle"
LISTS = (CHANGLE, f"{DEFAULT_BASE}id/370998/checklist/personal-life-cycle")
"""The real list, and one without stages whose numbers start again in each scenario."""
GIVEN = {"text": ["登记", "公积金"], "number": ["3"], "minimum": ["3"]}
_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.int, XSD.nonNegativeInteger}
_SKOLEM = "/.well-known/genid/"


@dataclass(frozen=True)
class Homes:
    """One published state, served from the data folder and from an engine."""

    embedded: View
    remote: View
    here: FlaskClient
    there: FlaskClient

    def rows(self, query: SavedQuery, given: Mapping[str, Sequence[str]]) -> Table:
        """What is answered from the data folder: asked once, whatever engines are compared."""
        key = (query.name, json.dumps(given))
        if key not in _ROWS:
            _ROWS[key] = run(self.embedded, query, given).table
        return _ROWS[key]

    def page(self, path: str) -> tuple[int, str]:
        """The status and the text of a page from the data folder, asked once."""
        if path not in _PAGES:
            answer = self.here.get(path, headers=_HTML, follow_redirects=True)
            _PAGES[path] = answer.status_code, answer.text
        return _PAGES[path]


_HTML = {"Accept": "text/html"}
_ROWS: dict[tuple[str, str], Table] = {}
_PAGES: dict[str, tuple[int, str]] = {}


@pytest.fixture(scope="session")
def data(joined_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties joined by concepts, the real list in two editions."""
    folder = tmp_path_factory.mktemp("same")
    shutil.copytree(joined_data, folder / "data")
    load(folder / "data", edited(folder, *NEXT_EDITION), edition="2026-11")
    return folder / "data"


@contextmanager
def _client(store: Store, settings: Settings) -> Iterator[FlaskClient]:
    app = create_app(settings, store)
    yield app.test_client()
    app.config["VALIDATIONS"].close()
    app.config["DUMPS"].close()
    store.close()


@pytest.fixture(scope="session")
def embedded(data: Path) -> Iterator[tuple[View, FlaskClient]]:
    settings = Settings(data=data, workers=1, trusted_workers=1)
    store = EmbeddedStore(settings)
    view = store.present()
    assert view is not None
    with _client(store, settings) as client:
        yield view, client


@pytest.fixture(scope="module", params=sorted(KINDS))
def homes(
    request: pytest.FixtureRequest,
    data: Path,
    embedded: tuple[View, FlaskClient],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Homes]:
    place = tmp_path_factory.mktemp(request.param)
    shutil.copytree(data, place / "data")
    (place / "engine").mkdir()
    for engine in running(request.param, place / "engine"):
        settings = Settings(data=place / "data", workers=1, **engine.settings)  # type: ignore[arg-type]
        deliver(DataFolder(settings.data), engine_of(settings), settings.base)
        store = RemoteStore(settings)
        view = store.present()
        assert view is not None
        with _client(store, settings) as client:
            yield Homes(embedded[0], view, embedded[1], client)


# --- Saved queries --------------------------------------------------------------------------------


def _choices(view: View, parameter: Parameter, checklist: str) -> list[str]:
    """Some values of a parameter: the first, the last and one between."""
    found = options(view, parameter, [NamedNode(checklist)])
    values = GIVEN[parameter.name] if found is None else [option.value for option in found]
    some = [values[0], values[len(values) // 2], values[-1]] if values else []
    return [*dict.fromkeys(some), *([] if parameter.required else [""])]


def _narrowed(chosen: Sequence[str], others: Sequence[Parameter]) -> bool:
    return any(one for one, p in zip(chosen, others, strict=True) if p.choices)


def _runs(view: View, query: SavedQuery) -> Iterator[Mapping[str, Sequence[str]]]:
    others = [p for p in query.header.parameters.values() if p.name != "checklist"]
    for checklist in LISTS:
        values = [_choices(view, parameter, checklist) for parameter in others]
        for chosen in itertools.product(*values):
            whole = zip(others, values, chosen, strict=True)
            if _narrowed(chosen, others) and any(
                one != known[0] for p, known, one in whole if not p.choices
            ):
                continue  # a basis is asked for once with the first of all else
            names = (parameter.name for parameter in others)
            yield {"checklist": [checklist], **{n: [v] for n, v in zip(names, chosen, strict=True)}}


@pytest.mark.parametrize("name", sorted(saved_queries()))
def test_a_saved_query_has_the_same_rows_in_the_same_order(homes: Homes, name: str) -> None:
    query = saved_queries()[name]
    rows = 0
    for given in _runs(homes.embedded, query):
        expected = homes.rows(query, given)
        found = run(homes.remote, query, given).table
        assert found.variables == expected.variables
        if query.is_graph:  # the statements of a graph have no order
            assert Counter(map(str, _rows(found))) == Counter(map(str, _rows(expected))), given
        else:
            assert _rows(found) == _rows(expected), given
        rows += len(expected.rows)
    assert rows or name == "scenario-lead-not-cooperating"


def test_a_choice_has_the_same_options_in_the_same_order(homes: Homes) -> None:
    checked = 0
    for query in saved_queries().values():
        for parameter in query.header.parameters.values():
            for chosen in ([], [NamedNode(CHANGLE)]):
                expected = options(homes.embedded, parameter, chosen)
                assert options(homes.remote, parameter, chosen) == expected, parameter.name
                checked += len(expected or ())
    assert checked > 500


def test_a_list_in_a_cell_is_joined_in_its_order(homes: Homes) -> None:
    across = run(homes.remote, saved_queries()["departments-across-stages"], _of_changle())
    stages = {row["stageNames"].value for row in across.table.rows}
    assert "出生、教育、工作、就医、救助、养老、身后" in stages
    numbers = run(homes.remote, saved_queries()["recurring-matters"], _of_changle())
    assert any("、" in row["numbers"].value for row in numbers.table.rows)


def test_a_share_is_no_integer(homes: Homes) -> None:
    shares = run(homes.remote, saved_queries()["powers-and-services"], _of_changle())
    assert Decimal(shares.table.rows[0]["share"].value) == Decimal("44.7")


def _of_changle() -> Mapping[str, Sequence[str]]:
    return {"checklist": [CHANGLE]}


# --- Pages ----------------------------------------------------------------------------------------

_KIND = re.compile(
    r"(?<=/doc/code)/[a-z-]+(?=/)|/(?:[0-9a-z]{8}|[0-9a-f]{16}|[\d-]+|u-[0-9a-f]+|[a-z-]+-life-cycle)(?=/|$)"
    r"|(?<=/~)/[a-z-]+$"
)
_LINK = re.compile(r'href="(/[^"#]*)"')
REPORT = "/370725/personal-life-cycle/quality"
SHEETS = (
    "/370725/personal-life-cycle/meeting?scenario=5bjadv3j&scenario=epw49tc6",
    "/370725/personal-life-cycle/assignments",
    "/370725/personal-life-cycle/my-list?matter=e6m6t0r4&q=户口",
)
PICTURES = ("/370725/personal-life-cycle/network", "/370998/personal-life-cycle/heat")
QUERY = f"/query/department-counts?lang=en&checklist={CHANGLE}"
_EMPTY = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT * {
  ?d skos:prefLabel "县公安局" . ?e a lm:Entry ; skos:prefLabel ?n ; lm:leadDepartment ?d ;
    lm:number "37" . FILTER(LANG(?n) = "zh") GRAPH <urn:x> { ?e lm:leadDepartmnt ?d }
}"""
EMPTY = f"/sparql?{urlencode({'query': _EMPTY})}"
"""A query without an answer, whose page says why."""
OF_STATUS = {"api-layers", "api-entries-now"}
"""What is asked for the status of stored URIs only: compared below."""
OF_PROFILES = {"profile-statements", "profile-parts"}
"""What is asked for documents in other profiles only: compared below."""
_NO_PAGE = re.compile(r"/query/|[^/?]*[.][a-z-]+(?:$|[?])|/[.]well-known/|/graph|/printed")


@pytest.fixture(scope="session")
def paths(embedded: tuple[View, FlaskClient]) -> list[str]:
    """A page of each kind, found by the links from the home page, and some of them in English."""
    found, kinds = ["/", "/ns", "/doc/region/370000", REPORT, QUERY], set[str]()
    found += [*SHEETS, *PICTURES]
    for path in found:
        page = embedded[1].get(path, headers=_HTML, follow_redirects=True)
        assert page.status_code == 200, path
        _PAGES[path] = page.status_code, page.text
        for link in _LINK.findall(page.text):
            link = link.partition("?")[0]
            kind = _KIND.sub("/~", _KIND.sub("/~", link))
            if kind not in kinds and not _NO_PAGE.search(link):
                kinds.add(kind)
                found.append(link)
    english = (f"{path}{'&' if '?' in path else '?'}lang=en" for path in found[5::4])
    return [*found, EMPTY, *english]


def test_every_kind_of_page_is_the_same(
    homes: Homes, paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    template = asking._template

    def noting(name: str) -> object:
        asked.add(name)
        return template(name)

    monkeypatch.setattr(asking, "_template", noting)
    for path in paths:
        here = homes.page(path)
        there = homes.there.get(path, headers=_HTML, follow_redirects=True)
        assert there.status_code == here[0] == 200, path
        assert there.text == here[1], path
    assert len(paths) > 40
    _description(homes.there)
    shipped = {file.stem for file in Path(asking.__file__).parent.glob("*.rq")}
    counted = {name for name in shipped if name.startswith("description-")} - asked
    elsewhere = counted | OF_STATUS | OF_PROFILES
    assert shipped - elsewhere == asked  # what is said of the store is not counted again


def test_the_description_of_the_service_counts_the_same(homes: Homes) -> None:
    assert _description(homes.there) == _description(homes.here)


def _description(client: FlaskClient) -> Counter[object]:
    for _ in range(100):
        answer = client.get("/.well-known/void", headers={"Accept": "application/n-triples"})
        if answer.status_code != 503:  # it is still being counted
            break
        time.sleep(0.2)
    assert answer.status_code == 200
    return _graph(quad.triple for quad in parse(answer.data, format=RdfFormat.N_TRIPLES))


# --- Documents ------------------------------------------------------------------------------------


def _things(view: View) -> list[str]:
    """A thing of every class, and 100 others."""
    every = view.select("SELECT ?s ?c WHERE { ?s a ?c FILTER(isIRI(?s)) } ORDER BY STR(?s) STR(?c)")
    first = {row["c"].value: row["s"].value for row in reversed(every.rows)}
    others = [row["s"].value for row in every.rows]
    layers = [f"{CHANGLE}/2026-11/source/row/3", f"{CHANGLE}/2026-11/report", f"{CHANGLE}/2026-11"]
    return sorted({*first.values(), *others[:: len(others) // 100], *layers})


def test_a_document_says_the_same(homes: Homes) -> None:
    things = _things(homes.embedded)
    assert len(things) > 100
    for iri in things:
        expected = homes.embedded.describe(iri)
        assert expected, iri
        assert _graph(homes.remote.describe(iri)) == _graph(expected), iri


@pytest.mark.parametrize("profile", [CPSV_AP, SCHEMA_ORG], ids=lambda one: one.token)
def test_a_document_says_the_same_in_every_profile(homes: Homes, profile: Profile) -> None:
    given = 0
    for iri in _things(homes.embedded):
        path = document_path(iri, DEFAULT_BASE) or ""
        if path.startswith("/doc/") and "#" not in path:
            address = f"{path}?_profile={profile.token}"
            headers = {"Accept": "application/n-triples"}
            here, there = (c.get(address, headers=headers) for c in (homes.here, homes.there))
            assert there.status_code == here.status_code, iri
            if here.status_code == 200:
                assert there.data == here.data, iri
                given += 1
    assert given > 20


# --- Saved queries of an earlier edition ----------------------------------------------------------


@pytest.mark.parametrize("path", ["scenario-counts.json", "department-counts.xlsx"])
def test_an_earlier_edition_is_answered_the_same(homes: Homes, path: str) -> None:
    given = {"checklist": CHANGLE, "edition": "u-d709fb19", "lang": "en"}
    here, there = (c.get(f"/query/{path}", query_string=given) for c in (homes.here, homes.there))
    assert (here.status_code, there.status_code) == (200, 200), here.text
    if path.endswith("json"):
        assert there.get_json()["rows"] == here.get_json()["rows"] != []
    else:
        assert len(there.data) > 5000


# --- Flat JSON ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "matters?kind=all&status=all&limit=1000",
        "departments?status=all&limit=1000",
        "scenarios?limit=1000",
        "entries?limit=1000&edition=2026-11",
        "entries?limit=1000",
        "editions",
        "changes?since=370725/personal-life-cycle",
    ],
)
def test_flat_json_says_the_same(homes: Homes, path: str) -> None:
    expected, found = (json.loads(c.get(f"/api/{path}").data) for c in (homes.here, homes.there))
    assert expected["items"]
    assert found == expected


def test_the_status_of_stored_uris_is_the_same(homes: Homes) -> None:
    uris = [*_things(homes.embedded), f"{CHANGLE}/u-d709fb19/entry/64", "urn:x", "x"]
    expected, found = (
        json.loads(client.post("/api/status", json={"uris": uris}).data)
        for client in (homes.here, homes.there)
    )
    assert {"superseded", "current", "malformed"} <= {one["status"] for one in expected["items"]}
    assert found == expected


# --- What a stranger asks -------------------------------------------------------------------------


def test_a_named_graph_is_reached_by_its_name(homes: Homes) -> None:
    graph = f"<{CHANGLE}/2026-11/source>"
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
    answers = [
        json.loads(client.get("/sparql", query_string={"query": query}).data)
        for client in (homes.here, homes.there)
    ]
    counts = [answer["results"]["bindings"][0]["n"]["value"] for answer in answers]
    assert counts[0] == counts[1] != "0"


# --- Terms ----------------------------------------------------------------------------------------


def _rows(table: Table) -> list[Mapping[str, object]]:
    return [
        {name: _value(term)[0] for name, term in row.items() if term.value != ""}
        for row in table.rows
    ]


def _graph(triples: Iterator[Triple] | frozenset[Triple]) -> Counter[object]:
    return Counter((_value(t.subject), t.predicate.value, _value(t.object)) for t in triples)


def _value(term: object) -> tuple[object, str, str | None]:
    """A term by its value, its datatype and its language."""
    if isinstance(term, BlankNode) or (isinstance(term, NamedNode) and _SKOLEM in term.value):
        return "blank", "", None
    if isinstance(term, NamedNode):
        return term.value, "iri", None
    assert isinstance(term, Literal)
    kind = term.datatype.value
    if term.datatype in _NUMBERS:
        return Decimal(term.value), kind, None
    if term.datatype == XSD.boolean:
        return term.value in ("true", "1"), kind, None
    return term.value, kind, term.language
