"""The forms of an answer by the name that a shape has for them."""

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Triple

from ontology.terms import PREFIXES
from server.exports.named import called, write_things
from server.exports.rows import Rows, at_most, counted, ordered, rows_of
from server.negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from server.workers.serialising import write_graph

Shape = Mapping[str, Any]
"""What is to be written: its `form`, the column to `sort` by, how many rows there may be at `most`,
by what `words` in place of their labels things are called, and what the form wants besides. Plain
enough for JSON."""
GRAPHS: Mapping[str, str] = {"ttl": TURTLE, "nt": N_TRIPLES, "jsonld": JSON_LD, "rdf": RDF_XML}
"""The forms of a graph."""
Write = Callable[[Rows, IO[bytes], Shape], None]


def shaped(
    result: QuerySolutions | QueryTriples | QueryBoolean | Iterable[Triple],
    out: IO[bytes],
    shape: Shape,
) -> None:
    """Write an answer. Raises TooManyRows, and ValueError for a column that it has not."""
    if isinstance(result, QueryBoolean):
        raise ValueError("an answer of solutions or statements is expected")
    form, most = shape["form"], shape.get("most")
    if form in GRAPHS:
        if isinstance(result, QuerySolutions):
            raise ValueError("solutions are no graph")
        write_graph(counted(result, most), out, GRAPHS[form], PREFIXES)
        return
    rows = at_most(rows_of(result), most)
    if form != "extract":
        rows = called(ordered(rows, shape.get("sort", "")), shape.get("words") or {})
    _writer(form)(rows, out, shape)


def _writer(form: str) -> Write:
    """The writer of a form: the workbook's is only loaded where there is one to write."""
    from server.exports import extract, plain, results

    if form == "xlsx":
        from server.exports.book import write_book

        return write_book
    return {
        "json": plain.write_json,
        "csv": plain.write_csv,
        "srj": results.write_results,
        "extract": extract.write_extract,
        "things": write_things,
    }[form]
