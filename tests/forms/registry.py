"""The forms by name, each with its writer, and the ways it can be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.forms import delimited, excel, html, pdf, text, word
from tests.forms.sample import Breaks, Sample

Writer = Callable[[Sample], bytes]


@dataclass(frozen=True)
class Form:
    """A form of document: `write` writes a sample in the most usual way, `ways` draws others, each
    of which says in its repr what it does."""

    suffix: str
    write: Writer
    ways: SearchStrategy[Writer]


def _ways(write: Callable[..., bytes], **options: SearchStrategy[object]) -> SearchStrategy[Writer]:
    return st.fixed_dictionaries(options).map(lambda chosen: partial(write, **chosen))


_ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])
LOOKS = st.builds(
    pdf.Look,
    ruling=st.sampled_from(pdf.Ruling),
    size=st.sampled_from([5.0, 9.0, 10.5]),
    landscape=st.booleans(),
    turn=st.sampled_from([0, 0, 90, 180, 270]),
    sideways=st.booleans(),
    header_on_each_page=st.booleans(),
    restated=st.booleans(),
    shaded=st.booleans(),
    bold=st.booleans(),
    watermark=st.sampled_from(["", "仅供参考"]),
    page_numbers=st.booleans(),
)
"""What a printout may look like."""
_ANY_BREAKS = st.sampled_from(Breaks)

FORMS: Mapping[str, Form] = {
    "word": Form(
        word.SUFFIX,
        word.write,
        _ways(word.write, breaks=_ANY_BREAKS, paragraphs=st.booleans(), header_mark=st.booleans()),
    ),
    "excel": Form(
        excel.SUFFIX,
        excel.write,
        _ways(
            excel.write,
            breaks=_ANY_BREAKS,
            numbers_as_text=st.booleans(),
            hidden_rows=st.lists(st.integers(0, 50), max_size=2).map(tuple),
            other_sheets=st.booleans(),
            top=st.integers(0, 2),
            left=st.integers(0, 2),
        ),
    ),
    "csv": Form(
        delimited.SUFFIX,
        delimited.write,
        _ways(
            delimited.write,
            encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
            delimiter=st.sampled_from([",", ";", "\t"]),
            breaks=st.sampled_from([Breaks.FLOW, Breaks.HEADER]),
            filled=st.booleans(),
            quote_all=st.booleans(),
            newline=st.sampled_from(["\r\n", "\n"]),
            empty_rows=st.sampled_from([0, 3]),
        ),
    ),
    "tsv": Form(
        ".tsv",
        partial(delimited.write, encoding="utf-8", delimiter="\t"),
        _ways(partial(delimited.write, delimiter="\t"), encoding=_ENCODINGS, filled=st.booleans()),
    ),
    "html": Form(
        html.SUFFIX,
        html.write,
        _ways(
            html.write,
            encoding=_ENCODINGS,
            breaks=_ANY_BREAKS,
            sections=st.booleans(),
            loose=st.booleans(),
        ),
    ),
    "pdf": Form(
        pdf.SUFFIX,
        pdf.write,
        _ways(pdf.write, look=LOOKS, breaks=st.sampled_from([Breaks.FLOW, Breaks.APART])),
    ),
    "text": Form(
        text.SUFFIX,
        text.write,
        _ways(text.write, encoding=_ENCODINGS, newline=st.sampled_from(["\n", "\r\n"])),
    ),
}
"""The seven forms: CSV and TSV are one reader's, the others one each."""
