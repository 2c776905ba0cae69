"""A package of Office Open XML (ECMA-376 part 2) in which some parts are changed and others added;
all the others stay as they are, byte for byte."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from loader.limits import Limits
from loader.readers.archive import open_archive

TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OF_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OF_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = b"http://purl.oclc.org/ooxml/"
_MACROS = b"macroEnabled"


class NotMarkable(Exception):
    """A document that cannot be given back with marks: `reason` is `form`, `macros` or `strict`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Package:
    """The parts of a package, to be changed. Raises NotMarkable where it has macros, which are not
    ours to hand on, or is of the Strict kind; Refused where it is a trap."""

    def __init__(self, content: bytes, file: str, limits: Limits) -> None:
        self._archive = open_archive(content, file, limits)
        self._stored = {name.lower(): name for name in self._archive.namelist()}
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()
        self._written: dict[str, bytes] = {}
        types = self.read(TYPES)
        if _MACROS in types or any(name.endswith("vbaproject.bin") for name in self._stored):
            raise NotMarkable("macros")
        self.main = self._main()
        if _STRICT in self.read(self.main)[:4000]:
            raise NotMarkable("strict")

    def _main(self) -> str:
        found = [part for _, kind, part in self.related("") if kind == "officeDocument"]
        if not found or not self.has(found[0]):
            raise NotMarkable("form")
        return found[0]

    def has(self, part: str) -> bool:
        """Whether there is a part of this name."""
        return part.lower() in self._stored or part in self._written or part in self._trees

    def read(self, part: str) -> bytes:
        """The bytes of a part as they are now."""
        if part in self._written:
            return self._written[part]
        try:
            return self._archive.read(self._stored[part.lower()])
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError):
            raise NotMarkable("damaged") from None

    def write(self, part: str, content: bytes) -> None:
        """Put a part in place of another, or beside the others."""
        self._written[part] = content

    def tree(self, part: str) -> etree._Element:
        """The XML of a part, to be changed: it is written as it is in the end."""
        self._changed.add(part)
        return self._parsed(part)

    def _parsed(self, part: str) -> etree._Element:
        if part not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            try:
                self._trees[part] = etree.fromstring(self.read(part), parser)
            except etree.XMLSyntaxError:
                raise NotMarkable("damaged") from None
        return self._trees[part]

    def keep(self, part: str, tree: etree._Element) -> None:
        """Write a part from its XML."""
        self._changed.add(part)
        self._trees[part] = tree

    def related(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part refers to inside the package: id, the last word of its type, the part."""
        where, folder = _relations_of(part), posixpath.dirname(part)
        if not self.has(where):
            return
        for one in self._parsed(where):
            if isinstance(one.tag, str) and one.get("TargetMode") != "External":
                path = posixpath.join("/", folder, one.get("Target") or "")
                kind = (one.get("Type") or "").rpartition("/")[2]
                yield one.get("Id") or "", kind, posixpath.normpath(path).lstrip("/")

    def related_as(self, part: str, kind: str) -> str | None:
        """The part that one refers to as a kind."""
        return next((to for _, one, to in self.related(part) if one == kind), None)

    def relate(self, part: str, kind: str, to: str) -> str:
        """Have a part refer to another; returns the id by which it does."""
        where = _relations_of(part)
        if not self.has(where):
            self.keep(where, etree.Element(_of(_OF_RELATIONS, "Relationships")))
        root = self.tree(where)
        taken = {one.get("Id") for one in root}
        key = next(f"rIdMark{n}" for n in range(1, 100_000) if f"rIdMark{n}" not in taken)
        one = etree.SubElement(root, _of(_OF_RELATIONS, "Relationship"))
        one.set("Id", key)
        one.set("Type", f"{RELATIONS}/{kind}")
        one.set("Target", f"/{to}")
        return key

    def declare(self, part: str, media_type: str) -> None:
        """State the type of a new part."""
        one = etree.SubElement(self.tree(TYPES), _of(_OF_TYPES, "Override"))
        one.set("PartName", f"/{part}")
        one.set("ContentType", media_type)

    def declare_suffix(self, suffix: str, media_type: str) -> None:
        """State the type of all parts whose names end so."""
        root = self.tree(TYPES)
        if any((one.get("Extension") or "").lower() == suffix for one in root):
            return
        one = etree.Element(_of(_OF_TYPES, "Default"))
        one.set("Extension", suffix)
        one.set("ContentType", media_type)
        root.insert(0, one)

    def free(self, before: str, after: str) -> str:
        """A name for a part that no other has."""
        names = (f"{before}{number}{after}" for number in range(1, 100_000))
        return next(name for name in names if not self.has(name))

    def content(self) -> bytes:
        """The package."""
        new = {
            name: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, tree in self._trees.items()
            if name in self._changed
        }
        new |= self._written
        by_stored = {self._stored.get(name.lower(), name): body for name, body in new.items()}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in self._archive.infolist():
                body = by_stored.pop(entry.filename, None)
                stored = zipfile.ZipInfo(entry.filename, entry.date_time)
                stored.compress_type = entry.compress_type
                made.writestr(stored, self._archive.read(entry) if body is None else body)
            for name, body in by_stored.items():
                fresh = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                fresh.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(fresh, body)
        return buffer.getvalue()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _of(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"
