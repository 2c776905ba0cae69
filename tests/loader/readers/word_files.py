"""Word files for the tests, written part by part."""

import io
import zipfile

from loader.limits import Limits
from loader.problems import Problem
from loader.readers.word import read
from loader.tables import Reading, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def relations(**targets: str) -> str:
    """A relationships part: the kind of each target, and the target."""
    each = "".join(
        f'<Relationship Id="r{number}" Type="{_KIND}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{each}</Relationships>'


def word_file(body: str, **parts: str) -> bytes:
    """A Word file with `body` in its document, and further parts (numbering, styles, …)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", relations(officeDocument="word/document.xml"))
        archive.writestr(
            "word/_rels/document.xml.rels", relations(**{name: f"{name}.xml" for name in parts})
        )
        document = f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_NAMESPACES}>{content}</w:{name}>")
    return stream.getvalue()


def paragraph(text: str = "", properties: str = "") -> str:
    """A paragraph of one run."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def cell(content: str = "", properties: str = "") -> str:
    """A cell: of paragraphs, or of one paragraph with a text."""
    inner = content if content.startswith("<w:") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells, each as `cell` makes them or a text."""
    inner = "".join(each if each.startswith("<w:") else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def listed(number: int = 1, level: int = 0) -> str:
    """The properties of a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(form: str, text: str, start: int = 1, position: int = 0, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{position}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*definitions: str) -> str:
    """Definitions of lists by their levels, each with the instance of its number from 1."""
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
        for number, levels in enumerate(definitions, start=1)
    )
    return abstracts + "".join(
        instance(number, number) for number in range(1, len(definitions) + 1)
    )


def instance(number: int, definition: int, overrides: str = "") -> str:
    """An instance of a list's definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


def reading_of(body: str, **parts: str) -> Reading:
    """What the reader makes of a Word file."""
    return read(word_file(body, **parts), "清单.docx", Limits())


def table_of(*rows: str, **parts: str) -> Table:
    """The table of a Word file with these rows."""
    (found,) = reading_of(table(*rows), **parts).tables
    return found


def text_of(content: str, **parts: str) -> str:
    """The text of a cell with `content`."""
    return table_of(row(cell(content)), **parts).cells[0].text


def run(content: str) -> str:
    """The text of a cell with one paragraph of `content`."""
    return text_of(f"<w:p>{content}</w:p>")


def texts(*lines: str) -> str:
    """Runs of text."""
    return "".join(f"<w:r><w:t>{line}</w:t></w:r>" for line in lines)


def remark_of(*rows: str) -> Problem:
    """The one problem that is remarked of a table with these rows."""
    (problem,) = reading_of(table(*rows)).problems
    assert problem.place.table == 1
    return problem
