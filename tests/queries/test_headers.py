"""What every file under queries/ keeps to, whatever it asks."""

import re
from importlib import resources

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, QueryTriples, Store

from ontology.terms import RDF, XSD
from server.exports.rows import STATEMENT
from server.saved.catalogue import SavedQuery, saved_queries
from server.saved.header import Text
from server.store.interface import Term

QUERIES = saved_queries()
_TABLES = {name: query for name, query in QUERIES.items() if not query.is_graph}
TABLES = pytest.mark.parametrize("query", _TABLES.values(), ids=_TABLES)
EACH = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
OF_TYPE = {
    "text": {XSD.string, RDF.langString},
    "integer": {XSD.integer},
    "decimal": {XSD.decimal},
    "share": {XSD.decimal},
    "date": {XSD.date},
}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OPTIONS = {
    "checklist": ("checklists",),
    "department": ("departments", "lead-departments"),
    "scenario": ("scenarios",),
    "stage": ("stages",),
    "matter": ("matters",),
    "matterType": ("matter-types",),
    "before": ("other-editions",),
    "other": ("other-counties",),
}
EMPTY = {
    "scenario-lead-not-cooperating",  # every lead cooperates somewhere in its scenario
    "compare-editions",  # one edition is published
    "compare-counties",  # one county
}
"""What the real list alone gives no row for."""
BLANK = {
    "subEntry",  # an entry without sub-entries
    "lifeStage",  # 退役, which no national life stage holds
    "match",
    "presumed",  # of a matter, until it is asked for
}
"""What may be empty in a row of the real list."""


def variables(store: Store, text: str) -> list[str]:
    solutions = store.query(text)
    if isinstance(solutions, QueryTriples):
        return [*STATEMENT]
    assert isinstance(solutions, QuerySolutions)
    return [variable.value for variable in solutions.variables]


def any_term(type_: str) -> Term:
    if type_ == "integer":
        return Literal("1", datatype=XSD.integer)
    return NamedNode("urn:x") if type_ == "iri" else Literal("出")


def all_bound(query: SavedQuery) -> str:
    parameters = query.header.parameters.values()
    return query.template.bind({one.name: [any_term(one.type)] for one in parameters})


def texts(query: SavedQuery) -> list[Text]:
    header = query.header
    assert header.finding
    words = [header.title, header.summary, header.finding, *header.columns.values()]
    return words + [parameter.label for parameter in header.parameters.values()]


def test_the_first_twelve_questions_and_more_are_there() -> None:
    assert len(QUERIES) >= 24
    assert {query.theme for query in QUERIES.values()} == {
        "cross-department",
        "life-course",
        "matters",
        "quality",
    }


@EACH
def test_it_is_sparql_as_it_stands_and_bound(query: SavedQuery) -> None:
    empty = Store()
    assert variables(empty, query.source) == variables(empty, all_bound(query))
    assert "UNDEF" not in all_bound(query)


@EACH
def test_it_answers_as_it_stands(query: SavedQuery, changle: Store) -> None:
    solutions = changle.query(query.source)
    assert isinstance(solutions, QuerySolutions | QueryTriples)
    assert bool(list(solutions)) == (query.name not in EMPTY)


@TABLES
def test_every_column_has_a_heading_and_every_heading_a_column(query: SavedQuery) -> None:
    names = variables(Store(), query.source)
    labels = {name for name in names if name.endswith("Label") and name[:-5] in names}
    assert set(query.header.columns) == set(names) - labels
    for label in labels:
        assert names.index(label) == names.index(label[:-5]) + 1


@TABLES
def test_things_are_shown_by_their_label(query: SavedQuery, changle: Store) -> None:
    solutions = changle.query(query.source)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        for name in names:
            if isinstance(solution[name], NamedNode):
                label = solution[f"{name}Label"]
                assert isinstance(label, Literal)
                assert label.language == "zh-hans"
            elif not name.endswith("Label"):
                assert solution[name] is not None or name in BLANK


@EACH
def test_it_speaks_both_languages(query: SavedQuery) -> None:
    for text in texts(query):
        assert CHINESE.search(text.zh)
        assert text.en.strip()
        assert not CHINESE.search(text.en)
    assert query.header.title.zh.endswith("？")
    assert query.header.title.en.endswith("?")
    assert query.header.summary.zh.endswith("。")
    assert query.header.summary.en.endswith(".")
    assert query.header.tags


@EACH
def test_its_finding_has_the_same_placeholders_in_both_languages(query: SavedQuery) -> None:
    finding = query.header.finding
    assert finding
    zh, en = (sorted(PLACEHOLDER.findall(text)) for text in (finding.zh, finding.en))
    assert zh == en
    for placeholder in zh:
        function, _, name = placeholder.rpartition(":")
        assert function in ("", "distinct", "sum")
        if function:
            assert name in (query.header.columns or STATEMENT)
        elif name != "rows":
            parameter = query.header.parameters[name]
            assert parameter.required or parameter.default


@EACH
def test_it_asks_of_one_checklist(query: SavedQuery) -> None:
    checklist = query.header.parameters["checklist"]
    assert (checklist.type, checklist.options) == ("iri", "checklists")
    assert re.search(r"VALUES \?checklist \{ UNDEF \}", query.text)
    assert "?checklist dcat:hasCurrentVersion ?edition" in query.text


@EACH
def test_things_are_chosen_from_the_graph(query: SavedQuery) -> None:
    for parameter in query.header.parameters.values():
        if parameter.type == "iri":
            assert parameter.options in OPTIONS[parameter.name]
        assert f"VALUES ?{parameter.name} {{ UNDEF }}" in query.text


@EACH
def test_it_names_no_site_and_binds_by_no_label(query: SavedQuery) -> None:
    assert "localhost" not in query.source
    iris = re.findall(r"<([^>\s]+)>", query.text)
    fixed = (
        "https://w3id.org/lifematters/",
        "http://data.europa.eu/m8g/",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/",
    )
    assert [iri for iri in iris if not iri.startswith(fixed)] == []
    assert set(CHINESE.findall(query.text)) == set()


@EACH
def test_what_is_printed_keeps_the_printed_word(query: SavedQuery) -> None:
    for word in ("主管", "承办", "负责办理", "末级", "competent", "responsible"):
        assert word not in query.source
    if "hasCompetentAuthority" in query.text:
        assert "derived" in {one.value for one in query.header.parameters["basis"].choices}
        assert query.header.columns["presumed"].zh.startswith("推定")


@EACH
def test_its_rows_have_an_order(query: SavedQuery) -> None:
    assert "ORDER BY" in query.text.rpartition("}")[2]
    last = query.text.rpartition("ORDER BY")[2]
    if "?scenarioCode" in last:
        assert 'xsd:integer(STRAFTER(?scenarioCode, "."))' in last


@TABLES
def test_a_column_is_of_the_type_that_comes_out(query: SavedQuery, changle: Store) -> None:
    solutions = changle.query(query.source)
    assert isinstance(solutions, QuerySolutions)
    for solution in solutions:
        for name, kind in query.types.items():
            term = solution[name]
            if term is None:
                continue
            if kind == "thing":
                assert isinstance(term, NamedNode), name
            else:
                assert isinstance(term, Literal) and term.datatype in OF_TYPE[kind], name


@EACH
def test_a_chart_draws_columns_that_there_are(query: SavedQuery) -> None:
    if chart := query.header.chart:
        assert set(chart.columns) <= set(query.header.columns)


def test_the_readme_lists_every_query_under_its_theme() -> None:
    readme = resources.files("queries").joinpath("README.md").read_text("utf-8")
    listed = {
        (theme, name)
        for theme, names in re.findall(r"^\| ([a-z-]+) \| (`.*`) \|$", readme, re.MULTILINE)
        for name in names.replace("`", "").split()
    }
    assert listed == {(query.theme, query.name) for query in QUERIES.values()}
