"""Characters to text: lines in reading order, as they are printed.

A printout knows neither words nor spaces, only where each character stands. Two of its habits would
otherwise be read as other words: bold characters printed twice, one a hair beside the other, and
characters that the printing program took for Chinese radicals (⼈ U+2F08 for 人 U+4EBA), because
both have the same glyph in its font; a browser does so with every list of this kind.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from loader.readers.pdf.page import Glyph

UNREADABLE = "\ufffd"
"""Stands for a character of a font that does not say what its glyphs mean."""
_TWICE = 0.15
_SPACE = 0.2
_GAP = 1.0
COLUMN_GAP = 1.5
"""From what distance, in sizes of its characters, a line is taken to be printed in columns."""

# Radicals of the supplement (U+2E80 to U+2EF3) that are printed like a character of Chinese; from
# the property Equivalent_Unified_Ideograph of the Unicode Character Database. Those of Kangxi and
# the compatibility ideographs know theirs themselves, but for one: ⼾ is defined as 戶, while the
# fonts of the mainland draw it as 户 and have one glyph for the two.
_SHAPES = str.maketrans(
    "⼾⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺳⺴⺶⺹⺺⺻"
    "⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "户厂乛乚乙亻冂刀刂卜㔾小小兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒㓁冗羊耂肀聿"
    "肉艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)


def character(text: str) -> str:
    """What one glyph says: a radical as the character it is printed like, and `UNREADABLE` where
    the font does not say it."""
    if text.startswith("(cid:") or "\x00" in text:
        return UNREADABLE
    if "\u2e80" <= text <= "\u2fdf" or "\uf900" <= text <= "\ufaff":
        return unicodedata.normalize("NFKC", text.translate(_SHAPES))
    return text


def is_radical(text: str) -> bool:
    """Whether `character` reads `text` as another character."""
    return character(text) not in (text, UNREADABLE)


def lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The characters line by line from the top, each line from the left."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.baseline)
    found: list[list[Glyph]] = []
    for glyph in ordered:
        if found and glyph.baseline - found[-1][0].baseline <= 0.5 * _size(glyph, found[-1][0]):
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [_once(sorted(line, key=lambda glyph: glyph.x0)) for line in found]


def text_of(glyphs: Iterable[Glyph]) -> str:
    """The text as printed: its lines joined by `\\n`."""
    return "\n".join(line for found in lines(glyphs) if (line := line_text(found).strip()))


def line_text(line: Sequence[Glyph]) -> str:
    """One line. A space that was not drawn stands where a gap is as wide as a character, and
    between two words of Latin letters or digits."""
    parts: list[str] = []
    for before, glyph in zip([None, *line[:-1]], line, strict=True):
        if before is not None and _spaced(before, glyph):
            parts.append(" ")
        parts.append(character(glyph.text))
    return "".join(parts)


def chunks(line: Sequence[Glyph]) -> int:
    """In how many pieces far from one another a line is printed."""
    inked = [glyph for glyph in line if not glyph.text.isspace()]
    return sum(
        after.x0 - before.x1 > COLUMN_GAP * _size(before, after)
        for before, after in pairwise(inked)
    ) + bool(inked)


def _spaced(before: Glyph, after: Glyph) -> bool:
    if before.text.isspace() or after.text.isspace():
        return False
    gap = (after.x0 - before.x1) / _size(before, after)
    return gap > _GAP or (gap > _SPACE and before.text.isascii() and after.text.isascii())


def _once(line: Sequence[Glyph]) -> list[Glyph]:
    """A line without what is printed twice."""
    kept: list[Glyph] = []
    for glyph in line:
        near = (before for before in reversed(kept[-3:]) if before.text == glyph.text)
        twice = next(near, None)
        if twice is None or glyph.x0 - twice.x0 > _TWICE * glyph.size:
            kept.append(glyph)
    return kept


def _size(one: Glyph, other: Glyph) -> float:
    return max(one.size, other.size)
