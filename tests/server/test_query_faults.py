"""What is wrong with a query, in words at its place."""

import json
import time

import pytest
from flask.testing import FlaskClient

from server.sparql.faults import find
from server.sparql.patterns import read

LM = "PREFIX lm: <https://w3id.org/lifematters/ns#>\n"


@pytest.mark.parametrize(
    ("query", "line", "column", "zh", "en"),
    [
        ("SELECT * {\n  ?s a lm:Entry }", 2, 8, "前缀 lm: 没有声明", "is not declared"),
        ("SELECT * {\n ?s ?p ?o ", 1, 10, "缺少结尾的 }", "no closing }"),
        ("SELECT * { ?s ?p ?o ) }", 1, 21, "没有对应的 (", "closes no ("),
        ('SELECT * {\n ?县 ?p "县 }', 2, 8, '缺少结尾的引号 "', 'no closing "'),
        ("SELECT * { ?s ?p ?o，?x }", 1, 20, "中文标点 ，", "Chinese punctuation"),
        (f"{LM}SELEC ?s {{ ?s a lm:Entry }}", 2, 1, "是不是想写 SELECT", "was SELECT meant?"),
        ("PREFIX lm <urn:x> SELECT * {}", 1, 8, "后面要有冒号", "followed by a colon"),
        ("SELECT * {\n ?s ?p ?o\n ?s ?q ?r }", 3, 2, "?s 前面少了标点", "missing before ?s"),
    ],
)
def test_what_people_get_wrong_is_named_where_it_stands(
    client: FlaskClient, query: str, line: int, column: int, zh: str, en: str
) -> None:
    answer = client.get("/sparql", query_string={"query": query})
    problem = json.loads(answer.data)
    assert answer.status_code == 400 and problem["type"].endswith("#malformed-query")
    assert (problem["line"], problem["column"]) == (line, column)
    assert zh in problem["detail"] and en in problem["detail_en"]
    assert f"第 {line} 行第 {column} 列" in problem["detail"]


def test_the_line_to_add_for_a_prefix_is_given(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "ASK { ?s skos:prefLabel ?n }"})
    assert (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in json.loads(answer.data)["detail"]
    )


def test_a_variable_outside_group_by_is_called_so(client: FlaskClient) -> None:
    query = "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }"
    problem = json.loads(client.get("/sparql", query_string={"query": query}).data)
    assert "GROUP BY" in problem["detail"] and "GROUP BY" in problem["detail_en"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { <//[> ?p ?o }",
        'SELECT * { ?s ?p "a"' + '^^"a"' * 3000 + " }",
        "SELECT * { ?s ?p ?o " + "[ " * 90,
    ],
)
def test_no_text_breaks_the_search_for_faults(client: FlaskClient, query: str) -> None:
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == 400 and answer.get_json()["detail"]


def test_a_long_list_is_read_in_time_that_grows_with_it() -> None:
    def seconds(count: int) -> float:
        text = f"SELECT * {{ ?s ?p ?o FILTER(?o IN ({','.join(['1'] * count)})) }}"
        started = time.process_time()
        read(text, "http://localhost/")
        return time.process_time() - started

    seconds(100)
    assert min(seconds(16_000) for _ in range(2)) < 40 * max(seconds(2_000), 0.002)


def test_what_no_word_is_known_for_is_not_half_translated(client: FlaskClient) -> None:
    query = "SELECT ?s { BIND(1 AS ?s) BIND(2 AS ?s) }"
    problem = client.get("/sparql", query_string={"query": query}).get_json()
    assert "un这里" not in problem["detail"]


def test_where_nothing_is_known_the_engine_speaks(client: FlaskClient) -> None:
    query = "SELECT * { FILTER(FOO(1)) }"
    assert find(query) is None
    problem = json.loads(client.get("/sparql", query_string={"query": query}).data)
    assert "expected " in problem["detail_en"] and "这里应为" in problem["detail"]


@pytest.mark.parametrize(
    "query",
    [
        f"{LM}SELECT * {{ ?s lm:x \"，“(\", '''{{''' ; lm:y [ lm:z 1.5, -2e3 ] . # （\n}}",
        f"{LM}SELECT (COUNT(*) AS ?n) {{ ?s lm:a/^lm:b|!lm:c ?o . FILTER(?o > 1 && ?o != 2) }}",
        f"{LM}CONSTRUCT {{ ?s lm:a _:b }} WHERE {{ VALUES (?s ?t) {{ (lm:x 1) (UNDEF 2) }} }}",
        f"BASE <http://x/>\n{LM}ASK {{ GRAPH <g> {{ ?s a lm:E ; lm:n 1 }} ?x ?y (1 2 3) }}",
    ],
)
def test_nothing_is_found_in_what_is_right(query: str) -> None:
    assert find(query) is None
