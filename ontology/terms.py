"""Terms as constants: `LM.leadDepartment`, `SKOS["prefLabel"]`, and the prefixes serialisers use.

A vocabulary is a namespace, not a list of names: it builds whatever term it is asked for. A test
holds that every `LM` term used in this project is defined in core.ttl.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

ZH = "zh-hans"
EN = "en"


class Vocabulary:
    """A namespace whose terms are read as attributes or items; each term is made once.

    Items reach what attributes cannot: `SH["class"]`, `CODE["matter-type/other"]`.
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self._terms: dict[str, NamedNode] = {}

    def __getitem__(self, name: str) -> NamedNode:
        """The term `name`; raises ValueError where the result is not an IRI."""
        term = self._terms.get(name)
        if term is None:
            term = self._terms[name] = NamedNode(self.iri + name)
        return term

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_"):  # Python's own protocols (copy, pickle, doctest) are no terms.
            raise AttributeError(name)
        term = self.__dict__[name] = self[name]  # where Python itself finds it from now on
        return term

    def __repr__(self) -> str:
        return f"Vocabulary({self.iri!r})"


LM = Vocabulary("https://w3id.org/lifematters/ns#")
LMSH = Vocabulary("https://w3id.org/lifematters/shapes#")
CODE = Vocabulary("https://w3id.org/lifematters/code/")
ADMS = Vocabulary("http://www.w3.org/ns/adms#")
CPSV = Vocabulary("http://purl.org/vocab/cpsv#")
CV = Vocabulary("http://data.europa.eu/m8g/")
DCAT = Vocabulary("http://www.w3.org/ns/dcat#")
DCT = Vocabulary("http://purl.org/dc/terms/")
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/")
LOCN = Vocabulary("http://www.w3.org/ns/locn#")
ORG = Vocabulary("http://www.w3.org/ns/org#")
OWL = Vocabulary("http://www.w3.org/2002/07/owl#")
PROV = Vocabulary("http://www.w3.org/ns/prov#")
RDF = Vocabulary("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Vocabulary("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Vocabulary("http://schema.org/")
SD = Vocabulary("http://www.w3.org/ns/sparql-service-description#")
SH = Vocabulary("http://www.w3.org/ns/shacl#")
SKOS = Vocabulary("http://www.w3.org/2004/02/skos/core#")
VOID = Vocabulary("http://rdfs.org/ns/void#")
XSD = Vocabulary("http://www.w3.org/2001/XMLSchema#")
EU = Vocabulary("http://publications.europa.eu/resource/authority/")
MEDIA_TYPE = Vocabulary("http://www.iana.org/assignments/media-types/")

# Codes have a slash in their local part, so no prefix stands for them.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "lm": LM.iri,
        "lmsh": LMSH.iri,
        "adms": ADMS.iri,
        "cpsv": CPSV.iri,
        "cv": CV.iri,
        "dcat": DCAT.iri,
        "dct": DCT.iri,
        "foaf": FOAF.iri,
        "locn": LOCN.iri,
        "org": ORG.iri,
        "owl": OWL.iri,
        "prov": PROV.iri,
        "rdf": RDF.iri,
        "rdfs": RDFS.iri,
        "schema": SCHEMA.iri,
        "sh": SH.iri,
        "skos": SKOS.iri,
        "vann": "http://purl.org/vocab/vann/",
        "void": VOID.iri,
        "xsd": XSD.iri,
    }
)
