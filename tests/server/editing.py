"""Copies of the real checklist with a few words changed, as a county's next edition would be."""

from collections.abc import Iterable
from pathlib import Path

from click.testing import CliRunner, Result

from server.cli import main
from server.loading import bundled_checklist

SOURCE = bundled_checklist()


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    """The source with changes (old text, new text), beside its own manifest and register."""
    register = (SOURCE.parent / "register.toml").read_text("utf-8")
    return written(folder, SOURCE.read_text("utf-8"), register, changes)


def written(folder: Path, text: str, register: str, changes: Iterable[tuple[str, str]]) -> Path:
    """A list with changes, beside the manifest of the source and a register."""
    target = folder / "edited"
    target.mkdir(exist_ok=True)
    (target / "manifest.toml").write_bytes((SOURCE.parent / "manifest.toml").read_bytes())
    (target / "register.toml").write_text(register, "utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (target / "checklist.txt").write_text(text, "utf-8")
    return target / "checklist.txt"


def command(data: Path, *arguments: object) -> Result:
    """Run `lifematters --data DATA ARGUMENTS…`."""
    return CliRunner().invoke(main, ["--data", str(data), *map(str, arguments)])
