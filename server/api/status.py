"""What became of stored URIs: `POST /api/status`.

Each is answered with one of the codes of `matter-status`, or with superseded (it belongs to an
edition that is not the current one), unknown (never published here), foreign (of another base) or
malformed. A thing may be given by its identifier as well (`370725-matter-…`), which outlives a
change of domain. Nothing else is guessed: what is not exactly one of ours gets `here`, the URI that
was probably meant, and no status of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from pyoxigraph import NamedNode

from ontology.terms import CODE, DCAT, DCT, EN, LM, RDF, SKOS, ZH
from server.api.records import Record
from server.feed.log import is_told
from server.feed.reading import TAKEN_BACK, log_of, told
from server.reading.asking import ask
from server.reading.reader import Reader, nodes
from server.saved.header import Text

MOST = 10_000
STATUSES: Mapping[str, Text] = {
    "current": Text("现行", "Current"),
    "renamed": Text("已更名", "Renamed"),
    "moved": Text("已移动", "Moved"),
    "split": Text("已拆分", "Split"),
    "merged": Text("已合并", "Merged"),
    "withdrawn": Text("名录已撤下", "Taken out of the register"),
    "not-in-current-list": Text("不在现行清单", "Not in the current list"),
    "superseded": Text("属于已被取代的版本", "Of a superseded edition"),
    "unknown": Text("这里没有发布过", "Never published here"),
    "foreign": Text("不是本站的网址", "Of another site"),
    "malformed": Text("不是网址", "Not a URI"),
}
COLUMNS = (
    *("uri", "status", "status_name", "kind", "name", "name_en", "last_edition", "note"),
    *("matter", "matter_uri", "successors", "successors_uri", "now", "now_uri", "here"),
)
"""As CSV."""
_CHUNK = 1000
_STEPS = 50
"""So many successors of successors are followed."""
_STATUS = f"{CODE.iri}matter-status/"
_IDENTIFIER = re.compile(r"(\d{6})-(matter|sub-item|department|stage|scenario)-([0-9a-z]{8})")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
Said = Mapping[str, Sequence[str]]


@dataclass
class _Known:
    """What is known of things, by property, and what they are called."""

    said: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    def values(self, iri: str, predicate: NamedNode) -> list[str]:
        return self.said.get(iri, {}).get(predicate.value, [])

    def first(self, iri: str, predicate: NamedNode) -> str:
        return min(self.values(iri, predicate), default="")


def statuses(reader: Reader, uris: Sequence[str]) -> list[Record]:
    """What became of each of the URIs, in their order."""
    return _Asking(reader, uris).answers()


class _Asking:
    def __init__(self, reader: Reader, uris: Sequence[str]) -> None:
        self.reader = reader
        self.uris = uris
        self.known = _Known()
        self.current = {row["edition"] for row in ask(reader.view, "checklists")}
        self.now: dict[str, list[str]] = {}
        self.used: set[str] = set()
        meant = {iri for uri in uris for iri in self._meant(uri)}
        self._learn(meant)
        self._follow()

    def _meant(self, uri: str) -> Iterator[str]:
        """The URI, where it is under the base, and what may be meant by it else."""
        if _under(uri, self.reader.base):
            yield uri
        if (here := self._here(uri)) and here != uri:
            yield here

    def _here(self, uri: str) -> str:
        """The URI of ours that is probably meant by one that is not exactly so."""
        base = self.reader.base
        if match := _IDENTIFIER.fullmatch(uri.strip()):
            return f"{base}id/{match[1]}/{match[2]}/{match[3]}"
        plain = unquote(uri.strip()).partition("?")[0]
        path = re.sub(r"^.*?/(?:id|doc)/", "", plain) if "/id/" in plain or "/doc/" in plain else ""
        path = re.sub(r"\.(html|ttl|jsonld|json|nt|rdf)$", "", path)
        here = f"{base}id/{path}"
        return here if path and _under(here, base) else ""

    def _learn(self, iris: Iterable[str]) -> None:
        """Ask what is said of things, in the present and in the layers of editions."""
        wanted = sorted(set(iris) - self.known.said.keys())
        inside = [iri for iri in wanted if "/checklist/" in iri]
        for query, some in (("api-things", wanted), ("api-layers", inside)):
            for chunk in _chunks(some):
                for row in ask(self.reader.view, query, thing=nodes(chunk)):
                    said = self.known.said.setdefault(row["thing"], {})
                    values = said.setdefault(row["property"], [])
                    if row["lang"] in ("", ZH) and row["value"] not in values:
                        values.append(row["value"])
        for chunk in _chunks(wanted):
            for row in ask(self.reader.view, "names", thing=nodes(chunk)):
                self.known.labels.setdefault(row["thing"], {})[row["lang"]] = row["text"]
        kept = [iri for iri in wanted if re.search("/(department|stage|scenario)/", iri)]
        for chunk in _chunks(kept):
            self.used |= {
                row["thing"] for row in ask(self.reader.view, "api-used", thing=nodes(chunk))
            }
        items = [i for i in inside if self.known.values(i, LM.inEdition)]
        old = [i for i in items if self.known.first(i, LM.inEdition) not in self.current]
        for chunk in _chunks(old):
            for row in ask(self.reader.view, "api-entries-now", old=nodes(chunk)):
                self.now.setdefault(row["old"], []).append(row["now"])

    def _follow(self) -> None:
        """Learn of successors, and of theirs."""
        for _ in range(_STEPS):
            named = {
                target
                for iri in self.known.said
                for predicate in (DCT.isReplacedBy, LM.matter)
                for target in self.known.values(iri, predicate)
            }
            named |= {iri for some in self.now.values() for iri in some}
            named |= {one for iri in self.known.said for one in self._successors(iri)}
            if not (fresh := named - self.known.said.keys()):
                return
            self._learn(fresh)
            for iri in fresh:  # also what nothing is said of
                self.known.said.setdefault(iri, {})

    def answers(self) -> list[Record]:
        return [self._answer(uri) for uri in self.uris]

    def _answer(self, uri: str) -> Record:
        here = self._here(uri)
        if _IDENTIFIER.fullmatch(uri) and self.known.said.get(here):
            return self._told(here) | {"uri": uri, "here": here}
        if not _IRI.fullmatch(uri):
            status = "malformed"
        elif not uri.startswith((self.reader.base, CODE.iri)):
            status = "foreign"
        elif not self.known.said.get(uri):
            return self._taken_back(uri) or _record(uri, "unknown") | {"here": self._meant_by(uri)}
        else:
            return self._told(uri)
        return _record(uri, status) | {"here": self._meant_by(uri)}

    def _meant_by(self, uri: str) -> str | None:
        here = self._here(uri)
        return here if self.known.said.get(here) and here != uri else None

    def _taken_back(self, uri: str) -> Record | None:
        """What a rollback took back was published all the same."""
        log = log_of(self.reader.view, self.reader.base)
        numbers = log.of(uri) if is_told(log.base, uri) else []
        event = log.event(numbers[-1]) if numbers else None
        if event is None:
            return None
        told_ = told(log, event)
        return _record(uri, "withdrawn") | {
            "kind": told_.kind,
            "name": told_.name.zh,
            "name_en": told_.name.en,
            "note": TAKEN_BACK.zh,
        }

    def _told(self, iri: str) -> Record:
        known = self.known
        successors = self._successors(iri)
        matter = known.first(iri, LM.matter)
        return {
            **_record(iri, self._status(iri)),
            "kind": _kind(iri, known.values(iri, RDF.type)),
            **self._called(iri),
            "last_edition": known.first(iri, LM.lastEdition) or None,
            "note": known.first(iri, SKOS.historyNote) or None,
            "matter": self._thing(matter) if matter else None,
            "successors": [self._thing(one) for one in successors],
            "now": [self._thing(one) for one in self._final(successors)],
        }

    def _status(self, iri: str) -> str:
        known = self.known
        if code := known.first(iri, LM.status):
            return code.removeprefix(_STATUS)
        edition = known.first(iri, LM.inEdition) or _edition(iri)
        if edition and edition not in self.current:
            return "superseded"
        if known.values(iri, DCT.isReplacedBy):
            return "merged"
        kept = re.search("/id/[0-9]{6}/(department|stage|scenario)/", iri)
        return "not-in-current-list" if kept and iri not in self.used else "current"

    def _successors(self, iri: str) -> list[str]:
        if LM.Edition.value in self.known.values(iri, RDF.type) and iri not in self.current:
            list_ = iri.rpartition("/")[0]
            return [one for one in sorted(self.current) if one.rpartition("/")[0] == list_]
        return [*self.known.values(iri, DCT.isReplacedBy), *self.now.get(iri, ())]

    def _final(self, successors: Sequence[str]) -> list[str]:
        """What is current of the successors and of theirs, in order, each once."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = list(successors)
        while waiting:
            iri = waiting.pop(0)
            if iri in seen:
                continue
            seen.add(iri)
            waiting += self._successors(iri)
            if self._status(iri) == "current":
                found.setdefault(iri)
        return list(found)

    def _called(self, iri: str) -> Record:
        texts = self.known.labels.get(iri, {})
        name = texts.get(ZH) or self.known.first(iri, LM.statedName) or texts.get(EN)
        return {"name": name or None, "name_en": texts.get(EN)}

    def _thing(self, iri: str) -> Record:
        return {"uri": iri, **self._called(iri), "status": self._status(iri)}


def _record(uri: str, status: str) -> Record:
    words = STATUSES[status]
    return {
        "uri": uri,
        "status": status,
        "status_name": words.zh,
        "status_name_en": words.en,
        "kind": None,
        "name": None,
        "name_en": None,
        "last_edition": None,
        "note": None,
        "matter": None,
        "successors": [],
        "now": [],
        "here": None,
    }


def _under(uri: str, base: str) -> bool:
    """Whether it may be a thing of ours: under the base or one of the fixed namespaces, ASCII and
    without a percent sign, as all that is minted."""
    if not uri.startswith((f"{base}id/", CODE.iri)) or not uri.isascii() or "%" in uri:
        return False
    try:
        NamedNode(uri)
    except ValueError:
        return False
    return True


def _edition(iri: str) -> str:
    """The edition that a URI inside one belongs to; the empty string where it is in none."""
    match = re.match(r"(.*/checklist/[^/]+/[^/#]+)[/#]?", iri)
    return match[1] if match and not match[1].endswith(("/stages", "/matter-types")) else ""


def _kind(iri: str, types: Sequence[str]) -> str | None:
    """`matter`, `sub-item`, `department`, `stage`, `scenario`, `entry`, `edition`, …: by the URI
    where it says so, else by the class."""
    match = re.search(r"/id/\d{6}/([a-z-]+)/[0-9a-z]{8}$", iri)
    if match:
        return match[1]
    names = {LM.Entry: "entry", LM.SubEntry: "sub-entry", LM.Edition: "edition"}
    names |= {LM.Checklist: "checklist", LM.SourceRow: "source-row", DCAT.Catalog: "catalogue"}
    names |= {LM.Jurisdiction: "jurisdiction", SKOS.Concept: "concept"}
    return next((name for one, name in names.items() if one.value in types), None)


def _chunks(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(iris), _CHUNK):
        yield iris[start : start + _CHUNK]
