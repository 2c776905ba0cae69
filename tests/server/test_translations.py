"""The English catalogue is whole: every message is translated, with the same placeholders, and what
nobody says any more is not in it."""

import ast
import io
import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

_SERVER = Path(str(resources.files("server")))
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
_CHINESE, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    text = (_SERVER / "translations" / "en.po").read_bytes()
    return read_po(io.BytesIO(text), locale="en", abort_invalid=True)


def ids(message: Message) -> tuple[str, ...]:
    """The message, in the singular and, where it has one, the plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def said(message: Message) -> tuple[str, ...]:
    """What stands for it in English."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def in_templates() -> Iterator[str]:
    """Every message of the templates; of those with a plural, both forms."""
    for file in sorted((_SERVER / "templates").iterdir()):
        keywords = ["_", "gettext", "ngettext"]
        for _, _, found, _ in babel_extract(io.BytesIO(file.read_bytes()), keywords, [], {}):
            for one in [found] if isinstance(found, str) else found or ():
                if one:
                    yield one


def in_modules() -> set[str]:
    """Every string of our modules: what is translated there may be handed around first."""
    return {
        one.value
        for file in _SERVER.rglob("*.py")
        for one in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def test_every_message_of_the_templates_is_in_the_catalogue(catalogue: Catalog) -> None:
    known = {one for message in catalogue for one in ids(message)}
    assert {one for one in in_templates() if _CHINESE.search(one)} - known == set()


def test_every_message_is_translated_and_none_is_left_in_doubt(catalogue: Catalog) -> None:
    wanting = [
        message.id
        for message in catalogue
        if message.id
        and (
            message.fuzzy
            or any(
                not one or (_CHINESE.search(one) and not _LATIN.search(one))
                for one in said(message)
            )
        )
    ]
    assert wanting == []


def test_placeholders_are_the_same_in_both_languages(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            wanted = Counter(_PLACEHOLDER.findall(ids(message)[0]))
            for text in said(message):
                found = Counter(_PLACEHOLDER.findall(text))
                assert found.keys() == wanted.keys(), message.id


def test_no_message_is_twice_obsolete_or_used_by_nobody(catalogue: Catalog) -> None:
    assert not catalogue.obsolete
    text = (_SERVER / "translations" / "en.po").read_text("utf-8")
    twice = [one for one, n in Counter(re.findall(r'^msgid "(.+)"$', text, re.M)).items() if n > 1]
    assert twice == []
    used = {*in_templates(), *in_modules()}
    unused = [message.id for message in catalogue if message.id and ids(message)[0] not in used]
    assert unused == []
