"""Rows of delimited text (RFC 4180), and which character it is delimited by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

_DELIMITERS = (",", "\t", ";", "|")
_SEPARATOR = re.compile(r'"?sep=([^"\s]|\t)"?\n', re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)("?)')
_SAMPLE_CHARACTERS, _SAMPLE_RECORDS = 200_000, 300
_SHORT = 0.25
"""What a row that is shorter than the others says for a delimiter, where a full one says 1."""
_CONVINCING = 0.5
_TABLE = 5
"""From how many columns on a single row, or words after commas, are taken for a table."""


@dataclass(frozen=True)
class Record:
    """One row: the line it begins in, and its fields without their quotation marks."""

    line: int
    fields: Sequence[str]
    closed: bool = True
    """False where the text ends inside a quotation."""

    @property
    def last_line(self) -> int:
        """The line it ends in."""
        return self.line + sum(field.count("\n") for field in self.fields)

    @property
    def used(self) -> int:
        """How many fields there are up to the last that is not blank."""
        blank = 0
        for field in reversed(self.fields):
            if field.strip():
                break
            blank += 1
        return len(self.fields) - blank

    def cut(self, width: int) -> "Record":
        """The record with no more than `width` fields."""
        return Record(self.line, self.fields[:width], self.closed)


def records(text: str, delimiter: str, start: int = 0) -> Iterator[Record]:
    """The rows of `text` from `start` on, where a line begins. Lines end in `\\n` only; a quotation
    mark counts where it begins a field."""
    line = 1 + text.count("\n", 0, start)
    plain = re.compile(f"[^{re.escape(delimiter)}\n]*+")
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text.find('"', start, end) < 0:
            record = Record(line, text[start:end].split(delimiter))
        else:
            end, record = _quoted(text, start, line, delimiter, plain)
        yield record
        start, line = end + 1, record.last_line + 1


def _quoted(
    text: str, at: int, line: int, delimiter: str, plain: re.Pattern[str]
) -> tuple[int, Record]:
    """The record that begins at `at`, field by field, and where it ends."""
    fields: list[str] = []
    while True:
        inside, closed = "", '"'
        if quoted := _QUOTED.match(text, at):
            inside, closed, at = quoted[1].replace('""', '"'), quoted[2], quoted.end()
        rest = plain.match(text, at)
        assert rest is not None  # it matches nothing, too
        fields.append(inside + rest[0])
        at = rest.end()
        if not text.startswith(delimiter, at):
            return at, Record(line, fields, bool(closed))
        at += 1


def separator_line(text: str) -> tuple[int, str | None]:
    """How long the line is that names the delimiter, and the delimiter; 0 and None without one."""
    match = _SEPARATOR.match(text)
    return (match.end(), match[1]) if match else (0, None)


def delimiter_of(text: str) -> str:
    """The delimiter that fits best; a comma where there is only one column."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(text, delimiter).rank)


def looks_delimited(text: str) -> bool:
    """Whether `text` is delimited rather than prose, or the form of a checklist in which every cell
    begins with a tab on a line of its own."""
    if separator_line(text)[1]:
        return True
    fit = _fit(text, delimiter_of(text))
    many = fit.width >= _TABLE
    return fit.share >= _CONVINCING and (many or (fit.rows > 1 and not fit.spaced))


@dataclass(frozen=True)
class _Fit:
    """How well a delimiter fits: the share of rows that have the same width (less for rows that are
    longer), that width, and how many rows there are."""

    share: float = 0.0
    width: int = 1
    rows: int = 0
    spaced: bool = False
    """Whether most fields begin with a space, as words after a comma do."""

    @property
    def rank(self) -> tuple[bool, float]:
        """Convincing ones first, then those that find more columns."""
        return self.share >= _CONVINCING, self.share**2 * self.width


def _fit(text: str, delimiter: str) -> _Fit:
    sample = text[:_SAMPLE_CHARACTERS]
    if delimiter == "\t" and _tabs_begin_cells(sample):
        return _Fit()
    found = [r for r in islice(records(sample, delimiter), _SAMPLE_RECORDS) if r.used]
    if len(sample) < len(text) and len(found) > 1:
        found.pop()
    used = max((record.used for record in found), default=0)
    widths = [min(len(record.fields), used) for record in found]
    shares = {
        width: sum(_weight(w, width) for w in widths) / len(widths) for width in {*widths} - {1}
    }
    if not shares:
        return _Fit(rows=len(widths))
    width = max(shares, key=lambda width: (shares[width], width))
    further = [field for record in found for field in record.fields[1:] if field.strip()]
    spaced = 2 * sum(field.startswith(" ") for field in further) > len(further)
    return _Fit(shares[width], width, len(widths), spaced)


def _weight(width: int, expected: int) -> float:
    """What a row of `width` says for rows of the `expected` width."""
    if width == expected:
        return 1.0
    return 0.0 if width == 1 else _SHORT if width < expected else -1.0


def _tabs_begin_cells(text: str) -> bool:
    """Whether most lines with a tab have it at their beginning and nowhere else."""
    tabbed = [line for line in text.split("\n") if "\t" in line]
    beginning = sum(line.rfind("\t") == 0 for line in tabbed)
    return bool(tabbed) and beginning * 2 >= len(tabbed)
