"""Copies of the real checklist with a few words changed, as a county's next edition would be."""

from pathlib import Path

from click.testing import CliRunner, Result

from server.cli import main
from server.loading import bundled_checklist

SOURCE = bundled_checklist()


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    """The source with changes (old text, new text), beside its own manifest and register."""
    target = folder / "edited"
    target.mkdir(exist_ok=True)
    for name in ("manifest.toml", "register.toml"):
        (target / name).write_bytes((SOURCE.parent / name).read_bytes())
    text = SOURCE.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (target / "checklist.txt").write_text(text, "utf-8")
    return target / "checklist.txt"


def command(data: Path, *arguments: object) -> Result:
    """Run `lifematters --data DATA ARGUMENTS…`."""
    return CliRunner().invoke(main, ["--data", str(data), *map(str, arguments)])
