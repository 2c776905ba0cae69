"""Editions made of documents as a load makes them, without publishing anything."""

from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Triple

from loader.editions import EditionBuild, build_edition, settle_document
from loader.manifest import Region, manifest_beside, read_manifest
from loader.readers import read
from loader.register import Register, parse_register
from loader.validation import edition_graph
from ontology import code_triples, ontology_triples
from server.settings import DEFAULT_BASE


def built(file: Path) -> EditionBuild:
    """The edition of a document, with the manifest and the register that stand beside it."""
    beside = manifest_beside(file)
    assert beside is not None
    manifest = read_manifest(beside)
    seed = beside.parent / "register.toml"
    if seed.is_file():
        register = parse_register(seed.read_text("utf-8"))
    else:
        region = Region(
            manifest.region or "",
            manifest.region_name or "",
            manifest.region_en,
            manifest.parents,
        )
        register = Register(region)
    document = read(file, manifest)
    settled = settle_document(document, manifest)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return build_edition(document, settled, manifest, register, DEFAULT_BASE, at=at, version="test")


def validated_with(build: EditionBuild) -> tuple[Triple, ...]:
    """The graph that a load of the edition into an empty store validates."""
    return (*edition_graph(build, ()), *ontology_triples(), *code_triples())
