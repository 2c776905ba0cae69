"""From a file and what is said of it to the change that publishes it."""

from importlib import resources
from pathlib import Path

from loader.manifest import Manifest, manifest_beside, read_manifest
from loader.readers import read
from loader.types import type_words
from server.store.changes import LoadChecklist
from server.version import VERSION


def prepare(file: Path, manifest_path: Path | None = None, **options: str | None) -> LoadChecklist:
    """Read a document and its manifest; `options` win over the manifest. Raises Refused."""
    beside = manifest_path or manifest_beside(file)
    manifest = read_manifest(beside) if beside else Manifest()
    manifest = manifest.with_options(**options)
    manifest.check(file.name)
    document = read(file, type_words(manifest.type_words))
    seed = (beside.parent / "register.toml") if beside else None
    return LoadChecklist(
        document, manifest, seed.read_text("utf-8") if seed and seed.is_file() else None, VERSION
    )


def bundled_checklist() -> Path:
    """The checklist that comes with the software."""
    folder = resources.files("loader").joinpath("checklists", "370725-personal-life-cycle")
    return Path(str(folder.joinpath("checklist.txt")))
