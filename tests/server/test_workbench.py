"""The workbench without its scripts, and what its scripts ask."""

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client

from server.http.headers import SECURITY
from server.saved.catalogue import saved_queries
from server.vocabulary.trying import questions
from server.workbench.programs import programs
from server.wsgi import in_front_of
from tests.conftest import Service

PREFIXES = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
DEPARTMENTS = f"""{PREFIXES}SELECT ?department ?name WHERE {{
  ?department a lm:Department ; skos:prefLabel ?name . FILTER(LANG(?name) = "zh-hans")
}} ORDER BY ?name"""
PROBLEM = {"Accept": "application/problem+json, text/html;q=0.9"}
HOSTILE = f"""{PREFIXES}SELECT ?x WHERE {{ # it's a "test" )" )-" $(id) `id` \\\\u0041
  VALUES ?x {{ "a\\\\b" '''c""\\"d''' "SPARQL" "{{{{ 7*7 }}}}" "<script>" }}
}}
SPARQL
"""


def test_the_form_is_there_without_a_query(client: FlaskClient) -> None:
    page = client.get("/workbench")
    assert page.status_code == 200
    assert '<form class="wb" id="workbench" method="get" action="/workbench">' in page.text
    assert "lm:leadDepartment" in page.text and "最多运行" in page.text


def test_an_answer_has_labels_beside_its_iris_and_links_to_documents(client: FlaskClient) -> None:
    page = client.get("/workbench", query_string={"query": DEPARTMENTS})
    assert page.status_code == 200 and re.search(r"共\d+行。", page.text)
    assert re.search(r"用时 \d+ 毫秒", page.text)
    link = (
        r'<a href="/doc/370725/department/(\w+)">县公安局</a> '
        r'<span class="wb-iri">id/370725/department/\1</span>'
    )
    assert re.search(link, page.text)
    english = client.get("/workbench", query_string={"query": DEPARTMENTS, "lang": "en"})
    assert "rows." in english.text and 'lang="en"' in english.text
    assert re.search(r'<a href="/doc/370725/department/\w+\?lang=en">[A-Z]', english.text)


def test_terms_of_the_ontology_are_called_by_their_labels(client: FlaskClient) -> None:
    query = f"{PREFIXES}SELECT DISTINCT ?class {{ [] a ?class FILTER(?class = lm:Matter) }}"
    page = client.get("/workbench", query_string={"query": query})
    assert '<a href="/ns#Matter">事项</a> <span class="wb-iri">lm:Matter</span>' in page.text


def test_a_graph_is_a_picture_as_well_where_it_links_things(client: FlaskClient) -> None:
    pattern = "{ ?s lm:involvesDepartment ?d }"
    linked = f"{PREFIXES}CONSTRUCT {pattern} WHERE {pattern}"
    page = client.get("/workbench", query_string={"query": linked}).text
    (figure,) = re.findall(r'<figure class="chart" hidden>.*?</figure>', page, re.DOTALL)
    assert "关系图：39个事物，54条联系。" in figure and "charts.js" in page
    (option,) = re.findall(r'<script type="application/json">(.*?)</script>', figure)
    assert "涉及部门" in json.dumps(json.loads(option), ensure_ascii=False)
    for query in (
        DEPARTMENTS,
        f"{PREFIXES}CONSTRUCT {{ ?s a lm:Stage }} WHERE {{ ?s a lm:Stage }}",
    ):
        page = client.get("/workbench", query_string={"query": query}).text
        assert "<figure" not in page and "charts.js" not in page


def test_an_answer_as_text_is_json_or_turtle(client: FlaskClient) -> None:
    table = client.get("/workbench", query_string={"query": DEPARTMENTS, "form": "text"})
    text = re.search(r'aria-label="结果"><code>(.*?)</code>', table.text, re.DOTALL)
    assert text and json.loads(unescape(text[1]))["head"]["vars"] == ["department", "name"]
    query = f"{PREFIXES}CONSTRUCT {{ ?d a lm:Department }} WHERE {{ ?d a lm:Department }} LIMIT 1"
    graph = client.get("/workbench", query_string={"query": query, "form": "text"})
    assert "@prefix lm:" in graph.text and "a lm:Department" in unescape(graph.text)


def test_a_long_text_is_cut_and_says_so(client: FlaskClient) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 5000"
    page = client.get("/workbench", query_string={"query": query, "form": "text"})
    assert "只显示开头约200 KB" in page.text and len(page.text) < 600_000


def test_a_wrong_query_is_told_with_its_line_quoted(client: FlaskClient) -> None:
    query = "SELECT ?s {\n  ?s a <b>，<c>\n}"
    page = client.get("/workbench", query_string={"query": query})
    assert page.status_code == 400
    assert "这里是中文标点 ，" in page.text
    quoted = '<span class="wb-line">2</span>  ?s a &lt;b&gt;<mark>，</mark>&lt;c&gt;</pre>'
    assert quoted in page.text
    english = client.get("/workbench", query_string={"query": query, "lang": "en"})
    assert "Malformed query" in english.text and "Chinese punctuation" in english.text


def test_what_reaches_out_is_refused_in_the_page(client: FlaskClient) -> None:
    page = client.get("/workbench", query_string={"query": "SELECT * { SERVICE <urn:x> { } }"})
    assert page.status_code == 403 and "<mark>S</mark>ERVICE" in page.text


def test_nothing_of_a_query_becomes_markup(client: FlaskClient) -> None:
    query = 'SELECT ("<script>alert(1)</script>" AS ?x) {} # </textarea><script>'
    page = client.get("/workbench", query_string={"query": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.text and "</textarea><script>" not in page.text


def test_the_deadline_is_chosen_within_the_cap(client: FlaskClient) -> None:
    page = client.get("/workbench", query_string={"query": "ASK {}", "timeout": "30"})
    assert re.search(r'<option value="30" selected>\s*30 秒', page.text)
    offered = re.findall(r'<option value="(\d*)"', page.text)
    assert "60" in offered and "120" not in offered and "" in offered
    for value in ("0", "x", "1e9"):
        wrong = client.get("/workbench", query_string={"query": "ASK {}", "timeout": value})
        assert wrong.status_code == 400 and "timeout" in wrong.text


def test_a_result_with_its_time_is_not_kept(app: Flask) -> None:
    served = Client(in_front_of(app), use_cookies=False)
    answer = served.get("/workbench", query_string={"query": "ASK {}"})
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers
    form = served.get("/workbench")
    assert "ETag" in form.headers
    for path in ("/workbench", "/workbench?query=ASK%20%7B%7D"):
        policy = served.get(path).headers["Content-Security-Policy"]
        assert policy == SECURITY["Content-Security-Policy"]


def test_the_address_of_an_answer_gives_it_again(client: FlaskClient) -> None:
    given = {"query": DEPARTMENTS, "timeout": "20", "lang": "en"}
    page = client.get("/workbench", query_string=given)
    share = re.search(r'id="share" href="([^"]+)"', page.text)
    assert share
    found = parse_qs(urlsplit(unescape(share[1])).query)
    assert found == {name: [value] for name, value in given.items()}


def test_downloads_are_the_whole_answer(client: FlaskClient) -> None:
    page = client.get("/workbench", query_string={"query": DEPARTMENTS})
    addresses = [unescape(one) for one in re.findall(r'href="(/sparql\.[^"]+)"', page.text)]
    assert [one.partition("?")[0] for one in addresses] == [
        *("/sparql.csv", "/sparql.tsv", "/sparql.json", "/sparql.xml")
    ]
    whole = client.get(addresses[0]).text.splitlines()
    total = re.search(r"共(\d+)行", page.text)
    assert total and len(whole) == int(total[1]) + 1


def test_a_query_too_long_for_an_address_is_downloaded_by_forms(client: FlaskClient) -> None:
    query = f"{DEPARTMENTS}\n# {'长' * 3000}"
    answer = client.post("/workbench/answer", data={"query": query, "timeout": "20"})
    assert answer.status_code == 200 and "查询太长，放不进网址" in answer.text
    assert 'id="share"' not in answer.text and 'formaction="/sparql.csv"' in answer.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    given = {name: unescape(value) for name, value in hidden.items()}
    assert given == {"query": query, "timeout": "20"}
    assert client.post("/sparql.csv", data=given).text.startswith("department,name")


def test_every_example_fills_the_form_and_is_answered(client: FlaskClient) -> None:
    page = client.get("/workbench?lang=en")
    names = re.findall(r'href="/workbench\?example=([\w-]+)&amp;lang=en"', page.text)
    assert len(names) == len(saved_queries()) + len(questions())
    for name in ("department-leads", "term-Department"):
        shown = client.get(f"/workbench?example={name}")
        text = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown.text, re.DOTALL)
        assert text and shown.status_code == 200
        query = unescape(text[1])
        assert client.post("/workbench/answer", data={"query": query}).status_code == 200, name
    assert client.get("/workbench?example=x").status_code == 404


def test_a_saved_query_and_the_endpoint_lead_to_the_workbench(client: FlaskClient) -> None:
    page = client.get("/query/department-counts")
    link = re.search(r'href="(/workbench\?[^"]+)">在工作台打开', page.text)
    assert link
    filled = client.get(unescape(link[1]))
    assert filled.status_code == 200 and "VALUES ?checklist" in filled.text
    assert (
        "/workbench?draft=ASK"
        in client.get("/sparql?draft=ASK", headers={"Accept": "text/html"}).text
    )


def test_the_scripts_get_a_part_of_a_page_or_a_problem(client: FlaskClient) -> None:
    part = client.post("/workbench/answer", data={"query": "ASK {}"}, headers=PROBLEM)
    assert part.status_code == 200 and part.content_type.startswith("text/html")
    assert "<html" not in part.text and "是（true）" in part.text
    english = client.post("/workbench/answer?lang=en", data={"query": "ASK {}"})
    assert "yes" in english.text.lower()
    wrong = client.post("/workbench/answer", data={"query": "ASK {"}, headers=PROBLEM)
    assert (wrong.status_code, wrong.content_type) == (400, "application/problem+json")
    assert json.loads(wrong.data)["line"] == 1
    assert client.post("/workbench/answer", data={}, headers=PROBLEM).status_code == 400


def test_only_a_secret_stops_and_it_must_be_one(client: FlaskClient) -> None:
    none = client.post("/workbench/answer/stop", data={"stop": "0" * 32})
    assert none.status_code == 404 and "nothing-to-stop" in none.text
    for stop in ("1", "x" * 32, "0" * 65, "0" * 31 + "\n"):
        assert client.post("/workbench/answer/stop", data={"stop": stop}).status_code == 400
    assert client.post("/workbench/answer/stop").status_code == 404


def test_the_vocabulary_has_labels_in_both_languages_and_a_tag(app: Flask) -> None:
    served = Client(in_front_of(app), use_cookies=False)
    answer = served.get("/workbench/vocabulary.json")
    document = json.loads(answer.data)
    assert document["prefixes"]["lm"] == "https://w3id.org/lifematters/ns#"
    terms = {one["name"]: one for one in document["terms"]}
    lead = terms["lm:leadDepartment"]
    assert (lead["kind"], lead["zh"]) == ("property", "牵头部门") and lead["en"]
    assert terms["lm:Department"]["kind"] == "class" and "skos:prefLabel" in terms
    assert any(
        one["zh"] == "公共服务" and "/code/matter-type/" in one["iri"] for one in document["codes"]
    )
    again = served.get(
        "/workbench/vocabulary.json", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


# --- Programs to copy -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [DEPARTMENTS, HOSTILE[: -len("SPARQL\n")], HOSTILE.replace("\nSPARQL\n", " #\n#SPARQL\n")],
)
def test_curl_and_python_ask_the_very_query(service: Service, query: str, tmp_path: Path) -> None:
    endpoint = f"{service.url}sparql"
    curl, python, _ = programs(query, endpoint, is_graph=False)
    if shutil.which("curl"):
        got = subprocess.run(["sh", "-c", curl.text], capture_output=True, text=True, check=True)
        assert got.stdout.splitlines()[0] in ("department,name", "x"), got
    script = tmp_path / "ask.py"
    script.write_text(python.text, "utf-8")
    command = [sys.executable, "-X", "utf8", str(script)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "县公安局" in printed if query == DEPARTMENTS else 'c""' in printed


def test_a_graph_is_asked_as_turtle(service: Service) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"
    curl, python, r = programs(query, f"{service.url}sparql", is_graph=True)
    assert "text/turtle" in curl.text and "TURTLE" in python.text and "text/turtle" in r.text


def test_the_text_in_every_program_is_the_query(client: FlaskClient) -> None:
    for query in (DEPARTMENTS, HOSTILE, 'ASK { ?s ?p ")-\\"" } # )--"', '"""', "ASK {}\r\n# x\r"):
        curl, python, r = programs(query, "http://x/sparql", is_graph=False)
        text = query.strip().replace("\r\n", "\n").replace("\r", "\n") + "\n"
        end = re.search(r"<<'(\w+)'\n", curl.text)
        assert end and curl.text.partition(f"<<'{end[1]}'\n")[2] == f"{text}{end[1]}\n"
        assert f"\n{end[1]}\n" not in f"\n{text}"
        space: dict[str, str] = {}
        exec(re.search(r"query = .*?(?=\nsparql = )", python.text, re.DOTALL)[0], space)  # type: ignore[index]
        assert space["query"].strip("\n") == text.strip("\n")
        raw = re.search(r'r"(-*)\((.*?)\)\1"', r.text, re.DOTALL)
        assert raw and raw[2] == text
