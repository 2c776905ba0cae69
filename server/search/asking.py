"""What a question finds: every thing that has it in a name, and what is near to it, the likeliest
first.

A question is looked for as it stands (a part of a name), as a name that it contains, by its sound
(pinyin, or the initials of it), by its letters in order (an abbreviation, as 人社局 is in
人力资源和社会保障局), by number (第37项), and by key or code. Where none of that finds anything, by
the pairs of characters that it shares with a name. A score of 100 is given to the exact name only.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.search.folding import fold, is_latin, parts, substrings, tokens

EXACT = 100.0
_LONGEST = 40
"""So many characters of a question are looked for."""
_NUMBER = re.compile(r"第?\s*(\d{1,6})\s*项?")
_WEIGHTS: Mapping[str, float] = {
    "scenario": 3.0,
    "department": 2.5,
    "matter": 2.0,
    "stage": 1.0,
    "sub-item": 0.0,
    "checklist": -2.0,
    "entry": -4.0,
}
_FORMER = 20.0
_ROLES: Mapping[str, float] = {
    "label": 0.0,
    "alias": -1.0,
    "printed": -1.0,
    "word": -2.0,
    "english": -3.0,
    "key": 0.0,
    "code": 0.0,
}
_SAID = ("label", "alias", "printed", "word")
_SELECT = """SELECT n.thing, n.text, n.role, n.folded, n.pinyin, n.initials FROM name n"""


@dataclass(frozen=True)
class Match:
    """Why a thing was found: the name, what that is to it, how the question fits, and how well."""

    text: str
    role: str
    how: str
    """exact, part, within, sound, initials, letters, number or similar."""
    score: float


@dataclass(frozen=True)
class Hit:
    """A thing that was found, in the region with the code `region`."""

    iri: str
    kind: str
    name: str
    name_en: str
    standing: str
    number: int | None
    code: str
    region: str
    match: Match
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return self.match.score

    @property
    def rank(self) -> tuple[float, int, str, str]:
        """Sorts the likeliest first."""
        weight = _WEIGHTS.get(self.kind, 0.0) - (0 if self.standing == "current" else _FORMER)
        return (-(self.score + weight), len(self.name), self.kind, self.iri)


def found_in(
    connection: sqlite3.Connection,
    region: str,
    question: str,
    kinds: Collection[str] = (),
) -> list[Hit]:
    """All that a question finds in the index of a region, of some kinds or of all but entries and
    lists; these are found by number, key or exact name, or where they are asked for."""
    return _Asking(connection, region, question, kinds).hits()


def same_name(
    connection: sqlite3.Connection,
    region: str,
    question: str,
    kinds: Collection[str] = (),
) -> list[Hit]:
    """Of what `found_in` finds, what is current and has this very name: where there is any, it
    stands first there."""
    asking = _Asking(connection, region, question, kinds)
    return asking.same()


class _Asking:
    def __init__(
        self, connection: sqlite3.Connection, region: str, question: str, kinds: Collection[str]
    ) -> None:
        self.connection = connection
        self.region = region
        self.question = question
        self.kinds = kinds

    def hits(self) -> list[Hit]:
        hits = self._hits(self._matches())
        return sorted((hit for hit in hits if self._wanted(hit)), key=lambda hit: hit.rank)

    def same(self) -> list[Hit]:
        folded = fold(self.question)[:_LONGEST]
        rows = self.connection.execute(f"{_SELECT} WHERE n.folded = ?", (folded,))
        found = _best(
            _match(row, "exact", EXACT)
            for row in rows
            if row[2] != "word" and (row[2] not in ("key", "code") or self._written_so(row[1]))
        )
        hits = self._hits(found)
        current = (hit for hit in hits if hit.standing == "current" and self._wanted(hit))
        return sorted(current, key=lambda hit: hit.rank)

    def _wanted(self, hit: Hit) -> bool:
        if self.kinds:
            return hit.kind in self.kinds
        quiet = hit.kind in ("entry", "checklist")
        return not quiet or hit.match.how == "number" or hit.match.role in ("key", "code")

    def _matches(self) -> dict[int, Match]:
        """Things by the best of their matches."""
        whole = fold(self.question)[:_LONGEST]
        if not whole:
            return {}
        best = _best([*self._by_number(), *self._of(whole)])
        pieces = parts(self.question)[:8]
        if len(pieces) > 1:
            several = [_best(self._of(piece[:_LONGEST])) for piece in pieces]
            for thing in set.intersection(*(set(one) for one in several)):
                matches = [one[thing] for one in several]
                score = min(sum(m.score for m in matches) / len(matches), EXACT - 1)
                best.setdefault(thing, replace(matches[0], score=score))
        return best or _best(self._similar(whole))

    def _of(self, folded: str) -> Iterator[tuple[int, Match]]:
        yield from self._by_part(folded)
        yield from self._within(folded)
        if is_latin(folded):
            yield from self._by_sound(folded)
        else:
            yield from self._by_letters(folded)

    def _by_number(self) -> Iterator[tuple[int, Match]]:
        if match := _NUMBER.fullmatch(self.question.strip()):
            query = "SELECT id, name FROM thing WHERE kind = 'entry' AND number = ?"
            for thing, name in self.connection.execute(query, (int(match[1]),)):
                yield thing, Match(name, "number", "number", EXACT)

    def _by_part(self, folded: str) -> Iterator[tuple[int, Match]]:
        for row in self._phrase(folded):
            name = row[3]
            if row[2] in ("key", "code") and not self._written_so(row[1]):
                continue
            if folded == name:
                yield _match(row, "exact", EXACT if row[2] != "word" else EXACT - 4)
            elif folded in name and row[2] not in ("key", "code"):
                begins = 4 if name.startswith(folded) else 0
                yield _match(row, "part", 60 + 30 * len(folded) / len(name) + begins)

    def _written_so(self, text: str) -> bool:
        """Whether the question is this key or code to the mark: 1.11 is not 11.1."""
        return _plain(self.question) == _plain(text)

    def _phrase(self, folded: str) -> list[tuple[int, str, str, str, str, str]]:
        """The names that have a text as it stands; its last word may go on."""
        words = tokens(folded)
        phrase = '"' + " ".join(words) + '"' + ("*" if words[-1].isascii() else "")
        query = f"{_SELECT} JOIN words w ON w.rowid = n.id WHERE w.tokens MATCH ?"
        return list(self.connection.execute(query, (phrase,)))

    def _within(self, folded: str) -> Iterator[tuple[int, Match]]:
        """Names that the question contains, of two characters and more."""
        some = [part for part in substrings(folded, 2, 16) if part != folded]
        for row in _among(self.connection, f"{_SELECT} WHERE n.folded IN", some):
            if row[2] in _SAID:
                yield _match(row, "within", 45 + 40 * len(row[3]) / len(folded))

    def _by_sound(self, folded: str) -> Iterator[tuple[int, Match]]:
        like = f"%{folded}%"
        query = f"{_SELECT} WHERE n.pinyin LIKE ? OR n.initials LIKE ?"
        for row in self.connection.execute(query, (like, like)):
            sound, initials = row[4], row[5]
            if sound == folded:
                yield _match(row, "sound", 90)
            elif initials == folded:
                yield _match(row, "initials", 84)
            elif sound.startswith(folded):
                yield _match(row, "sound", 60 + 25 * len(folded) / len(sound))
            elif initials.startswith(folded) and len(folded) > 1:
                yield _match(row, "initials", 55 + 25 * len(folded) / len(initials))
            elif folded in sound and len(folded) > 3:
                yield _match(row, "sound", 50 + 20 * len(folded) / len(sound))
            elif folded in initials and len(folded) > 1:
                yield _match(row, "initials", 42 + 20 * len(folded) / len(initials))

    def _by_letters(self, folded: str) -> Iterator[tuple[int, Match]]:
        """Names that have the characters of the question in this order, as an abbreviation has."""
        words = list(dict.fromkeys(tokens(folded)))
        if not 2 <= len(folded) <= 12:
            return
        query = f"{_SELECT} JOIN words w ON w.rowid = n.id WHERE w.tokens MATCH ?"
        quoted = " AND ".join(f'"{word}"' for word in words)
        for row in self.connection.execute(query, (quoted,)):
            if row[2] in _SAID and folded not in row[3] and _in_order(folded, row[3]):
                same_end = 10 if row[3].endswith(folded[-1]) else 0
                yield _match(row, "letters", 48 + 30 * len(folded) / len(row[3]) + same_end)

    def _similar(self, folded: str) -> Iterator[tuple[int, Match]]:
        """Names that share pairs of characters with the question."""
        pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
        if not pairs:
            return
        phrases = sorted({'"' + " ".join(tokens(pair)) + '"' for pair in pairs if tokens(pair)})
        query = f"{_SELECT} JOIN words w ON w.rowid = n.id WHERE w.tokens MATCH ?"
        for row in self.connection.execute(query, (" OR ".join(phrases),)):
            own = {row[3][at : at + 2] for at in range(len(row[3]) - 1)}
            shared = len(pairs & own)
            if shared and row[2] in _SAID:
                likeness = 2 * shared / (len(pairs) + len(own))
                yield _match(row, "similar", 15 + 40 * likeness)

    def _hits(self, found: Mapping[int, Match]) -> list[Hit]:
        query = "SELECT id, iri, kind, name, name_en, standing, number, code FROM thing WHERE id IN"
        return [
            Hit(iri, kind, name, name_en, standing, number, code, self.region, found[thing])
            for thing, iri, kind, name, name_en, standing, number, code in _among(
                self.connection, query, list(found)
            )
        ]


def linked_to(
    connection: sqlite3.Connection, region: str, target: str, kinds: Collection[str]
) -> list[Hit]:
    """The things that stand in `target` or name it, in one of the ways `kinds`."""
    marks = ",".join("?" * len(kinds))
    query = f"""SELECT DISTINCT t.iri, t.kind, t.name, t.name_en, t.standing, t.number, t.code
      FROM target g JOIN link l ON l.target = g.id JOIN thing t ON t.id = l.thing
      WHERE g.iri = ? AND l.kind IN ({marks})"""
    match = Match("", "", "link", 0.0)
    rows = connection.execute(query, (target, *kinds))
    return [
        Hit(iri, kind, name, name_en, standing, number, code, region, match)
        for iri, kind, name, name_en, standing, number, code in rows
    ]


Links = dict[str, dict[str, list[str]]]
"""Thing -> what that is to it -> things."""


def links_of(connection: sqlite3.Connection, iris: Sequence[str]) -> Links:
    """What some things stand in or name, by what that is to them."""
    found: dict[str, dict[str, list[str]]] = {iri: {} for iri in iris}
    query = """SELECT t.iri, l.kind, g.iri FROM thing t JOIN link l ON l.thing = t.id
      JOIN target g ON g.id = l.target WHERE t.iri IN"""
    for iri, kind, target in _among(connection, query, list(iris), "ORDER BY l.rowid"):
        found[iri].setdefault(kind, []).append(target)
    return found


def _among(
    connection: sqlite3.Connection, query: str, values: Sequence[str | int], end: str = ""
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query that ends in IN, for some values, not more at a time than an engine
    takes."""
    for start in range(0, len(values), 500):
        chunk = values[start : start + 500]
        marks = ",".join("?" * len(chunk))
        yield from connection.execute(f"{query} ({marks}) {end}", chunk)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _match(row: tuple[Any, ...], how: str, score: float) -> tuple[int, Match]:
    best = EXACT if how == "exact" else EXACT - 1
    return row[0], Match(row[1], row[2], how, min(score + _ROLES[row[2]] * (how != "exact"), best))


def _best(found: Iterable[tuple[int, Match]]) -> dict[int, Match]:
    best: dict[int, Match] = {}
    for thing, match in found:
        if thing not in best or match.score > best[thing].score:
            best[thing] = match
    return best


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
