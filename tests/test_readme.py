"""The README's commands do what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Service

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


EXAMPLES = re.findall(r"^# (\d+\. [^\n]*)\n(curl [^\n]*)$", README, re.MULTILINE)
(PYTHON,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SITE = "http://127.0.0.1:8000/"
EXPECTED = (
    *("112", "出生医学证明办理", "县人社局", "职工申请提取住房公积金的核准", '"conforms": true'),
    *("养老保险待遇核定支付", "matter/4f1yy7hg", "户口登记", "operation"),
)


def test_the_examples_are_numbered_and_counted() -> None:
    assert [int(title.split(".")[0]) for title, _ in EXAMPLES] == list(range(1, 10))
    assert "The ten examples" in README
    assert len(re.findall(r"\bcurl ", README)) == len(EXAMPLES)


@pytest.mark.parametrize(
    ("title", "command", "words"),
    [(*example, words) for example, words in zip(EXAMPLES, EXPECTED, strict=True)],
    ids=[title for title, _ in EXAMPLES],
)
def test_a_command_gets_the_answer(service: Service, title: str, command: str, words: str) -> None:
    local = command.replace(SITE, service.url)
    run = subprocess.run(
        ["bash", "-c", f"{local} -sS --fail-with-body --max-time 60"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert run.returncode == 0, (title, run.stdout, run.stderr)
    assert words in run.stdout, title


def test_the_sparqlwrapper_example_prints_the_departments_that_never_lead(service: Service) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PYTHON.replace(SITE, service.url)],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert sorted(run.stdout.split()) == ["县农业农村局", "县税务局"]


def test_every_file_the_readme_points_at_is_there() -> None:
    root = Path(__file__).parent.parent
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (root / target).exists(), target
