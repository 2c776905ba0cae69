"""How a date or a time of a spreadsheet is printed through its number format.

A format that writes 年, 月, 日, 时 or 分 is followed to the letter, with `[DBNum1]` in Chinese
numerals (二〇二一年六月). Any other shows in ISO 8601 what it shows (2021-06-01, 2021-06,
2021-06-01 08:30), since `m/d/yy` is printed in as many ways as there are countries. Elapsed time
(`[h]:mm`) counts on beyond a day.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from loader.readers.spreadsheets.format_codes import Section, Token

_AFTER_LAST_DAY = 2958466
"""The serial number of 10000-01-01; in a workbook that counts from 1904, 1462 less."""
_LEAP_DAY = 60
"""1900-02-29, which spreadsheets believe in."""
_CHINESE = "年月日时分秒"
_NUMERALS = "〇一二三四五六七八九"
_WEEKDAYS = "一二三四五六日"


def printed(value: int | float, section: Section, since_1904: bool) -> str | None:
    """The date or time that the serial number `value` is, as `section` shows it; None where no
    calendar has it."""
    if not -_AFTER_LAST_DAY < value < _AFTER_LAST_DAY:
        return None
    if section.has("elapsed"):
        return _elapsed(value, section)
    units = _units(section.tokens)
    dated = bool(set(units) & {"year", "month", "day", "weekday"})
    day, second = divmod(round(value * 86400), 86400)
    epoch, last = (
        (MAC_EPOCH, _AFTER_LAST_DAY - 1462) if since_1904 else (WINDOWS_EPOCH, _AFTER_LAST_DAY)
    )
    if not 0 <= day < last or (dated and not since_1904 and day in (0, _LEAP_DAY)):
        return None
    leap = not since_1904 and day < _LEAP_DAY
    moment = epoch + timedelta(days=day + leap, seconds=second)
    if any(t.kind == "literal" and set(t.text) & set(_CHINESE) for t in section.tokens):
        return "".join(_to_the_letter(moment, section, units))
    return _iso(moment, set(units))


def _units(tokens: Sequence[Token]) -> tuple[str, ...]:
    """What each token shows, by position; an `m` beside hours or seconds is minutes."""
    letters = [(at, t.text[0]) for at, t in enumerate(tokens) if t.kind == "date"]
    named = {"y": "year", "e": "year", "d": "day", "h": "hour", "s": "second", "a": "weekday"}
    units = [""] * len(tokens)
    for order, (at, letter) in enumerate(letters):
        before = letters[order - 1][1] if order else ""
        after = letters[order + 1][1] if order + 1 < len(letters) else ""
        if letter == "m":
            short = len(tokens[at].text) < 3
            units[at] = "minute" if short and (before == "h" or after == "s") else "month"
        elif letter == "d" and len(tokens[at].text) > 2:
            units[at] = "weekday"
        else:
            units[at] = named.get(letter, "")
    return tuple(units)


def _iso(moment: datetime, units: set[str]) -> str:
    parts: list[str] = []
    if units & {"day", "weekday"}:
        parts.append(f"{moment:%Y-%m-%d}")
    elif units & {"year", "month"}:
        parts.append(f"{moment:%Y-%m}" if "month" in units else f"{moment:%Y}")
    if units & {"hour", "minute", "second"}:
        parts.append(f"{moment:%H:%M:%S}" if "second" in units else f"{moment:%H:%M}")
    return " ".join(parts)


def _to_the_letter(moment: datetime, section: Section, units: Sequence[str]) -> Iterator[str]:
    halves = section.has("meridiem")
    for token, unit in zip(section.tokens, units, strict=True):
        if token.kind == "meridiem":
            yield "下午" if moment.hour >= 12 else "上午"
        elif unit == "weekday":
            name = _WEEKDAYS[moment.weekday()]
            yield name if token.text == "aaa" else f"星期{name}"
        elif unit:
            yield _unit(moment, unit, len(token.text), halves, section.numerals)
        elif token.kind not in ("date", "digit"):
            yield token.text


def _unit(moment: datetime, unit: str, width: int, halves: bool, numerals: bool) -> str:
    if unit == "year":
        year = f"{moment.year:04d}"[2 if width == 2 else 0 :]
        return "".join(_NUMERALS[int(digit)] for digit in year) if numerals else year
    number: int = getattr(moment, unit)
    if unit == "hour" and halves:
        number = number % 12 or 12
    return _spoken(number) if numerals else f"{number:0{min(width, 2)}d}"


def _spoken(number: int) -> str:
    """A number below 100 as it is said: 十一, 二十."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return ten + (_NUMERALS[ones] if ones or not tens else "")


def _elapsed(value: int | float, section: Section) -> str:
    """Hours, minutes or seconds that count on, and what stands after them."""
    seconds = round(abs(value) * 86400)
    first = next(t.text[0] for t in section.tokens if t.kind == "elapsed")
    shown = {t.text[0] for t in section.tokens if t.kind == "date"}
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    pieces = {"h": [hours], "m": [minutes], "s": [seconds]}[first]
    if first == "h" and shown & {"m", "s"}:
        pieces.append(minute)
    if first in "hm" and "s" in shown:
        pieces.append(second)
    sign = "-" if value < 0 else ""
    return sign + ":".join(str(p) if not at else f"{p:02d}" for at, p in enumerate(pieces))
