"""What the pages are of: the real list, an edition before it, a made-up county beside it."""

import shutil
from pathlib import Path

from server.loading import bundled_checklist
from tests.browser.kinds import EARLIER
from tests.conftest import IMAGINARY, load
from tests.server.editing import SOURCE, written
from tests.three_editions import second


def two_editions(folder: Path) -> Path:
    """A data folder with the real list, which took the place of an edition almost the same."""
    register = (SOURCE.parent / "register.toml").read_text("utf-8")
    load(folder / "data", written(folder, second(), register, ()), edition=EARLIER)
    load(folder / "data", bundled_checklist(), supersedes=EARLIER)
    return folder / "data"


def two_counties(data: Path, folder: Path) -> Path:
    """A copy of it with the made-up county."""
    shutil.copytree(data, folder / "data")
    load(folder / "data", IMAGINARY)
    return folder / "data"
