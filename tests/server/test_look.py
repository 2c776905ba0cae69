"""The style sheet: text that can be read on its ground, and nothing newer than Chrome 86."""

import re
from collections.abc import Iterator
from importlib import resources
from typing import NamedTuple

import pytest

_STATIC = resources.files("server").joinpath("static")
_HEX = re.compile(r"#[0-9a-f]{3,6}\b", re.I)


class Rule(NamedTuple):
    """A rule of a style sheet: its selector and what it declares."""

    selector: str
    declared: dict[str, str]


def style(name: str = "style.css") -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", _STATIC.joinpath(name).read_text("utf-8"), flags=re.S)


def rules(text: str = "") -> list[Rule]:
    """Every rule of a style sheet, those within @media as well."""
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", text or style())
    return [
        Rule(
            " ".join(selector.split()),
            {
                name.strip(): value.strip()
                for name, _, value in (one.partition(":") for one in body.split(";"))
                if value
            },
        )
        for selector, body in found
    ]


# --- Contrast -----------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    whole = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    channels = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+)\s*:\s*(#[0-9a-fA-F]{3,6})", style()))


def colour(value: str, variables: dict[str, str]) -> str | None:
    """The colour that a declaration gives; None where it gives none of its own."""
    for name, meant in variables.items():
        value = value.replace(f"var({name})", meant)
    found = _HEX.search(value)
    return found[0] if found else None


def coloured(variables: dict[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    """Selector, colour of the text and colour of the ground of every rule that gives either."""
    for rule in rules():
        text = colour(rule.declared.get("color", ""), variables)
        ground = colour(
            rule.declared.get("background", "") or rule.declared.get("background-color", ""),
            variables,
        )
        if (text or ground) and not _NO_TEXT.search(rule.selector):
            yield rule.selector, text, ground


_NO_TEXT = re.compile(r"::(before|after)\b|\.fill\b")
"""What these paint has no words in it: dots on a line, bars."""


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_where_a_rule_gives_text_and_ground_the_text_can_be_read(variables: dict[str, str]) -> None:
    pairs = [(s, text, ground) for s, text, ground in coloured(variables) if text and ground]
    assert len(pairs) > 5
    faint = {s: contrast(text, ground) for s, text, ground in pairs if contrast(text, ground) < 4.5}
    assert faint == {}


def test_every_text_can_be_read_on_every_ground_that_gives_no_text_of_its_own(
    variables: dict[str, str],
) -> None:
    """A ground on which not every colour of text can be read has to give its own, in one rule."""
    found = list(coloured(variables))
    texts = {text: s for s, text, ground in found if text and not ground}
    grounds = {ground: s for s, text, ground in found if ground and not text} | {"#ffffff": "body"}
    assert len(texts) > 5 and len(grounds) > 3
    faint = {
        f"{text} of {texts[text]} on {ground} of {grounds[ground]}": round(
            contrast(text, ground), 2
        )
        for text in texts
        for ground in grounds
        if contrast(text, ground) < 4.5
    }
    assert faint == {}


def test_the_agreed_colours_are_those_of_the_style_sheet(variables: dict[str, str]) -> None:
    agreed = {
        **{"--text": "#1a2433", "--muted": "#52606d", "--brand": "#0b57a4", "--error": "#b42318"},
        **{"--ok": "#146c43", "--warning": "#7a4b00", "--warning-ground": "#fff4d6"},
    }
    assert {name: variables[name] for name in agreed} == agreed


# --- Focus, motion, zoom, paper -----------------------------------------------------------------


def test_what_has_the_focus_has_a_ring_of_three_pixels(variables: dict[str, str]) -> None:
    (ring,) = [rule.declared["outline"] for rule in rules() if rule.selector == ":focus"]
    assert ring.startswith("3px solid")
    assert contrast(colour(ring, variables) or "#fff", "#ffffff") >= 3
    taken = {rule.selector for rule in rules() if rule.declared.get("outline") in ("none", "0")}
    # a mouse shows none; the target of the skip link is the page; the diagram marks its own boxes
    assert taken <= {
        ":focus:not(:focus-visible)",
        "main:focus",
        ".diagram a:focus:not(.group-link)",
    }


def test_motion_ends_where_it_is_not_wanted_and_paper_has_its_rules() -> None:
    assert "@media (prefers-reduced-motion: reduce)" in style()
    assert "@media print" in style()
    assert "A4 landscape" in style("print-landscape.css")


def test_no_text_is_smaller_than_twelve_pixels_and_pages_can_be_zoomed() -> None:
    for rule in rules():
        size = rule.declared.get("font-size", "")
        if size.endswith("px"):
            assert float(size.removesuffix("px")) >= 12, rule.selector
    base = resources.files("server").joinpath("templates", "base.html").read_text("utf-8")
    (viewport,) = re.findall(r'<meta name="viewport" content="([^"]+)"', base)
    assert viewport == "width=device-width, initial-scale=1"


# --- The browser floor --------------------------------------------------------------------------

SELECTORS = {
    **{r":has\(": 105, r":is\(": 88, r":where\(": 88, r":not\([^()]*,": 88, r":dir\(": 120},
    **{r":user-(in)?valid": 119, r":popover-open": 114, r":modal": 105, r":autofill": 110},
    **{r"(^|\s)&": 112, r":nth-(last-)?child\([^)]* of ": 111, r":state\(": 125},
}
PROPERTIES = {
    **{r"aspect-ratio": 88, r"inset(-(block|inline)(-(start|end))?)?": 87, r"accent-color": 93},
    **{r"(margin|padding)-(inline|block)": 87, r"border-(inline|block)(-(color|style|width))?": 87},
    **{r"border-(start|end)-(start|end)-radius": 89, r"container(-type|-name)?": 105},
    **{r"text-wrap(-\w+)?": 114, r"translate|rotate|scale": 104, r"white-space-collapse": 114},
    **{r"scrollbar-(gutter|width|color)": 94, r"overflow-clip-margin": 90, r"field-sizing": 123},
    **{r"print-color-adjust": 136, r"box-decoration-break": 130, r"mask(-\w+)?": 120},
    **{r"anchor-name|position-(anchor|area)": 125, r"(animation|view|scroll)-timeline": 115},
    **{r"contain-intrinsic-.*": 95, r"offset(-anchor|-position)?": 116, r"font-palette": 101},
    **{r"interpolate-size": 129, r"text-box(-\w+)?": 133, r"text-emphasis(-\w+)?": 99},
    **{r"hyphenate-character": 106, r"object-view-box": 104, r"view-transition-name": 111},
}
VALUES = {
    **{r"^overflow(-[xy])?: clip\b": 90, r"\bcolor-mix\(": 111, r"\b(ok)?l(ab|ch)\(": 111},
    **{r"\bhwb\(": 101, r"\bcolor\(": 111, r"\blight-dark\(": 123, r"\brevert-layer\b": 99},
    **{r"\d[dsl]v(h|w|min|max|b|i)\b": 108, r"\dcq\w+": 105, r"\d(r?lh|rex|rch|r?cap|r?ic)\b": 109},
    **{
        r"\bsubgrid\b": 117,
        r"\b(sin|cos|tan|round|mod|rem|pow|sqrt)\(": 111,
        r"^display: \w+ \w": 115,
    },
}
AT_RULES = {
    **{r"@container": 105, r"@layer": 99, r"@scope": 118, r"@starting-style": 117},
    **{r"@counter-style": 91, r"@font-palette-values": 101, r"@media[^{]*[<>]": 104},
    **{r"@position-try": 125, r"@view-transition": 126},
}
"""What browsers know, and since which Chrome, where that is later than the floor. Underlines
(`text-underline-offset`, `text-decoration-thickness`) and forced colours are not here: an older
browser draws plain underlines, and has no forced colours."""
SCRIPTS = {
    **{r"\.at\(": 92, r"\.findLast": 97, r"\bstructuredClone\b": 98, r"\bObject\.hasOwn\(": 93},
    **{r"\.to(Sorted|Reversed|Spliced)\(": 110, r"\bstatic\s*\{": 94, r"^await ": 89},
    **{r"\.groupBy\(": 117, r"\bPromise\.(withResolvers|try)\(": 119, r"\bError\([^)]*cause:": 93},
}
FLOOR = 86


def newer(text: str) -> list[str]:
    """What a style sheet uses that the floor does not know."""
    found = [key for key in AT_RULES if re.search(key, text)]
    for selector, declared in rules(text):
        found += [f"{selector}: {key}" for key in SELECTORS if re.search(key, selector)]
        for name, value in declared.items():
            if f"-webkit-{name}" not in declared:
                found += [f"{selector}: {name}" for key in PROPERTIES if re.fullmatch(key, name)]
            found += [f"{selector}: {key}" for key in VALUES if re.search(key, f"{name}: {value}")]
    return found


def test_style_sheets_use_nothing_newer_than_the_browser_floor() -> None:
    sheets = [one.name for one in _STATIC.iterdir() if one.name.endswith(".css")]
    assert {name: newer(style(name)) for name in sheets} == {name: [] for name in sheets}


@pytest.mark.parametrize(
    "text",
    [
        *("a:has(b) { color: red }", "p { inset: 0 }", "p { width: 3cqw }", "p { height: 9dvh }"),
        *("@container (width) { p { top: 0 } }", "a:is(b, c) { top: 0 }", "p { overflow: clip }"),
        *("p { padding-inline: 1rem }", "p { aspect-ratio: 1 }", "p { height: 2lh }"),
    ],
)
def test_what_is_newer_is_found(text: str) -> None:
    assert newer(text)


@pytest.mark.parametrize(
    "text", ["p { height: 2rem; width: 3ch; margin: 1ex }", "p { padding-inline-start: 1rem }"]
)
def test_what_is_old_enough_is_not(text: str) -> None:
    assert newer(text) == []


def test_every_feature_of_the_tables_is_newer_than_the_floor() -> None:
    for table in (SELECTORS, PROPERTIES, VALUES, AT_RULES, SCRIPTS):
        assert all(since > FLOOR for since in table.values())


def test_own_scripts_use_nothing_newer_than_the_browser_floor() -> None:
    scripts = [one for one in _STATIC.iterdir() if one.name.endswith(".js")]
    assert scripts
    for one in scripts:
        text = one.read_text("utf-8")
        assert [key for key in SCRIPTS if re.search(key, text, re.M)] == [], one.name
