"""The table a chart is drawn from, and what it comes to: numbers by category and series."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.charts.chart import Chart


@dataclass(frozen=True)
class Value:
    """What a cell holds: the words shown, what tells it from others of the same words, and its
    number where it is one."""

    text: str
    key: str
    number: float | None = None


@dataclass(frozen=True)
class Data:
    """A table in one language; `headings` by column. Cells without a value are left out."""

    headings: Mapping[str, str]
    rows: Sequence[Mapping[str, Value]]
    language: str = "zh"


@dataclass(frozen=True)
class Grid:
    """Numbers by category and series, both as (key, words) in the order of the table."""

    categories: tuple[tuple[str, str], ...]
    series: tuple[tuple[str, str], ...]
    numbers: Mapping[tuple[str, str], float]

    def of(self, category: str) -> tuple[float, ...]:
        """The numbers of a category by series, 0 where there is none."""
        return tuple(self.numbers.get((category, key), 0) for key, _ in self.series)

    def ranked(self, parts: bool) -> "Grid":
        """The same, those with the largest numbers first: sums of parts, else what the first series
        says before the others. The order of the table among equals."""
        order = sorted(
            self.categories,
            key=lambda one: [-sum(self.of(one[0]))] if parts else [-n for n in self.of(one[0])],
        )
        return Grid(tuple(order), self.series, self.numbers)

    def cut(self, most: int) -> "Grid":
        """The same with the first `most` categories."""
        return Grid(self.categories[:most], self.series, self.numbers)


def grid(chart: Chart, data: Data) -> Grid:
    """The numbers that a chart shows: of rows that agree in x and series the sum, or how many
    different values of the counted column they have. Rows without an x, or series, are none."""
    categories: dict[str, str] = {}
    series: dict[str, str] = {}
    numbers: defaultdict[tuple[str, str], float] = defaultdict(float)
    counted: set[tuple[str, str, str]] = set()
    if not chart.series:
        names = chart.y or (chart.count,)
        series.update({name: data.headings.get(name, name) for name in names})
    for row in data.rows:
        x = row.get(chart.x)
        part = row.get(chart.series) if chart.series else None
        if x is None or not x.key or (chart.series and (part is None or not part.key)):
            continue
        categories.setdefault(x.key, x.text)
        if part:
            series.setdefault(part.key, part.text)
        for name in chart.y or (chart.count,):
            value = row.get(name)
            at = (x.key, part.key if part else name)
            if chart.count and value and (*at, value.key) not in counted:
                counted.add((*at, value.key))
                numbers[at] += 1
            elif not chart.count and value and value.number is not None:
                numbers[at] += value.number
    return Grid(tuple(categories.items()), tuple(series.items()), dict(numbers))


def shown(number: float) -> str:
    """A number as it is read: without decimals where it has none."""
    return str(int(number)) if number == int(number) else f"{number:.1f}"
