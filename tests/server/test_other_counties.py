"""Counties with other habits, and several lists of one county, load into the same graph."""

import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from ontology.terms import LM
from server.store.folder import DataFolder
from tests.conftest import SAMPLES, load, open_store, rows
from tests.server.editing import command
from tests.server.findings import findings
from tests.server.test_publish import default_graph, union_of_current_layers

PREFIXES = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
"""
OTHER = SAMPLES / "370998-personal-life-cycle" / "checklist.csv"
ENTERPRISE = SAMPLES / "370999-enterprise-life-cycle" / "checklist.html"
PERSONAL = SAMPLES / "370999-personal-life-cycle" / "checklist.txt"
LIST = "http://localhost:8000/id/370998/checklist/personal-life-cycle/2026-01"


@pytest.fixture(scope="module")
def data(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real county's short list, one with other habits, and one with two lists."""
    folder = tmp_path_factory.mktemp("habits") / "data"
    shutil.copytree(short_data, folder)
    for file in (OTHER, PERSONAL, ENTERPRISE):
        assert load(folder, file) is not None
    return folder


def ask(data: Path, query: str) -> list[dict[str, str]]:
    return rows(open_store(data), PREFIXES + query)


def test_numbers_that_begin_again_in_each_scenario_give_every_entry_its_own_uri(data: Path) -> None:
    found = ask(data, f"SELECT ?e ?n {{ ?e lm:inEdition <{LIST}> ; lm:number ?n }} ORDER BY ?e")
    assert [(row["e"].removeprefix(LIST), row["n"]) for row in found] == [
        ("/entry/1-1", "1"),
        ("/entry/1-2", "2"),
        ("/entry/1-3", "3"),
        ("/entry/2-1", "1"),
        ("/entry/2-2", "2"),
    ]


def test_a_list_without_stages_has_none_invented(data: Path) -> None:
    assert ask(data, f"SELECT ?s {{ ?e lm:inEdition <{LIST}> ; lm:stage ?s }}") == []
    found = ask(
        data,
        f"SELECT DISTINCT ?code ?l {{ ?e lm:inEdition <{LIST}> ; lm:scenarioCode ?code ; "
        "lm:scenario ?s . ?s skos:prefLabel ?l ; skos:topConceptOf ?scheme } ORDER BY ?code",
    )
    assert [(row["code"], row["l"]) for row in found] == [("1", "出生"), ("2", "入学")]


def test_joint_leads_are_two_and_a_blank_means_that_no_one_cooperates(data: Path) -> None:
    leads = ask(
        data,
        f"SELECT ?l {{ <{LIST}/entry/1-2> lm:leadDepartment/skos:prefLabel ?l }} ORDER BY ?l",
    )
    assert [row["l"] for row in leads] == ["县公安局", "县卫健局"]
    assert ask(data, f"SELECT ?d {{ <{LIST}/entry/1-1> lm:cooperatingDepartment ?d }}") == []


def test_a_stated_handling_department_wins_over_the_presumption(data: Path) -> None:
    query = f"""SELECT ?l {{ <{LIST}/entry/1-2> lm:matter ?m .
      ?m cv:hasCompetentAuthority/skos:prefLabel ?l }}"""
    assert [row["l"] for row in ask(data, query)] == ["县公安局"]


def test_a_local_type_word_is_a_concept_of_that_list(data: Path) -> None:
    query = f"""SELECT DISTINCT ?t ?scheme {{ ?e lm:inEdition <{LIST}> ; lm:matterType ?t .
      ?t skos:prefLabel "便民服务"@zh-hans ; skos:inScheme ?scheme }}"""
    (row,) = ask(data, query)
    assert row["t"].startswith("http://localhost:8000/id/370998/matter-type/")
    assert row["scheme"].endswith("/370998/checklist/personal-life-cycle/matter-types")


def test_further_columns_are_stated_attributes_as_printed(data: Path) -> None:
    query = f"""SELECT ?item ?heading ?key ?text {{ ?item lm:inEdition <{LIST}> ;
      lm:statedAttribute ?a . ?a lm:heading ?heading ; lm:attributeText ?text
      OPTIONAL {{ ?a lm:attributeKey ?key }} }}"""
    found = {
        (row["item"].rsplit("/", 1)[1], row["heading"], row.get("key"), row["text"])
        for row in ask(data, query)
    }
    assert ("2-1", "承诺时限", "committed-time-limit", "5个工作日") in found
    assert ("1-1", "满意度", None, "高") in found
    assert ("1-2", "实施主体", "implementing-body", "县公安局") in found
    assert len(found) == 7


def test_two_lists_of_one_county_share_departments_and_mix_nothing_else(data: Path) -> None:
    query = """SELECT DISTINCT ?list ?d { ?list dcat:hasCurrentVersion ?ed .
      ?e lm:inEdition ?ed ; lm:leadDepartment|lm:cooperatingDepartment ?d .
      ?d skos:prefLabel "县人社局"@zh-hans FILTER(CONTAINS(STR(?list), "/370999/")) }"""
    found = ask(data, query)
    assert len({row["list"] for row in found}) == 2
    assert len({row["d"] for row in found}) == 1
    events = ask(data, "SELECT ?s { ?s a cv:BusinessEvent , lm:Stage }")
    assert len(events) == 2


def test_departments_and_matters_of_counties_stay_apart(data: Path) -> None:
    for kind, name in (("Department", "县公安局"), ("Matter", "出生医学证明办理")):
        found = ask(data, f'SELECT ?x {{ ?x a lm:{kind} ; skos:prefLabel "{name}"@zh-hans }}')
        assert len({row["x"].split("/id/")[1][:6] for row in found}) == len(found) == 3


def test_the_present_is_still_the_union_of_the_current_layers(data: Path) -> None:
    store = open_store(data)
    assert default_graph(store) == union_of_current_layers(store)


def test_every_published_edition_validates_again_without_a_violation(data: Path) -> None:
    result = command(data, "validate")
    assert result.exit_code == 0, result.output


def test_the_report_of_an_edition_keeps_what_was_noticed_on_reading(data: Path) -> None:
    query = f"""PREFIX sh: <http://www.w3.org/ns/shacl#>
      SELECT ?code ?row ?zh {{ GRAPH <{LIST}/report> {{ ?r lm:problemCode ?code ;
      sh:resultMessage ?zh OPTIONAL {{ ?r lm:problemRow ?row }}
      FILTER(LANG(?zh) = "zh-hans") }} }}"""
    found = {row["code"]: row for row in ask(data, query)}
    assert {"F09", "F15", "R02"} <= set(found)
    assert "满意度" in found["F09"]["zh"]
    assert found["R02"]["row"].startswith(f"{LIST}/source/row/")


IN_370999 = "http://localhost:8000/id/370999/checklist"


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        # Leads are said line by line there: 县妇联 in 1-3 is none of 1-2, 县公安局 leads 2-2.
        # A blank means that no one cooperates: nothing is said of leads that do not.
        (LIST, {("X03-leads", "1"), ("X03-leads", "2")}),
        # 7 is led by another than 6 and is of type 其他; 县民政局 leads 8 and 9 and cooperates on
        # neither.
        (
            f"{IN_370999}/personal-life-cycle/2025-03",
            {("X03-leads", "2.2"), ("X04-lead", "3.1"), ("X10-other", "7")},
        ),
        (f"{IN_370999}/enterprise-life-cycle/2025-06", set()),
    ],
)
def test_the_quality_of_each_list_is_judged_by_what_it_prints(
    data: Path, edition: str, expected: set[tuple[str, str]]
) -> None:
    assert findings(open_store(data), edition, "XU") == expected


def test_two_lists_with_one_matter_in_common_have_the_authorities_of_both(
    data: Path, tmp_path: Path
) -> None:
    """社会保险登记 stands in both lists of the county; the enterprise list alone adds 县医保局."""
    own = tmp_path / "data"
    shutil.copytree(data, own)
    asked = json.loads(command(own, "register", "--json").stdout)
    (one,) = [q for q in asked if q["question"] == "recurs" and "社会保险登记" in q["names"]]
    result = command(own, "register", "decide", f"{one['id']}=same")
    assert result.exit_code == 0, result.output
    query = """SELECT ?m (COUNT(DISTINCT ?list) AS ?n) { ?e lm:inEdition ?list ; lm:matter ?m .
      ?m skos:prefLabel "社会保险登记"@zh-hans } GROUP BY ?m HAVING (COUNT(DISTINCT ?list) > 1)"""
    (shared,) = ask(own, query)
    names = ask(own, f"SELECT ?l {{ <{shared['m']}> cv:hasCompetentAuthority/skos:prefLabel ?l }}")
    assert {row["l"] for row in names} >= {"县人社局", "县医保局"}
    for edition in (f"{IN_370999}/personal-life-cycle/2025-03", ENTERPRISE_LIST):
        assert not {r for r in findings(open_store(own), edition, "X") if r[0][:3] == "X02"}
    again = command(own, "validate")
    assert again.exit_code == 0 and "X02" not in again.output, again.output


def test_what_another_list_of_the_county_lacks_is_not_said_of_this_one(data: Path) -> None:
    query = f"""PREFIX sh: <http://www.w3.org/ns/shacl#>
      SELECT ?thing {{ GRAPH <{ENTERPRISE_LIST}/report> {{ ?r sh:focusNode ?thing }} }}"""
    names = ask(
        data,
        f"SELECT ?m {{ ?e lm:inEdition ?ed ; lm:matter ?m FILTER(?ed = <{ENTERPRISE_LIST}>) }}",
    )
    ours = {row["m"] for row in names}
    matters = {row["thing"] for row in ask(data, query) if "/matter/" in row["thing"]}
    assert matters and matters <= ours


ENTERPRISE_LIST = "http://localhost:8000/id/370999/checklist/enterprise-life-cycle/2025-06"


def test_several_files_load_in_one_run_and_a_refused_one_stops_no_other(tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text("没有表格", "utf-8")
    result = command(tmp_path / "data", "load", OTHER, broken, PERSONAL)
    assert result.exit_code == 1
    assert "3 份文件，发布 2 份" in result.output
    folder = DataFolder(tmp_path / "data")
    assert [record["id"] for record in folder.history()] == [1]
    assert len(folder.history()[0]["editions"]) == 2
    count = rows(open_store(tmp_path / "data"), f"SELECT ?e {{ ?e a <{LM.Edition.value}> }}")
    assert len(count) == 2


def test_all_that_a_manifest_says_can_be_said_by_options(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(OTHER.read_bytes())
    options = "--region 370998 --region-name 乙县 --list personal-life-cycle --kind personal"
    options += " --title 个人办事清单 --edition 2026-01 --publisher 乙县人民政府"
    options += " --numbers per-scenario --blank-cooperating none --joint-lead true"
    options += " --levels scenario --types closed --type-word 便民服务=local"
    options += " --column 责任单位=lead --column 配合部门=cooperating"
    result = command(tmp_path / "data", "load", file, *options.split())
    assert result.exit_code == 0, result.output
    found, expected = (
        {str(q.triple) for q in open_store(d).quads_for_pattern(None, None, None, NamedNode(LIST))}
        for d in (tmp_path / "data", data)
    )
    assert found == expected
    wrong = command(tmp_path / "data", "load", file, *options.split(), "--column", "责任单位")
    assert wrong.exit_code == 1 and "≠ A=B" in wrong.output
    wrong = command(tmp_path / "data", "load", file, *options.split(), "--numbers", "any")
    assert wrong.exit_code == 1 and "per-stage" in wrong.output
