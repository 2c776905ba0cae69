"""The files of an edition: each made when it is first asked for, and kept for a while."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from loader.distribution import DOWNLOADS
from loader.identifiers import EditionIris
from ontology.terms import DCT, PREFIXES
from server.api.editions import Published, records_of
from server.downloads.columns import TABLES, Column
from server.downloads.graphml import graphml
from server.downloads.tables import LEADS_WITH, SAME_SCENARIO, table
from server.http.coding import encode
from server.reading.kept import Kept
from server.reading.reader import Reader
from server.saved.header import Text
from server.version import VERSION

PACKAGE = "datapackage.json"
SUMS = "SHA256SUMS"
_FILES: Kept[bytes] = Kept(48)
"""The largest of one list has 4.5 MB: at most some 200 MB, if only those are asked for."""


@dataclass(frozen=True)
class File:
    """A file: its name, its media type, and what it holds."""

    name: str
    media_type: str
    words: Text


_NETWORKS = {"cooperation": LEADS_WITH, "scenarios": SAME_SCENARIO}
_SERVED = {
    "csv": "text/csv; charset=utf-8; header=present",
    "graphml": "application/graphml+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "ttl": "text/turtle",
}
_ABOUT_THEM = (
    File(
        PACKAGE,
        "application/json",
        Text("数据包说明和列的含义", "The data package and its codebook"),
    ),
    File(
        SUMS,
        "text/plain; charset=utf-8",
        Text("各文件的 SHA-256", "The SHA-256 of each file"),
    ),
)
FILES: Mapping[str, File] = {
    one.name: one
    for one in (
        *(
            File(one.name, _SERVED[one.name.rpartition(".")[2]], Text(*one.said))
            for one in DOWNLOADS
        ),
        *_ABOUT_THEM,
    )
}
CODINGS = {"gz": "application/gzip", "zst": "application/zstd"}
NAMES = [name + end for name in FILES for end in ("", *(f".{one}" for one in CODINGS))]
"""The names of all files, compressed or not."""
_CODED = {"gz": "gzip", "zst": "zstd"}
_SUMMED = [name for name in FILES if name != SUMS]


def content(reader: Reader, edition: Published, name: str) -> bytes:
    """A file of an edition, whole; with `.gz` or `.zst` at the end compressed. The same edition of
    the same state gives the same bytes. Raises KeyError for a name that is none."""
    head, _, end = name.rpartition(".")
    plain, coding = (head, end) if end in CODINGS else (name, "")
    if plain not in FILES:
        raise KeyError(name)
    whole = _FILES.get(
        reader.view, f"{edition.edition} {plain}", lambda: _made(reader, edition, plain)
    )
    return encode(whole, _CODED[coding]) if coding else whole


def _made(reader: Reader, edition: Published, name: str) -> bytes:
    if name == SUMS:
        wholes = ((one, content(reader, edition, one)) for one in _SUMMED)
        sums = ((hashlib.sha256(whole).hexdigest(), one) for one, whole in wholes)
        return "".join(f"{digest}  {one}\n" for digest, one in sums).encode()
    if name == PACKAGE:
        text = json.dumps(package(reader, edition), ensure_ascii=False, indent=1)
        return text.encode() + b"\n"
    if name.startswith("edition."):
        return _graph(reader, edition, name)
    records = records_of(reader, [edition])
    stem, _, end = name.partition(".")
    return graphml(records, _NETWORKS[stem]) if end == "graphml" else table(stem, records)


def _graph(reader: Reader, edition: Published, name: str) -> bytes:
    """The layers of an edition, in a settled order."""
    store = Store.read_only(str(reader.view.record().store))
    iris = EditionIris(edition.edition)
    layers = [iris.edition, iris.derived]
    flat = name.endswith(".ttl")
    layers += [] if flat else [iris.source]
    quads = [q for one in layers for q in store.quads_for_pattern(None, None, None, one)]
    if flat:
        ordered: Any = sorted({quad.triple for quad in quads}, key=str)
    else:
        ordered = sorted(quads, key=_order)
    form = RdfFormat.from_extension(name.rpartition(".")[2])
    if form is None:
        raise KeyError(name)
    return serialize(ordered, format=form, prefixes=dict(PREFIXES)) or b""


def _order(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)


def package(reader: Reader, edition: Published) -> dict[str, Any]:
    """The Data Package (https://specs.frictionlessdata.io/data-package/) of an edition's tables;
    without licenses where the source states none."""
    licence = _licence(reader, edition)
    return {
        "profile": "tabular-data-package",
        "name": f"{edition.code}-{edition.list_key}-{edition.key}",
        "id": edition.edition,
        "title": edition.title,
        "version": edition.key,
        "homepage": edition.edition,
        **({"licenses": [{"path": licence}]} if licence else {}),
        "contributors": [{"title": f"Lifematters {VERSION}", "role": "wrangler"}],
        "resources": [_resource(reader, edition, name) for name in TABLES],
    }


def _licence(reader: Reader, edition: Published) -> str | None:
    node = NamedNode(edition.edition)
    for triple in reader.view.describe(edition.edition):
        if triple.subject == node and triple.predicate == DCT.license:
            return str(triple.object)[1:-1]
    return None


def _resource(reader: Reader, edition: Published, name: str) -> dict[str, Any]:
    file, one = f"{name}.csv", TABLES[name]
    whole = content(reader, edition, file)
    schema: dict[str, Any] = {"fields": [_field(column) for column in one.columns]}
    if name != "edges":
        schema["primaryKey"] = one.columns[0].name
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": f"{FILES[file].words.zh} / {FILES[file].words.en}",
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(whole),
        "hash": f"sha256:{hashlib.sha256(whole).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.kind,
        "title": f"{column.title.zh} / {column.title.en}",
        "description": f"{column.meaning.zh} / {column.meaning.en}",
    }
