"""Linked data: `/id/…` stands for a thing and leads by 303 to `/doc/…`, which describes it in the
form the client accepts (Cool URIs for the Semantic Web, section 4.2)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from loader.statements import en, zh
from ontology.terms import CODE, DCT, EN, FOAF, LM, PREFIXES, RDF, RDFS, SKOS, ZH
from server.app import current_settings, current_view
from server.errors import NotAcceptable, UnknownResource, Withdrawn
from server.formats import of_graph
from server.history.memento import original_links
from server.json_ld import compacted, nested
from server.negotiation import (
    GRAPH_ALIASES,
    GRAPH_TYPES,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TURTLE,
    negotiate,
)
from server.profiles.asked import PARAMETER, Profile, Wanted, wanted
from server.profiles.given import Given, given, there_are
from server.store.describing import edition_layers, pointed
from server.urls import SUFFIXES, document_path, pointing_path, resource_iri

blueprint = Blueprint("resources", __name__)
FORMS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_SUFFIX_FORMS = {**SUFFIXES, "json": JSON_LD}


@blueprint.get("/id/<path:path>", endpoint="thing")
@blueprint.get("/code/<path:path>", endpoint="code")
def thing(path: str) -> Response:
    """303 to the document about a thing, whatever the client accepts."""
    local = f"code/{path}" if request.endpoint == "resources.code" else path
    iri = resource_iri(local, current_settings().base)
    description(iri)
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    response = Response(status=303)
    response.headers["Location"] = (document_path(iri, current_settings().base) or "/") + query
    response.vary.add("Accept")
    return response


@blueprint.get("/doc/<path:path>")
def document(path: str) -> Response:
    """The document about a thing, a page or RDF: in the form that the address names, else
    `format=`, else the one the client accepts best; in the profile that `_profile=` names, else
    the one that `Accept-Profile` prefers."""
    settings = current_settings()
    plain, suffix = split_suffix(path)
    profiles = asked_profiles()
    if past := _past(path):
        return past
    iri, media_type = resource_iri(plain, settings.base), asked_form(suffix, profiles)
    from server.history import views

    triples = description(iri)
    number, cut = pointed(triples, iri)
    in_address = ""
    if media_type == HTML:
        response = _page(iri, triples)
    else:
        found = given(current_view(), settings.base, iri, triples, profiles)
        if cut and found.writing is None:
            found = replace(found, triples=triples | _told(iri, _document(plain), number))
        response = in_rdf(iri, found, media_type)
        in_address = f"?{PARAMETER}={found.profile.token}" if found.writing else ""
    if cut:
        response.headers.add("Link", f'<{pointing_path(iri)}>; rel="related"')
    response.vary.update(("Accept", "Accept-Profile"))
    for name, form in SUFFIXES.items():
        if name != "json":
            address = f"/doc/{plain}.{name}{in_address if name != 'html' else ''}"
            response.headers.add("Link", f'<{address}>; rel="alternate"; type="{form}"')
    for link in _in_profiles(plain, there_are(iri, triples)):
        response.headers.add("Link", link)
    response.headers.add("Link", f'<{iri}>; rel="describes"')
    if views.has_past(iri):
        for link in original_links(settings.base, path):
            response.headers.add("Link", link)
    return response


def _document(plain: str) -> str:
    return f"{current_settings().base}doc/{plain}"


def _in_profiles(plain: str, profiles: Sequence[Profile]) -> Iterator[str]:
    """Where a document is in each profile that there is. Only Turtle is listed, though each has
    all forms: rdflib follows the first JSON-LD that it finds here, even from JSON-LD."""
    for profile in profiles:
        yield (
            f'</doc/{plain}.ttl?{PARAMETER}={profile.token}>; rel="alternate"; '
            f'type="{TURTLE}"; profile="{profile.uri}"'
        )


def _past(path: str) -> Response | None:
    """The document as an edition has it, or where it leads to as it was; None where the present is
    asked for."""
    from server.history import views

    if name := request.args.get("edition"):
        return views.in_edition(path, name)
    header = request.headers.get("Accept-Datetime")
    return views.led_to_past(path, header) if header else None


def _told(iri: str, document: str, number: int) -> frozenset[Triple]:
    """That a document has only so many of the triples that point at its thing, and where all are:
    a description does not end without a word."""
    address = NamedNode(document)
    every = NamedNode(current_settings().base.rstrip("/") + pointing_path(iri))
    return frozenset(
        {
            Triple(address, RDF.type, FOAF.Document),
            Triple(address, FOAF.primaryTopic, NamedNode(iri)),
            Triple(address, RDFS.seeAlso, every),
            Triple(address, RDFS.comment, zh(f"指向它的只列出{number}条，全部见 rdfs:seeAlso。")),
            Triple(
                address,
                RDFS.comment,
                en(f"Only {number} of what points at it; rdfs:seeAlso leads to all."),
            ),
        }
    )


def in_rdf(iri: str, found: Given, media_type: str) -> Response:
    """What is given of a thing, in one of the RDF media types; JSON-LD is compacted. It says which
    profile it is in."""
    writing = found.writing
    if media_type != JSON_LD:
        prefixes = writing.prefixes if writing else PREFIXES
        response = rdf_response(found.triples, media_type, prefixes)
    elif writing:
        body = nested(iri, found.triples, writing.stated, writing.context)
        response = Response(body, content_type=JSON_LD)
    else:
        context = f"{current_settings().base}ns/context.jsonld"
        response = Response(compacted(iri, found.triples, context), content_type=JSON_LD)
    response.headers["Content-Profile"] = f"<{found.profile.uri}>"
    response.headers.add("Link", f'<{found.profile.uri}>; rel="profile"')
    return response


def rdf_response(
    triples: Collection[Triple], media_type: str, prefixes: Mapping[str, str] = PREFIXES
) -> Response:
    """`triples` in one of the RDF media types, in a stable order."""
    ordered = sorted(triples, key=str)
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(media_type)
    body = serialize(ordered, format=form, prefixes=dict(prefixes))
    charset = "; charset=utf-8" if media_type == TURTLE else ""
    return Response(body, content_type=media_type + charset)


def asked_profiles() -> Wanted:
    """The profiles in which a document is asked for. Raises UnknownProfile."""
    return wanted(request.args.getlist(PARAMETER), request.headers.get("Accept-Profile"))


def asked_form(suffix: str | None, profiles: Wanted) -> str:
    """The media type in which a document is asked for: by the end of its address, by `format=`, or
    as the client accepts. A page is in no profile: who names one and takes anything gets RDF.
    Raises NotAcceptable, or BadParameter for a name that is none."""
    if suffix:
        return _SUFFIX_FORMS[suffix]
    if name := request.args.get("format"):
        return of_graph(name)
    forms = (*GRAPH_TYPES, HTML) if profiles.named else FORMS
    chosen = negotiate(request.headers.get("Accept"), forms, GRAPH_ALIASES)
    if chosen is None:
        raise NotAcceptable(offered="、".join(FORMS), available=list(FORMS))
    return chosen


def split_suffix(path: str) -> tuple[str, str | None]:
    """The path of a document without the suffix of its form, and that."""
    head, dot, suffix = path.rpartition(".")
    return (head, suffix) if dot and suffix in _SUFFIX_FORMS else (path, None)


def description(iri: str) -> frozenset[Triple]:
    """What is published about `iri`. Raises UnknownResource where nothing is, Withdrawn where the
    register says that it was minted in error."""
    try:
        NamedNode(iri)
        triples = current_view().describe(iri)
    except ValueError:
        triples = frozenset()
    if not any(isinstance(t.subject, NamedNode) and t.subject.value == iri for t in triples):
        from server.history import views

        layer = triples and iri in edition_layers(current_settings().base, iri)
        if not layer:
            raise views.taken_back(iri) or UnknownResource(iri=iri)
    if Triple(NamedNode(iri), LM.status, CODE["matter-status/withdrawn"]) in triples:
        raise _withdrawn(iri, triples)
    return triples


def _withdrawn(iri: str, triples: Collection[Triple]) -> Withdrawn:
    said = [triple for triple in triples if triple.subject == NamedNode(iri)]

    def text(predicate: NamedNode, tag: str) -> str:
        found = (t.object for t in said if t.predicate == predicate)
        return next((o.value for o in found if isinstance(o, Literal) and o.language == tag), "")

    names = {tag: text(SKOS.prefLabel, tag) for tag in (ZH, EN)}
    notes = {tag: text(SKOS.historyNote, tag) for tag in (ZH, EN)}
    by = (t.object for t in said if t.predicate == DCT.isReplacedBy)
    english = names[EN] or names[ZH]
    return Withdrawn(
        iri=iri,
        name=names[ZH] or None,
        called_zh=f"（{names[ZH]}）" if names[ZH] else " ",
        called_en=f" ({english})" if english else "",
        note=notes[ZH] or None,
        note_zh=notes[ZH],
        note_en=notes[EN] or notes[ZH],
        successors=sorted(one.value for one in by if isinstance(one, NamedNode)),
    )


def _page(iri: str, triples: Collection[Triple]) -> Response:
    from server.pages import things

    types = {
        triple.object.value
        for triple in triples
        if triple.predicate == RDF.type
        and isinstance(triple.object, NamedNode)
        and isinstance(triple.subject, NamedNode)
        and triple.subject.value == iri
    }
    page = things.render(current_view(), iri, types)
    return Response(page, content_type="text/html; charset=utf-8")
