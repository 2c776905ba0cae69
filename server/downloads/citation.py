"""How to cite an edition: GB/T 7714, in English, and for BibTeX. What the source does not state is
not made up: without a date of its own, an edition is cited by its key and when it was loaded here.
"""

from dataclasses import dataclass

from server.api.editions import Published


@dataclass(frozen=True)
class Citation:
    """A way to cite: what it is called, and its text."""

    name: str
    text: str


def citations(
    edition: Published, region: str, region_en: str, title_en: str, loaded: str
) -> list[Citation]:
    """The ways to cite an edition of a region that is called so; `loaded` is the day on which it
    was loaded."""
    date = edition.issued or loaded
    place = edition.edition
    stated = "" if edition.issued else "装载（来源未载明日期）"
    year = edition.issued[:4] if edition.issued else "n.d."
    kind = "Data set" if edition.issued else f"Data set; its source states no date, loaded {loaded}"
    when = (
        f"  year = {{{year}}},\n"
        if edition.issued
        else f"  note = {{Its source states no date; loaded {loaded}}},\n"
    )
    return [
        Citation(
            "GB/T 7714",
            f"{region}. {edition.title}[DB/OL]. Lifematters, {date}{stated}. {place}.",
        ),
        Citation(
            "English",
            f"{region_en} ({year}). {title_en}, edition {edition.key} [{kind}]. Lifematters. "
            f"{place}",
        ),
        Citation(
            "BibTeX",
            f"@misc{{lifematters-{edition.code}-{edition.key},\n"
            f"  author = {{{{{region_en}}}}},\n"
            f"  title = {{{title_en}, edition {edition.key}}},\n"
            f"{when}"
            f"  howpublished = {{Lifematters}},\n"
            f"  url = {{{place}}}\n"
            "}",
        ),
    ]
