"""`/shapes`: every rule documented from the shapes, in both languages, with its anchor."""

import re
from html import unescape
from pathlib import Path

import pyoxigraph
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat

from ontology.terms import LMSH
from server.vocabulary import rules
from shapes.catalogue import Kind, Shape, catalogue, prefixes, shape_triples
from shapes.conventions import FORMS
from shapes.report import Severity
from tests.conftest import load, rows

HTML = {"Accept": "text/html"}
RULES = [pytest.param(shape, id=shape.name) for shape in catalogue()]
SEVERITIES = {Severity.VIOLATION: "违规", Severity.WARNING: "警告", Severity.INFO: "提示"}
KINDS = {Kind.CHECKLIST: "清单问题", Kind.TECHNICAL: "技术规范"}


@pytest.fixture(scope="module")
def pages(app: Flask) -> dict[str, str]:
    """The page of the rules in both languages."""
    client = app.test_client()
    return {
        "zh-hans": client.get("/shapes", headers=HTML).text,
        "en": client.get("/shapes?lang=en", headers=HTML).text,
    }


def card(page: str, name: str) -> str:
    """The part of the page that tells of one rule."""
    (found,) = re.findall(
        rf'<article class="rule-card"[^>]*aria-labelledby="{re.escape(name)}-name">(.*?)</article>',
        page,
        re.S,
    )
    return str(found)


def plain(html: str) -> str:
    """The words of some HTML."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))).strip()


@pytest.mark.parametrize("shape", RULES)
def test_a_rule_says_its_name_severity_kind_messages_and_what_it_looks_at(
    pages: dict[str, str], shape: Shape
) -> None:
    words = plain(card(pages["zh-hans"], shape.name))
    assert words.startswith(f"{shape.name} {SEVERITIES[shape.severity]} {KINDS[shape.kind]}")
    for message in shape.messages.values():
        assert re.sub(r"\{[?$](\w+)\}", r"\1", message) in words
    assert "检查对象" in words
    assert ("清单中的栏" in words) == (shape.column is not None)
    assert ("约定" in words) >= (shape.name in FORMS)


@pytest.mark.parametrize("shape", RULES)
def test_a_rule_shows_its_query_so_that_it_runs_or_its_shape_as_turtle(
    pages: dict[str, str], shape: Shape
) -> None:
    (shown,) = re.findall(
        r"<pre[^>]*><code>(.*?)</code></pre>", card(pages["en"], shape.name), re.S
    )
    text = unescape(shown)
    if shape.select:
        assert shape.select.strip() in text
        pyoxigraph.Store().query(text)
    else:
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _prefixes().items())
        triples = {quad.triple for quad in pyoxigraph.parse(head + text, format=RdfFormat.TURTLE)}
        own = {t.predicate for t in shape_triples() if t.subject == shape.iri}
        assert own <= {t.predicate for t in triples if t.subject == shape.iri}


def _prefixes() -> dict[str, str]:
    from ontology.terms import PREFIXES

    return {**PREFIXES, **prefixes()}


def test_every_name_of_the_shapes_graph_has_its_anchor_once(pages: dict[str, str]) -> None:
    names = {
        t.subject.value.removeprefix(LMSH.iri)
        for t in shape_triples()
        if isinstance(t.subject, NamedNode) and t.subject.value.startswith(LMSH.iri)
    }
    assert {"S01", "S02-stage", "N01", "K04-related", "kind", "text-in-chinese"} <= names
    for page in pages.values():
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert names | {shape.id for shape in catalogue()} <= set(ids)
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_family_has_a_heading_and_a_sentence(pages: dict[str, str]) -> None:
    for letter in sorted({shape.id[0] for shape in catalogue()}):
        for page in pages.values():
            found = re.findall(
                rf'<h2 id="family-{letter}">(.*?)</h2>\s*<p>(.*?)</p>', page, flags=re.S
            )
            assert len(found) == 1
            assert len(plain(found[0][0])) > 3 and len(plain(found[0][1])) > 10


def test_demands_are_told_in_words(pages: dict[str, str]) -> None:
    number = plain(card(pages["zh-hans"], "S01"))
    assert "要求至少1个；至多1个；数据类型 xsd:integer；不小于 1" in number
    assert "约定序号约定：只就缺少而言，清单声明为 none 时不检查；没有声明时只作警告。" in number
    stage = plain(card(pages["en"], "S02-stage"))
    assert "Demandsat least 1; at most 1; must be Stage" in stage
    assert "Looks atChecklist item" in stage


def test_every_constraint_of_a_core_rule_has_words(pages: dict[str, str]) -> None:
    for page in pages.values():
        for text in re.findall(r"<dt>(?:要求|Demands)</dt><dd>(.*?)</dd>", page, re.S):
            assert "<code>sh:" not in text


def test_a_variable_of_a_message_is_marked() -> None:
    assert rules.pieces("序号 {?n} 缺失") == [("序号 ", False), ("n", True), (" 缺失", False)]
    assert rules.pieces("没有") == [("没有", False)]


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("kind", list(Kind))
def test_rules_are_filtered_by_kind_and_severity(
    client: FlaskClient, kind: Kind, severity: Severity
) -> None:
    query = {"kind": kind.value, "severity": severity.value}
    page = client.get("/shapes", query_string=query, headers=HTML).text
    expected = [s.name for s in catalogue() if s.kind is kind and s.severity is severity]
    shown = re.findall(r'<article class="rule-card"[^>]*aria-labelledby="([\w-]+)-name">', page)
    assert sorted(shown) == sorted(expected)
    assert f'<option value="{kind.value}" selected>' in page


def test_a_filter_that_is_not_one_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.get("/shapes?severity=bad", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "violation" in answer.text


def test_the_english_page_has_no_chinese_words_of_its_own(pages: dict[str, str]) -> None:
    page = re.sub(r"<pre[^>]*>.*?</pre>", "", pages["en"], flags=re.S)
    without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.S)
    without = re.sub(r"<code>.*?</code>", "", without, flags=re.S)  # patterns
    without = unescape(re.sub(r"<var>(.*?)</var>", r"{?\1}", without))
    for shape in catalogue():
        without = without.replace(shape.messages["en"], "")
    assert re.findall(r"[\u4e00-\u9fff]+", without) == []


def test_the_page_keeps_the_policy_and_loads_nothing_from_elsewhere(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert not re.findall(r"<script|<style| style=", page)
        loaded = re.findall(r'src="([^"]+)"|<link[^>]+href="([^"]+)"', page)
        assert all((one or other).startswith("/") for one, other in loaded)


def test_other_pages_lead_to_the_rules(client: FlaskClient) -> None:
    assert 'href="/shapes"' in client.get("/ns", headers=HTML).text
    assert 'href="/shapes?lang=en"' in client.get("/?lang=en", headers=HTML).text


def test_a_rule_says_how_many_results_the_present_reports_have(
    own_data: Path,
) -> None:
    """A list with a warning: the count of the page is that of the report graphs."""
    from tests.conftest import SAMPLES, application, open_store

    load(own_data, SAMPLES / "370998-personal-life-cycle" / "checklist.csv")
    found = rows(
        open_store(own_data),
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?rule (COUNT(?r) AS ?n) WHERE {
          GRAPH ?g { ?r a sh:ValidationResult ; sh:sourceShape ?s
            OPTIONAL { ?r sh:sourceConstraint ?c } }
          BIND(COALESCE(?c, ?s) AS ?rule)
        } GROUP BY ?rule""",
    )
    ours = {
        row["rule"].removeprefix(LMSH.iri): row["n"] for row in found if LMSH.iri in row["rule"]
    }
    assert ours
    for app in application(own_data):
        page = app.test_client().get("/shapes", headers=HTML).text
        for shape in catalogue():
            words = plain(card(page, shape.name))
            said = re.search(r"现有结果(\d+)条", words)
            assert (said[1] if said else None) == ours.get(shape.name), shape.name
