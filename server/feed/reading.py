"""The change log of a published state, and its events in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store, Triple

from ontology.terms import EN, LM, SKOS, ZH
from server.feed.log import ChangeLog, Event, Operation, scope_of
from server.reading.kept import Kept
from server.saved.header import Text
from server.store.interface import View

_LOGS: Kept[ChangeLog] = Kept(1)
KINDS = {
    "department": Text("部门", "Department"),
    "stage": Text("阶段", "Stage"),
    "scenario": Text("场景", "Scenario"),
    "matter": Text("事项", "Matter"),
    "sub-item": Text("细分事项", "Sub-item"),
    "entry": Text("条目", "Entry"),
}
OPERATIONS = {
    Operation.CREATE: Text("新增", "Created"),
    Operation.UPDATE: Text("更新", "Updated"),
    Operation.DELETE: Text("移出现行清单", "Left the present"),
}
TAKEN_BACK = Text("发布它的批次已经退回。", "The publication that brought it was rolled back.")
"""What became of a thing that is no more and belongs to no edition that is there."""
SIGNS = {Operation.CREATE: "+", Operation.UPDATE: "≠", Operation.DELETE: "−"}


@dataclass(frozen=True)
class Told:
    """An event in words: what kind of thing it happened to, and what that was called then."""

    event: Event
    kind: str
    name: Text

    @property
    def title(self) -> Text:
        """A sentence."""
        kind, operation = KINDS[self.kind], OPERATIONS[self.event.operation]
        return Text(
            f"{operation.zh}{kind.zh}：{self.name.zh}",
            f"{kind.en} {operation.en[0].lower()}{operation.en[1:]}: {self.name.en}",
        )


def log_of(view: View, base: str) -> ChangeLog:
    """The change log of a published state."""
    return _LOGS.get(view, "log", lambda: ChangeLog(_store(view), base, view.changes))


def _store(view: View) -> Store:
    return Store.read_only(str(view.record().store))


def told(log: ChangeLog, event: Event) -> Told:
    """An event in words. What is gone is called as it was called before."""
    scope = scope_of(log.base, event.thing)
    content = event.content
    if not content and (before := log.before(event)):
        content = before.content
    return Told(event, scope.kind if scope else "", called(event.thing, content))


def place_of(event: Event) -> str:
    """Where an event leads to: its thing, or the history of what is gone, which may have no
    document any more."""
    if event.operation is not Operation.DELETE:
        return event.thing
    return f"/history/{event.thing.partition('/id/')[2]}"


def spoken(reason: str) -> Text:
    """The reason of a publication in both languages, as far as it was given in both."""
    chinese, _, english = reason.partition(" / ")
    return Text(chinese, english or chinese)


def called(thing: str, content: Iterable[Triple]) -> Text:
    """What a thing is called, by what is said of it; an entry with its number."""
    texts: dict[tuple[str, str | None], str] = {}
    for triple in content:
        if triple.subject == NamedNode(thing) and isinstance(triple.object, Literal):
            texts[triple.predicate.value, triple.object.language] = triple.object.value
    names = {
        tag: texts.get((SKOS.prefLabel.value, tag)) or texts.get((LM.statedName.value, tag), "")
        for tag in (ZH, EN)
    }
    number = texts.get((LM.number.value, None), "")
    chinese = names[ZH] or names[EN] or thing.rpartition("/")[2]
    english = names[EN] or chinese
    if number:
        return Text(f"第{number}项 {chinese}", f"No. {number} {english}")
    return Text(chinese, english)
