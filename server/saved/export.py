"""The forms of an answer, and what each of them says besides its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.exports.forms import Shape
from server.exports.rows import STATEMENT
from server.negotiation import (
    CSV,
    JSON,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULTS_JSON,
    TURTLE,
    XLSX,
)
from server.saved.catalogue import SavedQuery
from server.saved.header import Text
from server.saved.running import Asked

QUERY = "application/sparql-query"
TABLES: Mapping[str, str] = {"json": JSON, "csv": CSV, "xlsx": XLSX}
"""What every answer comes as."""
SOLUTIONS: Mapping[str, str] = {"srj": RESULTS_JSON}
GRAPHS: Mapping[str, str] = {"ttl": TURTLE, "jsonld": JSON_LD, "nt": N_TRIPLES, "rdf": RDF_XML}
_CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8; header=present",
    TURTLE: "text/turtle; charset=utf-8",
}
STATEMENTS: Mapping[str, Text] = {
    "subject": Text("主语", "Subject"),
    "predicate": Text("谓语", "Predicate"),
    "object": Text("宾语", "Object"),
}
"""The headings of a graph's columns."""


def forms(query: SavedQuery) -> Mapping[str, str]:
    """The forms that the answer of a query comes in, with their media types, the query among
    them."""
    return {**TABLES, **(GRAPHS if query.is_graph else SOLUTIONS), "rq": QUERY}


def content_type(media_type: str) -> str:
    """A media type with its parameters."""
    return _CONTENT_TYPES.get(media_type, media_type)


def headings(query: SavedQuery) -> Mapping[str, Text]:
    """The headings of an answer's columns."""
    return STATEMENTS if query.is_graph else query.header.columns


@dataclass(frozen=True)
class Wanted:
    """A file that is wanted: its form, the column it is sorted by, and whether it is for Excel."""

    form: str
    sort: str = ""
    excel: bool = False
    language: str = "zh"

    @property
    def in_words(self) -> bool:
        """Whether it is for people: with headings in words, and things called as on the page."""
        return self.form == "xlsx" or (self.form == "csv" and self.excel)


@dataclass(frozen=True)
class Origin:
    """What an answer is of: the snapshot and the edition, and where a person finds the same."""

    snapshot: int
    edition: str
    address: str


def shape(
    asked: Asked, wanted: Wanted, origin: Origin, words: Mapping[str, str] | None = None
) -> Shape:
    """What is to be written; `words` are what things are called other than by their labels: in
    English, or with their county."""
    common = {"form": wanted.form, "sort": wanted.sort, "words": words or {}}
    match wanted.form:
        case "json":
            return {**common, "head": _head(asked, origin.snapshot)}
        case "csv":
            return {**common, **(_words(asked, wanted.language) if wanted.in_words else {})}
        case "xlsx":
            words = _words(asked, wanted.language)
            return {**common, **words, **_book(asked, wanted, origin)}
        case _:
            return common


def _head(asked: Asked, view_id: int) -> Mapping[str, Any]:
    title, types = asked.query.header.title, asked.query.types
    return {
        "query": asked.query.name,
        "title": {"zh": title.zh, "en": title.en},
        "parameters": {name: [t.value for t in terms] for name, terms in asked.given.items()},
        **({"edition": asked.edition} if asked.edition else {}),
        "snapshot": view_id,
        "types": dict.fromkeys(STATEMENT, "text") if asked.query.is_graph else dict(types),
    }


def _words(asked: Asked, language: str) -> Mapping[str, Any]:
    words = {name: text.in_language(language) for name, text in headings(asked.query).items()}
    address = "{} (address)" if language == "en" else "{}（网址）"
    return {"headings": words, "address": address}


def _book(asked: Asked, wanted: Wanted, origin: Origin) -> Mapping[str, Any]:
    """The words of a workbook."""
    language = wanted.language

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    header = asked.query.header
    notes = [
        (say("问题", "Question"), header.title.in_language(language)),
        (say("说明", "What it says"), header.summary.in_language(language)),
    ]
    notes += [
        (parameter.label.in_language(language), asked.labels[name].in_language(language))
        for name, parameter in header.parameters.items()
    ]
    notes += [
        (say("版本", "Edition"), origin.edition),
        (say("发布批次", "Publication"), str(origin.snapshot)),
        (say("网址", "Address"), origin.address),
    ]
    return {
        "title": say("结果", "Answer"),
        "notes_title": say("说明", "About"),
        "types": dict(asked.query.types),
        "notes": notes,
        "counted": say("行数", "Rows"),
        "complete": (say("完整", "Complete"), say("是", "yes")),
        "of_sheets": (
            say("分页", "Sheets"),
            say(
                "一张工作表放不下全部行，结果分在{sheets}张工作表里。",
                "One sheet does not hold all rows: they stand on {sheets} sheets.",
            ),
        ),
        "of_links": (
            say("链接", "Links"),
            say(
                "Excel 每张工作表的链接有上限：每张表前{links}个网址有链接，以后的是普通文字；"
                "网址列里全部都有。",
                "Excel bounds the links of a sheet: the first {links} on each are links, the rest "
                "is plain text; the columns of addresses have them all.",
            ),
        ),
        "query": asked.text,
    }
