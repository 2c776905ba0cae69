"""Every kind of page, once: what axe, the gallery and the tests of all pages look at."""

from dataclasses import dataclass
from urllib.parse import urlencode

REGION = "/doc/370725"
LIST = f"{REGION}/checklist/personal-life-cycle"
EARLIER, CURRENT = "2024-12", "u-d709fb19"
EDITION = f"{LIST}/{CURRENT}"
STAGE, SCENARIO = f"{REGION}/stage/5sp7wxs7", f"{REGION}/scenario/5bjadv3j"
"""身后, and 后事 in it."""
MATTER, UNLISTED = f"{REGION}/matter/0jagd3tw", f"{REGION}/matter/ya0m00yn"
"""火化证明; and 遗体接运, which stood in the earlier edition only."""
DEPARTMENT = f"{REGION}/department/83wraksf"
"""县民政局."""
PAGES = "/370725/personal-life-cycle"
BASE = "http://localhost:8000/id"
ROWS = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?department ?name { ?department a <http://data.europa.eu/m8g/PublicOrganisation> ;
  skos:prefLabel ?name } ORDER BY ?name ?department"""

DESCRIBED = f"DESCRIBE <{BASE}/370725/matter/0jagd3tw>"
EMPTY = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?department { ?department skos:prefLabel "县公安局" }"""


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name, the address of one in Chinese, and whose data it is of."""

    name: str
    path: str
    status: int = 200
    counties: bool = False
    """Whether two counties are published, so that the page has to choose or to name them."""

    def address(self, language: str = "zh") -> str:
        """The address in a language."""
        if language == "zh":
            return self.path
        return f"{self.path}{'&' if '?' in self.path else '?'}lang={language}"


def _asked(path: str, **values: str) -> str:
    return f"{path}?{urlencode(values)}"


KINDS = (
    Kind("home", "/"),
    Kind("map", "/stages"),
    Kind("search", _asked("/search", q="户口")),
    Kind("search-nothing", _asked("/search", q="qqqq")),
    Kind("stage", STAGE),
    Kind("scenario", SCENARIO),
    Kind("matter", MATTER),
    Kind("matter-unlisted", UNLISTED),
    Kind("department", DEPARTMENT),
    Kind("entry", f"{EDITION}/entry/101"),
    Kind("line", f"{EDITION}/entry/101/1"),
    Kind("checklist", LIST),
    Kind("edition", EDITION),
    Kind("edition-earlier", f"{LIST}/{EARLIER}"),
    Kind("source-row", f"{EDITION}/source/row/1"),
    Kind("source-document", f"{EDITION}/source/document/d709fb19ebd79db9"),
    Kind("report", f"{EDITION}/report"),
    Kind("jurisdiction", "/doc/region/370725"),
    Kind("code-list", "/doc/code/matter-type"),
    Kind("code", "/doc/code/matter-type/public-service"),
    Kind("catalogue", "/doc/catalogue"),
    Kind("change", "/doc/change/7"),
    Kind("publication", "/doc/publication/2"),
    Kind("changes", "/changes"),
    Kind("history", "/history/370725/matter/0jagd3tw"),
    Kind("memento", f"/memento/20300101000000{MATTER.removeprefix('/doc')}"),
    Kind("queries", "/queries"),
    Kind("query-form", "/query/department-cooperates"),
    Kind(
        "query-answer",
        _asked("/query/department-cooperates", department=f"{BASE}/370725/department/83wraksf"),
    ),
    Kind("query-counts", "/query/department-counts"),
    Kind(
        "query-refused",
        _asked("/query/department-cooperates", department=f"{BASE}/370725/department/x"),
        400,
    ),
    Kind("query-empty", _asked("/query/name-contains", text="没有这样的名称")),
    Kind("query-matrix", "/query/matter-types-by-stage"),
    Kind("query-network", "/query/lead-cooperation-network"),
    Kind("queries-filtered", _asked("/queries", q="牵头")),
    Kind("sparql", "/sparql"),
    Kind("sparql-rows", _asked("/sparql", query=ROWS)),
    Kind("sparql-graph", _asked("/sparql", query=DESCRIBED)),
    Kind("sparql-refused", _asked("/sparql", query="SELECT * {"), 400),
    Kind("quality", "/quality"),
    Kind("heat", f"{PAGES}/heat"),
    Kind(
        "heat-cell",
        _asked(
            f"{PAGES}/heat",
            department=f"{BASE}/370725/department/83wraksf",
            stage=f"{BASE}/370725/stage/5sp7wxs7",
        ),
    ),
    Kind("network", f"{PAGES}/network"),
    Kind("meeting-form", f"{PAGES}/meeting"),
    Kind("meeting", f"{PAGES}/meeting?stage=5sp7wxs7"),
    Kind("assignments", f"{PAGES}/assignments"),
    Kind("assignment", f"{PAGES}/assignments?department=83wraksf"),
    Kind("my-list-empty", f"{PAGES}/my-list"),
    Kind("my-list", f"{PAGES}/my-list?matter=0jagd3tw&scenario=0h6xxxnv"),
    Kind("check", "/check"),
    Kind("match", "/match"),
    Kind("editions", f"{PAGES}/editions"),
    Kind("comparison", f"{PAGES}/editions?from={EARLIER}&to={CURRENT}"),
    Kind("workbench", "/workbench"),
    Kind("workbench-rows", _asked("/workbench", query=ROWS)),
    Kind("workbench-graph", _asked("/workbench", query=DESCRIBED)),
    Kind("workbench-empty", _asked("/workbench", query=EMPTY)),
    Kind("workbench-refused", _asked("/workbench", query="SELECT * {"), 400),
    Kind("help", "/help"),
    Kind("validate", "/validate"),
    Kind("downloads", "/download/"),
    Kind("download-edition", f"/download/370725/personal-life-cycle/{CURRENT}/"),
    Kind("ontology", "/ns"),
    Kind("shapes", "/shapes"),
    Kind("openapi", "/openapi"),
    Kind("not-found", "/nothing", 404),
    Kind("choose-home", "/", counties=True),
    Kind("choose-map", "/stages", counties=True),
    Kind("choose-quality", "/quality", counties=True),
    Kind("choose-meeting", "/meeting", counties=True),
    Kind("choose-assignments", "/assignments", counties=True),
    Kind("choose-my-list", "/my-list", counties=True),
    Kind("choose-editions", "/editions", counties=True),
    Kind("match-counties", "/match", counties=True),
    Kind("check-counties", "/check", counties=True),
    Kind("search-counties", _asked("/search", q="公安局"), counties=True),
    Kind("query-choose-list", "/query/department-counts", counties=True),
)
