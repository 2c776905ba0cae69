"""The words of a sheet in its language. In an English one, what the list prints stands beside in
Chinese."""

from collections.abc import Iterable, Sequence

from server.messages import translations
from server.reading.context import Checklist
from server.reading.items import Group, Item, Numbered
from server.reading.reader import Reader
from server.sheets.listed import lines_of
from server.sheets.meeting import Scenario


class Wording:
    """Words, names and numbers in one language, on a sheet of the list `home`; `iris` are the
    things it can name. On a page, which marks each language, the printed names do not stand
    `beside`."""

    def __init__(
        self, reader: Reader, home: Checklist, iris: Iterable[str], *, beside: bool = True
    ) -> None:
        wanted = {iri for iri in iris if iri}
        self.language = reader.language
        self.english = reader.language == "en"
        self._others = {
            one.edition: one.title for one in reader.checklists if one.edition != home.edition
        }
        self._catalogue = translations(reader.language)
        self._names = reader.names(wanted)
        self._printed = reader.chinese(wanted) if self.english and beside else self._names

    def say(self, message: str, /, **values: object) -> str:
        """A message with its values."""
        text = self._catalogue.gettext(message)
        return text % values if values else text

    def count(self, message: str, count: int) -> str:
        """A message that counts, such as %(count)s项."""
        return self._catalogue.ngettext(message, message, count) % {"count": count}

    @property
    def comma(self) -> str:
        """What stands between the members of a list."""
        return self.say("、")

    def bracketed(self, text: str) -> str:
        return f"{self.say('（')}{text}{self.say('）')}"

    def name(self, iri: str) -> str:
        """The name of a thing, the printed one beside it."""
        name, printed = self._names[iri].text, self._printed[iri].text
        return name if name == printed else f"{name} {printed}"

    def short(self, iri: str) -> str:
        """The name of a thing in the language alone."""
        return self._names[iri].text

    def printed(self, iri: str) -> str:
        """The name of a thing in Chinese."""
        return self._printed[iri].text

    def names(self, iris: Iterable[str]) -> str:
        return self.comma.join(self.name(iri) for iri in iris)

    def shorts(self, iris: Iterable[str]) -> str:
        return self.comma.join(self.short(iri) for iri in iris)

    def entry(self, item: Item) -> str:
        """How an entry is called: by its number, with the scenario or stage where numbers start
        again in each, by its name where it has none; one of another list with the title of that."""
        title = self._others.get(item.edition)
        return self._entry(item) + (self.bracketed(title) if title else "")

    def _entry(self, item: Item) -> str:
        number = item.called.number
        if number is None:
            return self.short(item.matter) if self.english else item.called.name
        if item.called.restarts == "stage":
            return self.say("阶段%(stage)s第%(n)s项", stage=item.stage_number, n=number)
        if item.called.restarts:
            return self.say("场景%(code)s第%(n)s项", code=item.code, n=number)
        return self.say("第%(n)s项", n=number)

    def number(self, item: Item) -> str | int:
        """The number in the first cell of a row; nothing where the name beside it is all."""
        return item.called.number if item.called.number is not None else ""

    def entries(self, items: Iterable[Item | Numbered]) -> str:
        each = (one.item if isinstance(one, Numbered) else one for one in items)
        return self.comma.join(self.entry(item) for item in each)

    def stated(self, item: Item) -> str:
        """A name as printed; in English the English name, and the printed one below it."""
        target = item.sub_item or item.matter
        if not self.english:
            return item.name
        matter = f"{self.short(item.matter)}: " if item.sub_item and item.is_entry else ""
        return f"{matter}{self.short(target)}\n{item.name}"

    def with_lines(self, one: Numbered) -> str:
        """The name of an entry, and below it those of its lines with their numbers."""
        lines = (f"（{line.order}）{self.stated(line)}" for line in one.lines)
        if self.english:
            lines = (f"({line.order}) {self.stated(line)}" for line in one.lines)
        return "\n".join([self.stated(one.item), *lines])

    def spread(self, groups: Sequence[Group]) -> str:
        """The values of a column; where the lines of an entry differ, each with its lines."""
        said = []
        for group in groups:
            if group.values:
                lines = self.comma.join(map(str, group.lines))
                where = self.bracketed(self.say("第%(lines)s行", lines=lines)) if lines else ""
                said.append(self.names(group.values) + where)
        return "\n".join(said)

    def scenario(self, item: Item | Scenario) -> str:
        """A scenario with its code, as the list prints it."""
        iri = item.scenario if isinstance(item, Item) else item.iri
        return f"{item.code} {self.name(iri)}".strip()

    def checklist(self, one: Checklist) -> str:
        """The title of a list with its county."""
        if self.english:
            return f"{one.title} ({one.region_name})"
        return f"{one.region_name}《{one.title}》"

    def extent(self, entries: int, lines: int) -> str:
        """8项、11条具体事项."""
        counted = (
            self.count("%(count)s项", entries),
            self.count("%(count)s条具体事项", lines),
        )
        return self.comma.join(counted)


def heading_of(numbered: Iterable[Numbered]) -> str:
    """What the first column is called: by the numbers of the list, or where it has none."""
    return "序号" if any(one.item.called.number is not None for one in numbered) else "条目"


def states_handling(numbered: Iterable[Numbered]) -> bool:
    """Whether the list states who handles any of these."""
    return any(line.handling for one in numbered for line in lines_of(one))
