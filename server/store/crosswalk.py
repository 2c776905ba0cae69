"""Publishing a crosswalk: the codes of each scheme that the table names take the place of those
that were there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from loader.crosswalk import ForeignCode, code_graph, code_layers
from loader.identifiers import RegionIris
from server.store.beside import content
from server.store.folder import DataFolder, Snapshot
from server.store.publish import Draft, Unchanged


@dataclass
class LoadCrosswalk:
    """Publish the codes of a region, which is called `name`, as the table `file` has them."""

    codes: Sequence[ForeignCode]
    region: str
    name: str
    file: str
    document: bytes
    outcome: dict[str, Any] = field(default_factory=dict)

    action = "crosswalk"

    @property
    def reason(self) -> str:
        return f"对照表 {self.file} / crosswalk {self.file}"

    def origin(self, folder: DataFolder) -> Snapshot | None:
        return folder.current()

    def apply(self, draft: Draft) -> None:
        region = RegionIris(draft.base, self.region)
        layers = code_layers(self.codes, region, self.name)
        if all(content(draft.store, one.graph) == one.triples for one in layers):
            raise Unchanged
        draft.write(layers)
        draft.documents.append(self.document)
        schemes = sorted({code.scheme for code in self.codes})
        draft.facts = {
            "file": self.file,
            "schemes": schemes,
            "graphs": [code_graph(region, scheme).value for scheme in schemes],
            "codes": len(self.codes),
        }
