"""What a validation is asked to do, as the web process says it to the worker."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from loader.limits import Limits

SUMMARY = "summary"
"""The form of a report from which the page is made: groups of problems, as JSON."""
MARKED = "marked"
"""The form of the answer that is the draft itself, with its problems marked."""
COLUMNS = "columns"
"""The form of the answer that is what stands in the columns of a table, as JSON: nothing is
validated."""


@dataclass(frozen=True)
class Job:
    """One validation. `rdf` is the media type of the RDF, None for a document, and `form` the media
    type of the report, or SUMMARY."""

    file: str
    """What to call the document in messages."""
    rdf: str | None
    form: str
    base: str
    """The base of instance IRIs."""
    data: str
    """The data folder."""
    snapshot: int | None
    """The published state to recognise matters by; None before the first publication."""
    triples: int
    """How many a graph may have."""
    report_bytes: int
    """How many bytes a report may have."""
    limits: Limits
    """How large a document may be."""
    options: Mapping[str, str | list[str]] = field(default_factory=dict)
    """What the request says of the document, by the names of `Manifest.with_options`."""
    manifest: str | None = None
    """The manifest that came with the document, as TOML."""
    draft: bool = False
    """Whether the document is a draft to be checked beside the current edition of its list
    (`server.drafts`): `form` is then SUMMARY, MARKED or the media type of a workbook."""
    vocabulary: bool = True
    """Whether ontology and codes are validated with the graph."""

    def as_header(self) -> dict[str, Any]:
        """The job as plain data."""
        return asdict(self)


def job_of(header: Mapping[str, Any]) -> Job:
    """The job that `as_header` says."""
    return Job(**{**header, "limits": Limits(**header["limits"])})
