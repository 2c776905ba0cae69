"""The scripts of the workbench, as far as they need no page, by Node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node")
def test_completion_history_and_sorting() -> None:
    file = Path(__file__).parent / "scripts" / "workbench.test.mjs"
    done = subprocess.run(["node", "--test", str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
