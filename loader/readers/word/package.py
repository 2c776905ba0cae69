"""The parts of a Word document and the names in their XML (ECMA-376 part 1, 11.3 and 17).

The parts are read here and not by python-docx, which loads every picture, stops at a dangling
relationship (WPS writes them) and knows no strict documents (ISO/IEC 29500).
"""

import functools
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile

from lxml import etree

from loader.problems import Refused, problem
from loader.rows import Place

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": _WORD,
    "http://purl.oclc.org/ooxml/officeDocument/math": _MATH,
}
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NEVER_TEXT = frozenset(
    ("pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "sectPr", "rt", "delText", "delInstrText")
)
DELETED = frozenset(("del", "moveFrom"))


@dataclass(frozen=True)
class Package:
    """The roots of the parts that a document's text is made of."""

    document: etree._Element
    styles: etree._Element | None
    numbering: etree._Element | None
    notes: tuple[etree._Element, ...]
    """Footnotes, then endnotes."""


def open_package(archive: ZipFile, file: str) -> Package:
    """The parts of the Word document in `archive`; raises Refused where one is damaged."""
    names = {name.lower(): name for name in archive.namelist()}

    def part(name: str | None) -> etree._Element | None:
        stored = names.get(name.lower()) if name else None
        return None if stored is None else _parse(archive.read(stored), stored, file)

    main = _targets(part("_rels/.rels"), "").get("officeDocument", "word/document.xml")
    document = part(main)
    if document is None:
        raise _damaged(file, f"missing: {main}")
    folder, name = posixpath.split(main)
    related = _targets(part(f"{folder}/_rels/{name}.rels"), folder)
    notes = (part(related.get(kind)) for kind in ("footnotes", "endnotes"))
    return Package(
        document,
        part(related.get("styles")),
        part(related.get("numbering")),
        tuple(root for root in notes if root is not None),
    )


def name_of(element: etree._Element) -> str:
    """The local name of an element of Word's, with `m:` or `mc:` before it where it is one of
    mathematics or of markup compatibility; empty for any other."""
    return _name(element.tag) if isinstance(element.tag, str) else ""


def value_of(element: etree._Element | None, attribute: str = "val") -> str | None:
    """An attribute of Word's."""
    return None if element is None else element.get(f"{{{_WORD}}}{attribute}")


def number_of(element: etree._Element | None, default: int = 0) -> int:
    """The `val` of an element as a number of up to nine figures; `default` where it is none."""
    text = (value_of(element) or "").strip()
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else default


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch is there and not off (17.17.4)."""
    return element is not None and value_of(element) not in ("0", "false", "off")


def at(element: etree._Element, *path: str) -> etree._Element | None:
    """The element at a path of Word's local names below `element`."""
    return element.find(_path(path))


def within(element: etree._Element, wanted: frozenset[str]) -> Iterator[etree._Element]:
    """The descendants of `element` that are called one of `wanted`, in the order of the document,
    without those inside another of them. What tracks a deletion, repeats something for older
    programs, or is no content is passed over."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        name = name_of(child)
        if name in wanted:
            yield child
        elif name == "mc:AlternateContent":
            stack.append(iter(child[:1]))
        elif name not in _NEVER_TEXT and name not in DELETED:
            stack.append(iter(child))


def names(*local: str) -> Iterator[str]:
    """The full names of elements of Word's."""
    return (f"{{{_WORD}}}{name}" for name in local)


@functools.lru_cache(maxsize=4096)
def _name(tag: str) -> str:
    namespace, _, local = tag.removeprefix("{").rpartition("}")
    prefix = {_WORD: "", _MATH: "m:", _COMPATIBILITY: "mc:"}.get(namespace)
    return "" if prefix is None else prefix + local


@functools.cache
def _path(steps: tuple[str, ...]) -> str:
    return "/".join(names(*steps))


def _targets(relations: etree._Element | None, folder: str) -> dict[str, str]:
    """The inner targets of a part's relationships, by the last word of their type."""
    targets: dict[str, str] = {}
    for relation in () if relations is None else relations:
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External" and target:
            kind = (relation.get("Type") or "").rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            targets.setdefault(kind, path)
    return targets


def _parse(content: bytes, name: str, file: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for strict, usual in _STRICT.items():
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            content = content.replace(strict.encode(encoding), usual.encode(encoding))
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _damaged(file, f"{name}: {error.msg}") from None


def _damaged(file: str, reason: str) -> Refused:
    return Refused([problem("F20", Place(file), file=file, reason=reason)])
