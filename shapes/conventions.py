"""What an edition declares about its own form, and what that does to the rules on form.

Counties differ: several leads, a blank that means none, numbers that restart, no stage column, type
words of their own. A rule on such form is a violation where it breaks what the edition declares, a
warning where the edition declares nothing, and is silent where the edition declares otherwise.
Loss and contradiction are no form: they are violations whatever is declared. (Numbers that restart
are handled in the queries of edition.ttl themselves.)
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.terms import LM, SH
from shapes.report import Result, Severity


@dataclass(frozen=True)
class Form:
    """How one rule depends on one convention.

    `allowed` are the declared values under which there is nothing to say, `noted` those under which
    it is a warning all the same. With a `component`, only that constraint of the rule is meant.
    """

    convention: str
    allowed: frozenset[str | bool] = frozenset()
    noted: frozenset[str | bool] = frozenset()
    component: NamedNode | None = None


_NO_NUMBERS = Form("numbers", frozenset({"none"}))
FORMS: Mapping[str, Form] = {
    "S01": Form("numbers", frozenset({"none"}), component=SH.MinCountConstraintComponent),
    "N01-gap": _NO_NUMBERS,
    "N02-duplicate": _NO_NUMBERS,
    "N03-order": _NO_NUMBERS,
    "N09-numbers": _NO_NUMBERS,
    "S02-stage": Form("levels", frozenset({"scenario"}), component=SH.MinCountConstraintComponent),
    "S03-joint": Form("joint_lead", frozenset({True})),
    "S04": Form("blank_cooperating", frozenset({"none"})),
    "S05-local": Form("types", frozenset({"local"})),
    "P01-unstated": Form("blank_cooperating", noted=frozenset({"none"})),
    "X04-lead": Form("blank_cooperating", frozenset({"none"})),
    "X06-cooperating": Form("blank_cooperating", frozenset({"none"})),
}
"""The rules on form, by name."""


@dataclass(frozen=True)
class Conventions:
    """The declared conventions; None where the edition declares nothing."""

    numbers: str | None = None
    blank_cooperating: str | None = None
    joint_lead: bool | None = None
    levels: str | None = None
    types: str | None = None

    def apply(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results as they count under these conventions."""
        for result in results:
            severity = self._severity(result)
            if severity is result.severity:
                yield result
            elif severity is not None:
                yield replace(result, severity=severity)

    def _severity(self, result: Result) -> Severity | None:
        form = FORMS.get(result.rule)
        if form is None or form.component not in (None, result.component):
            return result.severity
        declared = getattr(self, form.convention)
        if declared in form.allowed:
            return None
        if declared is None or declared in form.noted:
            return max(result.severity, Severity.WARNING, key=lambda one: one.rank)
        return result.severity


_WORDS = {
    LM.conventionNumbers: "numbers",
    LM.conventionBlankCooperating: "blank_cooperating",
    LM.conventionLevels: "levels",
    LM.conventionTypes: "types",
}


def conventions_of(data: Iterable[Triple | Quad]) -> Conventions:
    """What the edition in `data` declares: the one that the items there are in. Other editions,
    which the catalogue may tell of, have no say; of several with items, the first by IRI has."""
    editions: set[str] = set()
    words: defaultdict[str, dict[str, str]] = defaultdict(dict)
    joint: dict[str, bool] = {}
    for triple in data:
        if triple.predicate == LM.inEdition and isinstance(triple.object, NamedNode):
            editions.add(triple.object.value)
        elif isinstance(triple.object, Literal) and isinstance(triple.subject, NamedNode):
            if name := _WORDS.get(triple.predicate):
                words[triple.subject.value][name] = triple.object.value
            elif triple.predicate == LM.conventionJointLead:
                joint[triple.subject.value] = triple.object.value in ("true", "1")
    edition = min(editions, default="")
    return Conventions(joint_lead=joint.get(edition), **words.get(edition, {}))
