"""Office Open XML packages (ECMA-376 part 2) that are the same bytes for the same content.

The properties of a document name its title and its edition, and neither a person nor a moment;
entries of the archive carry the earliest time that the format knows.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_MOMENT = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:identifier>{identifier}</dc:identifier><dc:language>{language}</dc:language>"
    "<dc:title>{title}</dc:title></cp:coreProperties>"
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>Lifematters</Application></Properties>'
)


def printable(text: str) -> str:
    """`text` without the control characters that XML 1.0 cannot hold; nobody sees them in print."""
    return _NOT_XML.sub("", text)


def properties(title: str, identifier: str, language: str = "zh-CN") -> dict[str, bytes]:
    """The parts that hold the properties of a document."""
    core = _CORE.format(
        title=escape(printable(title)),
        identifier=escape(printable(identifier)),
        language=language,
    )
    return {"docProps/core.xml": core.encode(), "docProps/app.xml": _APP.encode()}


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package `content` with `parts` in place of its own of these names, as stable bytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 0, 0
            made.writestr(entry, parts.get(name) or given.read(name))
    return buffer.getvalue()
