"""terms.py and the package: constants, data files, and that every term used is defined."""

import copy
import pickle
import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from ontology import code_triples, files, ontology_triples, read
from ontology.terms import CODE, EN, LM, PREFIXES, SH, ZH, Vocabulary
from tests.ontology.graphs import defined_terms

ROOT = Path(__file__).parents[2]
FOLDERS = ("ontology", "loader", "shapes", "server", "queries")
GENERATED = {"node_modules", "vendor", "__pycache__"}
NO_TERMS = {"iri"}
USED = re.compile(r"""\bLM\.(\w+)|\bLM\[["'](\w+)["']\]|(?<![\w:-])lm:([A-Za-z]\w*)""")


def sources() -> list[Path]:
    return [
        path
        for folder in FOLDERS
        for suffix in ("py", "ttl", "rq")
        for path in sorted((ROOT / folder).rglob(f"*.{suffix}"))
        if not GENERATED & set(path.parts)
    ]


def terms_in(text: str) -> set[str]:
    return {name for match in USED.findall(text) for name in match if name} - NO_TERMS


def test_a_term_is_an_iri_of_its_namespace_by_attribute_and_by_item() -> None:
    assert LM.leadDepartment == NamedNode("https://w3id.org/lifematters/ns#leadDepartment")
    assert LM["leadDepartment"] == LM.leadDepartment
    assert SH["class"] == NamedNode("http://www.w3.org/ns/shacl#class")
    other = NamedNode("https://w3id.org/lifematters/code/matter-type/other")
    assert CODE["matter-type/other"] == other
    assert (LM.iri, ZH, EN) == ("https://w3id.org/lifematters/ns#", "zh-hans", "en")


def test_a_term_is_made_once() -> None:
    assert LM.stage is LM.stage


@pytest.mark.parametrize("name", ["__wrapped__", "__len__", "_repr_html_", "__deepcopy__"])
def test_the_protocols_of_python_are_no_terms(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(LM, name)


def test_a_vocabulary_survives_copying_and_pickling() -> None:
    for twin in (copy.copy(LM), copy.deepcopy(LM), pickle.loads(pickle.dumps(LM))):
        assert isinstance(twin, Vocabulary)
        assert twin.matter == LM.matter


def test_prefixes_cannot_be_changed_by_who_reads_them() -> None:
    assert PREFIXES["lm"] == LM.iri
    with pytest.raises(TypeError):
        PREFIXES["lm"] = "x"  # type: ignore[index]


def test_the_files_listed_are_the_data_files_of_the_folder() -> None:
    folder = ROOT / "ontology"
    found = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix in {".ttl", ".jsonld"}
    }
    assert sorted(found) == list(files())
    for name in files():
        assert read(name) == (folder / name).read_bytes()


@pytest.mark.parametrize("name", ["nothing.ttl", "../pyproject.toml", "terms.py", ""])
def test_only_listed_files_are_read(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        read(name)


def test_the_triples_are_parsed_once() -> None:
    assert ontology_triples() is ontology_triples()
    assert code_triples() is code_triples()


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_term_used_in_a_source_file_is_defined(path: Path) -> None:
    assert terms_in(path.read_text("utf-8")) <= defined_terms()


def test_the_scan_for_terms_sees_each_way_of_writing_one() -> None:
    text = 'LM.noSuch LM["norThis"] ?x lm:orThis/lm:this . film:not LM.iri'
    assert terms_in(text) == {"noSuch", "norThis", "orThis", "this"}
