"""The crosswalk as a workbook with every URI and name, to be filled with one's own codes, and read
back from a workbook or CSV."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from loader.crosswalk import COLUMNS, RELATIONS, Known, Row
from loader.identifiers import squeeze
from loader.limits import Limits
from loader.problems import Refused, problem
from loader.readers import content_of, delimited
from loader.readers.spreadsheets import excel
from loader.rows import Place
from loader.tables import TableCell
from ontology.terms import ADMS, DCT, LM, RDFS, SKOS, ZH
from server.search.gathered import Found, gathered
from server.spreadsheet import Link, Sheet, Value, workbook

KINDS = {
    "matter": "事项",
    "sub-item": "细分事项",
    "department": "部门",
    "scenario": "场景",
    "stage": "阶段",
}
_WIDTHS = (46, 24, 9, 36, 36, 30, 22, 20, 20, 12, 12, 8, 12)
_RELATION_OF = {term.value: words for words, term in RELATIONS.values()}
_HELP = (
    (
        "怎样填写",
        "在“编码”一栏写贵系统的编码；一个事物有几个编码，就复制成几行。没有编码的行留空。",
    ),
    ("编码体系", "编码属于哪个体系，如“实施编码”；整张表相同时可在装载时用 --scheme 给出。"),
    ("关系", "等同：编码所指就是它；更宽、更窄：编码所指比它宽或窄。不写即等同。"),
    ("有效期", "写作 2026-01-31；没有就不写。"),
    ("网址", "请勿改动“网址”和“标识符”。其他各栏只供辨认。"),
    (
        "How to fill it in",
        "Put your codes under 编码, their scheme under 编码体系; one row a code.",
    ),
)


def things(store: Store, base: str, region: str) -> list[Found]:
    """The things of a region that may have codes, in the order of the table."""
    found = gathered(store, base, region)
    return sorted(
        (one for one in found if one.kind in KINDS and one.standing != "withdrawn"),
        key=lambda one: (list(KINDS).index(one.kind), one.standing != "current", one.iri),
    )


def known_things(store: Store, base: str, region: str) -> dict[str, Known]:
    """Those things by URI and by identifier."""
    known: dict[str, Known] = {}
    for one in things(store, base, region):
        thing = Known(one.iri, one.name, one.standing == "current")
        known[one.iri] = thing
        known |= {
            named.text: thing for named in one.names if named.role == "key" and "-" in named.text
        }
    return known


def write_crosswalk(store: Store, base: str, region: str) -> bytes:
    """The table of a region: a row for each thing, and for each code that it has."""
    found = things(store, base, region)
    names = {one.iri: one.name for one in found}
    rows = [row for one in found for row in _rows(store, one, names)]
    choices = {"关系": [words for words, _ in RELATIONS.values()]}
    help_ = Sheet("说明", ("栏目", "说明"), _HELP, (16, 90))
    return workbook([Sheet("对照表", COLUMNS, rows, _WIDTHS, choices), help_])


def _rows(store: Store, one: Found, names: Mapping[str, str]) -> Iterator[tuple[Value, ...]]:
    places = one.links["scenario"] or one.links["stage"]
    where = "、".join(names.get(iri, "") for iri in places)
    own = (Link(one.iri), _identifier(one), KINDS[one.kind], one.name, one.name_en, where)
    codes = list(_codes(store, one.iri)) or [("",) * 7]
    yield from ((*own, *code) for code in codes)


def _identifier(one: Found) -> str:
    return next((n.text for n in one.names if n.role == "key" and "-" in n.text), one.iri)


def _codes(store: Store, iri: str) -> Iterator[tuple[Value, ...]]:
    node = NamedNode(iri)
    for quad in store.quads_for_pattern(node, ADMS.identifier, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode):
            said = {
                each.predicate: each.object.value
                for each in store.quads_for_pattern(quad.object, None, None, DefaultGraph())
                if isinstance(each.object, NamedNode | Literal)
            }
            days = [said.get(name, "") for name in (LM.validFrom, LM.validTo)]
            yield (
                *(said.get(name, "") for name in (SKOS.notation, LM.codeScheme, ADMS.schemaAgency)),
                *(date.fromisoformat(day) if day else "" for day in days),
                _RELATION_OF.get(said.get(LM.codeRelation, ""), ""),
                said.get(LM.reviewedBy, ""),
            )


def read_rows(path: Path, limits: Limits) -> tuple[bytes, list[Row]]:
    """The bytes of a table and its rows below the header. Raises Refused where it cannot be read or
    is no crosswalk."""
    content = content_of(path, limits)
    reader = excel if content.startswith(b"PK") else delimited
    for table in reader.read(content, path.name, limits).tables:
        rows = [{cell.column: cell for cell in cells} for cells in table.rows()]
        for at, row in enumerate(rows):
            headings = {squeeze(cell.text): column for column, cell in row.items()}
            if "编码" in headings and {"网址", "标识符"} & headings.keys():
                return content, list(_below(path.name, rows[at + 1 :], headings))
    raise Refused([problem("C01", Place(path.name), file=path.name)])


def _below(
    file: str, rows: Sequence[Mapping[int, TableCell]], headings: Mapping[str, int]
) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        texts = {
            heading: row[column].text.strip()
            for heading, column in headings.items()
            if column in row
        }
        cell = row.get(headings["编码"])
        address = cell.address if cell else None
        yield Row(texts, Place(file, number, column="编码", text=texts.get("编码"), cell=address))


def region_name(store: Store, base: str, region: str) -> str:
    """What a region is called; its code where it has no name."""
    node = NamedNode(f"{base}id/region/{region}")
    for predicate in (SKOS.prefLabel, RDFS.label, DCT.title):
        for quad in store.quads_for_pattern(node, predicate, None, DefaultGraph()):
            if isinstance(quad.object, Literal) and quad.object.language == ZH:
                return quad.object.value
    return region
