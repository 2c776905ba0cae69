"""How the processes of `make test` share the tests, and what they spare themselves."""

import gc
import re

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

SERVED_ELSEWHERE = frozenset(
    {"test_competency_questions", "test_pages", "test_resources", "test_sparql_query"}
)
"""Modules of tests/remote that run the tests of another folder on engines."""

_OF_AN_ENGINE = re.compile(
    rf"tests/remote/(?:{'|'.join(SERVED_ELSEWHERE)})\.py::.*\[(oxigraph|virtuoso)[]-]"
)


class _ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Files are not torn apart, so that what a module makes is made once; neither is what an engine
    of one kind serves, which is delivered to it once, nor what one browser looks at."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/"):
            return "tests/browser"
        match = _OF_AN_ENGINE.match(nodeid)
        return match[1] if match else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> _ByFile:
    return _ByFile(config, log)


def pytest_collection_finish() -> None:
    """What stands after collection stays to the end: the collector of garbage need not look through
    modules and tests again."""
    gc.collect()
    gc.freeze()
