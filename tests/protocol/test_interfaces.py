"""Every operation of `/openapi.json`, asked by schemathesis on the real server with what the
document allows and with what it does not, by strangers and by who has a token: the answer is one
that the document states, and an error is a problem document of a kind that it states.

Longer, by hand, with every check but the two that want a random text to be a query
(`tests/protocol/media.py` has the media types it does not know):

    SCHEMATHESIS_HOOKS=tests.protocol.media schemathesis run http://127.0.0.1:8000/openapi.json \\
      --exclude-checks negative_data_rejection,positive_data_acceptance --max-time 600
"""

import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks

from server.errors import PROBLEM
from server.openapi.document import INTERFACES
from server.openapi.problems import kinds
from tests.conftest import Service
from tests.protocol.media import registered
from tests.protocol.problems import HANGS, KIND, SCHEMA, problem_of
from tests.protocol.test_running import SECRET

POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
WRITING = [interface.name for interface in INTERFACES if interface.name in ("writing", "running")]


def examples(count: int) -> settings:
    return settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def guarded(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server that takes writes from who has the token."""
    data = tmp_path_factory.mktemp("guarded") / "data"
    shutil.copytree(short_data, data)
    running = Service(data, token=SECRET)
    running.wait()
    yield running
    running.stop()


def stated(document: dict[str, Any], path: str, method: str, status: int) -> Collection[str]:
    """The kinds of problems that the document states for a status of an operation."""
    answer = document["paths"][path][method]["responses"].get(str(status), {})
    name = answer.get("$ref", "").rpartition("/")[2]
    found = document["components"]["responses"].get(name, answer)
    return tuple(found.get("content", {}).get(KIND, {}).get("examples", ()))


def _judge(document: dict[str, Any], case: Any, response: Response) -> None:
    status = response.status_code
    assert status < 500 or status == 503, response.text
    if status < 400:
        return
    if response.headers["content-type"][0] != KIND:
        assert b'class="note error"' in response.content or b'role="alert"' in response.content
        return
    problem = problem_of(response.content) if SCHEMA.is_file() else json.loads(response.content)
    code = problem["type"].removeprefix(PROBLEM)
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["x-request-id"][0]
    assert code in stated(document, case.operation.path, case.operation.method, status), problem
    assert bool(kinds()[code].retry_after) == ("retry-after" in response.headers)


def ask_all(service: Service, tag: str, count: int, headers: dict[str, str]) -> int:
    """Ask each operation of an interface so many times in each way; how often it was asked."""
    registered()
    config = SchemathesisConfig.from_dict({"generation": {"deterministic": True}})
    schema = schemathesis.openapi.from_url(f"{service.url}openapi.json", config=config)
    document, asked = schema.raw_schema, 0

    def judged(context: CheckContext, response: Response, case: Any) -> None:
        _judge(document, case, response)

    for found in schema.include(tag=tag).get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        for mode in (POSITIVE, NEGATIVE):

            @given(case=operation.as_strategy(generation_mode=mode))
            @examples(count)
            def ask(case: Any) -> None:
                nonlocal asked
                asked += 1
                case.call_and_validate(
                    base_url=service.url.rstrip("/"),
                    headers=headers,
                    checks=[*CHECKS, judged],
                    allow_redirects=False,
                    timeout=HANGS,
                )

            # where anything at all is allowed, nothing else can be made
            with suppress(*([Unsatisfiable] if mode is NEGATIVE else [])):
                ask()
    return asked


@pytest.mark.parametrize("tag", [interface.name for interface in INTERFACES])
def test_a_stranger_gets_what_the_document_states(service: Service, tag: str) -> None:
    count = {"saved-queries": 2, "validation": 2, "writing": 3}.get(tag, 6)
    assert ask_all(service, tag, count, {}) > 0


@pytest.mark.parametrize("tag", WRITING)
def test_who_has_a_token_gets_what_the_document_states(guarded: Service, tag: str) -> None:
    assert ask_all(guarded, tag, 4, {"Authorization": f"Bearer {SECRET}"}) > 0
