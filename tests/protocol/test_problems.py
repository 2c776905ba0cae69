"""Every error that the service can give, over HTTP, as a problem document and as a page."""

import html
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import errors
from tests.conftest import application
from tests.protocol.problems import KIND, problem_of
from tests.server.test_errors import subclasses

ALL = {cls.__name__: cls for cls in subclasses(errors.ServiceError)}
NUMBERS = ("line", "column", "limit", "size", "received", "number")
QUERY = {"content_type": "application/sparql-query"}


def sample(cls: type[errors.ServiceError]) -> errors.ServiceError:
    """An error of that class, with a value for whatever its sentences name."""
    names = {
        name
        for sentence in errors._catalogue()[cls.code].values()
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name
    }
    return cls(**{name: 7 if name in NUMBERS else "<值>" for name in names})


@pytest.fixture(scope="module")
def raising(published: Path) -> Iterator[FlaskClient]:
    """A service with an address for each error, that raises it."""
    for app in application(published):

        @app.route("/raise/<name>")
        def fail(name: str) -> str:
            raise sample(ALL[name])

        yield app.test_client()


@pytest.mark.parametrize("name", sorted(ALL))
def test_an_error_is_the_same_as_a_document_and_as_a_page(raising: FlaskClient, name: str) -> None:
    given = {"X-Request-Id": "the-request"}
    response = raising.get(f"/raise/{name}", headers=given)
    problem = problem_of(response.data)
    assert (response.status_code, response.content_type) == (problem["status"], KIND)
    assert problem["request_id"] == "the-request"
    assert problem["instance"] == f"/raise/{name}"
    assert ("{limit}" in errors._catalogue()[ALL[name].code]["zh"]) == ("limit" in problem)
    assert ("limit_name" in problem) == (ALL[name].limit_name is not None)  # not where it is fixed
    for language, suffix in (("zh", ""), ("en", "_en")):
        headers = {"Accept": "text/html", **given}
        page = raising.get(f"/raise/{name}?lang={language}", headers=headers)
        assert page.status_code == response.status_code
        text = html.unescape(page.get_data(as_text=True))
        for said in (problem[f"title{suffix}"], problem[f"detail{suffix}"], "the-request"):
            assert said in text
        if "limit_name" in problem:
            assert f"{problem['limit_name']} = {problem['limit']}" in text
        assert page.headers.get("Retry-After") == response.headers.get("Retry-After")


def test_every_sentence_that_names_a_limit_says_what_to_try() -> None:
    for code, entry in errors._catalogue().items():
        if "{limit}" in entry["zh"]:
            assert "请" in entry["zh"] and len(re.split(r"[.;] ", entry["en"])) > 1, code


MET: Mapping[str, tuple[int, Mapping[str, Any]]] = {
    "missing-query": (400, {"path": "/sparql"}),
    "malformed-query": (400, {"path": "/sparql", "query_string": {"query": "SELECT * {"}}),
    "query-too-deep": (400, {"path": "/sparql", "query_string": {"query": "ASK " + "{" * 101}}),
    "query-too-long": (413, {"path": "/sparql", "method": "POST", "data": "#" * 200_000, **QUERY}),
    "reaches-out": (403, {"path": "/sparql", "query_string": {"query": "ASK { SERVICE <x:> {} }"}}),
    "bad-parameter": (400, {"path": "/sparql", "query_string": "query=ASK{}&timeout=soon"}),
    "bad-body": (400, {"path": "/sparql", "method": "POST", "data": b"\xff", **QUERY}),
    "wrong-media-type": (415, {"path": "/sparql", "method": "POST", "data": b"x"}),
    "method-not-allowed": (405, {"path": "/sparql", "method": "PATCH"}),
    "no-tokens": (403, {"path": "/sparql/running"}),
    "unknown-page": (404, {"path": "/没有/ 这个%页面\\/a/b/c"}),
    "unknown-resource": (404, {"path": "/doc/nothing"}),
    "unknown-query": (404, {"path": "/query/nothing"}),
    "incomplete-body": (
        400,
        {
            "path": "/sparql",
            "method": "POST",
            "data": b"ASK",
            "environ_overrides": {"CONTENT_LENGTH": "9"},
            **QUERY,
        },
    ),
}


@pytest.mark.parametrize("code", MET)
def test_what_a_client_can_do_wrong(app: Flask, code: str) -> None:
    status, request = MET[code]
    headers = {"Accept": "application/json", **request.get("headers", {})}
    response = app.test_client().open(**{**request, "headers": headers})
    assert response.status_code == status, response.data
    problem = problem_of(response.data)
    assert problem["type"].endswith(f"#{code}"), problem
    headers["Accept"] = "text/html,*/*;q=0.1"
    if code != "missing-query":  # a browser without a query gets the form
        page = app.test_client().open(**{**request, "headers": headers})
        assert page.status_code == status and page.mimetype == "text/html"
        assert problem["detail"] in html.unescape(page.get_data(as_text=True))


def test_a_limit_of_a_saved_query_is_its_own(published: Path) -> None:
    for app in application(published, trusted_deadline=0.001, deadline=9.0):
        response = app.test_client().get("/query/department-counts.json")
        problem = problem_of(response.data)
        assert problem["limit"] in (0.001, 32), problem
