"""The page of the ontology: its terms, each with what it means, where it stands, how much of it is
published, an example and a query to try."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import g, render_template
from pyoxigraph import Literal

from ontology import code_triples
from ontology.terms import FOAF, LM, SKOS, ZH
from server.app import current_settings
from server.messages import HTML_LANGUAGE, TAG
from server.reading.facts import Facts
from server.reading.naming import Name
from server.reading.reader import FORMATS, Names, Reader
from server.store.interface import View
from server.vocabulary import expectations
from server.vocabulary.diagram import HEIGHT, WIDTH, diagram
from server.vocabulary.expectations import Expectation
from server.vocabulary.figures import Figures, Sample, code_schemes, figures
from server.vocabulary.terms import Term, borrowed, by_iri, label, ontology, short, terms
from server.vocabulary.trying import Trial, trial
from shapes.catalogue import catalogue


@dataclass(frozen=True)
class Article:
    """One term as the page shows it. `expected` is where a property stands, or what stands on a
    class; `rules` the names of the rules that look at it."""

    term: Term
    expected: tuple[Expectation, ...]
    allowed: tuple[str, ...]
    rules: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    sample: Sample | None
    trial: Trial
    below: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A controlled list: its words by language, and its codes with how many things use each."""

    iri: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    codes: tuple[tuple[str, Mapping[str, str], int | None], ...] = field(default_factory=tuple)


def page() -> str:
    """The HTML of `/ns`, with the figures of the present where something is published."""
    view: View | None = g.get("view")
    language = g.get("language", "zh")
    counted = figures(view, [term.iri for term in borrowed()])
    articles = [_article(term, counted) for term in terms()]
    tag = TAG[language]
    return render_template(
        "ns.html",
        ontology=ontology(),
        articles=articles,
        borrowed=[(term, (counted.present.get(term.iri, 0) if counted else None)) for term in
                  borrowed()],
        code_lists=code_lists(counted),
        diagram=diagram(tag),
        width=WIDTH,
        height=HEIGHT,
        names=_names(view, language, articles),
        counted=counted is not None,
        creators=_creators(),
        formats=FORMATS,
        ours=by_iri(),
        label=lambda iri: label(iri, tag),
        short=short,
        tag=tag,
    )  # fmt: skip


def _article(term: Term, counted: Figures | None) -> Article:
    is_class = term.kind == "class"
    own = expectations.of_class(term.iri) if is_class else expectations.of_property(term.iri)
    return Article(
        term=term,
        expected=own,
        allowed=expectations.also_allowed(term.iri) if is_class else (),
        rules=_rules(term),
        counts=_counts(term.iri, counted),
        sample=counted.samples.get(term.iri) if counted else None,
        trial=trial(term, counted.layer(term.iri) if counted else "present"),
        below=tuple(one.name for one in terms() if term.iri in one.parents),
    )


def _counts(iri: str, counted: Figures | None) -> tuple[tuple[str, int], ...]:
    """How often a term occurs, by layer; the present is said even where it is nothing, unless only
    a layer beside it has the term."""
    if counted is None:
        return ()
    where = counted.layer(iri) or "present"
    return ((where, getattr(counted, where).get(iri, 0)),)


def _rules(term: Term) -> tuple[str, ...]:
    """The rules whose target, path or column the term is."""
    name = f"lm:{term.name}"
    return tuple(
        rule.name
        for rule in catalogue()
        if rule.path == name
        or (rule.column is not None and rule.column.value == term.iri)
        or any(target.split()[-1] == name for target in rule.targets)
    )


def code_lists(counted: Figures | None) -> list[CodeList]:
    """The controlled lists with their codes in their own order, top codes first."""
    words: dict[str, dict[str, dict[str, str]]] = {}
    members: dict[str, list[str]] = {}
    order: dict[str, int] = {}
    nested: set[str] = set()
    for triple in code_triples():
        iri = getattr(triple.subject, "value", "")
        value = triple.object
        if isinstance(value, Literal) and value.language:
            about = words.setdefault(iri, {}).setdefault(triple.predicate.value, {})
            about.setdefault(value.language, value.value)
        elif triple.predicate == SKOS.inScheme:
            members.setdefault(getattr(value, "value", ""), []).append(iri)
        elif triple.predicate == LM.order and isinstance(value, Literal):
            order[iri] = int(value.value)
        elif triple.predicate == SKOS.broader:
            nested.add(iri)
    label_of, meaning = SKOS.prefLabel.value, SKOS.definition.value
    return [
        CodeList(
            scheme,
            words[scheme][label_of],
            words[scheme].get(meaning) or words[scheme].get(_DESCRIPTION, {}),
            tuple(
                (code, words[code][label_of], counted.codes.get(code, 0) if counted else None)
                for code in sorted(
                    members.get(scheme, ()),
                    key=lambda code: (code in nested, order.get(code, 0), code),
                )
            ),
        )
        for scheme in code_schemes()
    ]


_DESCRIPTION = "http://purl.org/dc/terms/description"


def _creators() -> Mapping[str, Mapping[str, str]]:
    """What the agents that made the ontology are called, by IRI and language."""
    found: dict[str, dict[str, str]] = {iri: {} for iri in ontology().creators}
    for triple in code_triples():
        iri, value = getattr(triple.subject, "value", ""), triple.object
        named = triple.predicate in (SKOS.prefLabel, FOAF.name)
        if named and iri in found and isinstance(value, Literal) and value.language:
            found[iri].setdefault(value.language, value.value)
    return found


def _names(view: View | None, language: str, articles: Iterable[Article]) -> Names:
    """What the things of the examples are called; one without a label by what its class is called
    and the end of its IRI, a line of a checklist by its name as printed."""
    if view is None:
        return Names()
    wanted = {
        iri
        for article in articles
        if article.sample
        for iri in (article.sample.subject, article.sample.value if article.sample.link else "")
        if iri
    }
    found = Reader(view, language, current_settings().base).names(wanted)
    for iri in wanted - set(found):
        found[iri] = _unlabelled(view, iri, TAG[language])
    return found


def _unlabelled(view: View, iri: str, tag: str) -> Name:
    about = Facts(iri, view.describe(iri))
    if printed := about.texts(LM.statedName, ZH):
        return Name(iri, printed[0], HTML_LANGUAGE["zh"])
    kind = next((by_iri()[cls].label(tag) for cls in about.types if cls in by_iri()), "")
    return Name(iri, f"{kind} {re.split('[/#]', iri)[-1]}".strip(), "")
