"""The vocabulary: terms, code lists and their Turtle, read by every other package."""

from functools import cache
from importlib.resources import files as resources

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from ontology.terms import RDFS

_FILES = (
    "alignment.ttl",
    "codes.ttl",
    "context.jsonld",
    "core.ttl",
    "examples/entry-111.ttl",
)


def files() -> tuple[str, ...]:
    """The names of the data files of this package, as `read` takes them, in alphabetical order."""
    return _FILES


def read(name: str) -> bytes:
    """The content of a data file; FileNotFoundError for a name that `files` does not list."""
    if name not in _FILES:
        raise FileNotFoundError(f"no such file of the ontology: {name}")
    return resources(__name__).joinpath(*name.split("/")).read_bytes()


def triples_of(name: str) -> tuple[Triple, ...]:
    """The triples of a Turtle file of this package, in the order of the file."""
    return tuple(quad.triple for quad in parse(read(name), format=RdfFormat.TURTLE))


@cache
def ontology_triples() -> tuple[Triple, ...]:
    """The vocabulary and its alignment: core.ttl, then alignment.ttl."""
    return (*triples_of("core.ttl"), *triples_of("alignment.ttl"))


@cache
def code_triples() -> tuple[Triple, ...]:
    """The controlled lists and the fixed agents: codes.ttl."""
    return triples_of("codes.ttl")


@cache
def superclasses(cls: NamedNode) -> tuple[NamedNode, ...]:
    """Every class above `cls` by rdfs:subClassOf, nearest first, without `cls` itself.

    The types to write beside `cls`, since no reasoner is assumed. Empty for a class with none.
    """
    found: dict[NamedNode, None] = {}
    level = [cls]
    while level:
        level = [
            triple.object
            for below in level
            for triple in ontology_triples()
            if triple.subject == below
            and triple.predicate == RDFS.subClassOf
            and isinstance(triple.object, NamedNode)
            and triple.object not in found
            and triple.object != cls
        ]
        found.update(dict.fromkeys(level))
    return tuple(found)
