"""How a value of a spreadsheet is printed through its number format.

Honoured are sections with and without conditions, digits and padding (`0000`), decimals, thousands,
scaling, per cent, exponents, literals (`第0项`) and text around text (`"县"@`). Fractions are
printed in General, and Chinese numerals of numbers as digits. General prints every digit of a whole
number, where a spreadsheet would shorten a long one to `3.7E+17`, and 15 significant digits of any
other. Dates and times are for `date_formats`.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from loader.readers.spreadsheets import date_formats
from loader.readers.spreadsheets.format_codes import GENERAL, Section, Token, sections

_WIDE = Context(prec=1000)
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_LARGEST = 21
"""Whole numbers of more digits than this are printed with an exponent."""


def printed(value: int | float, code: str = GENERAL, since_1904: bool = False) -> str:
    """`value` as a person sees it under the format `code`; `since_1904` where the workbook counts
    its days from 1904. A number that its format hides is printed in General, a hidden zero is
    blank; a number that is no date under a date format is printed in General. `value` is finite.
    """
    if code == GENERAL:
        return general(value)
    number = _decimal(value)
    parts = sections(code)
    section = _chosen(parts, number)
    if section.has("date", "elapsed"):
        return date_formats.printed(value, section, since_1904) or general(value)
    if section.has("text", "general"):
        return section.around(general(value))
    if section.has("digit") and not section.has("slash"):
        signed = section is parts[0] or section.condition is not None
        return _digits(number if signed else abs(number), section)
    literals = "" if section.has("slash") else section.around("")
    return literals or (general(value) if number else "")


def printed_text(text: str, code: str) -> str:
    """`text` as its format shows it: what `"县"@` puts around it. Text that its format hides is
    given all the same."""
    if "@" not in code or code == "@":
        return text
    section = sections(code)[-1]
    return section.around(text) if section.has("text") else text


def general(value: int | float) -> str:
    """`value` without a format: whole numbers in full, others in 15 significant digits."""
    if isinstance(value, int) and abs(value) < 10**_LARGEST:
        return str(value)
    number = _decimal(value)
    if number == number.to_integral_value() and number.adjusted() < _LARGEST:
        return str(int(number))
    rounded = number.normalize(_FIFTEEN)
    return format(rounded, "f" if -10 < number.adjusted() < _LARGEST else "E")


def _decimal(value: int | float) -> Decimal:
    """The number that was typed: what a binary fraction adds beyond 15 digits is no part of it."""
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return number if number == number.to_integral_value() else _FIFTEEN.plus(number)


def _chosen(parts: Sequence[Section], number: Decimal) -> Section:
    """The section that prints `number`: by its condition, else by its sign."""
    if any(part.condition for part in parts):
        fitting = (p for p in parts if p.condition is None or _holds(p.condition, number))
        return next(fitting, sections(GENERAL)[0])
    numeric = [part for part in parts[:3] if not part.has("text")] or parts
    if number < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2 if number == 0 and len(numeric) > 2 else 0]


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    operator, bound = condition
    compared = (number > bound) - (number < bound)
    return {
        "<": compared < 0,
        "<=": compared <= 0,
        ">": compared > 0,
        ">=": compared >= 0,
        "=": compared == 0,
        "<>": compared != 0,
    }[operator]


def _digits(number: Decimal, section: Section) -> str:
    """`number` in the digits of `section`, with the literals among and around them."""
    kinds = [token.kind for token in section.tokens]
    exponent = kinds.index("exponent") if "exponent" in kinds else len(kinds)
    point = min(kinds.index("point") if "point" in kinds else exponent, exponent)
    whole, rest = section.tokens[:point], section.tokens[point:exponent]
    units, last = (
        max((at for at in range(end) if kinds[at] == "digit"), default=0)
        for end in (point, exponent)
    )
    thousands = kinds[units:point].count("comma") + kinds[max(last, point) :].count("comma")
    scale = 2 * kinds.count("percent") - 3 * thousands
    size = abs(number).scaleb(scale, _WIDE)
    decimals = sum(token.kind == "digit" for token in rest)
    power = 0
    if size and exponent < len(kinds):
        power = size.normalize(Context(prec=decimals + 1, rounding=ROUND_HALF_UP)).adjusted()
    unit = Decimal(1).scaleb(-decimals)
    rounded = size.scaleb(-power, _WIDE).quantize(unit, ROUND_HALF_UP, _WIDE)
    digits, _, fraction = format(rounded, "f").partition(".")
    shown = _whole(whole, digits.lstrip("0"), "comma" in kinds[:units])
    shown += _fraction(rest, fraction) + _exponent(section.tokens[exponent:], power)
    return ("-" if number < 0 and rounded else "") + shown.strip()


def _whole(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    """The digits before the point, laid into their places from the right; those that find no place
    stand at the first."""
    places = [token.text for token in tokens if token.kind == "digit"] or ["#"]
    missing = max(len(places) - len(digits), 0)
    shown = [{"0": "0", "?": " "}.get(place, "") for place in places[:missing]] + [*digits]
    if grouped:
        after = len(shown)
        for at, digit in enumerate(shown):
            after -= 1
            if digit.isdigit() and after and after % 3 == 0:
                shown[at] = digit + ","
    surplus = len(shown) - len(places)
    laid = iter(["".join(shown[: surplus + 1]), *shown[surplus + 1 :]])
    pieces = [next(laid) if token.kind == "digit" else _literal(token) for token in tokens]
    return "".join([*pieces, *laid])


def _fraction(tokens: Sequence[Token], digits: str) -> str:
    """The point and the digits after it, without the zeros at the end that `#` leaves out."""
    places = [token.text for token in tokens if token.kind == "digit"]
    kept = len(places)
    while kept and places[kept - 1] != "0" and digits[kept - 1] == "0":
        kept -= 1
    laid = iter(digits[:kept])
    return "".join(
        next(laid, "") if t.kind == "digit" else "." if t.kind == "point" and kept else _literal(t)
        for t in tokens
    )


def _exponent(tokens: Sequence[Token], power: int) -> str:
    if not tokens:
        return ""
    width = sum(token.kind == "digit" for token in tokens)
    sign = "-" if power < 0 else "+" if tokens[0].text.endswith("+") else ""
    tail = "".join(_literal(token) for token in tokens)
    return f"E{sign}{abs(power):0{width}d}{tail}"


def _literal(token: Token) -> str:
    return "%" if token.kind == "percent" else token.text if token.kind == "literal" else ""
