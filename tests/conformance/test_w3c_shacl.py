"""W3C Data Shapes Test Suite: SHACL Core (98) and SHACL-SPARQL (23), by the validation of editions.

Every case runs through `shapes.engine.run`, over the same store and with the same settings as an
edition. A case that fails is named here with its reason and must go on failing: one that comes to
pass is taken off the list.
"""

import re
from collections.abc import Mapping
from importlib.resources import files

import pytest

from tests.conformance.suites import suite
from tests.conformance.w3c import Case, cases

pytestmark = [
    # datatypes in the suite that are wrong on purpose, and a constraint where it has no effect
    pytest.mark.filterwarnings("ignore:Parsing weird boolean"),
    pytest.mark.filterwarnings("ignore:.*can only be present on a PropertyShape"),
]

FAILING: Mapping[str, str] = {
    "core/property/datatype-ill-formed": "Oxigraph holds the types derived from xsd:integer as "
    'xsd:integer: "300"^^xsd:byte, too large for a byte, is read as the number 300. All that is '
    "published lives in Oxigraph, so this is what is published as well.",
    "sparql/pre-binding/shapesGraph-001": "$shapesGraph is not supported: SHACL leaves that to the "
    "processor (section 5.3.2) and asks for a failure, which is what comes out.",
}
CASES = tuple(cases(suite("w3c-shacl")))
SCORE = {"core": (98, 97), "sparql": (23, 22)}
"""How many cases a part has, and how many pass."""


def _param(case: Case) -> object:
    reason = FAILING.get(case.name)
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_the_report_is_the_one_of_the_suite(case: Case) -> None:
    assert case.found() == case.expected()


def test_the_suite_is_read_whole_and_the_score_is_the_one_that_is_told() -> None:
    score = {
        part: (len(names), len(names - FAILING.keys()))
        for part in SCORE
        if (names := {case.name for case in CASES if case.name.startswith(f"{part}/")})
    }
    assert score == SCORE
    assert sum(total for total, _ in SCORE.values()) == len(CASES)
    told = (files("shapes") / "README.md").read_text("utf-8")
    (core,) = re.findall(r"SHACL Core (\d+) of (\d+)", told)
    (sparql,) = re.findall(r"SHACL-SPARQL (\d+) of (\d+)", told)
    assert (core, sparql) == (("97", "98"), ("22", "23"))
    assert all(name in told for name in FAILING)
