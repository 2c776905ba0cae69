"""Arrows run one way: ontology ← shapes ← loader ← server; pure parts know no store and no web."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "ontology": {"ontology"},
    "shapes": {"ontology", "shapes"},
    "loader": {"ontology", "shapes", "loader"},
    "server": {"ontology", "shapes", "loader", "server"},
}


TOP = {
    *("ontology", "shapes", "loader", "server", "queries", "tests", "deploy"),
    *("README.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", "requirements.lock"),
    *(".ci", ".gitattributes", ".gitignore"),
}
"""All that the repository has at its top."""


def imports(path: Path) -> set[str]:
    """The modules a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_nothing_else_stands_at_the_top() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout: what is tracked is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {path.partition("/")[0] for path in listed.split("\0") if path} <= TOP


def test_a_package_imports_only_what_stands_before_it() -> None:
    for package, allowed in ALLOWED.items():
        for path in (ROOT / package).rglob("*.py"):
            ours = {name.split(".")[0] for name in imports(path)} & set(ALLOWED)
            assert ours <= allowed, path


def test_store_and_workers_and_loader_know_no_flask() -> None:
    for folder in ("server/store", "server/workers", "loader", "shapes", "ontology"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not {name for name in imports(path) if name.split(".")[0] == "flask"}, path


def test_the_pure_modules_import_neither_a_store_nor_flask() -> None:
    for name in ("negotiation", "urls", "settings", "sparql/tokens", "saved/header"):
        for module in imports(ROOT / "server" / f"{name}.py"):
            assert module.split(".")[0] not in ("flask", "pyoxigraph"), name


def test_whatever_publishes_has_the_store_say_what_it_holds() -> None:
    for path in (ROOT / "server").rglob("*.py"):
        if path.name == "publication.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "server.store.publish":
                assert "publish" not in {name.name for name in node.names}, path
            if isinstance(node, ast.ImportFrom) and node.module == "server.store.present":
                writes = "replace_layers" in {name.name for name in node.names}
                assert not writes or path.name in ("publish.py", "written.py"), path


def test_no_query_shape_or_code_file_contains_a_base() -> None:
    for pattern in ("queries/**/*.rq", "server/**/*.rq", "shapes/*.ttl", "ontology/*.ttl"):
        for path in ROOT.glob(pattern):
            assert "localhost" not in path.read_text("utf-8"), path
