"""A plain store: nothing in it to begin with, and never one of checklists."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.access import digest
from server.settings import DEFAULT_BASE
from server.store.checking import check
from server.store.errors import FolderError
from server.store.folder import DataFolder
from server.store.plain import MakePlain
from server.store.publish import publish
from tests.conftest import load, open_store
from tests.short_list import short

MAIN = "from server.cli import main; main()"


def lifematters(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", MAIN, "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_it_is_made_empty_and_whole(tmp_path: Path) -> None:
    assert lifematters(tmp_path / "data", "init", "--empty").returncode == 0
    assert len(open_store(tmp_path / "data")) == 0
    assert check(DataFolder(tmp_path / "data")).whole


def test_it_takes_no_checklist(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    publish(folder, MakePlain(), DEFAULT_BASE, "test")
    with pytest.raises(FolderError, match="init --empty"):
        load(folder.path, short(tmp_path))
    current = folder.current()
    assert current is not None and current.id == 1


def test_data_are_never_made_one(own_short: Path) -> None:
    again = lifematters(own_short, "init", "--empty")
    assert again.returncode == 1 and "--data" in again.stderr


def test_an_open_service_is_refused_to_other_machines(tmp_path: Path) -> None:
    refused = lifematters(tmp_path / "data", "serve", "--open", "--host", "0.0.0.0")
    assert refused.returncode == 1 and "--open" in refused.stderr


def test_a_token_is_made_with_its_line(tmp_path: Path) -> None:
    made = lifematters(tmp_path, "token", "张三")
    assert f"张三 {digest(made.stdout.strip()).hex()}" in made.stderr.replace("\n", "")
