"""What a validation found, and the forms in which it is told."""

import base64
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from loader.problems import Problem, blocking
from loader.report import noticed_result, where
from ontology.terms import PREFIXES, SH, XSD
from server.negotiation import JSON
from server.quality.book import Checked, book
from server.quality.groups import groups
from server.spreadsheet import MEDIA_TYPE as XLSX
from server.validation.job import SUMMARY
from server.validation.summary import summary
from shapes.report import Report, Severity


@dataclass(frozen=True)
class Subject:
    """What was validated: the name it was sent under, the SHA-256 of its bytes, its media type,
    and how many triples it has where it is RDF. `iri` is the edition that it would be, or the
    document itself where it did not come so far."""

    file: str
    sha256: str
    media_type: str
    iri: NamedNode
    triples: int | None = None

    @property
    def report(self) -> NamedNode:
        """The IRI of the report: the same for the same bytes, and published nowhere."""
        return NamedNode(uuid.uuid5(uuid.NAMESPACE_URL, f"sha256:{self.sha256}").urn)


@dataclass(frozen=True)
class Verdict:
    """What was found: `report` is what the shapes found, `found` the same as problems with their
    places, in its order; `noticed` is what else there is to say."""

    subject: Subject
    report: Report
    found: tuple[Problem, ...]
    noticed: tuple[Problem, ...]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All of it, in the order in which people work through it."""
        ordered = groups((*self.noticed, *self.found))
        return tuple(problem for group in ordered for problem in group.problems)

    @property
    def conforms(self) -> bool:
        """True when nothing is a violation."""
        return not blocking(self.problems)

    def counts(self) -> dict[str, int]:
        """How many problems there are of each severity."""
        return {s.value: sum(p.severity is s for p in self.problems) for s in Severity}

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain data."""
        return {**self._head(), "results": [problem.as_json() for problem in self.problems]}

    def as_summary(self) -> dict[str, Any]:
        """The verdict with its problems grouped, for a page."""
        return {**self._head(), **summary(self.problems)}

    def triples(self) -> Iterator[Triple]:
        """The verdict as a validation report (SHACL, section 3.6), its messages in both languages.
        Warnings and notes do not keep it from conforming."""
        report = self.subject.report
        for triple in self.report.triples(report.value):
            if triple.predicate != SH.conforms:
                yield triple
        conforms = Literal(str(self.conforms).lower(), datatype=XSD.boolean)
        yield Triple(report, SH.conforms, conforms)
        named = self.report.named(report.value)
        for (iri, _), found in zip(named, self.found, strict=True):
            yield from where(found, iri)
        for number, noticed in enumerate(self.noticed, start=1):
            iri = NamedNode(f"{report.value}#loader-{number}")
            yield Triple(report, SH.result, iri)
            yield from noticed_result(noticed, iri, self.subject.iri)
            yield from where(noticed, iri)

    def _head(self) -> dict[str, Any]:
        subject = self.subject
        said: dict[str, Any] = {
            "file": subject.file,
            "sha256": subject.sha256,
            "media_type": subject.media_type,
        }
        if subject.triples is not None:
            said["triples"] = subject.triples
        return {"conforms": self.conforms, "counts": self.counts(), "document": said}


def content_iri(sha256: str) -> NamedNode:
    """The name of a thing by its content (RFC 6920, section 3)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode("ascii").rstrip("=")
    return NamedNode(f"ni:///sha-256;{digest}")


def write(verdict: Verdict, form: str, out: IO[bytes]) -> str:
    """Write the verdict in a form, SUMMARY or a media type; returns the media type written."""
    if form in (JSON, SUMMARY):
        data = verdict.as_summary() if form == SUMMARY else verdict.as_json()
        out.write(json.dumps(data, ensure_ascii=False, indent=1).encode())
        return JSON
    if form == XLSX:
        title = verdict.subject.file
        out.write(book([Checked(title, verdict.problems)]))
        return form
    rdf = RdfFormat.from_media_type(form)
    if rdf is None:
        raise ValueError(form)
    ordered = sorted(verdict.triples(), key=str)
    serialize(ordered, out, rdf, prefixes=dict(PREFIXES))
    return form
