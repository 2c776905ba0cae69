"""Who reads a page: the published state, the language and the base, and names of things."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import g
from pyoxigraph import NamedNode

from ontology.terms import EN, ZH
from server.app import current_settings
from server.feed.log import has_history, is_told
from server.feed.reading import log_of
from server.messages import HTML_LANGUAGE, TAG
from server.reading.context import Checklist, checklists
from server.reading.naming import Name, named
from server.store.interface import View
from server.urls import document_path

FORMATS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML"))


@dataclass(frozen=True)
class Twins:
    """The same thing as data: its IRI, the path of its document, and the formats of that."""

    iri: str
    path: str
    local: bool
    """Whether the IRI lies under this installation's base."""
    identifier: str = ""
    history: str = ""
    """The page of its history."""
    formats: tuple[tuple[str, str], ...] = FORMATS


class Names(dict[str, Name]):
    """Names by IRI; what has no label is called by the end of its IRI."""

    def __missing__(self, iri: str) -> Name:
        return Name(iri, iri.rstrip("/").rpartition("#")[2].rpartition("/")[2] or iri, "")


@dataclass(frozen=True)
class Reader:
    """One reader of one published state."""

    view: View
    language: str
    base: str

    @property
    def tag(self) -> str:
        """The tag of the page's language in the graph."""
        return TAG[self.language]

    @property
    def checklists(self) -> list[Checklist]:
        return checklists(self.view, self.language, self.base)

    def names(self, iris: Iterable[str]) -> Names:
        """Names in the page's language; Chinese where there is none in it."""
        return Names(named(self.view, iris, self.language))

    def chinese(self, iris: Iterable[str]) -> Names:
        """Names in Chinese, as the list prints them."""
        return Names(named(self.view, iris, "zh"))

    def name(self, iri: str) -> Name:
        return self.names([iri])[iri]

    def other_name(self, iri: str) -> Name | None:
        """The name in the other language, to stand under the heading."""
        language = "zh" if self.language == "en" else "en"
        name = named(self.view, [iri], language).get(iri)
        return name if name and name.lang == HTML_LANGUAGE[language] else None

    def checklist_of(self, edition: str) -> Checklist | None:
        """The checklist whose current edition is `edition`."""
        return next((one for one in self.checklists if one.edition == edition), None)

    def trail(self, edition: str = "", page: str = "") -> list[tuple[str, Name]]:
        """The breadcrumb down to a checklist, where there are several."""
        one = self.checklist_of(edition)
        if one is None or len(self.checklists) == 1:
            return []
        return [(one.path + page, Name(one.iri, f"{one.region_name} {one.title}", ""))]

    def twins(self, iri: str, identifier: str = "") -> Twins:
        """The data twins of the page of `iri`."""
        path = (document_path(iri, self.base) or "/").partition("#")[0]
        history = path.replace("/doc/", "/history/", 1) if self._has_history(iri) else ""
        return Twins(iri, path, iri.startswith(self.base), identifier, history)

    def _has_history(self, iri: str) -> bool:
        """Whether the change log tells of a thing, or this is a list or an edition."""
        if not self.view.changes or not has_history(self.base, iri):
            return False
        return not is_told(self.base, iri) or bool(log_of(self.view, self.base).of(iri))


def present_reader(view: View) -> Reader:
    """The reader of the request at hand."""
    return Reader(view, g.get("language", "zh"), current_settings().base)


def node(iri: str) -> NamedNode:
    return NamedNode(iri)


def nodes(iris: Iterable[str]) -> list[NamedNode]:
    """Terms for a VALUES block, each once, in a stable order."""
    return [NamedNode(iri) for iri in sorted(set(iris))]


def best(texts: Mapping[str, str], language: str) -> str:
    """The text of a language, else the Chinese one, else any."""
    for tag in (TAG[language], ZH, EN):
        if texts.get(tag):
            return texts[tag]
    return next(iter(texts.values()), "")
