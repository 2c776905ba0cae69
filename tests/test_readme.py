"""The README's commands do what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import Service

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_curl_example_answers(service: Service) -> None:
    commands = [line for block in blocks("sh") for line in block.splitlines() if "curl" in line]
    assert len(commands) == 5
    expected = [
        "112",
        "出生医学证明办理",
        "县人社局",
        "职工申请提取住房公积金的核准",
        '"conforms": true',
    ]
    for command, words in zip(commands, expected, strict=True):
        local = command.replace("http://127.0.0.1:8000/", service.url)
        run = subprocess.run(
            ["bash", "-c", f"{local} -sS --fail"],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=Path(__file__).parent.parent,
        )
        assert run.returncode == 0, run.stderr
        assert words in run.stdout, command


def test_the_sparqlwrapper_example_prints_the_departments_that_never_lead(service: Service) -> None:
    (code,) = blocks("python")
    run = subprocess.run(
        [sys.executable, "-c", code.replace("http://127.0.0.1:8000/", service.url)],
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
