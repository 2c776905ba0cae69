"""Characters to text: as printed, and as the printing program meant them."""

import pytest

from loader.readers.pdf.page import Glyph
from loader.readers.pdf.text import UNREADABLE, character, chunks, is_radical, lines, text_of


def typed(text: str, x: float = 0, baseline: float = 10, size: float = 10) -> list[Glyph]:
    """Characters beside one another, Chinese ones as wide as high, others half as wide."""
    glyphs: list[Glyph] = []
    for letter in text:
        width = size / 2 if letter.isascii() else size
        top, bottom = baseline - 0.9 * size, baseline + 0.1 * size
        glyphs.append(Glyph(letter, x, top, x + width, bottom, baseline, size))
        x += width
    return glyphs


def test_lines_are_read_from_the_top_whatever_the_order_of_drawing() -> None:
    assert text_of([*typed("出生", baseline=24), *typed("1.1", baseline=10)]) == "1.1\n出生"


def test_characters_of_several_sizes_and_raised_ones_are_of_one_line() -> None:
    glyphs = [*typed("附件"), *typed("2", x=20, baseline=7, size=6), *typed("清单", x=24)]
    assert text_of(glyphs) == "附件2清单"


@pytest.mark.parametrize(
    ("first", "second", "gap", "text"),
    [
        ("县卫健局", "县公安局", 3, "县卫健局县公安局"),
        ("县卫健局", "县公安局", 15, "县卫健局 县公安局"),
        ("HPV", "check", 3, "HPV check"),
        ("HPV", "check", 1, "HPVcheck"),
        ("第3", "页", 3, "第3页"),
    ],
)
def test_a_space_stands_where_one_can_be_seen(
    first: str, second: str, gap: float, text: str
) -> None:
    left = typed(first)
    assert text_of([*left, *typed(second, x=left[-1].x1 + gap)]) == text


def test_spaces_that_are_drawn_are_kept_within_a_line_and_dropped_at_its_ends() -> None:
    assert text_of(typed(" 注 意 ")) == "注 意"


def test_what_is_printed_twice_a_hair_apart_is_read_once() -> None:
    assert text_of([*typed("牵头部门11"), *typed("牵头部门11", x=0.4)]) == "牵头部门11"


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("\u2f08", "人"),
        ("\u2f8f", "行"),
        ("\u2ed4", "门"),
        ("\u2eda", "页"),
        ("\u2ed3", "长"),
        ("\u2f3e", "户"),
        ("\uf90a", "金"),
    ],
)
def test_a_radical_is_read_as_the_character_it_is_printed_like(printed: str, meant: str) -> None:
    assert character(printed) == meant
    assert is_radical(printed)


@pytest.mark.parametrize("printed", ["人", "（", "1", "，", "“", "Ⅳ", "①", "ｋ", "ﬁ", "々", "〇"])
def test_nothing_else_is_changed(printed: str) -> None:
    assert character(printed) == printed
    assert not is_radical(printed)


@pytest.mark.parametrize("printed", ["(cid:12)", "\x00"])
def test_a_glyph_without_a_meaning_is_not_made_up(printed: str) -> None:
    assert character(printed) == UNREADABLE
    assert not is_radical(printed)


def test_a_line_in_columns_falls_into_pieces() -> None:
    glyphs = [*typed("1"), *typed("户口登记", x=60), *typed("县公安局", x=160)]
    (line,) = lines(glyphs)
    assert chunks(line) == 3
    assert chunks(typed("关于印发个人全生命周期事项清单的通知")) == 1
    assert chunks([]) == 0
