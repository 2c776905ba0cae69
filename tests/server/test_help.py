"""The frame of every page and the help page: the navigation has what there is, the help leads
where it says, who runs the site stands at the foot, and a URI can be copied once it lasts."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.loading import prepare
from server.pages import navigation
from server.pages.navigation import FURTHER, MAIN, TECHNICAL, Item
from server.publication import publish_change
from server.store.folder import DataFolder
from tests.conftest import application

HTML = {"Accept": "text/html"}
MATTER = "/doc/370725/matter/4f1yy7hg"
CODE = "/doc/code/matter-type/public-service"


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, path
    return answer.text


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def head(html: str) -> str:
    return html.partition("<header")[2].partition("</header>")[0]


# --- Help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/help", "/help?lang=en"])
def test_the_contents_of_the_help_lead_to_its_parts_in_order(
    client: FlaskClient, path: str
) -> None:
    main = page(client, path).partition("<main")[2]
    listed = re.findall(r'<a href="#([\w-]+)"', main.partition("</nav>")[0])
    assert len(listed) == 9
    assert re.findall(r'<section class="reading" aria-labelledby="([\w-]+)"', main) == listed
    assert all(main.count(f'id="{one}"') == 1 for one in listed)


def test_the_help_says_the_counts_of_the_list_and_why_they_differ(client: FlaskClient) -> None:
    said = words(page(client, "/help"))
    assert "112项（编号） · 161条具体事项 · 归并后103个事项" in said
    assert "112 numbered entries" in words(page(client, "/help?lang=en"))
    assert "末级条目" not in said


@pytest.mark.parametrize("path", ["/", "/doc/370725/checklist/personal-life-cycle", "/stages"])
def test_where_counts_are_said_a_link_says_why(client: FlaskClient, path: str) -> None:
    assert 'href="/help#counts">三个数为什么不同？</a>' in page(client, path)
    assert 'href="/help?lang=en#counts"' in page(client, f"{path}?lang=en")


def test_the_english_help_has_no_chinese_words_of_its_own(client: FlaskClient) -> None:
    html = page(client, "/help?lang=en")
    without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", without) == []


def test_the_help_leads_to_every_page_of_the_navigation(client: FlaskClient, app: Flask) -> None:
    listed = page(client, "/help").partition('id="pages"')[2].partition("</section>")[0]
    with app.test_request_context("/"):
        there = [one for items in (MAIN, FURTHER, TECHNICAL) for one in navigation.offered(items)]
    assert re.findall(r'href="([^"]+)"', listed) == [one.path for one in there]


def test_each_list_has_its_counts_and_its_licence_where_there_are_two(
    client_of_two: FlaskClient,
) -> None:
    said = words(page(client_of_two, "/help"))
    assert said.count("来源没有载明许可") == 2
    assert "昌乐县《个人全生命周期事项清单及责任分工》 ： 112项" in said.replace("》：", "》 ：")


def test_the_help_answers_before_anything_is_published(tmp_path: Path) -> None:
    for app in application(tmp_path / "none"):
        assert "怎样看清单" in page(app.test_client(), "/help")


# --- The navigation -----------------------------------------------------------------------------


def test_the_navigation_leads_to_pages_that_are_there_and_marks_this_one(
    client: FlaskClient,
) -> None:
    for path in ("/stages", "/queries", "/help"):
        nav = head(page(client, path)).partition("<nav")[2]
        assert re.findall(r'href="([^"]+)" aria-current="page"', nav) == [path]
        for link in re.findall(r'href="(/[^"]*)"', nav):
            assert client.get(link, headers=HTML).status_code == 200, link


def test_what_the_application_has_no_page_for_is_not_offered(app: Flask) -> None:
    missing = Item("/no-such-page", "没有")
    with app.test_request_context("/"):
        assert navigation.offered((MAIN[0], missing, MAIN[1])) == [MAIN[0], MAIN[1]]
        assert not navigation.has_page("/update")  # is there, but not for GET
        assert navigation.has_page("/download/")


def test_a_page_of_one_checklist_is_marked_as_the_same_page_of_all(app: Flask) -> None:
    stages, queries = Item("/stages", ""), Item("/queries", "", under="/query/")
    for path, marks in {
        "/stages": ("page", ""),
        "/370725/personal-life-cycle/stages": ("true", ""),
        "/query/department-counts": ("", "true"),
        "/doc/370725/stages": ("", ""),
    }.items():
        with app.test_request_context(path):
            assert (navigation.current(stages), navigation.current(queries)) == marks, path


@pytest.mark.parametrize("path", ["/stages", "/help", MATTER, "/quality", "/nothing-here"])
def test_every_page_can_be_searched_from(client: FlaskClient, path: str) -> None:
    html = client.get(f"{path}?lang=en", headers=HTML).text
    assert html.count('role="search"') == 1
    form = head(html).partition('role="search"')[2].partition("</form>")[0]
    assert 'name="q"' in form and '<input type="hidden" name="lang" value="en">' in form


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=户口"])
def test_a_page_whose_matter_is_searching_has_one_box_only(client: FlaskClient, path: str) -> None:
    assert page(client, path).count('role="search"') == 1


@pytest.mark.parametrize(
    "path",
    ["/stages", "/help", MATTER, "/quality", "/search", "/queries", "/openapi", "/nothing", CODE],
)
def test_pages_have_one_heading_landmarks_a_skip_link_and_say_where_one_is(
    client: FlaskClient, path: str
) -> None:
    html = client.get(path, headers=HTML).text
    assert html.count("<h1") == 1
    assert [html.count(f"<{one}") for one in ("main", "header class", "footer")] == [1, 1, 1]
    body = html.partition("<body>")[2]
    assert body.index('class="skip" href="#content"') < body.index("<header")
    assert 'id="content"' in body
    assert html.count('<nav class="breadcrumb"') == 1


def test_a_page_of_one_of_two_counties_says_which_in_its_breadcrumb(
    client_of_two: FlaskClient,
) -> None:
    for path in ("/370999/personal-life-cycle/", "/370999/personal-life-cycle/stages"):
        crumbs = page(client_of_two, path).partition('class="breadcrumb"')[2].partition("</nav>")[0]
        assert "虚构县" in crumbs


def test_with_two_counties_what_is_found_says_of_which(client_of_two: FlaskClient) -> None:
    found = page(client_of_two, "/search?q=户口").partition('<ol class="results"')[2]
    results = [words(one) for one in re.findall(r'<p class="result">(.*?)</p>', found, re.S)]
    assert len(results) > 5
    assert all("昌乐县" in one or "虚构县" in one for one in results)
    assert {"昌乐县", "虚构县"} <= {
        m for one in results for m in re.findall(r"（ ?(..县) ?）", one)
    }


# --- Who runs the site --------------------------------------------------------------------------


def test_who_runs_the_site_stands_at_the_foot_of_every_page_as_far_as_it_is_set(
    published: Path, client: FlaskClient
) -> None:
    owner = {"site_sponsor": "昌乐县<某>局", "site_icp": "鲁ICP备00000000号"}
    for app in application(published, site_contact="0536-0000000", **owner):
        for path in ("/", "/stages?lang=en", "/nothing-here"):
            foot = app.test_client().get(path, headers=HTML).text.partition("<footer")[2]
            assert "昌乐县&lt;某&gt;局" in foot and "0536-0000000" in foot
            assert '<a href="https://beian.miit.gov.cn/" lang="zh-CN">鲁ICP备00000000号</a>' in foot
            assert "网站标识码" not in foot and "beian.mps.gov.cn" not in foot
        assert "0536-0000000" in page(app.test_client(), "/help").partition("<footer")[0]
    assert "site-owner" not in page(client, "/")


def test_the_variables_of_who_runs_the_site_are_documented() -> None:
    from importlib import resources

    from server.settings import from_environment

    names = ("SPONSOR", "CONTACT", "CODE", "ICP", "POLICE")
    settings = from_environment({f"LIFEMATTERS_SITE_{name}": name for name in names})
    assert [getattr(settings, f"site_{name.lower()}") for name in names] == list(names)
    root = Path(str(resources.files("server"))).parent
    text = (root / "deploy" / "README.md").read_text("utf-8")
    assert all(f"SITE_{name}" in text for name in names)


# --- Copying ------------------------------------------------------------------------------------


def test_a_uri_that_is_temporary_cannot_be_copied_and_says_so(client: FlaskClient) -> None:
    box = page(client, MATTER).partition('class="data-box"')[2]
    assert "临时地址，请勿登记" in box
    assert "data-copies" not in box and "<script" not in box
    assert "data-copies" in page(client, CODE)  # lasts, whatever the base


def test_a_uri_that_lasts_can_be_copied_by_a_script_of_our_own(
    tmp_path: Path, short_list: Path
) -> None:
    base = "https://matters.example.gov.cn/"
    publish_change(DataFolder(tmp_path / "data"), prepare(short_list, None, {}), base)
    for app in application(tmp_path / "data", base=base):
        client = app.test_client()
        html = page(client, "/doc/370725/checklist/personal-life-cycle")
        assert "临时地址" not in html
        button = re.findall(r'<button class="[^"]*copy[^"]*" type="button" [^>]*>', html)
        assert len(button) == 1 and " hidden" in button[0]  # shown by the script alone
        assert f'<code class="uri" id="uri">{base}id/370725/checklist' in html
        (script,) = re.findall(r'<script src="([^"]+)" defer></script>', html)
        with client.get(script) as answer:
            assert answer.mimetype == "text/javascript"
