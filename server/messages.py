"""Words for people: the Chinese text is the message, catalogues give the others.

Catalogues are `.po` files in server/translations/, read as they are: no build step stands between a
translator and the page.
"""

import functools
import gettext
import io
from importlib import resources

LANGUAGES = ("zh", "en")
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
TAG = {"zh": "zh-hans", "en": "en"}
"""The tag of a page's language in the graph."""


@functools.cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; Chinese has none, its words are the messages themselves."""
    if language == "zh":
        return gettext.NullTranslations()
    from babel.messages import mofile, pofile

    text = resources.files("server").joinpath("translations", f"{language}.po").read_bytes()
    buffer = io.BytesIO()
    mofile.write_mo(buffer, pofile.read_po(io.BytesIO(text), locale=language))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def translate(message: str, language: str) -> str:
    """`message` in `language`; the message itself where the catalogue has none."""
    return translations(language).gettext(message)
