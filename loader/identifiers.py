"""Keys and IRIs of instances: ontology/README.md, "URI policy".

Names change, so departments, matters, stages and scenarios get opaque keys. A key is minted once,
from the first name a thing was seen under, and kept in the register ever after.
"""

import hashlib
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

from pyoxigraph import NamedNode

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_BRACKETS = str.maketrans("【】〔〕［］｛｝[]{}", "()()()()()()")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\U00020000-\U0003ffff"
_QUOTES = str.maketrans("“”„‟‘’‚‛「」『』", '""""' + "''''" + '""""')


def squeeze(text: str) -> str:
    """`text` as printed, without white space and characters that no one sees: a cell's line breaks
    carry no meaning, and direction marks and zero-width spaces come from copying."""
    folded = re.sub(r"\s+", "", text)
    if folded.isascii() and folded.isprintable():
        return folded
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf"))


def fold_lines(text: str) -> str:
    """`text` on one line: a line break beside a Han character or mark, or after a hyphen or stroke,
    comes from the width of a column and is left out; any other white space becomes one space."""
    seen = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    joined = re.sub(rf"(?<=[{_WIDE}/-])\s*\n\s*|\s*\n\s*(?=[{_WIDE}])", "", seen.strip())
    return re.sub(r"\s+", " ", joined)


def normalise(name: str) -> str:
    """The key under which two spellings of a name are one: width, brackets, quotes and white space
    folded. Published keys depend on it, so it never changes."""
    folded = unicodedata.normalize("NFKC", name).translate(_BRACKETS).translate(_QUOTES)
    return squeeze(folded).casefold()


def mint_key(region: str, kind: str, parent: str, name: str) -> str:
    """Eight characters of Crockford base32: the first 40 bits of SHA-256 over
    `region|kind|parent|normalised name`."""
    digest = hashlib.sha256(f"{region}|{kind}|{parent}|{normalise(name)}".encode()).digest()
    return _crockford(digest)


def fresh_key(region: str, kind: str, parent: str, name: str, taken: Container[str]) -> str:
    """The key of a new thing; one that was withdrawn, or is another thing by now, is never used
    again."""
    key = mint_key(region, kind, parent, name)
    while key in taken:
        name += "@"
        key = mint_key(region, kind, parent, name)
    return key


def exact_key(*parts: str) -> str:
    """A key of the same form for texts of others, which are the same only where every mark is."""
    return _crockford(hashlib.sha256("\x00".join(parts).encode()).digest())


def _crockford(digest: bytes) -> str:
    bits = int.from_bytes(digest[:5], "big")
    return "".join(_CROCKFORD[bits >> shift & 31] for shift in range(35, -1, -5))


@dataclass(frozen=True)
class RegionIris:
    """The IRIs of one region's things under a base that ends in `/`."""

    base: str
    region: str

    def jurisdiction(self, code: str) -> NamedNode:
        return NamedNode(f"{self.base}id/region/{code}")

    def thing(self, kind: str, key: str) -> NamedNode:
        """`kind` is department, stage, scenario, matter or sub-item."""
        return NamedNode(f"{self.base}id/{self.region}/{kind}/{key}")

    def checklist(self, list_key: str) -> NamedNode:
        return NamedNode(f"{self.base}id/{self.region}/checklist/{list_key}")

    def stages(self, list_key: str) -> NamedNode:
        """The concept scheme that a checklist's stages and scenarios form."""
        return NamedNode(f"{self.checklist(list_key).value}/stages")

    def matter_types(self, list_key: str) -> NamedNode:
        """The concept scheme of a checklist's own matter types."""
        return NamedNode(f"{self.checklist(list_key).value}/matter-types")

    def catalogue(self) -> NamedNode:
        """The DCAT catalogue of all that is published under the base."""
        return NamedNode(f"{self.base}id/catalogue")

    def sparql_service(self) -> NamedNode:
        """The data service that answers SPARQL at `{base}sparql`."""
        return NamedNode(f"{self.base}id/data-service/sparql")

    def sparql(self) -> NamedNode:
        """The address where SPARQL is answered."""
        return NamedNode(f"{self.base}sparql")

    def mapping(self, name: str) -> NamedNode:
        """The graph that holds the links of the linkset `name`."""
        return NamedNode(f"{self.base}graph/mapping/{name}")

    def linkset(self, name: str) -> NamedNode:
        """A set of links to another scheme, as a thing that is described."""
        return NamedNode(f"{self.base}id/mapping/{name}")

    def document(self, thing: NamedNode, suffix: str = "") -> NamedNode:
        """The web address of the document about a thing under the base, in the form of `suffix`."""
        path = thing.value.removeprefix(f"{self.base}id/")
        return NamedNode(f"{self.base}doc/{path}{suffix}")

    def download(self, edition: NamedNode, name: str) -> NamedNode:
        """The web address of a file of an edition."""
        path = edition.value.removeprefix(f"{self.base}id/").replace("/checklist/", "/", 1)
        return NamedNode(f"{self.base}download/{path}/{name}")

    def concepts(self) -> NamedNode:
        """The concept scheme of what is the same service in several regions."""
        return NamedNode(f"{self.base}id/matter-concepts")

    def concept(self, key: str) -> NamedNode:
        return NamedNode(f"{self.base}id/matter-concept/{key}")

    def register(self, revision: int) -> NamedNode:
        return NamedNode(f"{self.base}graph/{self.region}/register/{revision}")

    def edition(self, list_key: str, edition_key: str) -> "EditionIris":
        return EditionIris(f"{self.checklist(list_key).value}/{edition_key}")


@dataclass(frozen=True)
class EditionIris:
    """The IRIs inside one edition; `root` is the edition itself and the graph of its entries."""

    root: str

    @property
    def edition(self) -> NamedNode:
        return NamedNode(self.root)

    @property
    def derived(self) -> NamedNode:
        return NamedNode(f"{self.root}/derived")

    @property
    def source(self) -> NamedNode:
        return NamedNode(f"{self.root}/source")

    @property
    def report(self) -> NamedNode:
        return NamedNode(f"{self.root}/report")

    def entry(self, key: str) -> NamedNode:
        return NamedNode(f"{self.root}/entry/{key}")

    def sub_entry(self, key: str, order: int) -> NamedNode:
        return NamedNode(f"{self.root}/entry/{key}/{order}")

    def row(self, index: int) -> NamedNode:
        return NamedNode(f"{self.root}/source/row/{index}")

    def cell(self, row: int, column: int) -> NamedNode:
        return NamedNode(f"{self.root}/source/row/{row}#c{column}")

    def distribution(self, form: str) -> NamedNode:
        """The edition in one of the forms in which it can be had."""
        return NamedNode(f"{self.root}/distribution/{form}")

    def document(self, sha256: str) -> NamedNode:
        return NamedNode(f"{self.root}/source/document/{sha256[:16]}")

    def load(self, sha256: str) -> NamedNode:
        return NamedNode(f"{self.root}/source/load/{sha256[:16]}")
