"""The parts of a workbook's package and their XML: ECMA-376 Part 2, 9 (packages and their
relationships), and Part 1, 18 (whose namespaces are the only ones looked at).

Parts are read as streams of events, never as trees, so that what nobody asked for takes no memory,
however much there is of it. Transitional and Strict documents differ in their namespaces only.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO, TYPE_CHECKING

from lxml import etree

from loader.problems import Refused, problem
from loader.readers.allowance import Allowance
from loader.readers.spreadsheets.sheet import one_line_break
from loader.rows import Place

if TYPE_CHECKING:
    from lxml.etree import ParserTarget

    _ParserTarget = ParserTarget[None]
else:
    _ParserTarget = object

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
)
_CHUNK = 1 << 16
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Handler(_ParserTarget):
    """What is done with the elements of a part, by their local names in the namespaces we know.
    Text is for subclasses, in `data`."""

    def __init__(
        self,
        begun: Mapping[str, Callable[[Mapping[str, str]], None]],
        ended: Mapping[str, Callable[[], None]],
    ) -> None:
        self._begun = {tag: action for name, action in begun.items() for tag in _tags(name)}
        self._ended = {tag: action for name, action in ended.items() for tag in _tags(name)}

    def start(self, tag: str, attrib: Mapping[str, str], /) -> None:
        """Called by the parser."""
        if action := self._begun.get(tag):
            action(attrib)

    def end(self, tag: str, /) -> None:
        """Called by the parser."""
        if action := self._ended.get(tag):
            action()

    def data(self, data: str, /) -> None:
        """Called by the parser with a piece of text."""

    def close(self) -> None:
        """Called by the parser."""


class Package:
    """The parts of an archive by name, whatever their case; raises Refused where one is missing or
    damaged."""

    def __init__(self, archive: zipfile.ZipFile, allowance: Allowance) -> None:
        self._archive = archive
        self._allowance = allowance
        self._names = {_normal(name): name for name in archive.namelist()}

    def walk(self, part: str, handler: Handler) -> None:
        """Tell `handler` of the elements of a part, in their order."""
        name = self._names.get(_normal(part))
        if name is None:
            raise self.damaged(f"{part}: missing")
        try:
            with self._archive.open(name) as stream:
                self._feed(stream, handler)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise self.damaged(f"{part}: {error}") from None

    def related(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part refers to: id, the last word of its type, and the name of the part it is.
        The package itself has the empty name."""
        folder, name = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        if _normal(where) not in self._names:
            return
        relations = _Relations()
        self.walk(where, relations)
        for key, kind, target in relations.found:
            yield key, kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")

    def damaged(self, reason: str) -> Refused:
        """The refusal of this file for `reason`."""
        file = self._allowance.file
        return Refused([problem("F31", Place(file), file=file, reason=reason)])

    def _feed(self, stream: IO[bytes], handler: Handler) -> None:
        parser = etree.XMLParser(
            target=handler, resolve_entities=False, no_network=True, huge_tree=False
        )
        while chunk := stream.read(_CHUNK):
            self._allowance.time()
            parser.feed(chunk)
        parser.close()


def decoded(text: str) -> str:
    """Text of a cell with what `_x0001_` stands for (22.9.2.19, ST_Xstring), its line breaks as
    `\\n`."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return one_line_break(text)


def true(value: str | None) -> bool:
    """A boolean attribute."""
    return value in ("1", "true", "on")


def whole(value: str | None, default: int = 0) -> int:
    """An attribute that is a number from 0; `default` where it is none."""
    return int(value) if value and value.isdecimal() and len(value) < 10 else default


class _Relations(Handler):
    def __init__(self) -> None:
        super().__init__({"Relationship": self._relation}, {})
        self.found: list[tuple[str, str, str]] = []

    def _relation(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((attributes.get("Id", ""), kind, attributes.get("Target", "")))


def _tags(name: str) -> tuple[str, ...]:
    return tuple(f"{{{namespace}}}{name}" for namespace in _NAMESPACES)


def _normal(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()
