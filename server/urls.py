"""Every address of the site is built here.

An IRI under the base stands for a real thing at `/id/…` and is described at `/doc/…`; codes,
terms and rules are fixed for every deployment and described at `/doc/code/…`, `/ns` and `/shapes`.
"""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from ontology.terms import CODE, LM, LMSH

DOWNLOADS = "/download/"
"""The page with all that can be downloaded."""
DUMPS = f"{DOWNLOADS}all/"
"""Where the dump of everything lies."""
SUFFIXES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


def document_path(iri: str, base: str) -> str | None:
    """The site path that describes `iri`, or None where this site does not describe it."""
    if iri.startswith(f"{base}id/"):
        path, _, fragment = iri.removeprefix(f"{base}id/").partition("#")
        return f"/doc/{path}" + (f"#{fragment}" if fragment else "")
    if iri.startswith(CODE.iri):
        return f"/doc/code/{iri.removeprefix(CODE.iri)}"
    if iri.startswith(LM.iri):
        return f"/ns#{iri.removeprefix(LM.iri)}"
    if iri.startswith(LMSH.iri):
        return f"/shapes#{iri.removeprefix(LMSH.iri)}"
    return {LM.iri[:-1]: "/ns", LMSH.iri[:-1]: "/shapes"}.get(iri)


def resource_iri(path: str, base: str) -> str:
    """The IRI that the path after `/doc/` describes."""
    if path.startswith("code/"):
        return CODE.iri + path.removeprefix("code/")
    return f"{base}id/{path}"


def pointing_path(iri: str) -> str:
    """The query for all that points at `iri`."""
    return f"/sparql?{urlencode({'query': f'CONSTRUCT WHERE {{ ?s ?p <{iri}> }}'})}"


def graph_path(iri: str) -> str:
    """A named graph, whole."""
    return f"/graphs?{urlencode({'graph': iri})}"


def checklist_path(iri: str, base: str, page: str = "") -> str:
    """`/{region}/{list}/…`: a page of one checklist, given the checklist's IRI."""
    region, _, list_key = iri.removeprefix(f"{base}id/").partition("/checklist/")
    return f"/{region}/{list_key}/{page}"


def download_path(edition: str, base: str) -> str:
    """The page with the files of an edition."""
    region, _, rest = edition.removeprefix(f"{base}id/").partition("/checklist/")
    return f"{DOWNLOADS}{region}/{rest}/"


def dump_path(name: str) -> str:
    """A file of the dump of everything."""
    return DUMPS + name


def query_path(name: str, suffix: str = "", **parameters: str | list[str] | None) -> str:
    """A saved query with its parameters: the address is the saved view."""
    given = {key: value for key, value in parameters.items() if value}
    path = f"/query/{quote(name)}{suffix}"
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def key_of(iri: str) -> str:
    """The key at the end of an IRI: how an address names a thing of a list."""
    return iri.rstrip("/").rpartition("/")[2]


def choosing_path(path: str, **chosen: Iterable[str]) -> str:
    """`path` with the things that are chosen (IRIs), by their keys."""
    given = {name: [key_of(iri) for iri in iris] for name, iris in chosen.items()}
    query = urlencode({name: keys for name, keys in given.items() if keys}, doseq=True)
    return f"{path}?{query}" if query else path


_DRAFT = 6000
"""So many characters of an address hold a query."""


def workbench_path(name: str, text: str = "") -> str:
    """The workbench with a query to look at before it is asked: its text, or where that is too long
    for an address the saved query of that name as it stands."""
    path = f"/workbench?{urlencode({'draft': text})}"
    return path if text and len(path) <= _DRAFT else f"/workbench?{urlencode({'example': name})}"


def with_query(path: str, /, **parameters: str | None) -> str:
    """`path` with parameters added; None leaves one out."""
    given = {key: value for key, value in parameters.items() if value is not None}
    if not given:
        return path
    head, mark, fragment = path.partition("#")
    joined = f"{head}{'&' if '?' in head else '?'}{urlencode(given)}"
    return joined + mark + fragment


def gallery_path(**parameters: str | None) -> str:
    """The saved queries, filtered by words (`q`) or a tag."""
    return with_query("/queries", **{name: value or None for name, value in parameters.items()})
