"""The parts of a Word file (WordprocessingML, ECMA-376 part 1, section 17) that all ours share."""

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from lxml.etree import _Element as Element

from server.documents.package import printable

_UNUSED = ("thumbnail", "stylesWithEffects", "numbering", "webSettings", "customXml", "theme")


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """An element of WordprocessingML."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def run(text: str, size: float | None = None) -> Element:
    """A text, each of its lines on a line of its own; `size` in points, that of the style where it
    is left out."""
    made = element("r")
    if size is not None:
        half_points = round(size * 2)
        made.append(
            element("rPr", element("sz", val=half_points), element("szCs", val=half_points))
        )
    for at, line in enumerate(printable(text).split("\n")):
        if at:
            made.append(element("br"))
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def slim(document: WordDocument) -> None:
    """Leave out what the library's template brings and our files have no use for, such as a picture
    of another document."""
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_UNUSED)]:
            del rels[key]
