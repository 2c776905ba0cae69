"""The page of a code or of a controlled list, ours or a checklist's own."""

from flask import render_template, request

from ontology.terms import CODE, LM, SKOS
from server.reading.asking import ask
from server.reading.facts import Facts, facts
from server.reading.items import Numbered, arrange, mentioned
from server.reading.reader import Reader, node
from server.store.describing import pointed
from server.urls import pointing_path

_BEARERS = (LM.departmentFunction, LM.institutionKind, LM.adminLevel)
_LIMIT = 200


def page(reader: Reader, iri: str) -> str:
    """The HTML of the page of the code or the controlled list `iri`."""
    about = facts(reader, iri)
    is_type = LM.MatterType.value in about.types
    chosen = _chosen(reader, about) if is_type else ""
    numbered = _entries(reader, iri, chosen) if chosen else []
    bearers = [one for predicate in _BEARERS for one in about.inbound(predicate)]
    many = pointed(about.triples, iri)[1]
    related = _related(about)
    shown = [bearers, *related.values()]
    names = reader.names({iri, *mentioned(numbered)}.union(*(one[:_LIMIT] for one in shown)))
    return render_template(
        "code.html",
        here=names[iri],
        other=reader.other_name(iri),
        about=about,
        texts={
            "definition": about.text(SKOS.definition, reader.language),
            "scope": about.text(SKOS.scopeNote, reader.language),
        },
        notes=about.texts(SKOS.editorialNote, reader.tag),
        aliases=about.aliases(reader.tag),
        notation=about.first(SKOS.notation),
        related=related,
        is_type=is_type,
        ours=iri.startswith(CODE.iri),
        chosen=chosen,
        numbered=numbered,
        bearers=bearers[:_LIMIT],
        more=len(bearers) > _LIMIT,
        limit=_LIMIT,
        every=pointing_path(iri) if many else "",
        names=names,
        twins=reader.twins(iri, about.identifier),
    )


def _chosen(reader: Reader, about: Facts) -> str:
    """The checklist whose entries are shown: the one asked for, the one whose own type it is, or
    the only one."""
    published = [one.iri for one in reader.checklists]
    asked = request.args.get("checklist", "")
    if asked in published:
        return asked
    own = [scheme.removesuffix("/matter-types") for scheme in about.iris(SKOS.inScheme)]
    return next((one for one in own if one in published), "") or (
        published[0] if len(published) == 1 else ""
    )


def _entries(reader: Reader, iri: str, checklist: str) -> list[Numbered]:
    rows = ask(reader.view, "code-entries", checklist=node(checklist), code=node(iri))
    return arrange(reader, rows)


def _related(about: Facts) -> dict[str, list[str]]:
    """Its list, and the codes above and below it; of a list, its codes."""
    tops = about.iris(SKOS.hasTopConcept)
    members = about.inbound(SKOS.inScheme)
    return {
        "scheme": about.iris(SKOS.inScheme),
        "broader": about.iris(SKOS.broader),
        "narrower": about.iris(SKOS.narrower),
        "members": members or tops,
    }
