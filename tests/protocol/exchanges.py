"""The protocol suites of the W3C as what is sent and what is expected: HTTP in RDF, read from their
manifests (`ht:Request`, `ht:Response`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_NAMED = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


@dataclass(frozen=True)
class Exchange:
    """One request, and what may come back."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None
    statuses: tuple[str, ...]
    """The names of `hts:` that are acceptable."""
    boolean: bool | None
    form: str | None
    """`boolean`, `tabular` or `RDF`, where it is said."""
    location: str | None
    """What the Location stands for in later requests."""
    answer_headers: Mapping[str, str]
    answer_body: str | None

    def accepts(self, status: int) -> bool:
        """Whether a status is one of those expected."""
        if not self.statuses:
            return 200 <= status < 400
        return any(
            status == _NAMED[name] if name in _NAMED else f"StatusCode{status // 100}xx" == name
            for name in self.statuses
        )


@dataclass(frozen=True)
class Case:
    """A case: the graphs that must be there, and its exchanges in order."""

    name: str
    data: Mapping[str, Path]
    exchanges: tuple[Exchange, ...]


def cases(manifest: Path) -> Iterator[Case]:
    """The cases of a manifest in its order."""
    graph = Graph().parse(manifest)
    entries = graph.value(predicate=MF.entries, object=None, subject=URIRef(manifest.as_uri()))
    for case in Collection(graph, entries) if entries else ():
        action = graph.value(case, MF.action)
        data = {
            str(graph.value(one, RDFS.label)): Path(unquote(urlsplit(str(path)).path))
            for one in graph.objects(case, UT.graphData)
            if (path := graph.value(one, UT.graph))
        }
        listed = graph.value(action, HT.requests)
        requests = Collection(graph, listed) if listed is not None else ()
        exchanges = tuple(_exchange(graph, request) for request in requests)
        yield Case(str(case).rpartition("#")[2], data, exchanges)


def _exchange(graph: Graph, request: Node) -> Exchange:
    response = graph.value(request, HT.resp)
    assert response is not None
    assert graph.value(request, RDF.type) == HT.Request
    body = graph.value(request, HT.body)
    boolean = graph.value(response, MF.expectedBoolean)
    statuses = graph.objects(response, MF.expectedStatus)
    return Exchange(
        method=str(graph.value(request, HT.methodName)),
        path=str(graph.value(request, HT.absolutePath)),
        headers=_headers(graph, request),
        body=None if body is None else _content(graph, body),
        statuses=tuple(sorted(str(status).rpartition("#")[2] for status in statuses)),
        boolean=None if boolean is None else bool(boolean.toPython()),  # type: ignore[attr-defined]
        form=_text(graph, response, MF.expectedFormat),
        location=_text(graph, response, MF.expectedLocation),
        answer_headers=_headers(graph, response),
        answer_body=None
        if (said := graph.value(response, HT.body)) is None
        else _text(graph, said, CNT.chars),
    )


def _content(graph: Graph, body: Node) -> bytes:
    encoding = _text(graph, body, CNT.characterEncoding) or "UTF-8"
    return (_text(graph, body, CNT.chars) or "").encode(encoding)


def _headers(graph: Graph, message: Node) -> dict[str, str]:
    headers = graph.value(message, HT.headers)
    if headers is None:
        return {}
    return {
        str(graph.value(one, HT.fieldName)): str(graph.value(one, HT.fieldValue))
        for one in Collection(graph, headers)
    }


def _text(graph: Graph, subject: Node, predicate: Node) -> str | None:
    value = graph.value(subject, predicate)
    return None if value is None else str(value)
