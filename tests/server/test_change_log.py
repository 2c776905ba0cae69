"""Every publication adds to the change log what it did; whoever replays the log has the present."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    QueryTriples,
    Store,
    Triple,
)

from server.feed.log import ChangeLog, Event, Operation
from server.history.state import Moment, end_of, reign_of
from server.loading import prepare
from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder, Snapshot
from server.store.publish import publish
from server.store.rollback import Rollback
from tests.conftest import IMAGINARY, load
from tests.server.editing import SOURCE, written
from tests.three_editions import (
    DEPARTMENT_OLD,
    DROPPED,
    FIRST,
    LIST,
    MOVED,
    SECOND,
    SLIP,
    THIRD,
    List,
    Story,
    second,
)

SCOPE = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT { ?s ?p ?o } WHERE {
  {
    { ?list dcat:hasCurrentVersion ?graph }
    UNION
    {
      { SELECT ?stem (MAX(?number) AS ?last) {
        { SELECT DISTINCT ?one { GRAPH ?one { ?any a lm:Jurisdiction } } }
        BIND(REPLACE(STR(?one), "[0-9]+$", "") AS ?stem)
        BIND(xsd:integer(REPLACE(STR(?one), "^.*/", "")) AS ?number)
      } GROUP BY ?stem }
      BIND(IRI(CONCAT(?stem, STR(?last))) AS ?graph)
    }
  }
  GRAPH ?graph { ?s ?p ?o }
  FILTER(REGEX(STR(?s), "/id/[0-9]{6}/(matter|sub-item|department|stage|scenario)/")
      || REGEX(STR(?s), "/entry/"))
}
"""
"""What the feed speaks of, asked of the present: the current editions as printed, and the latest
register of each region."""


def canonical(triples: Iterator[Triple] | list[Triple]) -> str:
    """The dataset in its canonical form (RDFC-1.0), as N-Quads."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def log_of(snapshot: Snapshot) -> ChangeLog:
    store = Store.read_only(str(snapshot.store))
    return ChangeLog(store, DEFAULT_BASE, snapshot.manifest()["changes"])


def replayed(events: Iterator[Event]) -> list[Triple]:
    """What stands after all events."""
    standing: dict[str, frozenset[Triple]] = {}
    for event in events:
        match event.operation:
            case Operation.CREATE:
                assert event.thing not in standing, event
                standing[event.thing] = event.content
            case Operation.UPDATE:
                assert standing[event.thing] != event.content, event
                standing[event.thing] = event.content
            case Operation.DELETE:
                assert not event.content
                del standing[event.thing]
    return [triple for content in standing.values() for triple in content]


def asked(snapshot: Snapshot) -> list[Triple]:
    found = Store.read_only(str(snapshot.store)).query(SCOPE)
    assert isinstance(found, QueryTriples)
    return list(found)


def agrees(snapshot: Snapshot) -> bool:
    log = log_of(snapshot)
    there = asked(snapshot)
    assert len(there) > 100
    return canonical(replayed(log.events(1, log.last))) == canonical(there)


def snapshots(data: Path) -> list[Snapshot]:
    return DataFolder(data).all_snapshots()


def test_after_every_publication_the_log_replays_to_the_present(story: Story) -> None:
    for snapshot in snapshots(story.data):
        assert agrees(snapshot), snapshot.id


def test_the_log_only_grows(story: Story) -> None:
    before: set[Triple] = set()
    for snapshot in snapshots(story.data):
        log = log_of(snapshot)
        now = {q.triple for q in log.store.quads_for_pattern(None, None, None, log.graph)}
        assert before <= now
        before = now


def test_a_first_load_creates_each_thing_once(story: Story) -> None:
    log = log_of(snapshots(story.data)[0])
    events = list(log.events(1, log.last))
    assert [event.number for event in events] == list(range(1, 352))
    assert {event.operation for event in events} == {Operation.CREATE}
    kinds = Counter(re.search(r"/([a-z-]+)/[^/]+$", event.thing)[1] for event in events)  # type: ignore[index]
    assert kinds == {
        "matter": 103, "sub-item": 85, "department": 15, "stage": 11, "scenario": 25, "entry": 112,
    }  # fmt: skip


def test_an_entry_is_created_after_all_that_it_names(story: Story) -> None:
    log = log_of(snapshots(story.data)[0])
    known: set[str] = set()
    events = list(log.events(1, log.last))
    every = {event.thing for event in events}
    for event in events:
        known.add(event.thing)
        if "/entry/" in event.thing:
            named = {t.object.value for t in event.content if isinstance(t.object, NamedNode)}
            assert named & every <= known, event.thing


def test_the_entries_of_an_edition_leave_the_feed_when_another_is_current(story: Story) -> None:
    log = log_of(snapshots(story.data)[-1])
    events = list(log.events(1, log.last))
    for edition, gone in ((FIRST, 112), (SECOND, 111), (THIRD, 0)):
        inside = [e for e in events if e.thing.startswith(f"{LIST}/{edition}/")]
        assert all(event.editions == (f"{LIST}/{edition}",) for event in inside)
        deleted = [e for e in inside if e.operation is Operation.DELETE]
        assert len({e.thing for e in deleted}) == gone if gone else not deleted


def test_what_a_decision_did_is_told_of_the_thing(story: Story) -> None:
    log = log_of(snapshots(story.data)[-1])

    def told(name: str, kind: str = "matter") -> list[Operation]:
        events = [log.event(number) for number in log.of(story.iri(name, kind))]
        return [event.operation for event in events if event]

    assert told(DEPARTMENT_OLD, "department") == [Operation.CREATE, Operation.UPDATE]
    assert told(DROPPED) == [Operation.CREATE, Operation.UPDATE, Operation.UPDATE]  # and it is back
    assert told(SLIP)[-1] is Operation.UPDATE  # withdrawn: it says so


def test_going_back_is_told_and_what_was_told_before_stays(story: Story, tmp_path: Path) -> None:
    data = Path(shutil.copytree(story.data, tmp_path / "data"))
    before = log_of(snapshots(data)[-1])
    told = list(before.events(1, before.last))
    for to in (1, 4):
        assert publish_change(DataFolder(data), Rollback(to, "试"), DEFAULT_BASE)
        current = snapshots(data)[-1]
        assert agrees(current)
        log = log_of(current)
        assert list(log.events(1, before.last)) == told
        assert log.last > before.last
        (event,) = log.events(log.last, log.last)
        assert event.publication == current.id


def test_what_leaves_the_register_as_it_is_adds_nothing(story: Story) -> None:
    lasts = [snapshot.manifest()["changes"] for snapshot in snapshots(story.data)]
    assert lasts == sorted(lasts)
    records = DataFolder(story.data).history()
    assert [record["changes"] for record in records] == lasts


def test_after_damage_the_log_goes_on_behind_what_is_lost_and_still_replays(
    story: Story, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(story.data, tmp_path / "data"))
    lost = snapshots(data)[-1]
    told = lost.manifest()["changes"]
    (lost.store / "CURRENT").unlink()
    said: list[str] = []
    change = Rollback(5, "试")
    assert publish_change(DataFolder(data), change, DEFAULT_BASE, said.append)
    assert "变更日志缺了一段 / a part of the change log is lost" in said
    current = DataFolder(data).current()
    assert current is not None
    assert agrees(current)
    log = log_of(current)
    kept = DataFolder(data).snapshot(5)
    assert kept is not None
    before = kept.manifest()["changes"]
    numbers = [event.number for event in log.events(before + 1, log.last)]
    assert all(number > told for number in numbers)


def test_a_store_from_before_there_was_a_log_begins_with_what_was_published_last(
    story: Story, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    file = written(tmp_path, SOURCE.read_text("utf-8"), _register(), ())
    assert publish(DataFolder(data), prepare(file, None, {}), DEFAULT_BASE, "before")
    old = snapshots(data)[0].manifest()
    assert "changes" not in old
    later = written(tmp_path, second(), _register(), ())
    assert publish_change(DataFolder(data), prepare(later, None, {"edition": SECOND}), DEFAULT_BASE)
    current = snapshots(data)[-1]
    assert agrees(current)
    log = log_of(current)
    first = log.event(1)
    assert first is not None
    assert (first.publication, first.at[:19]) == (1, old["publication"]["at"][:19])
    assert {e.publication for e in log.events(1, log.last)} == {1, 2}


def _register() -> str:
    return (SOURCE.parent / "register.toml").read_text("utf-8")


def test_going_back_past_the_first_load_of_a_region_takes_all_of_it_out(
    own_short: Path, tmp_path: Path
) -> None:
    load(own_short, IMAGINARY)
    assert agrees(snapshots(own_short)[-1])
    assert publish_change(DataFolder(own_short), Rollback(1, "试"), DEFAULT_BASE)
    current = snapshots(own_short)[-1]
    assert agrees(current)
    log = log_of(current)
    regions = {event.region for event in log.events(1, log.last)}
    assert len(regions) == 2


def test_a_correction_that_drops_an_entry_does_not_end_the_reign_of_its_edition(
    own_short: Path, tmp_path: Path
) -> None:
    fewer = List(second())
    fewer.drop(MOVED)
    for text in (second(), fewer.text()):
        file = written(tmp_path, text, _register(), ())
        change = prepare(file, None, {"edition": SECOND}, replaces=text != second())
        assert publish_change(DataFolder(own_short), change, DEFAULT_BASE)
    edition = f"{LIST}/{SECOND}"
    log = log_of(snapshots(own_short)[-1])
    left = [number for number in log.of_edition(edition) if log.left(number)]
    assert left
    assert end_of(log, edition) is None
    assert reign_of(log, edition) == Moment(log.last, edition)
