"""Bytes as text: Chinese text in whatever encoding an office saved it.

A byte order mark decides, then UTF-8, then GB 18030 (which GBK and GB 2312 are part of). Nearly any
bytes can be read as GB 18030, Big5 among them, so it is believed only where the characters it gives
are mostly those of everyday use (level 1 of GB 2312); else charset-normalizer decides.
"""

import codecs
import re

from loader.problems import Refused, problem
from loader.rows import Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ["gb18030", "big5", "cp950", "big5hkscs", "utf_16_le", "utf_16_be"]
_BIG5 = ("cp950", "big5hkscs")
_SAMPLE = 200_000
_HANZI = re.compile("[\u3400-\u9fff\ue000-\ufaff\U00020000-\U000fffff]")
_EVERYDAY = re.compile(rb"(?:[\xb0-\xd7][\xa1-\xfe])*")
_BELIEVED = 0.7
"""The share of everyday characters from which GB 18030 is believed without a second opinion."""
_DAMAGED = 0.02
"""The share of unreadable places (one at least) up to which a file is called damaged and not one of
another encoding."""


def decode(content: bytes, file: str) -> str:
    """`content` as text, its line ends as `\\n`, without a byte order mark.

    Raises Refused, with the line, where it is text of a known encoding that is damaged or cut off,
    and where it is no text that can be recognised.
    """
    return detect(content, file)[0]


def detect(content: bytes, file: str) -> tuple[str, str]:
    """The text as `decode` gives it, and the encoding it was in."""
    encoding = marked(content)
    if encoding is None:
        text, encoding = _detected(content, file)
        return _lines(text, file), encoding
    marked_text = _strictly(content, encoding)
    if marked_text is None:
        raise _damaged(content, encoding, file)
    return _lines(marked_text, file), encoding


def marked(content: bytes) -> str | None:
    """The encoding that the byte order mark of `content` names, if it has one."""
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)


def is_utf8(content: bytes) -> bool:
    """Whether `content` is UTF-8 and shows it: text of another encoding is hardly ever both."""
    return not content.isascii() and _strictly(content, "utf-8") is not None


def _detected(content: bytes, file: str) -> tuple[str, str]:
    for encoding in ("utf-8", "gb18030"):
        text = _strictly(content, encoding)
        if (
            text is not None
            and "\x00" not in text
            and (encoding == "utf-8" or _everyday(text) >= _BELIEVED)
        ):
            return text, encoding
        if text is None and _is_damaged(content, encoding):
            raise _damaged(content, encoding, file)
    found = _second_opinion(content)
    if found is None:
        raise Refused([problem("F04", Place(file), file=file)])
    return found


def _second_opinion(content: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes

    sample = content[:_SAMPLE]
    if len(content) > _SAMPLE and b"\n" in sample:
        end = sample.rindex(b"\n")
        sample = sample[: end - end % 2]
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is None:
        return None
    for encoding in (*(_BIG5 if "big5" in best.could_be_from_charset else ()), best.encoding):
        text = _strictly(content, encoding)
        if text is not None:
            doubtful = encoding.startswith("utf_16") and _everyday(text) < _BELIEVED
            return None if doubtful else (text, encoding)
    return None


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _everyday(text: str) -> float:
    """The share of the Chinese characters in `text` that GB 2312 has in its first level."""
    hanzi = "".join(_HANZI.findall(text[:_SAMPLE]))
    if not hanzi:
        return 1.0
    in_gb2312 = hanzi.encode("gb2312", "ignore")
    return sum(len(run) for run in _EVERYDAY.findall(in_gb2312)) / 2 / len(hanzi)


def _is_damaged(content: bytes, encoding: str) -> bool:
    text = content.decode(encoding, "replace")
    lost, hanzi = text.count("\ufffd"), len(_HANZI.findall(text))
    few = hanzi > 2 and lost <= max(1, hanzi * _DAMAGED)
    return few and "\x00" not in text and _everyday(text) >= _BELIEVED


def _damaged(content: bytes, encoding: str, file: str) -> Refused:
    try:
        content.decode(encoding)
        start = 0
    except UnicodeDecodeError as error:
        start = error.start
    text = content.decode(encoding, "replace")
    line = content[:start].decode(encoding, "replace").count("\n") + 1
    place = Place(file, line_start=line, line_end=line)
    named = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper())
    count = text.count("\ufffd")
    return Refused([problem("F23", place, file=file, encoding=named, line=line, count=count)])


def _lines(text: str, file: str) -> str:
    if "\x00" in text:
        raise Refused([problem("F04", Place(file), file=file)])
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
