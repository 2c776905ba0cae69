"""What an answer follows from besides data and request: the software and its settings."""

import hashlib
import sys
import zlib
from importlib import resources
from importlib.metadata import distributions
from importlib.resources.abc import Traversable

from server.settings import Settings, to_environment

_OURS = ("ontology", "shapes", "loader", "server", "queries")


def digest(settings: Settings) -> str:
    """A digest of every file of the packages, the versions of all that is installed, and the
    settings. It is taken once, at the start: 0.1 s."""
    found = hashlib.sha256()
    for package in _OURS:
        _add(found, package, resources.files(package))
    installed = {f"{one.metadata['Name']}=={one.version}" for one in distributions()}
    said = [sys.version, zlib.ZLIB_RUNTIME_VERSION, *sorted(installed)]
    said += [f"{name}={value}" for name, value in sorted(to_environment(settings).items())]
    found.update("\n".join(said).encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def _add(found: "hashlib._Hash", name: str, place: Traversable) -> None:
    if place.is_file():
        content = place.read_bytes()
        found.update(f"{name}\n{len(content)}\n".encode() + content)
    elif place.name not in ("__pycache__", "node_modules"):
        for one in sorted(place.iterdir(), key=lambda each: each.name):
            _add(found, f"{name}/{one.name}", one)
