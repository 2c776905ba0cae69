"""What an edition declares about its own form, and what that does to the rules on form.

Counties differ: several leads, a blank that means none, numbers that restart. A rule on such form
is a violation where it breaks what the edition declares, a warning where the edition declares
nothing, and is silent where the edition declares otherwise. (Numbers that restart in each stage
are handled in the queries of edition.ttl themselves.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, Quad, Triple

from ontology.terms import LM, SH
from shapes.report import Result, Severity

_NUMBERS = frozenset({"S01", "N01", "N02", "N03-order", "N09-numbers"})
_SOFT_NUMBERS = frozenset({"N01", "N02"})


@dataclass(frozen=True)
class Conventions:
    """The declared conventions; None where the edition declares nothing."""

    numbers: str | None = None
    blank_cooperating: str | None = None
    joint_lead: bool | None = None

    def apply(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results as they count under these conventions."""
        for result in results:
            if self._silent(result):
                continue
            if self._undeclared(result):
                result = replace(result, severity=Severity.WARNING)
            yield result

    def _silent(self, result: Result) -> bool:
        if self.numbers == "none" and result.shape in _NUMBERS:
            # A number that stands there all the same is still checked.
            return result.shape != "S01" or result.component == SH.MinCountConstraintComponent
        if self.joint_lead and result.shape == "S03":
            return result.component == SH.MaxCountConstraintComponent
        return self.blank_cooperating == "none" and result.shape == "S04"

    def _undeclared(self, result: Result) -> bool:
        if result.severity is not Severity.VIOLATION:
            return False
        return (
            (self.numbers is None and result.shape in _SOFT_NUMBERS)
            or (self.joint_lead is None and result.shape == "S03")
            or (self.blank_cooperating is None and result.shape == "S04")
        )


def conventions_of(data: Iterable[Triple | Quad]) -> Conventions:
    """The conventions that the edition in `data` declares; of several, the last one read."""
    found: dict[str, str] = {}
    for triple in data:
        if isinstance(triple.object, Literal):
            found[triple.predicate.value] = triple.object.value
    joint = found.get(LM.conventionJointLead.value)
    return Conventions(
        numbers=found.get(LM.conventionNumbers.value),
        blank_cooperating=found.get(LM.conventionBlankCooperating.value),
        joint_lead=None if joint is None else joint in ("true", "1"),
    )
