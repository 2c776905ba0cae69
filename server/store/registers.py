"""The registers of a snapshot while the next one is built: read when asked for, and hard-linked
where they did not change, so that a thousand regions cost a publication no more than one."""

from collections.abc import Iterator, MutableMapping
from pathlib import Path

from server.store.durable import link
from server.store.folder import Snapshot


class Registers(MutableMapping[str, str]):
    """The register of each region as TOML, those of `origin` to begin with."""

    def __init__(self, origin: Snapshot | None) -> None:
        self._kept: dict[str, Path] = {}
        self._changed: dict[str, str] = {}
        for name in origin.manifest()["files"] if origin else ():
            if origin and name.startswith("registers/"):
                self._kept[Path(name).stem] = origin.path / name

    def __getitem__(self, region: str) -> str:
        if region in self._changed:
            return self._changed[region]
        return self._kept[region].read_text("utf-8")

    def __setitem__(self, region: str, text: str) -> None:
        if region not in self or self[region] != text:
            self._changed[region] = text

    def __delitem__(self, region: str) -> None:
        if region not in self:
            raise KeyError(region)
        self._changed.pop(region, None)
        self._kept.pop(region, None)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._kept.keys() | self._changed.keys()))

    def __len__(self) -> int:
        return len(self._kept.keys() | self._changed.keys())

    def write(self, directory: Path) -> None:
        """Write them into a new directory."""
        directory.mkdir()
        for region in self:
            path = directory / f"{region}.toml"
            if region in self._changed:
                path.write_text(self._changed[region], "utf-8")
            else:
                link(self._kept[region], path)
