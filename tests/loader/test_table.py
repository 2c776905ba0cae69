"""Nothing is lost: the source's table can be rebuilt from the graph, cell by cell."""

import pyoxigraph

from loader.editions import settle_document
from loader.identifiers import squeeze
from loader.manifest import Manifest
from loader.readers import read
from server.loading import bundled_checklist
from tests.conftest import rows

_TABLE = """
PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?order ?number ?stage ?stageNumber ?code ?scenario ?name ?subName ?type ?lead
       (GROUP_CONCAT(?cooperating; separator="|") AS ?all)
WHERE {
  ?leaf a lm:LeafItem ; lm:leafOrder ?order ; lm:stageNumber ?stageNumber ; lm:scenarioCode ?code ;
    lm:stage/skos:prefLabel ?stage ; lm:scenario/skos:prefLabel ?scenario ;
    lm:matterType/skos:prefLabel ?type ; lm:leadDepartment/skos:prefLabel ?lead ;
    lm:cooperatingDepartment/skos:prefLabel ?cooperating .
  FILTER(LANG(?stage) = "zh-hans" && LANG(?scenario) = "zh-hans" && LANG(?type) = "zh-hans"
    && LANG(?lead) = "zh-hans" && LANG(?cooperating) = "zh-hans")
  OPTIONAL { ?leaf lm:subEntryOf ?parent . ?leaf lm:statedName ?subName }
  BIND(COALESCE(?parent, ?leaf) AS ?entry)
  ?entry lm:number ?number ; lm:statedName ?name .
}
GROUP BY ?order ?number ?stage ?stageNumber ?code ?scenario ?name ?subName ?type ?lead
"""
_RAW = """
PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?row ?column ?heading ?text WHERE {
  GRAPH ?source {
    ?r lm:rowIndex ?row ; dct:hasPart ?cell .
    ?cell lm:columnIndex ?column ; lm:heading ?heading ; lm:cellText ?text
  }
}
"""


def test_the_settled_table_rebuilt_from_the_graph_is_the_settled_table(
    changle: pyoxigraph.Store,
) -> None:
    rebuilt = {
        int(row["order"]): (
            int(row["number"]),
            f"{row['stageNumber']}{row['stage']}",
            f"{row['code']}{row['scenario']}",
            row["name"],
            row.get("subName"),
            row["type"],
            row["lead"],
            frozenset(row["all"].split("|")),
        )
        for row in rows(changle, _TABLE)
    }
    document = read(bundled_checklist(), Manifest())
    settled = settle_document(document, Manifest())
    expected = {
        order: (
            entry.number,
            line.stage and line.stage.text,
            line.scenario.text,
            entry.name,
            line.sub_name,
            line.type_word,
            line.lead.text,
            frozenset(line.cooperating.names()),
        )
        for order, (entry, line) in enumerate(
            ((entry, line) for entry in settled.entries for line in entry.lines), start=1
        )
    }
    assert rebuilt == expected


def test_every_raw_cell_of_the_document_stands_in_the_graph_as_printed(
    changle: pyoxigraph.Store,
) -> None:
    found = {
        (int(row["row"]), int(row["column"])): (row["heading"], row["text"])
        for row in rows(changle, _RAW)
    }
    document = read(bundled_checklist(), Manifest())
    expected = {
        (row.index, cell.index): (cell.heading, cell.text)
        for row in document.rows
        for cell in row.all_cells()
    }
    assert found == expected
    assert len(expected) == 86 * 7 + 75 * 8


def test_the_raw_cells_joined_are_the_characters_of_the_document(
    changle: pyoxigraph.Store,
) -> None:
    cells = sorted(
        (int(row["row"]), int(row["column"]), row["text"]) for row in rows(changle, _RAW)
    )
    text = bundled_checklist().read_text("utf-8")
    table = text[text.index("协同部门") + len("协同部门") :]
    assert "".join(squeeze(cell) for _, _, cell in cells) == squeeze(table)


def test_every_column_of_ours_has_a_raw_property_on_its_row(changle: pyoxigraph.Store) -> None:
    query = (
        "PREFIX lm: <https://w3id.org/lifematters/ns#> SELECT (COUNT(*) AS ?n) "
        "WHERE { GRAPH ?g { ?row lm:rawLead ?text } }"
    )
    (row,) = rows(changle, query)
    assert row["n"] == "22"
