"""The SPARQL sketches of ontology.md, section 4, as a researcher would copy them to /sparql.

Where the design prints only what differs (“as 1 with …”), that is filled in. The expected rows are
counted by hand in the printed table; the full answers are in test_competency_questions.py.

One thing a copyist must know: a label stands in two languages, so a sketch that shows one gives
each row twice (1, 2, 3, 27). With `FILTER(LANG(?label) = "zh-hans")` the rows are the table's.
"""

import csv
import io

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store

from ontology.terms import PREFIXES
from tests.queries.asking import Row, column, select
from tests.queries.printed import (
    BY_POLICE,
    FAILED,
    LEAD_NOT_COOPERATING,
    LED,
    LICENCES,
    NETWORK,
    SCENARIOS,
)

HEADER = " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())
CODES = "https://w3id.org/lifematters/code/"
CUR = "?list dcat:hasCurrentVersion ?ed . "
ENTRY = f"{CUR} ?e a lm:Entry ; lm:inEdition ?ed "
LEAF = f"{CUR} ?x a lm:LeafItem ; lm:inEdition ?ed "
WITHDRAWAL = '"职工申请提取住房公积金的核准"@zh-hans'

COOPERATES = f"""SELECT ?stage ?n ?name {{{ENTRY}; lm:number ?n ; lm:statedName ?name ;
  lm:stage/skos:prefLabel ?stage ; lm:cooperatingDepartment/skos:prefLabel "县公安局"@zh-hans ZH}}
  ORDER BY ?n"""
LEADS = COOPERATES.replace("lm:cooperatingDepartment", "lm:leadDepartment")
BIRTH = f"""SELECT ?o ?name ?type (GROUP_CONCAT(DISTINCT ?c; separator="、") AS ?co) {{{LEAF};
  lm:scenarioCode "1.1" ; lm:leafOrder ?o ; lm:statedName ?name ;
  lm:matterType/skos:prefLabel ?type ; lm:cooperatingDepartment/skos:prefLabel ?c ZH}}
  GROUP BY ?o ?name ?type ORDER BY ?o"""

SKETCHES: list[tuple[str, str, int]] = [
    ("1", COOPERATES.replace("ZH", ""), 2 * len(BY_POLICE)),
    ("1 zh", COOPERATES.replace("ZH", 'FILTER(LANG(?stage) = "zh-hans")'), len(BY_POLICE)),
    ("2", LEADS.replace("ZH", ""), 2 * len(LED["县公安局"])),
    ("2 zh", LEADS.replace("ZH", 'FILTER(LANG(?stage) = "zh-hans")'), len(LED["县公安局"])),
    ("3", BIRTH.replace("ZH", ""), 2 * 6),
    ("3 zh", BIRTH.replace("ZH", 'FILTER(LANG(?type) = "zh-hans" && LANG(?c) = "zh-hans")'), 6),
    (
        "4",
        f"SELECT ?code ?n {{{ENTRY}; lm:matter ?m ; lm:scenarioCode ?code ; lm:number ?n . "
        f"?m skos:prefLabel {WITHDRAWAL}}}",
        4,
    ),
    (
        "5",
        f"SELECT ?code (COUNT(DISTINCT ?e) AS ?k) {{{ENTRY}; lm:scenarioCode ?code}} "
        "GROUP BY ?code",
        len(SCENARIOS),
    ),
    (
        "6",
        f"SELECT ?o ?c {{{LEAF}; lm:matterType <{CODES}matter-type/administrative-licence> ; "
        "lm:leafOrder ?o ; lm:cooperatingDepartment ?c}",
        len(LICENCES),
    ),
    (
        "7",
        f"SELECT ?x {{{CUR} ?x lm:inEdition ?ed ; lm:statedName ?name "
        'FILTER(CONTAINS(STR(?name), "公积金"))}',
        7 + 16,
    ),
    (
        "8",
        f"SELECT ?k ?sub {{{CUR} ?x lm:subEntryOf ?e ; lm:order ?k ; lm:statedName ?sub . "
        "?e lm:inEdition ?ed ; lm:number 64}",
        4,
    ),
    (
        "9",
        f"""SELECT ?d (COUNT(DISTINCT ?l) AS ?leads) (COUNT(DISTINCT ?c) AS ?cooperates) {{{CUR}
          {{?l a lm:Entry ; lm:inEdition ?ed ; lm:leadDepartment ?d}} UNION
          {{?c a lm:Entry ; lm:inEdition ?ed ; lm:cooperatingDepartment ?d}}}} GROUP BY ?d""",
        14,
    ),
    (
        "10",
        f"SELECT DISTINCT ?d {{{ENTRY}; lm:cooperatingDepartment ?d "
        "FILTER NOT EXISTS {?f lm:inEdition ?ed ; lm:leadDepartment ?d}}",
        2,
    ),
    (
        "11",
        f"SELECT ?e {{{ENTRY}; lm:cooperatingDepartment/lm:adminLevel "
        f"<{CODES}admin-level/municipal>}}",
        7,
    ),
    (
        "12",
        f"SELECT ?e {{{ENTRY}; lm:cooperatingDepartment/lm:adminLevel "
        f"<{CODES}admin-level/municipal> ; lm:leadDepartment/lm:adminLevel "
        f"<{CODES}admin-level/county>}}",
        3,
    ),
    (
        "13",
        f"SELECT ?e {{{ENTRY}; lm:cooperatingDepartment ?d}} GROUP BY ?e HAVING(COUNT(?d) > 1)",
        2,
    ),
    (
        "14",
        f"SELECT ?e {{{ENTRY}; lm:leadDepartment ?l "
        "FILTER NOT EXISTS {?e lm:cooperatingDepartment ?l}}",
        len(LEAD_NOT_COOPERATING),
    ),
    (
        "15",
        f"SELECT DISTINCT ?sc {{{ENTRY}; lm:scenario ?sc ; lm:leadDepartment ?l FILTER NOT EXISTS "
        "{?f lm:inEdition ?ed ; lm:scenario ?sc ; lm:cooperatingDepartment ?l}}",
        0,
    ),
    (
        "16",
        f"SELECT ?sc {{{ENTRY}; lm:scenario ?sc ; lm:leadDepartment ?l}} "
        "GROUP BY ?sc HAVING(COUNT(DISTINCT ?l) > 1)",
        1,
    ),
    (
        "17",
        "SELECT ?sc (COUNT(DISTINCT ?d) AS ?k) {?sc a lm:Scenario ; lm:involvesDepartment ?d} "
        "GROUP BY ?sc HAVING(COUNT(DISTINCT ?d) >= 3)",
        9,
    ),
    (
        "18",
        "SELECT ?sc {?sc a lm:Scenario ; lm:involvesDepartment ?d} "
        "GROUP BY ?sc HAVING(COUNT(DISTINCT ?d) = 1)",
        7,
    ),
    (
        "19",
        f"SELECT ?l ?c (COUNT(DISTINCT ?e) AS ?w) {{{ENTRY}; lm:leadDepartment ?l ; "
        "lm:cooperatingDepartment ?c FILTER(?l != ?c)} GROUP BY ?l ?c",
        len(NETWORK),
    ),
    (
        "20",
        "SELECT ?a ?b (COUNT(DISTINCT ?sc) AS ?k) {?sc lm:involvesDepartment ?a, ?b "
        "FILTER(STR(?a) < STR(?b))} GROUP BY ?a ?b",
        29,
    ),
    (
        "21",
        f"SELECT ?m {{{ENTRY}; lm:matter ?m ; lm:scenario ?sc}} "
        "GROUP BY ?m HAVING(COUNT(DISTINCT ?sc) > 1)",
        6,
    ),
    (
        "22",
        f"SELECT ?m {{{ENTRY}; lm:matter ?m ; lm:leadDepartment ?l}} "
        "GROUP BY ?m HAVING(COUNT(DISTINCT ?l) > 1)",
        4,
    ),
    (
        "23",
        f"SELECT ?m {{{LEAF}; lm:matter ?m ; lm:matterType ?ty}} "
        "GROUP BY ?m HAVING(COUNT(DISTINCT ?ty) > 1)",
        1,
    ),
    (
        "24",
        f"SELECT ?st ?ty (COUNT(?x) AS ?k) {{{LEAF}; lm:stage ?st ; lm:matterType ?ty}} "
        "GROUP BY ?st ?ty",
        2 + 4 + 4 + 4 + 4 + 2 + 2 + 1 + 3 + 3 + 4,
    ),
    (
        "25",
        f"SELECT ?d ?ty (COUNT(?x) AS ?k) {{{LEAF}; lm:cooperatingDepartment ?d ; "
        "lm:matterType ?ty} GROUP BY ?d ?ty",
        1 + 3 + 3 + 4 + 1 + 2 + 2 + 3 + 4 + 3 + 2 + 2 + 1 + 1,
    ),
    (
        "26",
        f"SELECT DISTINCT ?d {{{LEAF}; lm:matterType <{CODES}matter-type/other> ; "
        "lm:cooperatingDepartment ?d}",
        11,
    ),
    (
        "27",
        f"SELECT ?ty (COUNT(DISTINCT ?x) AS ?k) {{{LEAF}; "
        "lm:matterType/skos:broader?/skos:prefLabel ?ty} GROUP BY ?ty",
        2 * 7,
    ),
    (
        "28",
        f"SELECT ?d (COUNT(DISTINCT ?st) AS ?k) {{{ENTRY}; lm:stage ?st ; "
        "lm:leadDepartment|lm:cooperatingDepartment ?d} GROUP BY ?d",
        14,
    ),
    (
        "29",
        f"SELECT ?st (COUNT(DISTINCT ?d) AS ?k) {{{ENTRY}; lm:stage ?st ; "
        "lm:leadDepartment|lm:cooperatingDepartment ?d} GROUP BY ?st",
        11,
    ),
    (
        "30",
        f"SELECT ?e {{{ENTRY}; lm:leadDepartment ?l ; lm:cooperatingDepartment ?c "
        "FILTER(?c != ?l)} GROUP BY ?e",
        37,
    ),
    (
        "31",
        f"SELECT ?e {{{ENTRY}; lm:leadDepartment ?l ; lm:cooperatingDepartment ?l}}",
        112 - 37,
    ),
    (
        "32",
        f"SELECT ?fill (COUNT(?x) AS ?k) {{{LEAF}. GRAPH ?g {{?x lm:leadFill ?fill}}}} "
        "GROUP BY ?fill",
        3,
    ),
    # 103 matters; none has a shared concept yet
    (
        "35",
        f"SELECT DISTINCT ?m ?x {{{ENTRY}; lm:matter ?m "
        "OPTIONAL {?m lm:matterConcept/skos:exactMatch ?x}}",
        103,
    ),
    # participations stand in the cpsv-ap profile only
    ("36", "SELECT ?d {?m cv:hasParticipation [cv:hasParticipant ?d ; cv:role ?r]}", 0),
    # the exact matches and the close one: neither 婚育 (a broad match) nor 退役 (none)
    (
        "37",
        f"SELECT ?nat (COUNT(?e) AS ?k) {{{ENTRY}; lm:stage ?st . "
        "?st skos:exactMatch|skos:closeMatch ?nat} GROUP BY ?nat",
        9,
    ),
]


def rows_of(client: FlaskClient, query: str) -> list[dict[str, str]]:
    """The rows that /sparql gives as CSV."""
    answer = client.post("/sparql", data={"query": HEADER + query}, headers={"Accept": "text/csv"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def sketch(number: str) -> str:
    (query,) = [query for name, query, _ in SKETCHES if name == number]
    return query


@pytest.mark.parametrize(
    ("query", "expected"),
    [sketch[1:] for sketch in SKETCHES],
    ids=[sketch[0] for sketch in SKETCHES],
)
def test_a_sketch_runs_as_printed(client: FlaskClient, query: str, expected: int) -> None:
    assert len(rows_of(client, query)) == expected


def test_its_numbers_are_those_of_the_table(client: FlaskClient) -> None:
    assert [int(row["n"]) for row in rows_of(client, sketch("1 zh"))] == BY_POLICE
    assert [int(row["n"]) for row in rows_of(client, sketch("2 zh"))] == LED["县公安局"]
    entries = {row["code"]: int(row["k"]) for row in rows_of(client, sketch("5"))}
    assert entries == {code: count for code, _, count, _ in SCENARIOS}
    leaves = sketch("5").replace("lm:Entry", "lm:LeafItem")
    counted = {row["code"]: int(row["k"]) for row in rows_of(client, leaves)}
    assert counted == {code: count for code, _, _, count in SCENARIOS}
    groups = {row["ty"]: int(row["k"]) for row in rows_of(client, sketch("27"))}
    assert (groups["公共服务"], groups["行政权力"], groups["其他"]) == (72, 61, 28)
    fills = {row["fill"].rpartition("/")[2]: int(row["k"]) for row in rows_of(client, sketch("32"))}
    assert fills == {"stated": 19, "restated": 3, "carried-down": 139}
    stages = rows_of(client, sketch("37"))
    assert sum(int(row["k"]) for row in stages) == 112 - 5 - 6


def test_32_an_entry_leads_to_the_row_of_its_lead(client: FlaskClient, base: str) -> None:
    entry = f"{base}id/370725/checklist/personal-life-cycle/u-d709fb19/entry/20"
    query = f"SELECT ?r {{GRAPH ?g {{<{entry}> lm:leadValueFrom/lm:rowIndex ?r}}}}"
    assert rows_of(client, query) == [{"r": "18"}]


def test_33_two_editions(next_edition: Store, base: str) -> None:
    listed = f"{base}id/370725/checklist/personal-life-cycle"
    one, two = f"<{listed}/u-d709fb19>", f"<{listed}/2026-11>"

    def only(first: str, second: str) -> list[Row]:
        return select(
            next_edition,
            f"""{HEADER} SELECT ?n {{
              GRAPH {first} {{
                {first} lm:hasEntry ?e . ?e lm:number ?n ; lm:matter ?m ; lm:scenario ?s
              }}
              FILTER NOT EXISTS {{
                GRAPH {second} {{ {second} lm:hasEntry [lm:matter ?m ; lm:scenario ?s] }}
              }}
            }} ORDER BY ?n""",
        )

    assert column(only(one, two), "n") == [10, 107]
    assert column(only(two, one), "n") == [12, 107]
    led = f"""{HEADER} SELECT ?n {{
      GRAPH {one} {{{one} lm:hasEntry [lm:matter ?m ; lm:scenario ?s ; lm:leadDepartment ?old]}}
      GRAPH {two} {{{two} lm:hasEntry ?e . ?e lm:number ?n ; lm:matter ?m ; lm:scenario ?s ;
        lm:leadDepartment ?new}} FILTER(?new != ?old)}} ORDER BY ?n"""
    assert column(select(next_edition, led), "n") == [105, 106, 108]


def test_34_two_counties(joined_counties: Store, base: str) -> None:
    here, there = (f"<{base}id/region/{code}>" for code in ("370725", "370999"))
    query = f"""{HEADER} SELECT DISTINCT ?name {{
      ?a dct:spatial {here} ; lm:matterConcept ?c . ?b dct:spatial {there} ; lm:matterConcept ?c .
      ?e a lm:Entry ; lm:matter ?a ; lm:leadDepartment/lm:departmentFunction ?f .
      ?c skos:prefLabel ?name FILTER(LANG(?name) = "zh-hans")
      FILTER NOT EXISTS {{?o lm:matter ?b ; lm:leadDepartment/lm:departmentFunction ?f}}
    }} ORDER BY ?name"""
    assert column(select(joined_counties, query), "name") == ["不动产登记", "户口登记"]


def test_38_results_by_rule(client: FlaskClient) -> None:
    query = """SELECT ?s ?id (COUNT(?r) AS ?k) {GRAPH ?g {?r a sh:ValidationResult ;
      sh:resultSeverity ?s ; sh:sourceShape ?id ; sh:focusNode ?f}} GROUP BY ?s ?id"""
    found = {row["id"].rpartition("#")[2]: int(row["k"]) for row in rows_of(client, query)}
    assert found == {rule: count for _, rule, count in FAILED}
