"""What is typed finds what is meant: every part of every name, its sound, and how people say it."""

import sqlite3
import tomllib
from pathlib import Path

import pytest

from server.search.asking import EXACT, Hit, found_in
from server.search.folding import fold, pinyin

GOLD = tomllib.loads((Path(__file__).parent / "gold.toml").read_text("utf-8"))
NAMED = "SELECT t.iri, t.kind, n.text, n.role FROM name n JOIN thing t ON t.id = n.thing"
FIRST = 3


def found(connection: sqlite3.Connection, question: str, *kinds: str) -> list[Hit]:
    return found_in(connection, "370725", question, kinds)


def names(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    """Every Chinese name of every thing: its IRI, its kind, the name and its role."""
    rows = connection.execute(NAMED)
    return [row for row in rows if row[3] in ("label", "alias", "printed", "word")]


def test_every_two_characters_of_every_name_find_the_thing(
    connection: sqlite3.Connection,
) -> None:
    wanted: dict[str, set[str]] = {}
    for iri, _, text, _ in names(connection):
        folded = fold(text)
        for at in range(len(folded) - 1):
            wanted.setdefault(folded[at : at + 2], set()).add(iri)
    assert len(wanted) > 1000
    every = ("stage", "scenario", "matter", "sub-item", "department", "entry", "checklist")
    lost = {
        pair: missing
        for pair, iris in wanted.items()
        if (missing := iris - {hit.iri for hit in found(connection, pair, *every)})
    }
    assert not lost


def test_a_whole_name_is_found_first_and_scores_100(connection: sqlite3.Connection) -> None:
    for iri, kind, text, role in names(connection):
        if role in ("label", "alias"):
            hits = found(connection, text, kind)
            best = [hit.iri for hit in hits if hit.score == EXACT]
            assert iri in best, text
            assert hits[0].score == EXACT
    near = found(connection, "户口登")
    assert near and all(hit.score < EXACT for hit in near)


def test_the_pinyin_of_a_name_and_its_initials_find_it(connection: sqlite3.Connection) -> None:
    for iri, kind, text, role in names(connection):
        folded = fold(text)
        if role == "label" and all("\u4e00" <= character <= "\u9fff" for character in folded):
            for question in pinyin(folded):
                assert iri in {hit.iri for hit in found(connection, question, kind)}, question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("戶口登記", "户口登记"),
        ("護照", "普通护照签发"),
        ("户口登记（出生登记)", "出生登记"),
        (" 户口　登记 ", "户口登记"),
        ("机动车登记-注册登记", "机动车登记-注册登记"),
        ("第37项", "居民和灵活就业人员社会保险费缴纳"),
        ("３７", "居民和灵活就业人员社会保险费缴纳"),
        ("370725-matter-4f1yy7hg", "户口登记"),
        ("4f1yy7hg", "户口登记"),
        ("Household registration", "户口登记"),
        ("household REG", "户口登记"),
        ("1.1", "出生"),
        ("HKDJ", "户口登记"),
    ],
)
def test_width_case_script_numbers_and_keys_are_understood(
    connection: sqlite3.Connection, typed: str, meant: str
) -> None:
    assert meant in [hit.name for hit in found(connection, typed)][:FIRST]


def test_nine_of_ten_spoken_questions_have_what_is_meant_among_the_first_three(
    connection: sqlite3.Connection,
) -> None:
    spoken = GOLD["spoken"]
    assert len(spoken) >= 100
    missed = {
        question: [hit.name for hit in found(connection, question)][:FIRST]
        for question, meant in spoken.items()
        if not set(meant) & {hit.name for hit in found(connection, question)[:FIRST]}
    }
    assert len(missed) <= len(spoken) / 10, missed


@pytest.mark.parametrize("question", GOLD["short"])
def test_an_abbreviation_finds_its_department_first(
    connection: sqlite3.Connection, question: str
) -> None:
    hits = found(connection, question, "department")
    assert hits and hits[0].name in GOLD["short"][question]
    assert question == "人社" or hits[0].name in [
        hit.name for hit in found(connection, question)[:FIRST]
    ]


@pytest.mark.parametrize(
    "question", ["", " ", "，。！", '"', "'", "*", "a OR b", "NEAR(", "%", "_", "\x00", "户" * 500]
)
def test_whatever_is_typed_is_no_error(connection: sqlite3.Connection, question: str) -> None:
    assert isinstance(found(connection, question), list)


def test_what_means_nothing_finds_nothing(connection: sqlite3.Connection) -> None:
    assert found(connection, "量子力学") == []
    assert found(connection, "qqqqqq") == []
