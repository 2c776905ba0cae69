"""Comunica as a process: one question after the other, as a program of its user would ask."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "comunica"

Source = str | dict[str, str]
Row = dict[str, dict[str, str]]


class Refused(Exception):
    """Comunica could not answer; its own words say why."""


def missing() -> str | None:
    """What Comunica needs and this machine has not, or None."""
    if shutil.which("node") is None:
        return "there is no node here"
    if not (FOLDER / "node_modules" / "@comunica").is_dir():
        return f"Comunica is not installed: npm ci in {FOLDER.name}/ (.ci/run does)"
    return None


@dataclass(frozen=True)
class Answer:
    """What it answered, as far as the query is of a kind that gives it."""

    rows: tuple[Row, ...] = ()
    quads: tuple[tuple[dict[str, str], ...], ...] = ()
    boolean: bool | None = None

    def values(self, name: str) -> list[str]:
        """What a variable is bound to, in every row."""
        return [row[name]["value"] for row in self.rows]


class Comunica:
    """A process that answers until it is closed."""

    def __init__(self) -> None:
        command = ["node", "ask.mjs"]
        self.process = subprocess.Popen(
            command, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def ask(self, query: str, sources: Sequence[Source], **context: Any) -> Answer:
        """Evaluate a query, or carry out an update, over sources whose kind it finds out itself
        unless they say. Raises Refused."""
        asking = {"query": query, "context": {"sources": list(sources), **context}}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(asking, ensure_ascii=False) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        if "error" in said:
            raise Refused(said["error"])
        quads = tuple(tuple(quad) for quad in said.get("quads", ()))
        return Answer(tuple(said.get("rows", ())), quads, said.get("boolean"))

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()
