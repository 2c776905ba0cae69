"""The files of the dump of everything, in VoID (section 3.3, `void:dataDump`) and DCAT 3 (sections
6.7 and 6.8): what each has, and where it is. The addresses stay; what is behind them follows the
published state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from loader.statements import typed
from ontology.terms import CODE, DCAT, DCT, EU, MEDIA_TYPE, RDFS, VOID
from server.description.terms import Addresses, words
from server.saved.header import Text
from server.store.dumps import CODINGS, EVERYTHING, PRESENT, TRIG
from server.urls import DOWNLOADS, dump_path

PACKED = {"gz": "application/gzip", "zst": "application/zstd"}
"""The media types of compressed files."""


@dataclass(frozen=True)
class Content:
    """What a file has, its registered media type, and what the EU's list of file types calls it."""

    name: str
    media_type: str
    file_type: str
    words: Text


CONTENTS: Mapping[str, Content] = {
    one.name: one
    for one in (
        Content(
            EVERYTHING,
            "application/n-quads",
            "RDF_N_QUADS",
            Text(
                "全部数据：默认图（现行数据）和每个命名图，N-Quads",
                "All of it: the default graph, which is the present, and every named graph, as "
                "N-Quads",
            ),
        ),
        Content(
            TRIG,
            "application/trig",
            "RDF_TRIG",
            Text("同样的全部数据，TriG", "The same as TriG"),
        ),
        Content(
            PRESENT,
            "text/turtle",
            "RDF_TURTLE",
            Text("只有默认图：现行数据，Turtle", "The default graph alone: the present, as Turtle"),
        ),
    )
}


def catalogued(at: Addresses) -> Iterator[Triple]:
    """That the catalogue of the site has the dataset of all that is served."""
    yield Triple(at.catalogue, DCAT.dataset, at.dataset)


def dumps(at: Addresses) -> Iterator[Triple]:
    """The dumps of all that is served, and of its default graph."""
    for content in CONTENTS.values():
        node = at.present if content.name == PRESENT else at.dataset
        yield from typed(node, DCAT.Dataset)
        yield Triple(node, DCT.publisher, CODE["agent/site-operator"])
        yield from _distribution(at, node, content, "")
        for end in CODINGS:
            yield from _distribution(at, node, content, end)
    for media_type in PACKED.values():
        yield from typed(MEDIA_TYPE[media_type], DCT.MediaType)
        yield Triple(MEDIA_TYPE[media_type], RDFS.label, Literal(media_type))


def _distribution(at: Addresses, of: NamedNode, content: Content, end: str) -> Iterator[Triple]:
    name = f"{content.name}.{end}" if end else content.name
    site = at.base.rstrip("/")
    file, one = NamedNode(site + dump_path(name)), at.part(f"dump-{name.replace('.', '-')}")
    yield Triple(of, VOID.dataDump, file)
    yield Triple(of, DCAT.distribution, one)
    yield from typed(one, DCAT.Distribution)
    for title in words(Text(f"{name}：{content.words.zh}", f"{name}: {content.words.en}")):
        yield Triple(one, DCT.title, title)
    yield Triple(one, DCAT.accessURL, NamedNode(site + DOWNLOADS))
    yield Triple(one, DCAT.downloadURL, file)
    yield Triple(one, DCAT.mediaType, MEDIA_TYPE[content.media_type])
    yield Triple(one, DCT.format, EU[f"file-type/{content.file_type}"])
    if end:
        yield Triple(one, DCAT.compressFormat, MEDIA_TYPE[PACKED[end]])
