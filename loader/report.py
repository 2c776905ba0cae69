"""The report graph of an edition: what the shapes found, and what was noticed on reading.

A W3C SHACL validation report (SHACL, section 3.6) with IRIs for its results. Beside the terms of
SHACL each result carries whose problem it is (`lmsh:kind`) and, where it stands in the document,
the row, the cell and the text in it: a page and a query need no other graph to list them.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from loader.cells import filed
from loader.editions import EditionBuild
from loader.places import Places
from loader.problems import Problem
from loader.provenance import raw
from loader.statements import Layer, en, zh
from loader.validation import Judgement
from ontology.terms import EN, LM, LMSH, RDF, SH, ZH
from shapes.report import Severity


def report_layer(build: EditionBuild, judgement: Judgement) -> Layer:
    """The graph `{edition}/report`: a sh:ValidationReport with the results of the shapes, and one
    result for each problem of the loader, `{edition}/report#loader-{n}`."""
    graph = build.iris.report
    triples = set(judgement.report.triples(graph.value))
    named = judgement.report.named(graph.value)
    for (iri, _), found in zip(named, judgement.found, strict=True):
        triples.update(where(found, iri))
    for number, noticed in enumerate(judgement.noticed, start=1):
        iri = NamedNode(f"{graph.value}#loader-{number}")
        triples.add(Triple(graph, SH.result, iri))
        triples.update((*noticed_result(noticed, iri, build.iris.edition), *where(noticed, iri)))
    return Layer(graph, frozenset(triples))


def noticed(report: Iterable[Triple], places: Places) -> Iterator[Problem]:
    """What was noticed on reading, read back from a report graph; `places` are those of the graph
    that the report is about."""
    read = (LM.problemCode, SH.resultMessage, SH.resultSeverity, LM.problemRow, LM.problemCell)
    for result, said in filed(report, frozenset(read)).items():
        for code in said.get(LM.problemCode, ()):
            messages = [m for m in said.get(SH.resultMessage, ()) if isinstance(m, Literal)]
            words = {message.language: message.value for message in messages}
            severity = said[SH.resultSeverity][0]
            at = (*said.get(LM.problemCell, ()), *said.get(LM.problemRow, ()))
            place, thing = places.standing(at[0] if at else result)
            yield Problem(
                code.value if isinstance(code, Literal) else "",
                place,
                {},
                next(one for one in Severity if one.iri == severity),
                {"zh": words.get(ZH, ""), "en": words.get(EN, "")},
                thing=thing,
            )


def where(found: Problem, iri: NamedNode) -> Iterator[Triple]:
    """Whose problem a result is, and where it stands in the document."""
    place = found.place
    yield Triple(iri, LMSH.kind, LMSH[found.kind.value])
    if place.row_iri:
        yield Triple(iri, LM.problemRow, NamedNode(place.row_iri))
    if place.cell_iri:
        yield Triple(iri, LM.problemCell, NamedNode(place.cell_iri))
    if place.text is not None:
        yield Triple(iri, LM.problemText, raw(place.text))


def noticed_result(found: Problem, iri: NamedNode, about: NamedNode) -> Iterator[Triple]:
    """A problem that reading noticed as a result, about its row, else about `about`."""
    row = found.place.row_iri
    yield Triple(iri, RDF.type, SH.ValidationResult)
    yield Triple(iri, SH.focusNode, NamedNode(row) if row else about)
    yield Triple(iri, SH.resultSeverity, found.severity.iri)
    yield Triple(iri, SH.sourceConstraintComponent, LM.LoaderConstraintComponent)
    yield Triple(iri, LM.problemCode, Literal(found.code))
    yield Triple(iri, SH.resultMessage, zh(found.sentence("zh")))
    yield Triple(iri, SH.resultMessage, en(found.sentence("en")))
    if found.place.text:
        yield Triple(iri, SH.value, raw(found.place.text))
