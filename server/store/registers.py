"""The texts that a snapshot has beside its store, while the next one is built: the registers, and
the saved queries of the installation. They are read when asked for, and hard-linked where they did
not change, so that a thousand regions cost a publication no more than one."""

from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import ClassVar

from server.store.durable import link
from server.store.folder import Snapshot


class Texts(MutableMapping[str, str]):
    """Texts by name, those of `origin` to begin with."""

    FOLDER: ClassVar[str]
    SUFFIX: ClassVar[str]

    def __init__(self, origin: Snapshot | None) -> None:
        self._kept: dict[str, Path] = {}
        self._changed: dict[str, str] = {}
        for file in origin.manifest()["files"] if origin else ():
            if origin and file.startswith(f"{self.FOLDER}/"):
                self._kept[Path(file).stem] = origin.path / file

    def __getitem__(self, name: str) -> str:
        if name in self._changed:
            return self._changed[name]
        return self._kept[name].read_text("utf-8")

    def __setitem__(self, name: str, text: str) -> None:
        if name not in self or self[name] != text:
            self._changed[name] = text

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self._changed.pop(name, None)
        self._kept.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._kept.keys() | self._changed.keys()))

    def __len__(self) -> int:
        return len(self._kept.keys() | self._changed.keys())

    def write(self, directory: Path) -> None:
        """Write them into a new directory."""
        directory.mkdir()
        for name in self:
            path = directory / f"{name}{self.SUFFIX}"
            if name in self._changed:
                path.write_text(self._changed[name], "utf-8")
            else:
                link(self._kept[name], path)


class Registers(Texts):
    """The register of each region as TOML."""

    FOLDER, SUFFIX = "registers", ".toml"


class Gallery(Texts):
    """The saved queries that were added here, each with its header (queries/README.md)."""

    FOLDER, SUFFIX = "gallery", ".rq"
