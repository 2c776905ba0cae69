"""What is promised of the pages as a whole: what a short address asks for is kept where one has to
choose a list, data twins stand in `Link` headers, what was found says why, who has a token removes
what was added."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from server.loading import bundled_checklist
from server.openapi.gallery import EXAMPLE
from tests.conftest import application, load
from tests.protocol.test_running import SECRET

HTML = {"Accept": "text/html"}
LISTS = ("/370725/personal-life-cycle/", "/370999/personal-life-cycle/")
TWIN = re.compile(r'<([^>]*)>; rel="alternate"; type="([^"]*)"')
PAGES = ("stages", "heat", "network", "meeting", "assignments", "my-list", "editions", "quality")
HOME = "/370725/personal-life-cycle/"
WHYS = {
    "zh": "(名称(含有|相同)|您说的话里有|读音|拼音首字母|简称|相近|标识或代码|平常的说法)：",
    "en": "(part of a name|the same name|in what you wrote|sound|initials|abbreviation|similar"
    "|identifier or code|how people say it): ",
}
STAGE = "http://localhost:8000/id/370725/stage/5sp7wxs7"


# --- Choosing a list ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", *PAGES])
def test_where_one_has_to_choose_a_list_what_was_asked_for_is_kept(
    client_of_two: FlaskClient, page: str
) -> None:
    asked = "stage=a%26b%3C&stage=c&role=lead"
    for language, more in (("", ""), ("&lang=en", "&lang=en")):
        answer = client_of_two.get(f"/{page}?{asked}{language}", headers=HTML)
        links = [unescape(one) for one in re.findall(r'<h2><a href="([^"]*)"', answer.text)]
        assert links == [f"{one}{page}?{asked}{more}" for one in LISTS]
    plain = client_of_two.get(f"/{page}", headers=HTML).text
    assert re.findall(r'<h2><a href="([^"]*)"', plain) == [f"{one}{page}" for one in LISTS]


def choices(client: FlaskClient, path: str) -> list[str]:
    """What can be chosen in the second field of a form."""
    page = client.get(path, headers=HTML).text
    field = page.partition('id="p-department"')[2].partition("</select>")[0]
    return [unescape(one) for one in re.findall(r'<option value="h[^"]*">([^<]*)', field)]


def test_where_no_list_is_chosen_yet_what_can_be_chosen_says_of_which_county_it_is(
    client_of_two: FlaskClient,
) -> None:
    offered = choices(client_of_two, "/query/department-cooperates")
    assert {"县公安局（昌乐县）（19项）", "县公安局（虚构县）（3项）"} <= set(offered)
    assert all("（昌乐县）" in one or "（虚构县）" in one for one in offered)
    english = choices(client_of_two, "/query/department-cooperates?lang=en")
    assert any("County Public Security Bureau (Changle County)" in one for one in english)


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh", "县民政局（昌乐县）"), ("en", "County Civil Affairs Bureau (Changle County)")],
)
def test_departments_of_an_answer_carry_their_county_on_page_chart_and_in_files(
    client_of_two: FlaskClient, client: FlaskClient, language: str, name: str
) -> None:
    given = quote("http://localhost:8000/id/370725/checklist/personal-life-cycle")
    address = f"/query/department-counts{{}}?checklist={given}&lang={language}"
    page = client_of_two.get(address.format(""), headers={"Accept": "text/html"}).text
    (drawn,) = re.findall(r'<script type="application/json">(.*?)</script>', page)
    assert name in json.dumps(json.loads(drawn), ensure_ascii=False)
    assert name in page.partition("<tbody>")[2]
    book = load_workbook(io.BytesIO(client_of_two.get(address.format(".xlsx")).data))
    assert name in {cell.value for row in book.worksheets[0] for cell in row}
    table = client_of_two.get(address.format(".csv") + "&excel=1").text
    assert name in table
    assert name not in client_of_two.get(address.format(".csv")).text, "exact for programs"
    alone = client.get(address.format(""), headers={"Accept": "text/html"}).text
    assert name not in alone and name.split("（")[0].split(" (")[0] in alone


def test_within_a_list_and_where_there_is_one_county_no_county_is_said(
    client: FlaskClient, client_of_two: FlaskClient
) -> None:
    given = quote("http://localhost:8000/id/370999/checklist/personal-life-cycle")
    chosen = choices(client_of_two, f"/query/department-cooperates?checklist={given}")
    assert "县公安局（3项）" in chosen and not any("昌乐" in one for one in chosen)
    assert "县公安局（19项）" in choices(client, "/query/department-cooperates")


# --- Data twins ---------------------------------------------------------------------------------


def twins(client: FlaskClient, path: str) -> dict[str, str]:
    """The twins that a page announces: their forms by their addresses."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, path
    return dict(TWIN.findall(", ".join(answer.headers.getlist("Link"))))


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        ("/", ("scenario-counts.json", "scenario-counts.csv", "scenario-counts.xlsx")),
        ("/stages", ("scenario-counts.json", "scenario-counts.csv", "scenario-counts.xlsx")),
        ("/network", ("departments-in-same-scenario.json", "departments-in-same-scenario.xlsx")),
        (f"/heat?stage={quote(STAGE)}", ("stage-departments.json", "stage-departments.xlsx")),
        ("/quality", (f"{HOME}quality.json", f"{HOME}quality.xlsx")),
        ("/meeting?stage=5sp7wxs7", (f"{HOME}meeting.docx?scenario=",)),
        ("/assignments", (f"{HOME}assignments.docx", f"{HOME}assignments.xlsx")),
        ("/my-list?matter=0jagd3tw", (f"{HOME}my-list.docx?matter=0jagd3tw",)),
        ("/search?q=户口", ("/lookup?name=",)),
        ("/workbench?query=ASK%20%7B%7D", ("/sparql.json?query=ASK",)),
        ("/changes", ("/feed.atom", "/feed.trig")),
    ],
)
def test_a_page_announces_its_data_twins_and_they_answer_so(
    client: FlaskClient, path: str, ends: tuple[str, ...]
) -> None:
    found = twins(client, path)
    for end in ends:
        assert any(end in address for address in found), (end, found)
    for address, form in found.items():
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, form), address


def test_a_comparison_announces_itself_whole_and_as_it_was_asked_for(
    editions_client: FlaskClient,
) -> None:
    (first, second) = re.findall(r'<option value="([^"]+)"', _comparison(editions_client))[:2]
    found = twins(editions_client, f"/editions?from={second}&to={first}")
    assert set(found.values()) > {"application/json", "text/plain"}
    for address, form in found.items():
        assert f"from={second}&to={first}" in address
        assert editions_client.get(address).mimetype == form


def _comparison(client: FlaskClient) -> str:
    return client.get("/editions", headers=HTML).text


@pytest.fixture(scope="module")
def editions_client(
    short_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """A list in two editions."""
    data = Path(shutil.copytree(short_data, tmp_path_factory.mktemp("editions") / "data"))
    load(data, bundled_checklist(), edition="2099")
    for app in application(data):
        yield app.test_client()


@pytest.mark.parametrize("path", ["/meeting", "/my-list", "/search", "/heat?role=both"])
def test_what_shows_nothing_announces_nothing(client: FlaskClient, path: str) -> None:
    assert "alternate" not in ", ".join(client.get(path, headers=HTML).headers.getlist("Link"))


def test_no_header_grows_without_end(client: FlaskClient) -> None:
    asked = "&".join(["matter=0jagd3tw", *(f"matter={n:08}" for n in range(60))])
    answer = client.get(f"/search?q={'户' * 100}", headers=HTML)
    assert answer.status_code == 200 and not answer.headers.getlist("Link")
    assert not client.get(f"/my-list?{asked}", headers=HTML).headers.getlist("Link")


# --- Why something was found --------------------------------------------------------------------


def reasons(client: FlaskClient, question: str, **given: str) -> list[str]:
    """What the page says of each hit: its name, and why it was found."""
    page = client.get("/search", query_string={"q": question, **given}, headers=HTML).text
    results = page.partition('<ol class="results"')[2].partition("</ol>")[0].split("<li>\n")[1:]
    return [" ".join(re.sub(r"<(?!mark|/mark)[^>]*>", "", one).split()) for one in results]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("hkdj", "拼音首字母：户口登记"),
        ("hukou", "读音：户口"),
        ("戶口", "名称含有：户口登记"),
        ("户口迁移证", "您说的话里有：户口迁移"),
        ("上户口", "：<mark>上户口</mark>"),
        ("0jagd3tw", "标识或代码：<mark>0jagd3tw</mark>"),
    ],
)
def test_what_was_found_by_no_part_of_its_name_says_why(
    client: FlaskClient, question: str, said: str
) -> None:
    assert said in reasons(client, question)[0]


@pytest.mark.parametrize("question", ["户口", "hkdj", "人社局", "死亡", "0jagd3tw"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_hit_is_marked_or_says_why(client: FlaskClient, question: str, language: str) -> None:
    found = reasons(client, question, lang=language)
    assert found
    for one in found:
        assert "<mark>" in one or re.search(WHYS[language], one), one


def test_on_an_english_page_the_chinese_name_that_was_found_is_chinese(client: FlaskClient) -> None:
    page = client.get("/search?q=户口&lang=en", headers=HTML).text
    assert '<span lang="zh-CN"><mark>户口</mark>登记</span>' in page


def test_latin_letters_are_marked_in_either_case(client: FlaskClient) -> None:
    assert "<mark>Cremation</mark> certificate" in " ".join(reasons(client, "cremation", lang="en"))


# --- Removing an added query --------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    data = Path(shutil.copytree(short_data, tmp_path_factory.mktemp("removing") / "data"))
    yield from application(data, token=SECRET)


def test_who_has_a_token_finds_on_the_page_of_an_added_query_how_to_remove_it(
    guarded: Flask,
) -> None:
    owner = guarded.test_client()
    kept = owner.put(
        "/query/our-departments",
        data=EXAMPLE.encode(),
        content_type="application/sparql-query",
        headers={"Authorization": f"Bearer {SECRET}"},
    )
    assert kept.status_code == 201
    for language in ("zh", "en"):
        page = owner.get(f"/query/our-departments?lang={language}", headers=HTML).text
        form = page.partition('data-removes="/query/our-departments"')[2].partition("</form>")[0]
        assert 'type="password"' in form and 'name="token"' in form
        assert "curl -X DELETE" in page and f"{SECRET}" not in page
    shipped = owner.get("/query/department-counts", headers=HTML).text
    assert "data-removes" not in shipped and "curl -X DELETE" not in shipped


def test_where_there_is_no_token_nothing_offers_to_remove(client: FlaskClient) -> None:
    for path in ("/query/department-counts", "/query/department-cooperates"):
        assert "DELETE" not in client.get(path, headers=HTML).text


# --- The other language ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/search?q=a%26b", "/search?q=a%26b&lang=en"),
        ("/a%3Fb/c%23d/%E6%88%B7/e", "/a%3Fb/c%23d/%E6%88%B7/e?lang=en"),
        ("/a/b/c/d?lang=en", "/a/b/c/d"),
    ],
)
def test_the_other_language_is_of_the_same_address(
    client: FlaskClient, path: str, other: str
) -> None:
    page = client.get(path, headers=HTML).text
    (link,) = re.findall(r'<a class="language" href="([^"]*)"', page)
    assert unescape(link) == other


@pytest.mark.parametrize("path", ["/heat?lang=en", "/help?lang=en"])
def test_the_english_foot_calls_the_editions_by_their_number(
    client: FlaskClient, path: str
) -> None:
    foot = client.get(path, headers=HTML).text.partition("<footer")[2]
    assert ">Editions</a>" in foot and ">Edition</a>" not in foot


def test_the_sums_of_the_heat_map_are_called_sums(client: FlaskClient) -> None:
    page = client.get("/heat?lang=en", headers=HTML).text
    assert '<th scope="col">Total</th>' in page and ">Entries in all</th>" in page


def test_the_workbench_leads_to_its_vocabulary(client: FlaskClient) -> None:
    for language, address in (("zh", "/ns"), ("en", "/ns?lang=en")):
        main = client.get(f"/workbench?lang={language}", headers=HTML).text.partition("<main")[2]
        assert f'href="{address}"' in main.partition("</main>")[0]


def test_on_a_phone_the_changes_of_a_department_stand_under_one_another(
    editions_client: FlaskClient,
) -> None:
    page = _comparison(editions_client)
    table = page.partition('aria-label="各部门涉及的变化"')[2].partition("</table>")[0]
    assert '<table class="stack compact">' in table
    row = table.partition("<tbody>")[2].partition("</tr>")[0]
    assert re.findall(r'data-label="([^"]*)"', row) == ["部门", "变化", "其中"]


def test_the_facets_of_an_english_search_have_english_names(client: FlaskClient) -> None:
    page = client.get("/search?q=户口&lang=en", headers=HTML).text
    facets = page.partition('<dl class="facets">')[2].partition("</dl>")[0]
    assert re.findall(r"<dt>(.*?)</dt>", facets) == ["Kind", "Stage", "Department"]
