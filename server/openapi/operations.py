"""What an interface states of itself (OpenAPI 3.1, sections 4.8.10 to 4.8.17): operations with
their parameters, bodies and answers, in Chinese and English."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.errors import ServiceError
from server.negotiation import HTML
from server.openapi.choices import Choices
from server.saved.catalogue import SavedQuery, saved_queries
from server.saved.header import Text
from server.settings import Settings
from server.urls import checklist_path

Schema = Mapping[str, Any]
"""A JSON Schema 2020-12, as plain data."""

STRING: Schema = {"type": "string"}
_JSON: Schema = {"type": ["object", "array"]}
IRI: Schema = {"type": "string", "format": "iri"}
BINARY: Schema = {"type": "string", "format": "binary"}
TAG, FRESH, ATTACHED = "ETag", "Cache-Control", "Content-Disposition"


@dataclass(frozen=True)
class Site:
    """All that the document follows from: the settings, and of the published state its choices and
    its saved queries."""

    settings: Settings
    choices: Mapping[str, Choices]
    queries: Mapping[str, SavedQuery] = field(default_factory=saved_queries)

    def first(self, kind: str) -> str | None:
        """A published thing of a kind, to stand as an example; None where there is none."""
        found = self.choices.get(kind)
        return found.values[0] if found and found.values else None


@dataclass(frozen=True)
class Parameter:
    """A parameter; `place` is `query`, `path` or `header`. One in a path is always required."""

    name: str
    words: Text
    schema: Schema = field(default_factory=lambda: STRING)
    place: str = "query"
    required: bool = False
    example: Any = None


@dataclass(frozen=True)
class Body:
    """The body of a request by media type; `example` is one that can be sent as it stands."""

    content: Mapping[str, Schema]
    words: Text
    example: tuple[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """An answer that is no error, its content by media type, and the headers worth knowing."""

    status: int
    words: Text
    content: Mapping[str, Schema]
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One method at one address. `errors` are those it can end in besides those that all can;
    `token` is whether it needs one."""

    method: str
    path: str
    id: str
    summary: Text
    answers: tuple[Answer, ...]
    description: Text | None = None
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    errors: tuple[type[ServiceError], ...] = ()
    token: bool = False

    @property
    def kept(self) -> bool:
        """Whether its answer has a tag, so that it can be a 304."""
        return any(TAG in answer.headers for answer in self.answers)


@dataclass(frozen=True)
class Interface:
    """Operations that belong together, under a name and words; `schemas` are what they refer to."""

    name: str
    title: Text
    words: Text
    operations: Callable[[Site], Iterable[Operation]]
    schemas: Callable[[Site], Mapping[str, Schema]] = lambda site: {}


def ref(name: str) -> Schema:
    """The schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(values: Iterable[str]) -> Schema:
    """A string out of a closed list."""
    return {"type": "string", "enum": list(values)}


def many(items: Schema) -> Schema:
    """A parameter that may be given several times."""
    return {"type": "array", "items": items}


def texts(*media_types: str) -> Mapping[str, Schema]:
    """Content that is text in each of these types; what is JSON is an object or a list."""
    return {one: _JSON if one.endswith("json") else STRING for one in media_types}


LANGUAGE = Parameter(
    "lang",
    Text(
        "网页和表头的语言，缺省为中文。", "The language of pages and headings; Chinese if absent."
    ),
    one_of(("zh", "en")),
)
PAGE = texts(HTML)


def path_of(place: str, words: Text, example: str | None) -> Parameter:
    """A parameter that takes the rest of a path."""
    slashes = Text(
        f"{words.zh}其中的斜线可以照写，也可以写成 %2F。",
        f"{words.en} Slashes in it may stand as they are or as %2F.",
    )
    return Parameter(place, slashes, {"type": "string", "minLength": 1}, "path", True, example)


def of_a_list(site: Site) -> tuple[Parameter, Parameter]:
    """The parameters of the path `/{region}/{list_key}/…`, with a published list as example."""
    checklist = site.first("checklists")
    path = checklist_path(checklist, site.settings.base) if checklist else ""
    region, list_key = path.split("/")[1:3] if path else (None, None)
    return (
        Parameter(
            "region",
            Text("区划代码。", "The code of the region."),
            {"type": "string", "pattern": "^[0-9]{6}$"},
            "path",
            True,
            region,
        ),
        Parameter(
            "list_key",
            Text("清单标识。", "The key of the list."),
            {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "path",
            True,
            list_key,
        ),
    )
