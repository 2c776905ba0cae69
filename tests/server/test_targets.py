"""To which graphs an update can write, read from its text: a reading is the engine's, or none."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Store

from server.sparql.targets import targets

BASE = "http://localhost:8000/update"
SUITE = Path(__file__).parents[2].parent / "shared" / "suites" / "w3c-sparql" / "sparql11"
UPDATES = sorted(SUITE.rglob("*.ru"))


def read(update: str) -> set[str] | None:
    found = targets(update, BASE)
    return None if found is None else {graph.value for graph in found}


@pytest.mark.parametrize(
    ("update", "graphs"),
    [
        ("INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 1 } }", "a:g"),
        ("DELETE DATA{GRAPH<a:g>{<a:a><a:p>1}GRAPH <a:h> {<a:a> <a:p> true}}", "a:g a:h"),
        ("PREFIX x: <http://x/> INSERT DATA { GRAPH x:图 { <a:a> a x:T } }", "http://x/图"),
        ("BASE <http://x/y/> CLEAR GRAPH <z>", "http://x/y/z"),
        ("CLEAR SILENT GRAPH <relative>", "http://localhost:8000/relative"),
        ("CREATE GRAPH <a:g> ; DROP SILENT GRAPH <a:h> ;", "a:g a:h"),
        ("COPY <a:g> TO <a:h> ; MOVE GRAPH <a:i> TO GRAPH <a:j>", "a:h a:i a:j"),
        ("DELETE WHERE { GRAPH <a:g> { ?s ?p ?o } }", "a:g"),
        ("WITH <a:g> DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }", "a:g"),
        ("WITH <a:g> INSERT { GRAPH <a:h> { ?s ?p ?o } } WHERE { ?s ?p ?o }", "a:h"),
        ("INSERT { GRAPH <a:h> { ?s ?p '} GRAPH ?g {' } } WHERE { GRAPH ?g { ?s ?p ?o } }", "a:h"),
        (
            "INSERT { GRAPH <a:h> { ?s ?p 1 } } USING <a:g> USING NAMED <a:i> WHERE {}",
            "a:h",
        ),
        ("INSERT { GRAPH <a:h> { ?s ?p 1 } } WHERE { ?s ?p ?o FILTER(?o < 2 && ?o > 1) }", "a:h"),
        (
            "INSERT { GRAPH <a:h> { ?s ?p 1 } } WHERE { ?s a ?t FILTER(?t IN (<a:#x>, 1)) }",
            "a:h",
        ),
        ("# nothing", ""),
    ],
)
def test_graphs_that_are_named_are_known(update: str, graphs: str) -> None:
    assert read(update) == set(graphs.split())


UNCLEAR = [
    "DROP ALL",
    "CLEAR NAMED",
    "CLEAR DEFAULT",
    "INSERT DATA { <a:a> <a:p> 1 }",
    "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 1 } <a:a> <a:p> 1 }",
    "MOVE DEFAULT TO <a:g>",
    "COPY <a:g> TO DEFAULT",
    "INSERT { GRAPH ?g { <a:a> <a:p> 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT DATA { GRAPH no:prefix { <a:a> <a:p> 1 } }",
    "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 1 }",
    "TIDY UP",
    # the engine wants no space around keywords
    "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> 1 } <a:a> <a:p> trueGRAPH <a:h> { <a:a> <a:p> 1 } }",
    "PREFIX GRAPHx: <a:> PREFIX x: <a:> INSERT DATA { GRAPHx:g { <a:a> <a:p> 1 } }",
    "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> trueGRAPH } }",
    # `<` as an operator, and then a comment, where an IRI could stand
    'INSERT { GRAPH <a:g> { ?s ?p 1 } } WHERE { ?s ?p ?a FILTER(?a<?b#>"""\n) } ; DROP ALL #"""',
    # a long string that the engine does not take for one
    "INSERT { GRAPH <a:g> { ?s ?p 1 } } WHERE { VALUES ?x { ''' a' } } ; DROP ALL #\\q'''\n",
    'INSERT { GRAPH <a:g> { ?s ?p 1 } } WHERE { VALUES ?x { """a" } } ; DROP ALL',
    # escapes
    "INSERT DATA { GRAPH <a:\\u0067> { <a:a> <a:p> 1 } }",
    "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> '\\u007D' } }",
    "INSERT DATA { GRAPH <a:g> { <a:a> <a:p> <a\\u003Eb#> } }",
]


@pytest.mark.parametrize("update", UNCLEAR)
def test_what_could_be_read_otherwise_is_not_read(update: str) -> None:
    assert read(update) is None


def filled() -> Store:
    store = Store()
    graphs = " ".join(
        f"GRAPH <a:{n}> {{ <a:{n}> <a:p> {n}, <a:g> . <a:x> a <a:T> }}" for n in range(4)
    )
    store.update(f"INSERT DATA {{ <a:d> <a:p> 1 . <a:x> a <a:T> . {graphs} }}")
    return store


def written(update: str) -> set[str] | None:
    """The graphs that the engine changes, `""` the default graph; None where it refuses."""
    store, before = filled(), set(filled())
    try:
        store.update(update, base_iri=BASE)
    except (SyntaxError, RuntimeError, OSError, ValueError):
        return None
    return {
        quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        for quad in before ^ set(store)
    }


def assert_sound(update: str) -> None:
    """What is read holds all that the engine writes."""
    known, changed = read(update), written(update)
    if known is not None and changed is not None:
        assert changed <= known, update


@pytest.mark.parametrize("path", UPDATES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_update_of_the_suite_writes_elsewhere(path: Path) -> None:
    assert_sound(path.read_text("utf-8"))


GRAPH = st.sampled_from(
    ["<a:0>", "<a:1>", "<a:new>", "x:2", "x:n", "?g", "<a:#>", "DEFAULT", "GRAPH"]
)
PIECE = st.sampled_from(
    [
        *("<a:0>", "<a:p>", "x:1", "?s", "?g", "a", "1", "true", "trueGRAPH", "GRAPH", "graph"),
        *("{", "}", "{ ?s ?p ?o }", "(", ")", ".", ";", "'}'", "'''", '"""', '"', "'", "#\n", "#"),
        *("<", "<?b#>", "\\", "\\q", "\n", "GRAPH ?g { ?s ?p ?o }", "GRAPH <a:3> { <a:0> a 1 }"),
        *("FILTER(?s<?b#>", "VALUES ?x {", "FILTER(?s<?p && ?s>?p)", "BIND(1 AS ?y)", "WHERE"),
        *("DROP ALL", "DROP GRAPH", "INSERT {", "DELETE WHERE {", "USING <a:1>", "WITH <a:2>"),
    ]
)
PIECES = st.lists(PIECE, max_size=6).map(" ".join) | st.lists(PIECE, max_size=6).map("".join)
DATA = st.sampled_from(["<a:0> <a:p> <a:g>", "?s ?p ?o", "<a:x> a <a:T> .", ""]) | PIECES
PATTERN = st.sampled_from(["GRAPH ?g { ?s ?p ?o }", "?s ?p ?o", ""]) | PIECES


@st.composite
def operation(draw: st.DrawFn) -> str:
    kind = draw(st.integers(0, 6))
    graph, other = draw(GRAPH), draw(GRAPH)
    block = f"{{ GRAPH {graph} {{ {draw(DATA)} }} {draw(st.just('') | DATA)} }}"
    if kind == 0:
        return f"INSERT DATA {block}"
    if kind == 1:
        return f"DELETE WHERE {block}"
    if kind == 2:
        return f"{draw(st.sampled_from(['CLEAR', 'DROP SILENT', 'CREATE SILENT']))} GRAPH {graph}"
    if kind == 3:
        return f"{draw(st.sampled_from(['COPY', 'MOVE', 'ADD SILENT']))} {graph} TO {other}"
    start = draw(st.sampled_from(["", f"WITH {other} "]))
    template = draw(st.sampled_from(["INSERT", "DELETE"]))
    return f"{start}{template} {block} WHERE {{ {draw(PATTERN)} }}"


@settings(max_examples=400, deadline=None)
@given(st.lists(operation(), min_size=1, max_size=3).map(" ; ".join))
def test_no_update_writes_where_it_was_not_read_to(update: str) -> None:
    assert_sound(f"PREFIX x: <a:> {update}")


OPEN = re.compile(r"\?g|\bALL\b|\bNAMED\b(?! *<)|DEFAULT *$", re.IGNORECASE | re.MULTILINE)
"""What may be more graphs than are named."""


def test_most_of_what_the_engine_takes_is_understood() -> None:
    """Else nothing would be gained: of the suite's updates that name all their graphs, all."""
    for path in UPDATES:
        text = path.read_text("utf-8")
        changed = written(text)
        if changed and "" not in changed and not OPEN.search(text):
            assert read(text) is not None, path
