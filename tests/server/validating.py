"""What the tests of the validation service share: a graph with one defect, requests, problems."""

import io
import json
from collections.abc import Iterable
from typing import Any

from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Triple, serialize
from werkzeug.test import TestResponse

from ontology.terms import LM
from server.loading import bundled_checklist
from tests.shapes.specimen import entry, specimen

REAL = bundled_checklist().read_bytes()
OURS = {"region": "370725", "list": "personal-life-cycle"}
LEADLESS = entry(2).value
"""The entry without a lead in `defective`."""


def defective() -> Iterable[Triple]:
    """The small edition that conforms, but for the lead of its second entry (rule S03-lead)."""
    graph = specimen()
    graph.drop(entry(2), LM.leadDepartment)
    return graph.triples


def rdf(triples: Iterable[Triple], media_type: str) -> bytes:
    """`triples` in a form of RDF."""
    form = RdfFormat.from_media_type(media_type)
    assert form is not None
    body = serialize(triples, format=form)
    assert body is not None
    return body


def sent(
    client: FlaskClient, content: bytes, name: str, path: str = "/validate", **fields: Any
) -> TestResponse:
    """A document sent in a form, as a browser does."""
    accept = fields.pop("accept", "application/json")
    data = {"file": (io.BytesIO(content), name), **fields}
    return client.post(path, data=data, headers={"Accept": accept})


def results(response: TestResponse) -> list[dict[str, Any]]:
    """The results of a report as JSON."""
    assert response.status_code == 200, response.get_data(as_text=True)
    report = json.loads(response.data)
    counted = {s: sum(r["severity"] == s for r in report["results"]) for s in report["counts"]}
    assert report["counts"] == counted
    assert report["conforms"] == (counted["violation"] == 0)
    found: list[dict[str, Any]] = report["results"]
    return found


def told(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The problem document of a request that failed (RFC 9457), with both languages."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/problem+json"
    problem: dict[str, Any] = json.loads(response.data)
    assert problem["type"] == f"https://w3id.org/lifematters/problem#{code}"
    assert problem["status"] == status
    for member in ("title", "title_en", "detail", "detail_en", "instance"):
        assert isinstance(problem[member], str) and problem[member], member
    assert "{" not in problem["detail"] + problem["detail_en"]
    return problem
