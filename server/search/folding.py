"""Text as it is looked up: what two people write differently and mean alike is one. For keys only;
nothing folded is ever shown."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_PART = re.compile(r"[\s,，、;；|/]+")


@functools.cache
def _simplifier() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """`text` with width, case and the traditional form of characters folded, and without marks and
    spaces: `戶口登記（出生登記）` and `户口登记(出生登记)` are one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_TOKEN.findall(_simplifier().convert(plain)))


def tokens(folded: str) -> list[str]:
    """A token for each Han character, one for each run of other letters and digits."""
    return _TOKEN.findall(folded)


def parts(text: str) -> list[str]:
    """What stands apart in a question, folded: all of it must be found."""
    found = (fold(part) for part in _PART.split(text))
    return [part for part in found if part]


def pinyin(text: str) -> tuple[str, str]:
    """The pinyin of a folded text without tones, and its initials: `hukou` and `hk`. Other letters
    and digits stand as they are."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(text, errors=list)  # type: ignore[arg-type]
    return "".join(syllables), "".join(one[0] for one in syllables if one)


def is_latin(folded: str) -> bool:
    """Whether a text may be pinyin."""
    return folded.isascii() and folded.isalpha()


def substrings(folded: str, least: int, most: int) -> Iterator[str]:
    """Every part of a text of so many characters, each once, the longest first."""
    seen: set[str] = set()
    for length in range(min(most, len(folded)), least - 1, -1):
        for start in range(len(folded) - length + 1):
            part = folded[start : start + length]
            if part not in seen:
                seen.add(part)
                yield part
