"""A crosswalk (对照表): the codes that other systems have for things of a region, as a layer of its
own, `{base}graph/mapping/{region}--codes-{key}` for each scheme.

A code is an adms:Identifier of a thing, with the value as it was given, its scheme and issuer, from
when to when it is valid, how what it denotes relates to the thing, and who reviewed it. One thing
may have many codes; one code of a scheme is exactly one thing. Nothing here says that a thing is a
concept of another system: no owl:sameAs and no skos:exactMatch stands on a matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from loader.identifiers import RegionIris, exact_key, squeeze
from loader.problems import Problem, problem
from loader.rows import Place
from loader.statements import Layer, en, integer, labels, typed, zh
from ontology.terms import ADMS, DCT, LM, RDF, RDFS, SKOS, VOID, XSD

COLUMNS = (
    *("网址", "标识符", "类别", "名称", "英文名称", "所在"),
    *("编码", "编码体系", "发布机构", "有效期起", "有效期止", "关系", "核对人"),
)
"""The columns of the table, in order; the last seven are to be filled in."""
RELATIONS = {
    "exact": ("等同", SKOS.exactMatch),
    "broader": ("更宽", SKOS.broadMatch),
    "narrower": ("更窄", SKOS.narrowMatch),
}
"""How what a code denotes relates to the thing: the key, the word, and the term."""
_WORDS = {word: key for key, words in RELATIONS.items() for word in (key, words[0])}
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


@dataclass(frozen=True)
class ForeignCode:
    """A code of another system for the thing with the IRI `thing`."""

    thing: str
    code: str
    scheme: str
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    relation: str = "exact"
    reviewer: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the table as texts by column, and where it stands."""

    texts: Mapping[str, str]
    place: Place


@dataclass(frozen=True)
class Known:
    """A thing that may have codes: its IRI, its name, and whether a current list has it."""

    iri: str
    name: str
    current: bool = True


def read_codes(
    rows: Iterable[Row], known: Mapping[str, Known], defaults: Mapping[str, str]
) -> tuple[list[ForeignCode], list[Problem]]:
    """The codes that were filled in, and what is wrong; rows without a code say nothing. `known`
    are the things by URI and by identifier; `defaults` stand for what a row leaves blank."""
    found: dict[ForeignCode, Place] = {}
    problems: list[Problem] = []
    for row in rows:
        if not row.texts.get("编码"):
            continue
        code, wrong = _code(row, known, defaults)
        problems += wrong
        if code:
            found.setdefault(code, row.place)
    problems += _clashes(found, known)
    return list(found), problems


def _code(
    row: Row, known: Mapping[str, Known], defaults: Mapping[str, str]
) -> tuple[ForeignCode | None, list[Problem]]:
    def text(column: str) -> str:
        return row.texts.get(column) or defaults.get(column, "")

    problems: list[Problem] = []
    given = text("网址") or text("标识符")
    thing = known.get(given)
    if thing is None:
        problems.append(problem("C02", row.place, given=given))
    elif not thing.current:
        problems.append(problem("C07", row.place, name=thing.name))
    if not text("编码体系"):
        problems.append(problem("C03", row.place, code=text("编码")))
    relation = _WORDS.get(text("关系") or "exact")
    if relation is None:
        words = "、".join(words[0] for words in RELATIONS.values())
        problems.append(problem("C05", row.place, given=text("关系"), known=words))
    dates = []
    for column in ("有效期起", "有效期止"):
        day = _day(text(column))
        if text(column) and day is None:
            problems.append(problem("C06", row.place, column=column, given=text(column)))
        dates.append(day)
    if any(one.severity == "violation" for one in problems) or thing is None or relation is None:
        return None, problems
    code = ForeignCode(
        thing.iri, text("编码"), text("编码体系"), text("发布机构"), dates[0], dates[1],
        relation, text("核对人"),
    )  # fmt: skip
    return code, problems


def _day(text: str) -> date | None:
    match = _DATE.match(squeeze(text))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _clashes(found: Mapping[ForeignCode, Place], known: Mapping[str, Known]) -> Iterator[Problem]:
    """A code that is exactly two things, or that is said twice of one and otherwise."""
    exact: dict[tuple[str, str], ForeignCode] = {}
    said: dict[tuple[str, str, str], ForeignCode] = {}
    for code, place in found.items():
        values = {"code": code.code, "scheme": code.scheme}
        other = exact.get((code.scheme, code.code))
        if code.relation == "exact" and other and other.thing != code.thing:
            names = {"one": known[other.thing].name, "other": known[code.thing].name}
            yield problem("C04", place, **values, **names)
        if code.relation == "exact":
            exact.setdefault((code.scheme, code.code), code)
        if said.setdefault((code.thing, code.scheme, code.code), code) != code:
            yield problem("C09", place, **values, name=known[code.thing].name)


def code_layers(codes: Sequence[ForeignCode], region: RegionIris, name: str) -> list[Layer]:
    """A layer for each scheme of the codes, all of the region `region`, which is called `name`."""
    by_scheme: dict[str, list[ForeignCode]] = {}
    for code in codes:
        by_scheme.setdefault(code.scheme, []).append(code)
    return [
        Layer(code_graph(region, scheme), frozenset(_layer(region, name, scheme, some)))
        for scheme, some in sorted(by_scheme.items())
    ]


def code_graph(region: RegionIris, scheme: str) -> NamedNode:
    """The graph of a scheme's codes."""
    return region.mapping(_slug(region, scheme))


def _slug(region: RegionIris, scheme: str) -> str:
    return f"{region.region}--codes-{exact_key(region.region, scheme)}"


def _layer(
    region: RegionIris, name: str, scheme: str, codes: Sequence[ForeignCode]
) -> Iterator[Triple]:
    dataset = region.linkset(_slug(region, scheme))
    title = f"{name}事项与“{scheme}”的对照"
    yield from typed(dataset, VOID.Dataset)
    english = f"Crosswalk of {region.region} with “{scheme}”"
    yield from labels(dataset, (DCT.title, SKOS.prefLabel), title, english)
    yield Triple(dataset, DCT.identifier, Literal(_slug(region, scheme)))
    things = len({code.thing for code in codes})
    yield Triple(dataset, DCT.description, zh(f"{things}个事物的{len(codes)}个编码。"))
    yield Triple(dataset, DCT.description, en(f"{len(codes)} codes of {things} things."))
    yield Triple(dataset, LM.codeScheme, Literal(scheme))
    yield Triple(dataset, VOID.entities, integer(len(codes)))
    for code in codes:
        yield from _identifier(region, code)


def _identifier(region: RegionIris, code: ForeignCode) -> Iterator[Triple]:
    key = exact_key(code.scheme, code.code)
    iri = NamedNode(f"{code.thing}#code-{key}")
    yield Triple(NamedNode(code.thing), ADMS.identifier, iri)
    yield Triple(iri, RDF.type, ADMS.Identifier)
    yield Triple(iri, SKOS.notation, Literal(code.code))
    yield Triple(iri, RDFS.label, Literal(f"{code.scheme} {code.code}"))
    yield Triple(iri, LM.codeScheme, Literal(code.scheme))
    yield Triple(iri, LM.codeRelation, RELATIONS[code.relation][1])
    if code.issuer:
        yield Triple(iri, ADMS.schemaAgency, Literal(code.issuer))
    for predicate, day in ((LM.validFrom, code.valid_from), (LM.validTo, code.valid_to)):
        if day:
            yield Triple(iri, predicate, Literal(day.isoformat(), datatype=XSD.date))
    if code.reviewer:
        yield Triple(iri, LM.reviewedBy, Literal(code.reviewer))
