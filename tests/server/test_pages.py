"""Pages and saved queries: they hang together, in both languages, and never mix counties."""

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.messages import translations
from server.pages import environment
from server.saved.catalogue import saved_queries

HTML = {"Accept": "text/html"}


def links(page: str) -> set[str]:
    return {unescape(link) for link in re.findall(r'href="(/[^"#]*)', page)}


def test_every_link_within_three_clicks_of_home_leads_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    frontier = {"/", "/?lang=en"}
    for _ in range(2):
        following: set[str] = set()
        for path in frontier - seen:
            answer = client.get(path, headers=HTML, follow_redirects=True)
            assert answer.status_code == 200, path
            if answer.mimetype == "text/html":
                following |= {link for link in links(answer.text) if "/static/" not in link}
        seen |= frontier
        frontier = following
    assert len(seen) > 50


@pytest.mark.parametrize("path", ["/", "/stages", "/queries", "/sparql"])
def test_an_english_page_has_no_chinese_words_of_its_own(client: FlaskClient, path: str) -> None:
    page = client.get(path, query_string={"lang": "en"}, headers=HTML).text
    assert '<html lang="en"' in page
    without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", without) == []


def test_every_message_of_the_templates_has_an_english_translation() -> None:
    from importlib import resources

    from jinja2.ext import babel_extract

    catalogue = translations("en")
    missing = set()
    for file in resources.files("server").joinpath("templates").iterdir():
        found = babel_extract(io.BytesIO(file.read_bytes()), ["_", "gettext", "ngettext"], [], {})
        for _, _, message, _ in found:
            one = message if isinstance(message, str) else (message or ("",))[0]
            if one and catalogue.gettext(one) == one and re.search(r"[\u4e00-\u9fff]", one):
                plural = catalogue.ngettext(one, one, 2)
                if plural == one:
                    missing.add(one)
    assert missing == set()


def test_no_page_names_a_foreign_host_or_holds_a_script_that_runs(client: FlaskClient) -> None:
    for path in ("/", "/stages", "/queries", "/query/department-counts"):
        page = client.get(path, headers=HTML)
        for script in re.findall(r"<script\b([^>]*)>", page.text):
            assert re.fullmatch(
                r' type="application/json"| (?:defer|type="module") src="/static/[^"]+"', script
            )
        assert " style=" not in page.text
        assert not re.findall(r'(?:src|href)="https?://(?!localhost|w3id\.org)', page.text)
        assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_home_says_the_counts_in_the_agreed_words(client: FlaskClient) -> None:
    text = re.sub(r"<[^>]+>", "", client.get("/", headers=HTML).text)
    assert "112项（编号）" in text
    assert "161条具体事项" in text
    assert "归并后103个事项" in text


def test_a_saved_query_is_a_form_with_choices_from_the_graph(client: FlaskClient) -> None:
    page = client.get("/query/department-cooperates", headers=HTML).text
    options = re.findall(r"<option[^>]*>([^<]+)</option>", page)
    assert any(option.startswith("县公安局") for option in options)


def test_a_saved_query_answers_as_page_json_and_csv(client: FlaskClient) -> None:
    page = client.get("/query/department-counts", headers=HTML)
    assert "县人社局" in page.text
    answer = client.get("/query/department-counts.json").json
    assert answer is not None
    assert (answer["count"], answer["complete"], len(answer["rows"])) == (14, True, 14)
    rows = list(csv.reader(io.StringIO(client.get("/query/department-counts.csv").text)))
    assert len(rows) == 15
    excel = client.get("/query/department-counts.csv?excel=1").data
    assert excel.startswith("\ufeff部门".encode()) or excel.startswith(b"\xef\xbb\xbf")


def test_a_value_that_cannot_be_is_refused_in_words(client: FlaskClient) -> None:
    query = {"department": "http://localhost:8000/id/370725/department/zzzzzzzz"}
    page = client.get("/query/department-cooperates", query_string=query, headers=HTML)
    assert page.status_code == 400
    assert "不在可选项之中" in page.text
    twin = client.get("/query/department-cooperates.json", query_string=query)
    assert (twin.status_code, twin.headers["Content-Type"]) == (400, "application/problem+json")


def test_an_unknown_query_is_a_404(client: FlaskClient) -> None:
    assert client.get("/query/nothing", headers=HTML).status_code == 404
    assert client.get("/query/nothing.json").status_code == 404


@pytest.mark.parametrize("name", list(saved_queries()))
def test_with_two_counties_a_saved_query_asks_which_and_never_mixes_them(
    client_of_two: FlaskClient, name: str
) -> None:
    assert client_of_two.get(f"/query/{name}.json").status_code == 400
    assert client_of_two.get(f"/query/{name}", headers=HTML).status_code == 200
    checklist = "http://localhost:8000/id/370999/checklist/personal-life-cycle"
    answer = client_of_two.get(f"/query/{name}.json", query_string={"checklist": checklist})
    if answer.status_code == 200:
        assert "/id/370725/" not in answer.text


def test_with_two_counties_no_page_of_one_shows_the_other(client_of_two: FlaskClient) -> None:
    choice = client_of_two.get("/", headers=HTML).text
    assert "虚构县" in choice and "昌乐县" in choice
    seen: set[str] = set()
    frontier = {"/370999/personal-life-cycle/", "/370999/personal-life-cycle/stages"}
    for _ in range(3):
        following: set[str] = set()
        for path in frontier - seen:
            page = client_of_two.get(path, headers=HTML, follow_redirects=True)
            if page.mimetype != "text/html":
                continue
            assert page.status_code == 200, path
            said = re.sub(r"<select.*?</select>", "", page.text, flags=re.DOTALL)
            assert "/370725/" not in said, path
            following |= {link for link in links(page.text) if "370999" in link}
        seen |= frontier
        frontier = following
    assert len(seen) > 20


def test_static_files_are_addressed_by_their_content() -> None:
    assert re.fullmatch(r"/static/style\.css\?v=[0-9a-f]{12}", environment.static("style.css"))


def test_the_link_to_the_other_language_leads_to_the_same_page(client: FlaskClient) -> None:
    for path in ("/", "/stages", "/queries", "/ns"):
        page = client.get(path).get_data(as_text=True)
        (link,) = re.findall(r'<a class="language" href="([^"]+)"', page)
        assert link == f"{path}?lang=en"
        english = client.get(link)
        assert english.status_code == 200
        (back,) = re.findall(r'<a class="language" href="([^"]+)"', english.get_data(as_text=True))
        assert back == path
