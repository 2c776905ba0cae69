"""RDF to validate: read within bounds, and without reaching out.

A JSON-LD context by address (JSON-LD 1.1, section 3.1) is never fetched. That of this vocabulary is
answered from the package, under its own address and that of this site; any other is refused.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache

from pyoxigraph import RdfFormat, Triple, parse

from loader.places import Places
from ontology import code_triples, ontology_triples, read
from ontology.terms import LM
from server.validation.job import Job
from server.validation.verdict import Subject, Verdict, content_iri
from server.workers.errors import (
    Malformed,
    NotValidatable,
    RemoteContext,
    TooManyTriples,
    whereabouts,
)
from shapes.report import Report
from shapes.validation import validate

_CONTEXT = re.compile(r'"@context"\s*:\s*')
_CONTEXT_OR_IMPORT = re.compile(r'"@(?:context|import)"\s*:\s*')
_PLACE = re.compile(r"^(?:Parser )?error (?:at|between) .*?: ", re.IGNORECASE)
OWN_CONTEXT = f"{LM.iri.rstrip('#')}/context.jsonld"
"""The address of the context of this vocabulary."""
_NO_LOADER = "No LoadDocumentCallback"


def context_addresses(base: str) -> frozenset[str]:
    """The addresses under which the context of this vocabulary may be named."""
    return frozenset({OWN_CONTEXT, f"{base}ns/context.jsonld"})


def read_graph(content: bytes, media_type: str, base: str, limit: int) -> tuple[Triple, ...]:
    """The triples of an RDF document, names of graphs left out.

    Raises Malformed, RemoteContext, TooManyTriples beyond `limit`, or NotValidatable for a triple
    term (RDF 1.2), of which SHACL knows nothing. An IRI that is not absolute is malformed: what is
    sent has no address to resolve it against.
    """
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(media_type)
    if form == RdfFormat.JSON_LD:
        content = with_own_context(content, context_addresses(base))
    found: list[Triple] = []
    try:
        for quad in parse(content, format=form):
            if len(found) == limit:
                raise TooManyTriples
            if isinstance(quad.object, Triple):
                raise NotValidatable
            found.append(quad.triple)
    except SyntaxError as error:
        if _NO_LOADER in str(error.msg):
            raise RemoteContext(_remote(content, context_addresses(base))) from None
        message = _PLACE.sub("", str(error.msg))
        raise Malformed(message, error.lineno, error.offset) from None
    return tuple(found)


def validate_rdf(content: bytes, job: Job, read: Callable[[], None]) -> Verdict:
    """What is to be said of RDF, which may describe a part only: what it lacks is told. Where it
    has a source layer, results stand in rows and cells; else at their thing. `read` is called once
    it is read. Raises as `read_graph`, and NotValidatable where the engine gives up."""
    triples = read_graph(content, job.rdf or "", job.base, job.triples)
    read()
    try:
        report = validate_graph(triples, vocabulary=job.vocabulary)
    except MemoryError:
        raise
    except Exception as error:  # the engine's own, of many kinds: a list without an end, and such
        raise NotValidatable(whereabouts(error)) from None
    places = Places(triples, job.file)
    sha256 = hashlib.sha256(content).hexdigest()
    subject = Subject(job.file, sha256, job.rdf or "", content_iri(sha256), len(triples))
    return Verdict(subject, report, tuple(map(places.problem, report.results)), ())


def validate_graph(triples: Collection[Triple], *, vocabulary: bool) -> Report:
    """What the shapes find in a graph as it is; `vocabulary` adds ontology and codes to it."""
    added = (*ontology_triples(), *code_triples()) if vocabulary else ()
    return validate((*triples, *added))


def with_own_context(content: bytes, addresses: Collection[str]) -> bytes:
    """JSON-LD in which the context of this vocabulary stands where one of its `addresses` stood, on
    the same line: places that the parser tells stay true."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content  # the parser says where
    parts, at = [], 0
    for start, end, value in _contexts(text, _CONTEXT):
        values = value if isinstance(value, list) else [value]
        if not any(one in addresses for one in values if isinstance(one, str)):
            continue
        replaced = [
            _own_context() if isinstance(one, str) and one in addresses else one for one in values
        ]
        whole = replaced if isinstance(value, list) else replaced[0]
        breaks = "\n" * text.count("\n", start, end)
        parts += [text[at:start], json.dumps(whole, ensure_ascii=False), breaks]
        at = end
    return "".join((*parts, text[at:])).encode()


def _remote(content: bytes, own: Collection[str]) -> str:
    """The first address of a context that is none of ours; ours may not be imported either."""
    for _, _, value in _contexts(content.decode("utf-8", "replace"), _CONTEXT_OR_IMPORT):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one not in own:
                return one
    return "?"


def _contexts(text: str, key: re.Pattern[str]) -> Iterator[tuple[int, int, object]]:
    """Every context behind `key` that is an address or a list: where its value begins and ends,
    and the value. Of one that does not parse, nothing: the parser says why."""
    decoder, at = json.JSONDecoder(), 0
    for match in key.finditer(text):
        start = match.end()
        if start < at or text[start : start + 1] not in ('"', "["):
            continue
        try:
            value, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        yield start, at, value


@cache
def _own_context() -> object:
    return json.loads(read("context.jsonld"))["@context"]
