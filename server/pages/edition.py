"""The pages of a checklist and of one of its editions."""

from flask import render_template

from ontology.terms import DCAT, DCT, LM, PROV
from server.reading.asking import ask
from server.reading.context import Counts
from server.reading.facts import Facts, facts
from server.reading.items import Numbered, edition_items, mentioned
from server.reading.provenance import source_graph
from server.reading.reader import Reader, node
from server.urls import download_path


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the edition `iri`: what it is, its sources, and all it lists."""
    about = facts(reader, iri)
    numbered = edition_items(reader, iri)
    documents = ask(reader.view, "documents", edition=node(iri), source=node(source_graph(iri)))
    checklist = about.first(DCAT.isVersionOf)
    previous = about.iris(DCAT.previousVersion)
    names = reader.names({iri, checklist, *previous, *_agents(about), *mentioned(numbered)})
    return render_template(
        "edition.html",
        here=names[iri],
        other=reader.other_name(iri),
        about=_about(reader, about),
        key=about.first(DCAT.version),
        download=download_path(iri, reader.base),
        counts=counts_of(about, numbered),
        checklist=checklist,
        current=reader.checklist_of(iri),
        previous=previous,
        documents=documents,
        numbered=numbered,
        names=names,
        twins=reader.twins(iri, about.identifier),
    )


def checklist_page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the checklist `iri`: its editions, and where to go on."""
    about = facts(reader, iri)
    editions = about.iris(DCAT.hasVersion)
    current = about.first(DCAT.hasCurrentVersion)
    names = reader.names({iri, *editions, *_agents(about)})
    return render_template(
        "checklist.html",
        here=names[iri],
        other=reader.other_name(iri),
        about=_about(reader, about),
        editions=sorted(editions, key=lambda one: (one != current, one)),
        current=reader.checklist_of(current),
        names=names,
        twins=reader.twins(iri, about.identifier),
    )


def _agents(about: Facts) -> list[str]:
    return [*about.iris(DCT.publisher), *about.iris(DCT.spatial)]


def _about(reader: Reader, about: Facts) -> dict[str, object]:
    return {
        "description": about.text(DCT.description, reader.language),
        "publishers": about.iris(DCT.publisher),
        "places": about.iris(DCT.spatial),
        "issued": about.first(DCT.issued),
        "licence": about.first(DCT.license),
        "source": about.first(PROV.hadPrimarySource),
    }


def counts_of(about: Facts, numbered: list[Numbered]) -> Counts:
    """What the edition's statistics say; of an edition without any, what its entries say."""
    entries = about.first(LM.entryCount)
    every = [one.item for one in numbered]
    return Counts(
        entries=int(entries or len(every)),
        lines=int(about.first(LM.leafCount) or sum(len(one.lines) or 1 for one in numbered)),
        matters=int(about.first(LM.matterCount) or len({item.matter for item in every})),
        stages=int(about.first(LM.stageCount) or len({item.stage for item in every} - {""})),
        scenarios=int(about.first(LM.scenarioCount) or len({item.scenario for item in every})),
        departments=int(
            about.first(LM.departmentCount)
            or len({iri for item in every for iri in (*item.leads, *item.cooperating)})
        ),
        numbered=any(item.called.number for item in every),
    )
