"""From a file and what is said of it to the change that publishes it."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from loader.limits import Limits
from loader.manifest import Manifest, manifest_beside, read_manifest
from server.store.load import LoadChecklist
from server.version import VERSION
from server.workers.reader import DocumentReader


def prepare(
    file: Path,
    manifest_path: Path | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    reader: DocumentReader | None = None,
    replaces: bool = False,
) -> LoadChecklist:
    """Read a document and its manifest: the one named, the one beside it, else the one shipped for
    the region and list that `options` name. `options` win over the manifest. `reader` is used where
    several documents are read one after the other. Raises Refused."""
    options = options or {}
    beside = manifest_path or manifest_beside(file) or shipped_manifest(options)
    manifest = read_manifest(beside) if beside else Manifest()
    manifest = manifest.with_options(**options)
    manifest.check(file.name)
    if reader:
        document = reader.read(file, manifest)
    else:
        with DocumentReader(Limits()) as own:
            document = own.read(file, manifest)
    seed = (beside.parent / "register.toml") if beside else None
    text = seed.read_text("utf-8") if seed and seed.is_file() else None
    return LoadChecklist(document, manifest, text, VERSION, replaces)


def shipped_manifest(options: Mapping[str, Any]) -> Path | None:
    """The manifest that comes with the software for a region and list; its register is the seed."""
    name = f"{options.get('region')}-{options.get('list')}"
    folders = resources.files("loader").joinpath("checklists")
    known = {folder.name for folder in folders.iterdir() if folder.is_dir()}
    return Path(str(folders.joinpath(name, "manifest.toml"))) if name in known else None


def bundled_checklist() -> Path:
    """The checklist that comes with the software."""
    folder = resources.files("loader").joinpath("checklists", "370725-personal-life-cycle")
    return Path(str(folder.joinpath("checklist.txt")))
