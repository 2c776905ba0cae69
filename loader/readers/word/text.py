"""The text of a Word document's paragraphs (ECMA-376 part 1, 17.3 and 17.16): what Word prints.

Tracked insertions are text and deletions are not; of a field its result is text; a list number is
the number that Word computes. Footnote and comment marks are not text.
"""

from dataclasses import dataclass, field

from lxml import etree

from loader.readers.word.lists import Lists
from loader.readers.word.package import DELETED, at, is_on, name_of, value_of, within

_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_INLINE = frozenset(("t", "m:t", "sym", "fldChar", "instrText", "txbxContent", "sdt", *_SIGNS))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SILENT_FIELDS = frozenset(("TC", "XE", "RD", "TA", "PRIVATE", "SET", "ASK"))
_SYMBOLS = {
    "wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x6C: "●"},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x54: "☒", 0xA3: "□", 0x2A: "□"},
}


@dataclass
class _Field:
    """A field that has begun: which piece it begins at, and whether its result has."""

    start: int
    has_result: bool = False
    instruction: str = ""


@dataclass
class _Line:
    """A paragraph while it is read."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)


@dataclass
class Writing:
    """Paragraphs read one after the other, and what their user should know of them."""

    lists: Lists
    _remarks: list[tuple[str, str]] = field(default_factory=list)
    _carried: str = ""

    def paragraph(self, element: etree._Element) -> tuple[str | None, list[etree._Element]]:
        """The text of a paragraph, and the boxes of text that hang on it. No text (None) where its
        end is deleted: what is left of it then begins the next paragraph."""
        line = _Line()
        self._fill(line, element)
        text = self._carried + "".join(line.pieces)
        self._carried = ""
        mark = at(element, "pPr", "rPr")
        if mark is not None and any(name_of(child) in DELETED for child in mark):
            self._carried = text
            return None, line.boxes
        label = self.lists.label(element)
        if label is not None:
            text = label[0] + label[1] + text if text.strip() else label[0]
        return text, line.boxes

    def rest(self) -> str | None:
        """What a deleted paragraph end has left without a paragraph to begin."""
        carried, self._carried = self._carried, ""
        return carried or None

    def remark(self, code: str, text: str) -> None:
        """Add to the remarks."""
        self._remarks.append((code, text))

    def remarks(self) -> list[tuple[str, str]]:
        """What was met since this was last asked: a problem's code, and the text it is about."""
        taken, self._remarks = self._remarks, []
        return taken

    def _fill(self, line: _Line, element: etree._Element) -> None:
        for child in within(element, _INLINE):
            match name_of(child):
                case "txbxContent":
                    line.boxes.append(child)
                case "fldChar":
                    self._field(line, value_of(child, "fldCharType"))
                case "instrText":
                    if line.fields:
                        line.fields[-1].instruction += child.text or ""
                case "sdt" if at(child, "sdtPr", "showingPlcHdr") is not None:
                    prompt = _Line()
                    self._fill(prompt, child[-1])
                    self._remarks.append(("F24-prompt", "".join(prompt.pieces)))
                case "sdt":
                    self._fill(line, child)
                case name:
                    line.pieces.append(self._piece(child, name))

    def _piece(self, element: etree._Element, name: str) -> str:
        if name in _SIGNS:
            return _SIGNS[name]
        if name == "sym":
            return _symbol(element)
        text = (element.text or "").replace("\n", " ")
        if name == "t" and element.get(_SPACE) != "preserve":
            text = text.strip(" \t")
        run = element.getparent()
        if text.strip() and run is not None and is_on(at(run, "rPr", "vanish")):
            self._remarks.append(("F24-hidden", text))
        return text

    def _field(self, line: _Line, step: str | None) -> None:
        """Of a field only the result is printed; what stands between begin and separate is not."""
        if step == "begin":
            line.fields.append(_Field(len(line.pieces)))
        elif step == "separate" and line.fields:
            del line.pieces[line.fields[-1].start :]
            line.fields[-1].has_result = True
        elif step == "end" and line.fields:
            ended = line.fields.pop()
            instruction = ended.instruction.strip()
            if ended.has_result:
                return
            del line.pieces[ended.start :]
            if instruction and instruction.split()[0].upper() not in _SILENT_FIELDS:
                self._remarks.append(("F24-field", instruction))


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font: the sign it shows where that is a common one."""
    try:
        point = int(value_of(element, "char") or "", 16)
        character = chr(point)
    except (ValueError, OverflowError):
        return ""
    known = _SYMBOLS.get((value_of(element, "font") or "").lower(), {})
    return known.get(point & 0xFF, character) if not 0xD800 <= point < 0xE000 else ""
