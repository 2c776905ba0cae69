"""The page of one thing, chosen by its class."""

import re
from collections.abc import Callable, Collection, Mapping

from ontology.terms import CODE, LM, SKOS
from server.pages import (
    code,
    concept,
    department,
    edition,
    entry,
    generic,
    jurisdiction,
    logged,
    matter,
    scenario,
    source_row,
    stage,
)
from server.reading.reader import Reader, present_reader
from server.store.interface import View

Page = Callable[[Reader, str], str]
PAGES: Mapping[str, Page] = {
    "Stage": stage.page,
    "Scenario": scenario.page,
    "FormerMatter": matter.page,
    "Matter": matter.page,
    "SubItem": matter.page,
    "Department": department.page,
    "Entry": entry.page,
    "SubEntry": entry.page,
    "Edition": edition.page,
    "Checklist": edition.checklist_page,
    "SourceRow": source_row.page,
    "Jurisdiction": jurisdiction.page,
    "MatterType": code.page,
    "MatterConcept": concept.page,
}
"""The page of each class of lm:, the telling ones first."""
_LOGGED = re.compile(r"id/(change|publication)/\d{1,18}", re.ASCII)


def render(view: View, iri: str, types: Collection[str]) -> str:
    """The HTML of the page of `iri`, which is published with the classes `types` (IRIs)."""
    reader = present_reader(view)
    if match := _LOGGED.fullmatch(iri.removeprefix(reader.base)):
        return (logged.event_page if match[1] == "change" else logged.publication_page)(reader, iri)
    for name, page in PAGES.items():
        if LM[name].value in types:
            return page(reader, iri)
    if SKOS.ConceptScheme.value in types or (iri.startswith(CODE.iri) and "/agent/" not in iri):
        return code.page(reader, iri)
    return generic.page(reader, iri)
