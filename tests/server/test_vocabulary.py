"""`/ns`: every term explained in both languages, counted, shown by example and by a query that
runs; the diagram drawn from ontology and shapes; the JSON-LD context."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat

from ontology import read
from ontology.terms import LM
from server.store.shaping import OnDisk
from server.vocabulary.diagram import LEFT_OUT, diagram
from server.vocabulary.expectations import of_class, of_property
from server.vocabulary.page import code_lists
from server.vocabulary.terms import Term, by_iri, ontology, short, terms
from server.vocabulary.trying import trial
from tests.conftest import application, rows

HTML = {"Accept": "text/html"}
FORMS = {
    "text/turtle": ("ttl", RdfFormat.TURTLE),
    "application/ld+json": ("jsonld", RdfFormat.JSON_LD),
    "application/n-triples": ("nt", RdfFormat.N_TRIPLES),
    "application/rdf+xml": ("rdf", RdfFormat.RDF_XML),
}
TERMS = [pytest.param(term, id=term.name) for term in terms()]


@pytest.fixture(scope="module")
def pages(app: Flask) -> dict[str, str]:
    """The page of the ontology in both languages."""
    client = app.test_client()
    return {
        "zh-hans": client.get("/ns", headers=HTML).text,
        "en": client.get("/ns?lang=en", headers=HTML).text,
    }


@pytest.fixture(scope="module")
def articles(pages: dict[str, str]) -> dict[tuple[str, str], str]:
    """The article of each term, by language and name."""
    return {
        (tag, name): text
        for tag, page in pages.items()
        for name, text in re.findall(
            r'<article class="term" id="(\w+)".*?>(.*?)</article>', page, re.S
        )
    }


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation where nothing is published."""
    yield from application(tmp_path_factory.mktemp("empty") / "data")


def plain(html: str) -> str:
    """The words of some HTML."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))).strip()


# --- Terms --------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("tag", ["zh-hans", "en"])
def test_a_term_has_its_anchor_label_definition_and_iri_in_both_languages(
    articles: dict[tuple[str, str], str], term: Term, tag: str
) -> None:
    article = plain(articles[tag, term.name])
    for language in ("zh-hans", "en"):
        assert term.labels[language][0] in article
        assert " ".join(term.definitions[language][0].split()) in article
    assert f"lm:{term.name}" in article
    assert term.iri in article


@pytest.mark.parametrize("term", TERMS)
def test_what_the_ontology_gives_as_an_example_is_shown(
    articles: dict[tuple[str, str], str], term: Term
) -> None:
    assert term.examples
    article = plain(articles["zh-hans", term.name])
    texts = term.examples.get("zh-hans") or next(iter(term.examples.values()))
    assert all(" ".join(text.split()) in article for text in texts)


def test_every_anchor_is_there_once(pages: dict[str, str]) -> None:
    for page in pages.values():
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert {term.name for term in terms()} <= set(ids)


def test_every_link_within_the_page_leads_to_an_anchor_of_it(pages: dict[str, str]) -> None:
    for page in pages.values():
        ids = set(re.findall(r' id="([^"]+)"', page))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_every_rule_a_term_names_is_an_anchor_of_the_page_of_the_rules(
    client: FlaskClient, pages: dict[str, str]
) -> None:
    anchors = set(re.findall(r' id="([^"]+)"', client.get("/shapes", headers=HTML).text))
    named = set(re.findall(r'href="/shapes#([^"]+)"', pages["zh-hans"]))
    assert len(named) > 60
    assert named <= anchors


@pytest.mark.parametrize("term", TERMS)
def test_where_a_property_stands_how_often_and_with_what_value_is_said_by_the_shapes(
    term: Term,
) -> None:
    if term.kind in ("relation", "value"):
        expected = of_property(term.iri)
        assert expected
        said = [one for one in expected if one.most != 0]
        assert all(one.values or one.choices for one in said) or term.name == "codeScheme"


def test_cardinalities_and_values_are_those_of_the_rules() -> None:
    def told(name: str) -> set[tuple[str, str, str]]:
        return {
            (short(one.cls), one.cardinality, " ".join(map(short, one.values)))
            for one in of_property(LM[name].value)
        }

    assert told("number") == {("lm:Entry", "1..1", "xsd:integer"), ("lm:SubEntry", "0", "")}
    assert told("leadDepartment") == {("lm:ChecklistItem", "1..n", "lm:Department")}
    assert told("inEdition") == {("lm:ChecklistItem", "1..1", "lm:Edition")}
    assert told("statedName") == {("lm:ChecklistItem", "1..1", "rdf:langString")}
    entry = {short(one.path) for one in of_class(LM.Entry.value)}
    assert {"lm:number", "lm:leadDepartment", "lm:hasSubEntry"} <= entry
    assert "lm:number" not in {short(one.path) for one in of_class(LM.SubEntry.value)}


# --- Counts and examples ------------------------------------------------------------------------

BY_HAND = {
    "Stage": "11个",
    "Scenario": "25个",
    "Entry": "112个",
    "SubEntry": "75个",
    "LeafItem": "161个",
    "ChecklistItem": "187个",
    "Matter": "103个",
    "SubItem": "85个",
    "Department": "15个",
    "Jurisdiction": "3个",
    "Checklist": "1个",
    "Edition": "1个",
    "number": "112条",
    "leafOrder": "161条",
    "leadDepartment": "187条",
    "subEntryOf": "75条",
    "subItemOf": "85条",
    "SourceRow": "161个（来源层）",
    "rowIndex": "161条（来源层）",
    "rawLead": "22条（来源层）",
    "rawCooperating": "62条（来源层）",
    "MatterConcept": "现有数据中没有",
}


@pytest.mark.parametrize(("name", "count"), BY_HAND.items())
def test_a_term_says_how_much_of_it_is_published(
    articles: dict[tuple[str, str], str], name: str, count: str
) -> None:
    said = re.search(r"<dt>现有</dt><dd>(.*?)</dd>", articles["zh-hans", name], re.S)
    assert said
    assert plain(said[1]).partition("，如")[0] == count


def test_every_count_agrees_with_sparql(
    articles: dict[tuple[str, str], str], changle: pyoxigraph.Store
) -> None:
    for term in terms():
        pattern = f"?s a <{term.iri}>" if term.kind == "class" else f"?s <{term.iri}> ?o"
        (row,) = rows(changle, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        said = re.search(r"<dt>现有</dt><dd>(.*?)</dd>", articles["zh-hans", term.name], re.S)
        assert said
        words = plain(said[1])
        if row["n"] != "0":
            unit = "个" if term.kind == "class" else "条"
            assert words.startswith(f"{row['n']}{unit}，如"), term.name
        else:
            assert "来源层" in words or words == "现有数据中没有" or "报告" in words, term.name


def test_what_is_published_of_a_term_is_shown_by_a_real_thing(
    client: FlaskClient, articles: dict[tuple[str, str], str]
) -> None:
    shown = {}
    for term in terms():
        said = re.search(r"<dt>现有</dt><dd>(.*?)</dd>", articles["zh-hans", term.name], re.S)
        assert said
        if "现有数据中没有" in said[1]:
            continue
        links = re.findall(r'href="(/doc/[^"]+)"', said[1])
        assert links, term.name
        shown[term.name] = links[0]
    assert len(shown) > 90
    for path in sorted(set(shown.values())):
        assert client.get(path.partition("#")[0]).status_code == 200, path


def test_figures_are_counted_once_for_a_snapshot(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    evaluate = OnDisk._evaluate

    def counting(self: OnDisk, query: str) -> object:
        asked.append(query)
        return evaluate(self, query)

    monkeypatch.setattr(OnDisk, "_evaluate", counting)
    for app in application(published):
        client = app.test_client()
        client.get("/ns", headers=HTML)
        before = len(asked)
        client.get("/ns", headers=HTML)
        client.get("/ns", headers=HTML)
        assert before > 4
        assert len(asked) == before


def test_where_nothing_is_published_the_page_is_whole_but_for_counts(empty: Flask) -> None:
    client = empty.test_client()
    for query in ("", "?lang=en"):
        answer = client.get(f"/ns{query}", headers=HTML)
        assert answer.status_code == 200
        assert answer.text.count('<article class="term"') == len(terms())
    assert "尚未发布数据" in client.get("/ns", headers=HTML).text
    assert client.get("/ns", headers={"Accept": "text/turtle"}).status_code == 200
    assert client.get("/ns/context.jsonld").status_code == 200
    assert client.get("/shapes", headers=HTML).status_code == 200


def test_where_counting_takes_too_long_the_page_does_without_and_does_not_try_again(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.workers.pool import DeadlineExceeded

    tried: list[str] = []
    evaluate = OnDisk._evaluate

    def slow(self: OnDisk, query: str) -> object:
        if "COUNT(?subject)" in query:
            tried.append(query)
            raise DeadlineExceeded
        return evaluate(self, query)

    monkeypatch.setattr(OnDisk, "_evaluate", slow)
    for app in application(published):
        client = app.test_client()
        for _ in range(3):
            page = client.get("/ns", headers=HTML)
            assert page.status_code == 200
            assert "统计没有完成" in page.text
        assert len(tried) == 1


# --- Queries to try -----------------------------------------------------------------------------


@pytest.mark.parametrize("term", TERMS)
def test_the_query_to_try_runs_and_finds_what_is_published(
    client: FlaskClient, articles: dict[tuple[str, str], str], term: Term
) -> None:
    article = articles["zh-hans", term.name]
    (link,) = re.findall(r'href="(/sparql\?draft=[^"]+)"', article)
    (query,) = parse_qs(urlsplit(unescape(link)).query)["draft"]
    (shown,) = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", article, re.S)
    assert unescape(shown) == query
    answer = client.get(
        "/sparql",
        query_string={"query": query},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert answer.status_code == 200, answer.text
    found = answer.get_json()["results"]["bindings"]
    if "现有数据中没有" not in article:
        assert found


def test_a_query_to_try_opens_in_the_form_of_the_endpoint(client: FlaskClient) -> None:
    query = trial(by_iri()[LM.Stage.value]).text.strip()
    page = client.get("/sparql", query_string={"draft": query}, headers=HTML)
    (shown,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.S)
    assert unescape(shown) == query
    hostile = client.get("/sparql", query_string={"draft": "</textarea><b>"}, headers=HTML).text
    assert "</textarea><b>" not in hostile


def test_a_question_answers_what_it_asks(client: FlaskClient) -> None:
    def ask(name: str) -> list[dict[str, dict[str, str]]]:
        query = trial(by_iri()[LM[name].value]).text
        answer = client.get(
            "/sparql",
            query_string={"query": query},
            headers={"Accept": "application/sparql-results+json"},
        )
        found: list[dict[str, dict[str, str]]] = answer.get_json()["results"]["bindings"]
        return found

    assert [row["number"]["value"] for row in ask("matter")] == ["54", "57", "112"]
    assert len(ask("Stage")) == 11
    assert sum(int(row["entries"]["value"]) for row in ask("Stage")) == 112
    assert len(ask("Scenario")) == 25
    assert sum(int(row["lines"]["value"]) for row in ask("LeafItem")) == 161
    assert len(ask("SubEntry")) == 4
    assert len(ask("SourceRow")) == 6
    assert len(ask("matterType")) == 17
    fills = {row["name"]["value"]: int(row["items"]["value"]) for row in ask("leadFill")}
    assert sum(fills.values()) == 161


# --- The page as a whole ------------------------------------------------------------------------


def test_the_page_says_version_changes_licence_namespace_and_how_to_cite(
    pages: dict[str, str],
) -> None:
    about = ontology()
    for page in pages.values():
        for words in (
            about.version,
            about.version_iri,
            "https://creativecommons.org/licenses/by/4.0/",
            "https://w3id.org/lifematters/ns#",
            "lm:",
            "CC BY 4.0",
            "/ns/context.jsonld",
        ):
            assert words in page
    for version in about.versions:
        assert f">{version.number}<" in pages["zh-hans"]
        for text in version.changes.get("zh-hans", ()):
            assert text in unescape(pages["zh-hans"])
    assert {one.number for one in about.earlier} >= {"1.0.0"}


def test_the_english_page_has_no_chinese_words_of_its_own(pages: dict[str, str]) -> None:
    page = re.sub(r"<pre[^>]*>.*?</pre>|<title.*?</title>", "", pages["en"], flags=re.S)
    page = re.sub(r'\?draft=[^"]*', "", page)
    without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.S)
    without = unescape(re.sub(r"<dt>Example</dt><dd>.*?</dd>", "", without, flags=re.S))
    quoting = [text for term in terms() for text in term.definitions["en"]]
    quoting += [text for term in terms() for text in term.notes.get("en", ())]
    quoting += [one.question.en for term in terms() if (one := trial(term)) and one.question]
    quoting += [one.definitions.get("en", "") for one in code_lists(None)]
    for text in sorted(quoting, key=len, reverse=True):  # they may quote what a list prints
        without = without.replace(text, "")
    assert re.findall(r"[\u4e00-\u9fff]+", without) == []


def test_the_page_loads_nothing_from_elsewhere_and_keeps_the_policy(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert not re.findall(r"<script|<style| style=|<image|<use ", page)
        loaded = re.findall(r'(?:src|srcset)="([^"]+)"', page)
        loaded += re.findall(r'<link[^>]+href="([^"]+)"', page)
        assert loaded
        assert all(address.startswith("/") for address in loaded)


def test_code_lists_lead_to_their_codes_with_counts(
    client: FlaskClient, pages: dict[str, str]
) -> None:
    page = pages["zh-hans"]
    (licence,) = re.findall(
        r'"(/doc/code/matter-type/administrative-licence)">行政许可 <span class="n">17</span>',
        page,
    )
    assert client.get(licence).status_code == 200
    (types,) = re.findall(
        r'<h3[^>]*><a href="/doc/code/matter-type">.*?<ul class="chips codes">(.*?)</ul>',
        page,
        re.S,
    )
    assert sum(map(int, re.findall(r'<span class="n">(\d+)</span>', types))) == 161
    assert len(re.findall(r'href="/doc/code/[a-z-]+/[a-z-]+"', page)) >= 55


# --- The diagram --------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["zh-hans", "en"])
def test_the_diagram_is_inline_svg_with_a_title_and_a_description(
    pages: dict[str, str], tag: str
) -> None:
    (svg,) = re.findall(r"<svg .*?</svg>", pages[tag], re.S)
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    title, description = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None and title.text
    assert description is not None and description.text
    named = (root.get("aria-labelledby") or "").split()
    assert named == [title.get("id"), description.get("id")]
    assert not [one for one in root.iter() if one.get("style")]
    boxes = {a.get("href") for a in root.iter(f"{space}a")}
    assert boxes == {
        f"#{name}"
        for name in [
            "Stage",
            "Scenario",
            "Matter",
            "SubItem",
            "MatterConcept",
            "MatterType",
            "ChecklistItem",
            "Entry",
            "SubEntry",
            "LeafItem",
            "Department",
            "Jurisdiction",
            "Checklist",
            "Edition",
            "SourceDocument",
            "SourceRow",
            "SourceCell",
        ]
    }


@pytest.mark.parametrize("tag", ["zh-hans", "en"])
def test_every_relation_between_drawn_classes_is_drawn_and_told_in_words(
    pages: dict[str, str], tag: str
) -> None:
    drawn = diagram(tag)
    captions = {caption.path for line in drawn.lines for caption in line.captions}
    loops = " ".join(loop for box in drawn.boxes for loop in box.loops)
    (words,) = re.findall(r'<ul class="relations">(.*?)</ul>', pages[tag], re.S)
    assert len(drawn.relations) > 35
    for one in drawn.relations:
        if (one.source, one.path, one.target) not in LEFT_OUT:
            label = by_iri()[one.path].label(tag) if one.path in by_iri() else ""
            assert one.path in captions or (label and label in loops) or one.source == one.target
        assert f"{one.cardinality} → " in plain(words)
    assert len(re.findall(r" → ", plain(words))) == len(drawn.relations)


def test_a_relation_of_the_diagram_comes_from_the_shapes_and_not_from_a_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from server.vocabulary import diagram as module
    from server.vocabulary.expectations import Expectation, expectations

    new = Expectation(LM.Stage.value, LM.status.value, 2, 5, (LM.SourceCell.value,), (), ())
    monkeypatch.setattr(module, "expectations", lambda: (*expectations(), new))
    lines = module.diagram("en").lines
    (line,) = [one for one in lines if any("status 2..5" in c.text for c in one.captions)]
    assert line.forward


def test_boxes_of_the_diagram_stand_apart_and_within_it() -> None:
    from server.vocabulary.diagram import HEIGHT, WIDTH

    boxes = [box for box in diagram("en").boxes if box.style != "group"]
    for box in boxes:
        assert box.x > 0 and box.x + box.width < WIDTH and box.y > 0 and box.y + box.height < HEIGHT
        for other in boxes:
            if other is not box:
                beside = box.x + box.width < other.x or other.x + other.width < box.x
                assert beside or box.y + box.height < other.y or other.y + other.height < box.y


# --- Forms --------------------------------------------------------------------------------------

DOCUMENTS = ["/ns", f"/ns/{ontology().version}", "/shapes"]


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("accept", FORMS)
def test_a_document_is_served_in_every_form_with_the_same_triples(
    client: FlaskClient, path: str, accept: str
) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == accept
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    suffix, form = FORMS[accept]
    found = list(pyoxigraph.parse(answer.data, format=form))
    turtle = client.get(path, headers={"Accept": "text/turtle"}).data
    assert len(found) == len(list(pyoxigraph.parse(turtle, format=RdfFormat.TURTLE)))
    if path in ("/ns", "/shapes"):
        assert client.get(f"{path}.{suffix}").data == answer.data
        assert f'<{path}.{suffix}>; rel="alternate"; type="{accept}"' in answer.headers.getlist(
            "Link"
        )


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("text/html", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/json", "application/ld+json"),
        ("text/turtle;q=0.5, application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_a_document_is_what_the_client_likes_best(
    client: FlaskClient, path: str, accept: str, given: str
) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, given)


@pytest.mark.parametrize("path", [*DOCUMENTS, "/ns.png", "/shapes.png"])
def test_a_form_that_no_one_has_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_every_version_there_has_been_resolves(client: FlaskClient) -> None:
    for version in ontology().versions:
        answer = client.get(f"/ns/{version.number}", headers={"Accept": "text/turtle"})
        if version.number == ontology().version:
            assert answer.status_code == 200
        else:
            expected = (303, f"/ns/{ontology().version}")
            assert (answer.status_code, answer.headers["Location"]) == expected
    assert ontology().version_iri.rpartition("/")[2] == ontology().version


def test_the_context_is_served_as_it_is_and_may_be_kept(client: FlaskClient) -> None:
    answer = client.get("/ns/context.jsonld", headers={"Origin": "https://example.org"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.data == read("context.jsonld")
    again = client.get("/ns/context.jsonld", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


# --- JSON-LD ------------------------------------------------------------------------------------


def test_an_iri_of_ours_leads_to_its_place(client: FlaskClient) -> None:
    from server.urls import document_path

    base = "http://localhost:8000/"
    assert document_path("https://w3id.org/lifematters/shapes#N01", base) == "/shapes#N01"
    assert document_path("https://w3id.org/lifematters/ns#Matter", base) == "/ns#Matter"
    assert document_path("https://w3id.org/lifematters/ns", base) == "/ns"
    assert document_path("https://w3id.org/lifematters/shapes", base) == "/shapes"
    assert NamedNode("https://w3id.org/lifematters/ns#Matter") == LM.Matter
