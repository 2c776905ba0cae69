"""A stranger's document is read in a process that can be stopped, bounded, and reaches no one."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from loader.limits import Limits
from loader.manifest import Manifest
from loader.problems import Refused
from server.loading import bundled_checklist
from server.workers.reader import DocumentReader, _Unpickler


@pytest.fixture
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(Limits()) as one:
        yield one


def refusal(reader: DocumentReader, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        reader.read_content(content, "list", Manifest())
    return refused.value.problems[0].code


def test_a_document_comes_out_as_it_went_in(reader: DocumentReader) -> None:
    from loader.readers import read

    path = bundled_checklist()
    assert reader.read(path, Manifest()) == read(path, Manifest())


def test_a_refusal_comes_out_with_its_places(reader: DocumentReader) -> None:
    source = bundled_checklist().read_bytes().replace("\t牵头部门\n".encode(), "\t随便\n".encode())
    with pytest.raises(Refused) as refused:
        reader.read_content(source, "list.txt", Manifest())
    assert refused.value.problems[0].place.line_start == 4


def test_one_process_reads_many_documents(reader: DocumentReader) -> None:
    content = bundled_checklist().read_bytes()
    first = reader.read_content(content, "one", Manifest())
    process = reader._process
    assert refusal(reader, b"nothing of the kind") == "F06"
    assert reader.read_content(content, "two", Manifest()).rows != ()
    assert reader._process is process
    assert first.file == "one"


def test_reading_that_takes_too_long_is_stopped_and_the_next_document_is_read() -> None:
    with DocumentReader(replace(Limits(), seconds=0.02)) as hurried:
        assert refusal(hurried, bundled_checklist().read_bytes()) == "F17"
        process = hurried._process
        assert process is None
        hurried.limits = Limits()
        assert hurried.read(bundled_checklist(), Manifest()).rows


def test_reading_that_takes_too_much_memory_ends_its_process_and_says_so() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>{'字' * 500}</td></tr>" for n in range(20_000))
    page = f"<html><meta charset=utf-8><table>{rows}</table></html>".encode()
    with DocumentReader(replace(Limits(), memory=8)) as small:
        assert refusal(small, page) == "F18"
        small.limits = Limits()
        assert small.read(bundled_checklist(), Manifest()).rows


def test_a_file_of_200_megabytes_is_refused_unread(reader: DocumentReader, tmp_path: Path) -> None:
    huge = tmp_path / "huge.docx"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        reader.read(huge, Manifest())
    assert refused.value.problems[0].code == "F16"
    assert "200 MB" in refused.value.problems[0].sentence("zh")
    assert time.monotonic() - began < 5


def test_the_process_ends_with_the_reader() -> None:
    with DocumentReader(Limits()) as one:
        one.read(bundled_checklist(), Manifest())
        assert one._process is not None
        process = Path(f"/proc/{one._process.pid}")
        assert process.exists()
    assert not process.exists()


def test_nothing_but_the_records_of_a_document_is_taken_from_the_process() -> None:
    import io
    import pickle

    with pytest.raises(pickle.UnpicklingError, match="system"):
        _Unpickler(io.BytesIO(pickle.dumps(os.system))).load()
