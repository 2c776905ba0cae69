"""The forms in which an edition can be had, and the site's catalogue and SPARQL service (DCAT 3,
sections 6.3 and 6.7 to 6.8).

Only what is really served is named: the document about the edition, as a page and as RDF, the files
to download, and the SPARQL service, whose named graph of the edition's IRI is the whole of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from loader.identifiers import EditionIris, RegionIris
from loader.statements import en, labels, typed, zh
from ontology.terms import CODE, DCAT, DCT, EU, LM, MEDIA_TYPE, SKOS

_TITLE = (DCT.title, SKOS.prefLabel)
LANGUAGES = (EU["language/ZHO"], EU["language/ENG"])
"""Everything is said in Chinese, and in English beside it."""
PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")


@dataclass(frozen=True)
class Form:
    """A form of the document about an edition: the suffix of its address, its name, its media type
    and what the EU's list of file types calls it."""

    suffix: str
    name: str
    media_type: str
    file_type: str


FORMS = (
    Form("html", "HTML", "text/html", "HTML"),
    Form("ttl", "Turtle", "text/turtle", "RDF_TURTLE"),
    Form("jsonld", "JSON-LD", "application/ld+json", "JSON_LD"),
    Form("nt", "N-Triples", "application/n-triples", "RDF_N_TRIPLES"),
    Form("rdf", "RDF/XML", "application/rdf+xml", "RDF_XML"),
)


@dataclass(frozen=True)
class Download:
    """A file of an edition: its name, its registered media type if it has one, what the EU's list
    of file types calls it, and what it holds, in Chinese and English."""

    name: str
    media_type: str | None
    file_type: str
    said: tuple[str, str]


def _table(name: str, chinese: str, english: str) -> Download:
    return Download(f"{name}.csv", "text/csv", "CSV", (chinese, english))


def _network(name: str, chinese: str, english: str) -> Download:
    return Download(f"{name}.graphml", None, "XML", (chinese, english))


DOWNLOADS = (
    _table("items", "具体事项，一行一条", "One row for each line of the list"),
    _table("entries", "编号条目", "The numbered entries"),
    _table("matters", "事项和细分事项", "Matters and sub-items"),
    _table("departments", "部门", "Departments"),
    _table("edges", "部门之间的协作", "How departments work together"),
    _network(
        "cooperation",
        "部门网络：谁牵头、谁协同",
        "The network of departments: who leads with whom cooperating",
    ),
    _network(
        "scenarios",
        "部门网络：同在的场景",
        "The network of departments: in the same scenarios",
    ),
    Download(
        "edition.nq",
        "application/n-quads",
        "RDF_N_QUADS",
        ("全部数据：条目、推导、来源，各在其图", "Entries, derivation, sources, by graph"),
    ),
    Download(
        "edition.trig",
        "application/trig",
        "RDF_TRIG",
        ("全部数据，TriG", "Entries, derivation, sources, as TriG"),
    ),
    Download(
        "edition.ttl",
        "text/turtle",
        "RDF_TURTLE",
        ("所印的条目和推导，Turtle", "The entries as printed, and what is derived, as Turtle"),
    ),
)
"""The files of every edition."""


def distributions(
    region: RegionIris, iris: EditionIris, licence: NamedNode | None
) -> Iterator[Triple]:
    """The distributions of an edition, each with the edition's licence where it has one."""
    for form in FORMS:
        one = iris.distribution(form.suffix)
        address = region.document(iris.edition, f".{form.suffix}")
        if form.suffix == "html":
            said = ("网页：清单全文", "Web page with the whole list")
        else:
            said = (
                f"{form.name}：版本的说明，并链接到每个条目",
                f"{form.name}: the description of the edition, with links to its entries",
            )
        yield from _distribution(iris, one, address, said, licence)
        yield Triple(one, DCAT.mediaType, MEDIA_TYPE[form.media_type])
        yield Triple(one, DCT.format, EU[f"file-type/{form.file_type}"])
    for download in DOWNLOADS:
        one = iris.distribution(download.name.replace(".", "-"))
        address = region.download(iris.edition, download.name)
        chinese, english = download.said
        said = (f"{download.name}：{chinese}", f"{download.name}: {english}")
        yield from _distribution(iris, one, address, said, licence)
        yield Triple(one, DCAT.downloadURL, address)
        if download.media_type:
            yield Triple(one, DCAT.mediaType, MEDIA_TYPE[download.media_type])
        yield Triple(one, DCT.format, EU[f"file-type/{download.file_type}"])
    one, service = iris.distribution("sparql"), region.sparql_service()
    said = (
        f"SPARQL 查询：命名图 {iris.root} 是版本的全部内容",
        f"SPARQL: the named graph {iris.root} is the whole content of the edition",
    )
    yield from _distribution(iris, one, region.sparql(), said, licence)
    yield Triple(one, DCAT.accessService, service)


def _distribution(
    iris: EditionIris,
    one: NamedNode,
    address: NamedNode,
    said: tuple[str, str],
    licence: NamedNode | None,
) -> Iterator[Triple]:
    yield Triple(iris.edition, DCAT.distribution, one)
    yield from typed(one, DCAT.Distribution)
    yield from labels(one, _TITLE, *said)
    yield Triple(one, DCAT.accessURL, address)
    yield from (Triple(one, DCT.language, language) for language in LANGUAGES)
    if licence:
        yield Triple(one, DCT.license, licence)


def site_record(region: RegionIris, *datasets: NamedNode) -> Iterator[Triple]:
    """The catalogue and the SPARQL service of the site, which every list's record repeats, with the
    `datasets` that this one adds to them."""
    catalogue, service = region.catalogue(), region.sparql_service()
    operator = CODE["agent/site-operator"]
    yield from typed(catalogue, DCAT.Catalog)
    yield from labels(catalogue, _TITLE, "事项清单目录", "Catalogue of checklists")
    yield Triple(
        catalogue, DCT.description, zh("本站发布的事项清单及其各个版本，以及查询它们的服务。")
    )
    about = (
        "The checklists published on this site with their editions, and the service to query them."
    )
    yield Triple(catalogue, DCT.description, en(about))
    yield from typed(service, DCAT.DataService)
    yield from labels(service, _TITLE, "SPARQL 查询服务", "SPARQL query service")
    yield Triple(
        service,
        DCT.description,
        zh("只读的 SPARQL 1.1 查询服务。默认图是现行数据，以前的版本在以版本网址为名的图中。"),
    )
    said = (
        "A read-only SPARQL 1.1 query service. The default graph is the present; earlier editions"
        " stand in graphs named after them."
    )
    yield Triple(service, DCT.description, en(said))
    yield Triple(service, DCAT.endpointURL, region.sparql())
    yield Triple(service, DCT.conformsTo, PROTOCOL)
    for one, name in ((catalogue, "catalogue"), (service, "sparql-service")):
        yield Triple(one, DCT.identifier, Literal(name))
        yield Triple(one, DCT.publisher, operator)
    for language in LANGUAGES:
        yield Triple(catalogue, DCT.language, language)
    yield Triple(catalogue, DCAT.service, service)
    yield Triple(catalogue, DCT.conformsTo, NamedNode(LM.iri.rstrip("#")))
    for dataset in datasets:
        yield Triple(catalogue, DCAT.dataset, dataset)
        yield Triple(service, DCAT.servesDataset, dataset)
