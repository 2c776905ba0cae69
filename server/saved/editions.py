"""A saved query of an earlier edition, with the register as it was when the edition was current.

Every saved query starts from `?checklist dcat:hasCurrentVersion ?edition` (queries/README.md). So
it is asked, as it stands, of a store that is what the present was: the layers of the edition that
is named in place of those of the current one. (FROM would do by the standard; the engine finds what
stands in two of its graphs twice.)
"""

import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Store, Triple

from loader.statements import in_graph
from ontology.terms import DCAT, LM, RDF
from server.errors import BadParameter
from server.exports.forms import Shape
from server.feed.log import ChangeLog
from server.feed.reading import log_of
from server.history.state import end_of
from server.reading.asking import ask
from server.reading.kept import Kept
from server.saved.catalogue import SavedQuery
from server.saved.header import Text
from server.saved.parameters import Option
from server.store.beside import about
from server.store.interface import Table, View
from server.store.present import shared_graph
from server.workers.pool import Answer
from server.workers.running import NOBODY, Asker

PARAMETER = "edition"
WORDS = Text("版本", "Edition")
_SHARED = ("ontology", "codes")
_CHECKLIST = re.compile(r"(.*/)id/(\d{6})/checklist/[^/]+", re.ASCII)
_MADE: Kept["Then"] = Kept(4)
"""Some 30,000 statements each, on disk."""


@dataclass(frozen=True)
class Edition:
    """An edition of a checklist, by the key of the one and the IRI of the other."""

    checklist: str
    key: str

    @property
    def iri(self) -> str:
        return f"{self.checklist}/{self.key}"

    @property
    def place(self) -> tuple[str, str]:
        """The base that it stands under, and the code of its region."""
        return place(self.checklist)


def place(checklist: str) -> tuple[str, str]:
    """The base that a checklist stands under, and the code of its region. Raises ValueError where
    this is the IRI of none."""
    match = _CHECKLIST.fullmatch(checklist)
    if match is None:
        raise ValueError(checklist)
    return match[1], match[2]


def editions(view: View, checklist: str) -> list[Option]:
    """The editions of a checklist by key, the current one first."""
    rows = [row for row in ask(view, "api-editions") if row["list"] == checklist]
    ordered = sorted(rows, key=lambda row: (row["current"] != "true", row["edition"]))
    keys = [row["edition"].rpartition("/")[2] for row in ordered]
    return [Option(key, Text(f"{key} 版", f"Edition {key}")) for key in keys]


def named(view: View, query: SavedQuery, checklist: str, key: str) -> Edition:
    """The edition of a checklist that has this key, for a query of this text. Raises BadParameter
    where there is none, or the query does not ask about one edition."""
    if not query.of_editions:
        raise BadParameter(
            parameter=PARAMETER,
            value=key[:100],
            reason_zh="这个查询本身就比较两份清单或两个版本，不能另外指定版本。",
            reason_en="the query compares two lists or editions by itself.",
        )
    known = [option.value for option in editions(view, checklist)]
    if key not in known:
        raise BadParameter(
            parameter=PARAMETER,
            value=key[:100],
            reason_zh=f"没有这个版本。有：{'、'.join(known)}。",
            reason_en=f"there is no such edition; there are {', '.join(known)}.",
        )
    return Edition(checklist, key)


def then(view: View, edition: Edition) -> "Then":
    """The present as it was with an edition."""
    return _MADE.get(view, edition.iri, lambda: Then(view, edition))


class Then:
    """What saved queries ask in place of the present: a store in a folder of its own, which goes
    when this goes, asked of the workers that answer for the present."""

    def __init__(self, view: View, edition: Edition) -> None:
        path = Path(tempfile.mkdtemp(prefix="lifematters-edition-"))
        weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)
        _write(view, edition, path)
        self._answers = view.beside(path)

    def select(self, query: str) -> Table:
        """As `View.select`."""
        return self._answers.select(query)

    def shaped(self, query: str, shape: Shape, asker: Asker = NOBODY, *, large: bool) -> Answer:
        """As `View.shaped`."""
        return self._answers.shaped(query, shape, asker, large=large)


def _write(view: View, of: Edition, path: Path) -> None:
    """Write the store: its default graph is what the present was, without other regions; beside
    it stand the layers of the edition."""
    edition = of.iri
    base, region = of.place
    log = log_of(view, base)
    record = log.store
    names = [f"{base}graph/{name}" for name in _SHARED]
    every = (one.value for one in record.named_graphs() if isinstance(one, NamedNode))
    names += [one for one in every if one.startswith(f"{base}graph/mapping/")]
    names += _register(log, f"{base}graph/{region}/register/", edition)
    layers = [edition, f"{edition}/derived", f"{edition}/source", f"{edition}/report"]
    said = {
        quad.triple
        for name in (*layers[:2], *names)
        for quad in record.quads_for_pattern(None, None, None, NamedNode(name))
    }
    checklist = NamedNode(of.checklist)
    for graph in (shared_graph(base, "catalogue"), shared_graph(base, "statistics")):
        said |= about(record, checklist, graph)
        for quad in record.quads_for_pattern(checklist, DCAT.hasVersion, None, graph):
            said |= about(record, NamedNode(str(quad.object)[1:-1]), graph)
        said |= about(record, NamedNode(edition), graph)
    current = (checklist, DCAT.hasCurrentVersion)
    said = {one for one in said if (one.subject, one.predicate) != current}
    said.add(Triple(*current, NamedNode(edition)))
    store = Store(str(path))
    store.bulk_extend(in_graph(one, DefaultGraph()) for one in said)
    for name in layers:
        store.bulk_extend(record.quads_for_pattern(None, None, None, NamedNode(name)))
    store.flush()


def _register(log: ChangeLog, stem: str, edition: str) -> Sequence[str]:
    """The register as it was when the edition was last current: the revision that the log has of
    that moment. Of an edition from before there was a log it is the latest revision in which all
    its matters are current ones."""
    store, end = log.store, end_of(log, edition)
    told = {
        publication: revision
        for revision in _revisions(store, stem)
        for publication in log.generated(f"{stem}{revision}")
        if end is None or publication < end
    }
    if told and log.of_edition(edition):
        return (f"{stem}{told[max(told)]}",)
    matters = {
        quad.object
        for predicate in (LM.matter, LM.subItem)
        for quad in store.quads_for_pattern(None, predicate, None, NamedNode(edition))
    }
    revisions = sorted(_revisions(store, stem), reverse=True)
    for revision in revisions:
        graph = NamedNode(f"{stem}{revision}")
        current = {
            quad.subject
            for cls in (LM.Matter, LM.SubItem)
            for quad in store.quads_for_pattern(None, RDF.type, cls, graph)
        }
        if matters <= current:
            return (graph.value,)
    return tuple(f"{stem}{revision}" for revision in revisions[:1])


def _revisions(store: Store, stem: str) -> Iterator[int]:
    for one in store.named_graphs():
        name = one.value if isinstance(one, NamedNode) else ""
        if name.startswith(stem) and name.removeprefix(stem).isdecimal():
            yield int(name.removeprefix(stem))
