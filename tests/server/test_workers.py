"""Workers are stopped at their deadline, bounded in memory and bytes, and without a network."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.store.folder import DataFolder
from server.workers.pool import (
    Crashed,
    DeadlineExceeded,
    Failed,
    Malformed,
    NotAcceptable,
    Pool,
    Question,
    TooLarge,
    WorkerError,
    release,
)

JSON = "application/sparql-results+json"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
KILLERS = {
    "count over a cross product": f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} }}",
    "order by over a cross product": f"SELECT * WHERE {{ {CROSS} }} ORDER BY ?c ?f ?l LIMIT 2",
    "distinct over a cross product": f"SELECT DISTINCT ?a ?f ?i WHERE {{ {CROSS} }}",
    "streamed cross product": f"SELECT * WHERE {{ {CROSS} }}",
    "path closure": "SELECT (COUNT(*) AS ?n) WHERE { ?s (!<a:a>|^!<a:a>)* ?o }",
    "group_concat of everything": (
        'SELECT (GROUP_CONCAT(?l; separator="") AS ?x) WHERE { ?a ?b ?c . ?j ?k ?l . ?d ?e ?f }'
    ),
    "construct of everything": f"CONSTRUCT {{ ?a ?k ?f }} WHERE {{ {CROSS} }}",
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    workers = Pool(1, 1024, 2)
    yield workers
    workers.close()


@pytest.fixture
def question(published: Path) -> Question:
    snapshot = DataFolder(published).current()
    assert snapshot is not None
    return Question(snapshot.store, "ASK {}", JSON, "text/turtle", 10.0, 10_000_000, {})


def test_an_answer_is_whole(pool: Pool, question: Question) -> None:
    answer = pool.ask(question)
    assert answer.media_type == JSON
    assert answer.body == b'{"head":{},"boolean":true}'


@pytest.mark.parametrize("query", KILLERS.values(), ids=KILLERS.keys())
def test_a_killer_is_stopped_at_its_deadline_and_its_worker_is_gone(
    pool: Pool, question: Question, query: str
) -> None:
    pool.ask(question)
    before = pool.pids()
    began = time.monotonic()
    with pytest.raises((DeadlineExceeded, Crashed, TooLarge)) as stopped:
        pool.ask(replace(question, query=query, deadline=1.0, max_bytes=1 << 40))
    assert time.monotonic() - began < 2.0
    if not stopped.errisinstance(TooLarge):
        assert not any(Path(f"/proc/{pid}").exists() for pid in before)
    assert pool.ask(question).size > 0


def test_a_memory_bomb_ends_its_worker_and_no_other(pool: Pool, question: Question) -> None:
    small = Pool(1, 600, 0)
    try:
        query = f"SELECT * WHERE {{ {CROSS} }} ORDER BY ?c"
        with pytest.raises(Crashed):
            small.ask(replace(question, query=query, deadline=20.0))
        assert small.ask(question).size > 0
    finally:
        small.close()


def test_opening_a_store_takes_nothing_of_the_memory_that_a_query_may_use(
    question: Question,
) -> None:
    for _ in range(8):  # the address space that opening takes differs from start to start
        small = Pool(1, 48, 0)
        try:
            assert small.ask(question).size > 0
        finally:
            small.close()


def test_an_answer_over_the_byte_cap_is_no_answer(pool: Pool, question: Question) -> None:
    with pytest.raises(TooLarge):
        pool.ask(replace(question, query="SELECT * { ?s ?p ?o }", max_bytes=100_000))


def test_a_large_answer_comes_as_a_file_of_its_length(pool: Pool, question: Question) -> None:
    answer = pool.ask(replace(question, query="SELECT * { ?s ?p ?o }"))
    assert isinstance(answer.body, int)
    with open(answer.body, "rb", closefd=False) as file:
        file.seek(0)
        assert len(file.read()) == answer.size > 1_000_000
    release(answer)


def test_a_malformed_query_says_where(pool: Pool, question: Question) -> None:
    with pytest.raises(Malformed) as malformed:
        pool.ask(replace(question, query="SELECT * {\n  ?s ?p }"))
    assert malformed.value.line == 2
    assert malformed.value.column in (9, 10)  # the engine points at or behind the brace


def test_a_family_no_acceptable_format_serialises_is_not_answered(
    pool: Pool, question: Question
) -> None:
    with pytest.raises(NotAcceptable):
        pool.ask(replace(question, triples=None, query="DESCRIBE <http://x/>"))


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_worker_has_no_network_even_where_the_check_before_is_off(
    pool: Pool, question: Question, silent: str
) -> None:
    query = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    if silent:
        body = pool.ask(replace(question, query=query)).body
        assert isinstance(body, bytes) and b'"value"' not in body
    else:
        with pytest.raises(Failed) as failed:
            pool.ask(replace(question, query=query))
        assert "refused" not in str(failed.value).lower(), "a connection was tried"


def test_deep_nesting_ends_one_worker_and_not_the_service(pool: Pool, question: Question) -> None:
    with pytest.raises(WorkerError):
        pool.ask(replace(question, query="SELECT * " + "{" * 60_000 + "}" * 60_000))
    assert pool.ask(question).size > 0
