"""A SPARQL 1.1 engine, asked and changed through SPARQLWrapper: where Python reads the answer.

Solutions are asked for as SPARQL Results JSON: it has an end, so that one cut off does not parse.
(Of XML the parser asks no end, and it strips white space from values.)
"""

import ast
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from pyoxigraph import Literal, QueryBoolean, QueryResultsFormat, parse_query_results
from SPARQLWrapper import DIGEST, JSON, POST, SPARQLExceptions, SPARQLWrapper

from ontology.terms import XSD
from server.settings import Settings
from server.store.interface import Table, Term
from server.store.remote.errors import BadAnswer, Overdue, Overloaded, Refused, Unreachable
from server.store.remote.words import said, told_timeout
from server.store.tables import table_of
from server.version import VERSION

AGENT = f"Lifematters/{VERSION}"
_WAIT = 5
_BOOLEANS: dict[Term, Term] = {
    Literal(number, datatype=XSD.boolean): Literal(word, datatype=XSD.boolean)
    for number, word in (("0", "false"), ("1", "true"))
}


_NAMED_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@dataclass(frozen=True)
class Engine:
    """Where an engine is asked and where it is changed, and as whom."""

    url: str
    update_url: str
    user: str = ""
    password: str = field(default="", repr=False)
    digest: bool = False
    """Whether it wants Digest authentication; that is for updates only."""

    @property
    def name(self) -> str:
        """How the log and people call it: its host."""
        return urlsplit(self.url).netloc

    def select(self, query: str, seconds: float = 60) -> Table:
        """The solutions of a SELECT. Raises an EngineError."""
        wrapper = self._wrapper(self.url, seconds)
        if self.user and not self.digest:
            wrapper.setCredentials(self.user, self.password)
        wrapper.setReturnFormat(JSON)
        wrapper.setQuery(query)
        with _told():
            content = wrapper.query().response.read()
        return _table(content)

    def named_graphs(self) -> set[str]:
        """The names of all graphs with statements in them. Raises an EngineError.

        They are grouped: `SELECT DISTINCT ?g` takes Virtuoso 7.2 half a minute for 34,000
        statements, and grouping them a hundredth of a second."""
        rows = self.select(_NAMED_GRAPHS).rows
        return {row["g"].value for row in rows}

    def update(self, text: str, seconds: float = 600) -> None:
        """Carry out an update. Raises an EngineError; what is changed by then depends on the
        engine."""
        wrapper = self._wrapper(self.update_url, seconds)
        if self.user:
            wrapper.setCredentials(self.user, self.password)
            if self.digest:
                wrapper.setHTTPAuth(DIGEST)
        wrapper.setQuery("INSERT DATA { }")  # to tell an update from a query it tries a pattern at
        wrapper.queryString = text  # every character: two thirds of the time of a delivery
        try:
            with _told():
                wrapper.query().response.read()
        finally:
            if self.digest:  # SPARQLWrapper puts it into the opener of the whole process
                urllib.request.install_opener(urllib.request.build_opener())

    def _wrapper(self, url: str, seconds: float) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(url, agent=AGENT)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(max(round(seconds), 1))
        return wrapper


def engine_of(settings: Settings) -> Engine:
    """The engine that `settings` name."""
    update_url = settings.store_update or settings.store
    user, password = settings.store_user, settings.store_password
    return Engine(settings.store, update_url, user, password, settings.store_auth == "digest")


@contextmanager
def _told() -> Iterator[None]:
    """What SPARQLWrapper and the network raise becomes an EngineError."""
    try:
        yield
    except (SPARQLExceptions.QueryBadFormed, SPARQLExceptions.URITooLong) as error:
        raise Refused(_words(error)) from None
    except SPARQLExceptions.Unauthorized as error:
        raise Refused(f"401 {_words(error)}") from None
    except SPARQLExceptions.EndPointNotFound:
        raise Refused("404") from None
    except SPARQLExceptions.EndPointInternalError as error:
        words = _words(error)
        raise (Overdue() if told_timeout(words) else Refused(words)) from None
    except HTTPError as error:
        raise _of_status(error) from None
    except TimeoutError:
        raise Overdue from None
    except URLError as error:
        late = isinstance(error.reason, TimeoutError)
        raise (Overdue() if late else Unreachable(str(error.reason))) from None
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error) or type(error).__name__) from None


def _words(error: SPARQLExceptions.SPARQLWrapperException) -> str:
    """The body of the answer, which the exception shows as a Python literal."""
    shown = str(error).partition("Response:\n")[2]
    return said(ast.literal_eval(shown)) if shown else ""


def _of_status(error: HTTPError) -> Exception:
    if error.code in (429, 503):
        return Overloaded(_WAIT)
    if error.code in (408, 504):
        return Overdue()
    return Refused(f"{error.code} {said(error.read(2000))}".strip())


def _table(content: bytes) -> Table:
    try:
        found = parse_query_results(content, QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            raise BadAnswer("boolean")
        return _with_booleans(table_of(found))
    except (SyntaxError, ValueError) as error:
        raise BadAnswer(str(error)) from None


def _with_booleans(table: Table) -> Table:
    """The same with booleans written as words: Virtuoso has them as numbers."""
    rows = tuple(
        {name: _BOOLEANS.get(term, term) for name, term in row.items()} for row in table.rows
    )
    return Table(table.variables, rows)
