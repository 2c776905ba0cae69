"""The description of a thing as JSON-LD 1.1, compacted with the context of `/ns/context.jsonld`:
who reads JSON finds plain keys, labels by language, numbers and addresses, and need not know RDF.

The thing is the object of the document. What else is described, what points at it among them,
stands under `included` (JSON-LD 1.1, section 4.2.3), so that no statement is lost. Keys are in the
order of the context.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from ontology import read
from ontology.terms import RDF, XSD

_PREFIX_ENDS = ("/", "#", ":", "?", "[", "]", "@")
_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}", re.ASCII)
"""What every JSON reader keeps as it is: fewer digits than 2⁵³ has."""


@dataclass(frozen=True)
class _Term:
    """What the context says of a key (JSON-LD 1.1, section 9.15.1)."""

    key: str
    coerced: str = ""
    """The type of its plain values: `@id`, a datatype, or none."""
    many: bool = False
    """Whether its values are a list even where there is one."""
    by_language: bool = False


class _Context:
    """A context, the published one or that of a profile, read for writing."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self.id = next((key for key, value in stated.items() if value == "@id"), "@id")
        self.type = next((k for k, value in stated.items() if _id_of(value) == "@type"), "@type")
        self.included = next((k for k, v in stated.items() if v == "@included"), "@included")
        self._prefixes = {
            key: value if isinstance(value, str) else value["@id"]
            for key, value in stated.items()
            if _is_prefix(value)
        }
        self._terms: dict[str, _Term] = {}
        self._rank: dict[str, int] = {}
        for key, value in stated.items():
            iri = self._expanded(_id_of(value))
            if iri and not iri.startswith("@") and key not in self._prefixes:
                self._terms.setdefault(iri, self._term(key, value))
                self._rank.setdefault(key, len(self._rank))

    def _term(self, key: str, value: Any) -> _Term:
        if isinstance(value, str):
            return _Term(key)
        container = value.get("@container", ())
        container = {container} if isinstance(container, str) else set(container)
        coerced = value.get("@type", "")
        coerced = coerced if coerced.startswith("@") else self._expanded(coerced)
        return _Term(key, coerced, "@set" in container, "@language" in container)

    def _expanded(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if colon and prefix in self._prefixes and not local.startswith("//"):
            return self._prefixes[prefix] + local
        return name

    def property(self, iri: str) -> _Term:
        """The term of a property; a short or a whole IRI where there is none."""
        return self._terms.get(iri) or _Term(self.short(iri))

    def kind(self, iri: str) -> str:
        """The name of a class or a datatype."""
        return self._terms[iri].key if iri in self._terms else self.short(iri)

    def rank(self, key: str) -> tuple[int, str]:
        return self._rank.get(key, len(self._rank)), key

    def short(self, iri: str) -> str:
        """An IRI by a prefix, or whole (section 4.1.5)."""
        for prefix, start in self._prefixes.items():
            local = iri.removeprefix(start)
            if local != iri and local and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def confuses(self, iri: str) -> bool:
        """Whether an IRI would be read as a short one."""
        return self._expanded(iri) != iri


def _id_of(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("@id", ""))
    return value if isinstance(value, str) else ""


def _is_prefix(value: Any) -> bool:
    if isinstance(value, str):
        return value.endswith(_PREFIX_ENDS) and not value.startswith("@")
    return isinstance(value, dict) and value.get("@prefix", False)


@cache
def _context() -> _Context:
    return _Context(json.loads(read("context.jsonld"))["@context"])


def compacted(iri: str, triples: Collection[Triple], address: str) -> bytes:
    """What `triples` say, the thing `iri` first, with the context at `address`. UTF-8.

    Where an IRI is itself written like a short one (`<skos:exactMatch>`), a reader of compact
    JSON-LD would take it for that: the document is left expanded (JSON-LD 1.1 API, section 5.2.2,
    "IRI confused with prefix")."""
    context = _context()
    if any(context.confuses(term.value) for term in _iris(triples)):
        return serialize(sorted(triples, key=str), format=RdfFormat.JSON_LD) or b""
    said: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        said[_name(triple.subject)].append(triple)
    document = {"@context": address} | _object(context, iri, said.pop(iri, ()))
    if said:
        others = [_object(context, name, said[name]) for name in sorted(said)]
        document[context.included] = others
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def nested(
    iri: str, triples: Iterable[Triple], stated: Mapping[str, Any], given: Mapping[str, Any]
) -> bytes:
    """What `triples` say of `iri`, what else is described standing where it is first pointed at.
    Keys are those of the context `stated`; the document carries `given`, which must mean the same.
    UTF-8."""
    context = _Context(stated)
    said: defaultdict[str, list[Triple]] = defaultdict(list)
    for triple in sorted(triples, key=str):
        said[_name(triple.subject)].append(triple)

    def inside(name: str) -> dict[str, Any] | None:
        if name not in said:
            return None
        node = _object(context, name, said.pop(name), inside)
        kinds = node.get(context.type, ())
        return node | {context.type: kinds[0]} if len(kinds) == 1 else node

    document = {"@context": given} | (inside(iri) or {context.id: iri})
    if said:
        document[context.included] = [inside(one) for one in sorted(said)]
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _iris(triples: Iterable[Triple]) -> Iterator[NamedNode]:
    terms = (term for one in triples for term in (one.subject, one.predicate, one.object))
    return (term for term in terms if isinstance(term, NamedNode))


Inside = Callable[[str], dict[str, Any] | None]
"""The node object that stands in the place of a thing's name, if any."""


def _nothing(name: str) -> None:
    return None


def _object(
    context: _Context, name: str, triples: Iterable[Triple], inside: Inside = _nothing
) -> dict[str, Any]:
    """A node object: one thing and what is said of it."""
    kinds: list[str] = []
    values: defaultdict[str, list[NamedNode | BlankNode | Literal]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.object, Triple):
            raise TypeError("JSON-LD 1.1 has no triple terms")
        if triple.predicate == RDF.type and not isinstance(triple.object, Literal):
            kinds.append(_kind(context, triple.object))
        else:
            values[triple.predicate.value].append(triple.object)
    found: dict[str, Any] = {}
    for predicate, objects in values.items():
        _put(found, context, predicate, objects, inside)
    said = {context.id: name} | ({context.type: sorted(kinds)} if kinds else {})
    return said | {key: found[key] for key in sorted(found, key=context.rank)}


def _kind(context: _Context, term: NamedNode | BlankNode) -> str:
    return context.kind(term.value) if isinstance(term, NamedNode) else _name(term)


def _put(
    found: dict[str, Any],
    context: _Context,
    predicate: str,
    objects: Iterable[NamedNode | BlankNode | Literal],
    inside: Inside,
) -> None:
    """Put the values of a property under its key; those that do not fit a map of languages under
    the short IRI."""
    term = context.property(predicate)
    plain: list[Any] = []
    languages: defaultdict[str, list[str]] = defaultdict(list)
    for value in objects:
        if term.by_language and isinstance(value, Literal) and value.language:
            languages[value.language].append(value.value)
        else:
            standing = None if isinstance(value, Literal) else inside(_name(value))
            plain.append(standing or _value(context, value, term.coerced))
    if languages:
        found[term.key] = {
            tag: sorted(texts) if term.many or len(texts) > 1 else texts[0]
            for tag, texts in sorted(languages.items())
        }
    if plain:
        plain.sort(key=lambda one: json.dumps(one, ensure_ascii=False, sort_keys=True))
        key = context.short(predicate) if term.by_language else term.key
        found[key] = plain if term.many or len(plain) > 1 else plain[0]


def _value(context: _Context, value: NamedNode | BlankNode | Literal, coerced: str) -> Any:
    """A value as plain as its key lets it be; else a value object (section 9.5) or a reference."""
    if not isinstance(value, Literal):
        return _name(value) if coerced == "@id" else {context.id: _name(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype
    if datatype == XSD.string:
        return value.value if not coerced else {"@value": value.value}
    if coerced == datatype.value:
        return _native(value)
    return {"@value": value.value, context.type: context.kind(datatype.value)}


def _native(value: Literal) -> int | bool | str:
    """A number or a truth value where JSON's means the same, else the text of it."""
    if value.datatype == XSD.integer and _INTEGER.fullmatch(value.value):
        return int(value.value)
    if value.datatype == XSD.boolean and value.value in ("true", "false"):
        return value.value == "true"
    return value.value


def _name(term: NamedNode | BlankNode | Triple) -> str:
    if isinstance(term, NamedNode):
        return term.value
    return str(term)
