"""The examples of the README work as they stand."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Service

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")
SITE = "http://127.0.0.1:8000/"
EXAMPLES = re.findall(r"^# (\d+\. [^\n]*)\n(curl [^\n]*)$", README, re.MULTILINE)
PYTHON = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_examples_are_numbered_and_counted() -> None:
    assert [int(title.split(".")[0]) for title, _ in EXAMPLES] == list(range(1, 10))
    assert "The ten examples" in README and len(PYTHON) == 1


@pytest.mark.parametrize(("title", "command"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_a_command_gets_an_answer(service: Service, title: str, command: str) -> None:
    local = shlex.split(command.replace(SITE, service.url))
    run = subprocess.run(
        [*local, "-sS", "--fail-with-body", "--max-time", "60"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert run.returncode == 0, (title, run.stdout, run.stderr)
    assert len(run.stdout) > 20


def test_the_python_example_prints_departments(service: Service) -> None:
    text = PYTHON[0].replace(SITE, service.url)
    run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert "县税务局" in run.stdout.split()
