"""A table for other programs: flat JSON, and CSV (RFC 4180) in UTF-8."""

import csv
import io
import json
from typing import Any

from pyoxigraph import Literal

from ontology.terms import XSD
from server.cell_text import guarded
from server.saved.running import Run
from server.store.interface import Term


def as_json(run: Run, view_id: int) -> str:
    """The run as one JSON object: what was asked, over which snapshot, and every row."""
    document = {
        "query": run.query.name,
        "title": {"zh": run.query.header.title.zh, "en": run.query.header.title.en},
        "parameters": {name: [t.value for t in terms] for name, terms in run.given.items()},
        **({"edition": run.edition} if run.edition else {}),
        "snapshot": view_id,
        "columns": list(run.table.variables),
        "rows": [{name: _json_value(term) for name, term in row.items()} for row in run.table.rows],
        "count": len(run.table.rows),
        "complete": True,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _json_value(term: Term) -> Any:
    if isinstance(term, Literal):
        if term.datatype == XSD.integer:
            return int(term.value)
        if term.datatype == XSD.boolean:
            return term.value == "true"
    return term.value


def as_csv(run: Run, *, excel: bool, language: str) -> str:
    """The run as CSV. For Excel: a byte order mark, headings in words, and strings that begin like
    a formula made plain; otherwise exact, under the names of the variables."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    headings = run.query.header.columns
    names = run.table.variables
    if excel:
        buffer.write("\ufeff")
        writer.writerow([headings[n].in_language(language) if n in headings else n for n in names])
    else:
        writer.writerow(names)
    for row in run.table.rows:
        writer.writerow([_csv_value(row.get(name), excel) for name in names])
    return buffer.getvalue()


def _csv_value(term: Term | None, excel: bool) -> str:
    if term is None:
        return ""
    is_string = isinstance(term, Literal) and term.datatype.value.endswith(("string", "langString"))
    return guarded(term.value) if excel and is_string else term.value
