"""The query operation on engines elsewhere: the same tests, with the engine's `client`."""

import json

from flask.testing import FlaskClient

from tests.protocol.test_sparql_query import *  # noqa: F403
from tests.protocol.test_sparql_query import ask


def test_a_malformed_query_is_a_400_with_line_and_column(  # type: ignore[no-redef]
    client: FlaskClient,
) -> None:
    """With the column where the engine tells it: Virtuoso tells the line only."""
    status, kind, body = ask(client, "SELECT ?s WHERE {\n  ?s ?p\n}")
    problem = json.loads(body)
    assert (status, kind) == (400, "application/problem+json")
    assert (problem["line"], problem.get("column", 2)) == (3, 2)
    assert "第 3 行" in problem["detail"]
    assert "line 3" in problem["detail_en"]
