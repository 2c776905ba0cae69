"""The one place that knows labels: names of things in the language of a page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import EN, ZH
from server.messages import HTML_LANGUAGE, TAG
from server.reading.asking import ask
from server.store.interface import View

_HTML = {tag: HTML_LANGUAGE[language] for language, tag in TAG.items()}


@dataclass(frozen=True)
class Name:
    """What a thing is called; `lang` is the HTML language of the text, empty where it has none."""

    iri: str
    text: str
    lang: str


def named(view: View, iris: Iterable[str], language: str) -> dict[str, Name]:
    """The names of those of `iris` that have a label.

    Once checklists of several regions are published, a department's name carries its region's.
    """
    wanted = [NamedNode(iri) for iri in sorted({iri for iri in iris if iri})]
    if not wanted:
        return {}
    labels: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in ask(view, "names", thing=wanted):
        labels[row["thing"]].setdefault(row["lang"], (row["text"], row["place"]))
    several = several_regions(view)
    return {iri: _name(iri, texts, language, several) for iri, texts in labels.items()}


def several_regions(view: View) -> bool:
    """Whether current lists of several regions are published."""
    return len({row["place"] for row in ask(view, "checklists")}) > 1


def _name(iri: str, texts: dict[str, tuple[str, str]], language: str, several: bool) -> Name:
    tags = (TAG[language], ZH, EN, *sorted(texts))
    tag = next(tag for tag in tags if tag in texts)
    text, place = texts[tag]
    if several and place:
        text = f"{text} ({place})" if tag == EN else f"{text}（{place}）"
    return Name(iri, text, _HTML.get(tag, tag))
