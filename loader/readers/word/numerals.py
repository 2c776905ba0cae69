"""Numbers as Word's automatic lists print them (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from collections.abc import Callable, Mapping

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_FORMAL = {
    "simplified": ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")),
    "traditional": ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟")),
}
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def numeral(number: int, form: str) -> str | None:
    """`number` in the format that ECMA-376 calls `form`; None where the format is not known here.
    A number beyond those that a format can write comes out in digits, as Word prints it."""
    write = _FORMATS.get(form)
    if write is None:
        return None
    return write(number) or str(number)


def _chinese(number: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    if not 0 < number < 10_000:
        return ""
    written, zeros = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            written += (digits[0] if zeros and written else "") + digits[digit] + units[power]
        zeros = not digit
    return written.removeprefix("一") if written.startswith("一十") else written


def _digits(number: int) -> str:
    """Figure by figure: 12 is 一二; but up to ten as one counts."""
    if number < 11:
        return _chinese(number)
    return "".join(_DIGITS[int(digit)] for digit in str(number)).replace("零", "〇")


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return ""
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _letters(number: int) -> str:
    if not 0 < number <= 780:
        return ""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _one_of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else ""


def _from(first: str, last: str) -> str:
    return "".join(chr(point) for point in range(ord(first), ord(last) + 1))


_CIRCLED = _one_of(_from("①", "⑳"))
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _one_of(_from("⑴", "⒇")),
    "decimalEnclosedFullstop": _one_of(_from("⒈", "⒛")),
    "numberInDash": lambda number: f"- {number} -",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda number: _chinese(number, *_FORMAL["simplified"]),
    "ideographLegalTraditional": lambda number: _chinese(number, *_FORMAL["traditional"]),
    "ideographDigital": _digits,
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _one_of(_from("㊀", "㊉")),
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
}
