"""SHACL, appendix A: a pre-bound variable has its value in every group of its query."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from shapes.prebinding import NotWritableError, bound, on_one_line

THIS = {"this": NamedNode("http://example.org/x")}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { { FILTER (bound($this)) } FILTER (true) }",
        "SELECT $this WHERE { BIND ($this AS ?that) FILTER (?that = <http://example.org/x>) }",
        "SELECT $this WHERE { { SELECT $this WHERE { BIND ($this AS ?x) FILTER (bound(?x)) } } }",
        "SELECT $this WHERE { { # { SELECT\n SELECT $this WHERE { FILTER (bound($this)) } } }",
        "SELECT ?n WHERE { { BIND (1 AS ?n) FILTER (bound($this)) } UNION { FILTER (false) } }",
        'SELECT $this WHERE { FILTER (bound($this) && "{" != \'\'\'}"{\'\'\' && "\\"{" != "}") }',
        "SELECT $this WHERE { # {\n FILTER NOT EXISTS { FILTER (!bound($this)) } }",
    ],
)
def test_a_value_reaches_every_group_and_no_text(query: str) -> None:
    solutions = Store().query(bound(query, THIS))
    assert isinstance(solutions, QuerySolutions)
    assert len(list(solutions)) == 1


def test_a_text_with_every_sign_of_the_grammar_stays_that_text() -> None:
    text = Literal('"}\\ {$this}\n', language="zh-hans")
    solutions = Store().query(bound("SELECT $value WHERE { }", {"value": text}))
    assert isinstance(solutions, QuerySolutions)
    assert [solution["value"] for solution in solutions] == [text]


def test_nothing_to_bind_leaves_the_query_as_it_is() -> None:
    assert bound("ASK { }", {}) == "ASK { }"


def test_a_blank_node_cannot_be_written() -> None:
    with pytest.raises(NotWritableError):
        bound("ASK { $this ?p ?o }", {"this": BlankNode()})


def test_on_one_line_are_the_words_of_a_query_and_its_texts_stay_as_they_are() -> None:
    query = """
      SELECT $this WHERE { # } and "
        FILTER ($this < 1 && "a  # b" != \'c  "\' && <http://x/#y> = '''long
          text''')
      }
    """
    words = 'SELECT $this WHERE { FILTER ($this < 1 && "a  # b" != \'c  "\' && <http://x/#y> = '
    assert on_one_line(query) == words + "'''long\n          text''') }"
