"""Values from an address become RDF terms, or are refused in words before anything runs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from ontology.terms import XSD, ZH
from server.errors import BadParameter, MissingParameter
from server.saved.header import Parameter, Text
from server.store.interface import Term


@dataclass(frozen=True)
class Option:
    """A value a parameter can take, with its words and how often it occurs."""

    value: str
    label: Text
    count: int | None = None


def terms(
    parameter: Parameter, given: Sequence[str], options: Sequence[Option] | None
) -> list[Term]:
    """The terms of one parameter from the strings given; empty where an optional one is not given.

    Raises BadParameter where a required one is missing, a value has not the type, or is not among
    the choices.
    """
    values = list(dict.fromkeys(value for value in given if value != ""))
    if not values and parameter.default is not None:
        values = [parameter.default]
    if not values:
        if parameter.required:
            words = parameter.label
            raise MissingParameter(parameter=parameter.name, label_zh=words.zh, label_en=words.en)
        return []
    if len(values) > 1 and not parameter.multiple:
        raise _refused(parameter, "、".join(values), "只能给一个值。", "it takes one value only.")
    known = {option.value for option in options} if options is not None else None
    return [_term(parameter, value, known) for value in values]


def _term(parameter: Parameter, value: str, known: set[str] | None) -> Term:
    try:
        term = _MAKERS[parameter.type](value)
    except ValueError:
        zh, en = _FORMS[parameter.type]
        raise _refused(parameter, value, f"应为{zh}。", f"it must be {en}.") from None
    if parameter.type == "integer":
        _check_bounds(parameter, int(value))
    if known is not None and value not in known:
        raise _refused(parameter, value, "不在可选项之中。", "it is not among the choices.")
    return term


def _check_bounds(parameter: Parameter, number: int) -> None:
    least, most = parameter.minimum, parameter.maximum
    if least is not None and number < least:
        raise _refused(parameter, str(number), f"至少为{least}。", f"it must be at least {least}.")
    if most is not None and number > most:
        raise _refused(parameter, str(number), f"至多为{most}。", f"it must be at most {most}.")


def _iri(value: str) -> Term:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]+", value):
        raise ValueError
    return NamedNode(value)


def _integer(value: str) -> Term:
    if not re.fullmatch(r"[+-]?\d{1,18}", value, re.ASCII):
        raise ValueError
    return Literal(str(int(value)), datatype=XSD.integer)


def _decimal(value: str) -> Term:
    if not re.fullmatch(r"[+-]?\d{1,18}(\.\d{1,18})?", value, re.ASCII):
        raise ValueError
    return Literal(value, datatype=XSD.decimal)


def _date(value: str) -> Term:
    return Literal(date.fromisoformat(value).isoformat(), datatype=XSD.date)


_MAKERS: Mapping[str, Callable[[str], Term]] = {
    "iri": _iri,
    "string": Literal,
    "langString": lambda value: Literal(value, language=ZH),
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "choice": Literal,
}
_FORMS = {
    "iri": ("一个网址（IRI）", "an IRI"),
    "string": ("文字", "text"),
    "langString": ("文字", "text"),
    "integer": ("整数", "an integer"),
    "decimal": ("小数", "a decimal number"),
    "date": ("日期（如 2026-11-23）", "a date (such as 2026-11-23)"),
    "choice": ("可选项之一", "one of the choices"),
}


def _refused(parameter: Parameter, value: str, zh: str, en: str) -> BadParameter:
    return BadParameter(parameter=parameter.name, value=value, reason_zh=zh, reason_en=en)
