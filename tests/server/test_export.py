"""`lifematters export` writes what is published: an edition as Word or Excel, or RDF."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, parse

from server.cli import main
from tests.conftest import load
from tests.short_list import KEY, LIST, short

EDITION = "http://localhost:8000/id/370725/checklist/personal-life-cycle/u-d709fb19"


def export(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(data), "export", *options])


def title(content: bytes) -> str:
    """The title above the table of a Word file."""
    return Document(io.BytesIO(content)).paragraphs[0].text


def last_name(content: bytes) -> str:
    """The name in the last row of a Word file."""
    return Document(io.BytesIO(content)).tables[0].rows[-1].cells[3].text


def test_the_only_list_is_exported_without_being_named(published: Path, tmp_path: Path) -> None:
    for form in ("docx", "xlsx"):
        file = tmp_path / f"清单.{form}"
        result = export(published, "--format", form, "-o", str(file))
        assert (result.exit_code, result.output) == (0, "")
    assert title((tmp_path / "清单.docx").read_bytes()) == "个人全生命周期事项清单及责任分工"
    assert load_workbook(tmp_path / "清单.xlsx")["清单"].max_row == 163


def test_the_name_of_the_file_says_the_format(short_data: Path, tmp_path: Path) -> None:
    named, said = tmp_path / "a.docx", tmp_path / "b.docx"
    assert export(short_data, "-o", str(named)).exit_code == 0
    assert export(short_data, "--format", "docx", "-o", str(said)).exit_code == 0
    assert named.read_bytes() == said.read_bytes()


def test_a_pipe_gets_the_file_and_a_terminal_a_sentence(short_data: Path) -> None:
    piped = export(short_data, "--format", "docx")
    assert piped.exit_code == 0
    assert title(piped.stdout_bytes) == "个人全生命周期事项清单及责任分工"
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from server.cli import main; main()"]
    run = subprocess.run(
        [*command, "--data", str(short_data), "export", "--format", "xlsx"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(theirs)
    os.close(ours)
    assert run.returncode == 1
    assert "-o 清单.xlsx" in run.stderr


def test_of_several_lists_one_has_to_be_named(two_counties: Path) -> None:
    result = export(two_counties, "--format", "docx")
    assert result.exit_code == 1
    assert result.stdout_bytes == b""
    for word in ("--region", "370725 personal-life-cycle u-d709fb19", "370999", "2025-03"):
        assert word in result.stderr


@pytest.mark.parametrize(
    "options",
    [("--region", "370999"), ("--edition", "2025-03"), ("--region", "370999", "--list",
     "personal-life-cycle", "--edition", "2025-03")],
)  # fmt: skip
def test_region_list_and_edition_say_which(two_counties: Path, options: tuple[str, ...]) -> None:
    result = export(two_counties, "--format", "docx", *options)
    assert result.exit_code == 0
    assert title(result.stdout_bytes) == "个人全生命周期事项清单"


def test_what_is_not_there_is_answered_with_what_is(published: Path) -> None:
    result = export(published, "--format", "xlsx", "--edition", "2031")
    assert result.exit_code == 1
    assert "没有这样的版本" in result.stderr and "u-d709fb19" in result.stderr


def test_an_earlier_edition_is_exported_by_key_or_iri(own_short: Path, tmp_path: Path) -> None:
    old = "户口注销（死亡注销）"
    load(own_short, short(tmp_path, (f"\t{old}\n", "\t户籍注销\n")), edition="2026-11")
    assert last_name(export(own_short, "--format", "docx").stdout_bytes) == "户籍注销"
    for name in (KEY, f"{LIST}/{KEY}"):
        earlier = export(own_short, "--format", "docx", "--edition", name)
        assert last_name(earlier.stdout_bytes) == old


def test_the_same_edition_exported_again_is_the_same_file(short_data: Path) -> None:
    for form in ("docx", "xlsx"):
        first, second = (export(short_data, "--format", form).stdout_bytes for _ in range(2))
        assert first == second


def test_options_that_do_not_go_together_are_refused(published: Path) -> None:
    graph = export(published, "--format", "docx", "--graph", EDITION)
    assert graph.exit_code == 1 and "--graph" in graph.stderr
    edition = export(published, "--format", "ttl", "--edition", "u-d709fb19")
    assert edition.exit_code == 1 and "--graph" in edition.stderr


def test_a_file_that_cannot_be_written_is_a_sentence(short_data: Path, tmp_path: Path) -> None:
    result = export(short_data, "-o", str(tmp_path / "没有" / "a.docx"))
    assert result.exit_code == 1
    assert "无法写入" in result.stderr


def test_before_the_first_load_there_is_nothing_to_export(tmp_path: Path) -> None:
    result = export(tmp_path / "empty", "--format", "docx")
    assert result.exit_code == 1
    assert "lifematters load" in result.stderr


@pytest.mark.parametrize(
    ("options", "form", "graphs"),
    [
        ((), RdfFormat.TRIG, True),
        (("--format", "nq"), RdfFormat.N_QUADS, True),
        (("--format", "ttl"), RdfFormat.TURTLE, False),
        (("--format", "nt", "--graph", EDITION), RdfFormat.N_TRIPLES, False),
    ],
)
def test_rdf_is_exported_as_before(
    published: Path, options: tuple[str, ...], form: RdfFormat, graphs: bool
) -> None:
    result = export(published, *options)
    assert result.exit_code == 0
    quads = list(parse(result.stdout_bytes, format=form))
    assert len(quads) > 2000
    assert (len({quad.graph_name for quad in quads}) > 1) is graphs


def test_a_graph_that_is_not_there_is_a_sentence(published: Path) -> None:
    result = export(published, "--format", "nt", "--graph", "http://example.org/g")
    assert result.exit_code == 1
    assert "没有命名图" in result.stderr
