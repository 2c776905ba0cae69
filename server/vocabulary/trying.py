"""A query to try for each term: one that answers a question where there is such a file in `try/`,
else one that lists where the term is used. Each is SPARQL as it stands, for anyone's client."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from server.saved.header import Text, split_header
from server.vocabulary.terms import Term

_TERM = "<urn:term>"
_LAYER = "LAYER"


@dataclass(frozen=True)
class Trial:
    """A query to try; `question` is None for one that only lists."""

    text: str
    question: Text | None = None


def trial(term: Term, layer: str = "present") -> Trial:
    """The query for `term`, which occurs in the `layer` of the current editions (`source` or
    `report`) or in the present."""
    own = questions().get(term.name)
    if own is not None:
        return own
    if term.kind == "individual":
        name = "_individual"
    else:
        what = "class" if term.kind == "class" else "property"
        name = f"_layer-{what}" if layer in ("source", "report") else f"_{what}"
    text = _read(name).replace(_TERM, f"lm:{term.name}").replace(_LAYER, layer)
    return Trial(text)


@cache
def questions() -> dict[str, Trial]:
    """The queries that answer a question, by the name of the term they show."""
    found: dict[str, Trial] = {}
    for file in sorted(files("server.vocabulary").joinpath("try").iterdir(), key=str):
        name, dot, _ = file.name.rpartition(".rq")
        if dot and not name.startswith("_"):
            header, text = split_header(file.read_text("utf-8"))
            title = yaml.safe_load(header)["title"]
            found[name] = Trial(text, Text(title["zh"], title["en"]))
    return found


@cache
def _read(name: str) -> str:
    return files("server.vocabulary").joinpath("try", f"{name}.rq").read_text("utf-8")
