"""The W3C's cases of SPARQL 1.1 Query, Update and the results formats, asked over HTTP of a plain
store. What fails is listed by name and reason, here and in server/README.md."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.protocol.evaluation import (
    Evaluation,
    Files,
    as_insert,
    canonical,
    dataset,
    evaluations,
    named_by_from,
    read_expected,
    read_results,
    written_as_rdf,
)
from tests.protocol.stores import SUITE, Client, Reply, plain_store

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C's suite is not here")

QUERIES = (
    *("aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping"),
    *("negation", "project-expression", "property-path", "subquery", "syntax-query"),
    *("csv-tsv-res", "json-res"),
)
UPDATES = (
    *("add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert"),
    *("delete-where", "drop", "move", "update-silent", "syntax-update-1", "syntax-update-2"),
)
_LOADS = "ours: LOAD is always refused, SILENT too"
_GRAPH = "engine: GRAPH ?g around what reads no triple of it does not bind ?g"
_EMPTY = "engine: a path that a term alone satisfies needs the term to stand in the store"
EXPECTED_TO_FAIL = {
    "aggregates/agg-empty-group-count-graph": _GRAPH,
    "aggregates/agg-groupconcat-04": "engine: GROUP_CONCAT keeps a language that all values share",
    "aggregates/agg-groupconcat-06": "engine: GROUP_CONCAT keeps a language that all values share",
    "bindings/graph": _GRAPH,
    "csv-tsv-res/csv03": "engine: a number keeps its value, not how it was written",
    "csv-tsv-res/tsv03": "engine: xsd:negativeInteger is kept as xsd:integer",
    "functions/bnode01": "engine: BNODE of a string gives one node in all solutions",
    "negation/graph-minus": "engine: the variable of GRAPH counts as shared by MINUS",
    "property-path/zero_or_more_set_end": _EMPTY,
    "property-path/zero_or_more_set_start": _EMPTY,
    "property-path/zero_or_one_set_end": _EMPTY,
    "property-path/zero_or_one_set_start": _EMPTY,
    "syntax-update-1/test_1": _LOADS,
    "syntax-update-1/test_2": _LOADS,
    "syntax-update-1/test_3": _LOADS,
    "syntax-update-1/test_4": _LOADS,
    "syntax-update-1/test_37": _LOADS,
    "update-silent/load-into-silent": _LOADS,
    "update-silent/load-silent": _LOADS,
}
_ACCEPT = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
}
_EVERYTHING = "SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def needed(case: Evaluation) -> Files:
    """What must be loaded for a case: for a question of syntax it does not matter what is."""
    if "Syntax" in case.kind:
        return ()
    return (*case.data, *named_by_from(case).items())


def cases(folders: tuple[str, ...]) -> list[object]:
    """The cases of folders as parameters, those with the same data beside each other; those known
    to fail must fail."""
    found = [c for folder in folders if SUITE.is_dir() for c in evaluations(SUITE / folder)]
    found.sort(key=lambda case: [(graph or "", path) for graph, path in needed(case)])
    return [
        pytest.param(
            case,
            id=case.name,
            marks=[pytest.mark.xfail(reason=EXPECTED_TO_FAIL[case.name], strict=True)]
            if case.name in EXPECTED_TO_FAIL
            else [],
        )
        for case in found
    ]


class Loaded:
    """A store, and what is loaded in it: cases that share their data load them once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._files: Files | None = None

    def load(self, files: Files) -> None:
        if self._files == files:
            return
        data = dataset(files)
        text = f"DROP ALL ; {as_insert(data)}" if len(data) else "DROP ALL"
        reply = self.client.update(text)
        assert reply.status == 204, reply.body
        self._files = files

    def changed(self) -> None:
        self._files = None

    def content(self) -> ox.Dataset:
        """All that is in it."""
        reply = self.client.query(_EVERYTHING, "application/sparql-results+json")
        results = ox.parse_query_results(reply.body, ox.QueryResultsFormat.JSON)
        assert isinstance(results, ox.QuerySolutions)
        return canonical(
            ox.Dataset(
                ox.Quad(r["s"], r["p"], r["o"], r["g"] or ox.DefaultGraph()) for r in results
            )
        )


def parsed(case: Evaluation, reply: Reply) -> None:
    """What has no syntax error is carried out, or fails for another reason than its syntax."""
    if case.kind.startswith("Positive"):
        carried_out = reply.status in (200, 204)
        assert carried_out or json.loads(reply.body)["type"].endswith("-failed"), reply.body
    else:
        assert reply.status in (400, 403), reply.body  # 403: it has LOAD or SERVICE besides


@pytest.fixture(scope="module")
def store() -> Iterator[Loaded]:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 1_000_000_000
    place = tempfile.TemporaryDirectory(prefix="lifematters-", dir=memory if roomy else None)
    with place as path, plain_store(Path(path) / "data") as client:
        yield Loaded(client)


@pytest.mark.parametrize("case", cases(QUERIES))
def test_a_query_gives_the_results_of_the_standard(store: Loaded, case: Evaluation) -> None:
    if "Syntax" in case.kind:
        parsed(case, store.client.query(case.text()))
        return
    assert case.result is not None
    store.load(needed(case))
    suffix = ".srj" if written_as_rdf(case.result) else case.result.suffix
    reply = store.client.query(case.text(), _ACCEPT[suffix])
    assert reply.status == 200, reply.body
    assert read_results(reply.body, suffix) == read_expected(case.result)


@pytest.mark.parametrize("case", cases(UPDATES))
def test_an_update_makes_the_dataset_of_the_standard(store: Loaded, case: Evaluation) -> None:
    if "Syntax" not in case.kind:
        store.load(needed(case))
    reply = store.client.update(case.text())
    if reply.status == 204:
        store.changed()
    if "Syntax" in case.kind:
        parsed(case, reply)
        return
    assert reply.status == 204, reply.body
    assert store.content() == canonical(dataset(case.after))
