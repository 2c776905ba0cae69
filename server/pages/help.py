"""`/help`: how to read the list and its counts, how to cite and to link, the licence, interfaces,
accessibility, and all pages. It answers before anything is published as well."""

from dataclasses import dataclass

from flask import Blueprint, g, render_template

from ontology.terms import DCT
from server.pages.navigation import FURTHER, MAIN, TECHNICAL, offered
from server.reading.context import Checklist
from server.reading.facts import facts
from server.reading.reader import Reader, present_reader
from server.urls import download_path

blueprint = Blueprint("help", __name__)


@dataclass(frozen=True)
class Taken:
    """How the current edition of a list may be taken: where its files lie, under which licence."""

    checklist: Checklist
    download: str
    licence: str
    """Empty where the source states none."""


@blueprint.get("/help")
def page() -> str:
    """The help page, with the counts and licences of the lists that are published."""
    view = g.get("view")
    reader = present_reader(view) if view is not None else None
    return render_template(
        "help.html",
        taken=_taken(reader) if reader else [],
        pages=[offered(items) for items in (MAIN, FURTHER, TECHNICAL)],
    )


def _taken(reader: Reader) -> list[Taken]:
    return [
        Taken(
            one,
            download_path(one.edition, reader.base),
            facts(reader, one.edition).first(DCT.license),
        )
        for one in reader.checklists
    ]
