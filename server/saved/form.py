"""The form of a saved query: a field for each parameter, with its choices, what is chosen, and what
is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.errors import BadParameter, MissingParameter
from server.saved.catalogue import SavedQuery
from server.saved.editions import PARAMETER, WORDS, editions
from server.saved.header import Parameter
from server.saved.parameters import Option, terms
from server.saved.running import checklist_of, edition_of, options
from server.store.interface import View

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Field:
    """A field of the form: its parameter, its choices, what is chosen, and why it is refused."""

    parameter: Parameter
    options: Sequence[Option] | None
    chosen: Sequence[str]
    hidden: bool = False
    refusal: BadParameter | None = None

    @property
    def kind(self) -> str:
        """How it is filled in."""
        if self.options is not None:
            return "checkboxes" if self.parameter.multiple else "select"
        return {"integer": "integer", "date": "date", "decimal": "decimal"}.get(
            self.parameter.type, "text"
        )

    @property
    def optional(self) -> bool:
        """Whether it may be left empty."""
        one = self.parameter
        return not one.required and one.default is None and one.name != "checklist"


def fields(view: View, query: SavedQuery, given: Given) -> list[Field]:
    """The fields, each refused in its own words where something was sent that it cannot be."""
    found = []
    checklist, refused = [], None
    try:
        checklist = checklist_of(view, query, given)
    except BadParameter as error:
        refused = error if "checklist" in given else None
    edition, no_edition = None, None
    try:
        edition = edition_of(view, query, checklist, given)
    except BadParameter as error:
        no_edition = error
    for parameter in query.header.parameters.values():
        known = options(view, parameter, checklist, edition)
        refusal = refused
        if parameter.name != "checklist":
            refusal = _refusal(parameter, given, known)
        chosen = [value for value in given.get(parameter.name, ()) if value]
        if not chosen and parameter.default is not None:
            chosen = [parameter.default]
        only = parameter.name == "checklist" and len(known or ()) == 1
        found.append(Field(parameter, known, chosen, only and refusal is None, refusal))
    if checklist and query.of_editions:
        found.append(_of_editions(view, checklist[0].value, given, no_edition))
    return found


def _refusal(
    parameter: Parameter, given: Given, known: Sequence[Option] | None
) -> BadParameter | None:
    """Why what was sent for a parameter cannot be. One that was not sent at all is not refused: the
    form has not been filled in yet."""
    try:
        terms(parameter, given.get(parameter.name, ()), known)
    except MissingParameter as error:
        return error if parameter.name in given else None
    except BadParameter as error:
        return error
    return None


def _of_editions(view: View, checklist: str, given: Given, refusal: BadParameter | None) -> Field:
    choices = editions(view, checklist)
    chosen = [value for value in given.get(PARAMETER, ()) if value] or [choices[0].value]
    parameter = Parameter(PARAMETER, "string", WORDS, default=choices[0].value)
    hidden = len(choices) == 1 and refusal is None
    return Field(parameter, choices, chosen, hidden, refusal)


def canonical(fields_: Sequence[Field], more: Mapping[str, str]) -> dict[str, list[str]]:
    """What the address of a view says, and nothing besides: parameters in their order, without
    those that are as they are anyway."""
    found = {
        field.parameter.name: list(field.chosen)
        for field in fields_
        if field.chosen and not field.hidden and list(field.chosen) != [field.parameter.default]
    }
    return found | {name: [value] for name, value in more.items() if value}
