"""Every word of a sheet is in the English catalogue, with the same placeholders."""

import ast
import re
from importlib import resources

from server.messages import translations
from server.sheets.assignment_book import ROLE_WORDS
from server.sheets.assignment_word import ROLE_HEADINGS

_PLACE = re.compile(r"%\((\w+)\)s")


def messages() -> set[str]:
    """What the modules of sheets say: each first argument of `say` and `count`."""
    found = {*ROLE_WORDS.values(), *ROLE_HEADINGS.values(), "序号", "条目"}
    for file in resources.files("server.sheets").iterdir():
        if not file.name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("say", "count"):
                    found.add(str(node.args[0].value))
    return found


def test_every_message_has_an_english_translation_with_its_placeholders() -> None:
    catalogue = translations("en")
    every = messages()
    assert len(every) > 60
    for message in every:
        for count in (1, 2):
            said = catalogue.ngettext(message, message, count)
            said = catalogue.gettext(message) if said == message else said
            assert not re.search("[\u4e00-\u9fff]", said), message
            assert set(_PLACE.findall(said)) == set(_PLACE.findall(message)), message
