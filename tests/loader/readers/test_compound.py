"""Old office files are told by their content, and encrypted ones are refused with what to do."""

import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from loader.problems import Problem, Refused
from loader.readers.compound import SIGNATURE, kind
from tests.loader.readers.compound_files import WORKBOOK, compound_file, record, word_header

WORD = compound_file({"WordDocument": word_header(), "1Table": b""})


def problem_of(content: bytes) -> Problem:
    with pytest.raises(Refused) as refused:
        kind(content, "清单.doc")
    (problem,) = refused.value.problems
    assert "清单.doc" in problem.sentence("zh") and "清单.doc" in problem.sentence("en")
    return problem


def test_a_word_document_is_told_by_its_stream() -> None:
    assert kind(WORD, "清单.wps") == "doc"


@pytest.mark.parametrize("stream", ["Workbook", "Book", "WORKBOOK"])
def test_a_workbook_is_told_by_its_stream(stream: str) -> None:
    assert kind(compound_file({stream: WORKBOOK}), "清单.et") == "xls"


@pytest.mark.parametrize(
    "streams",
    [
        {"EncryptedPackage": b"", "EncryptionInfo": b""},
        {"WordDocument": word_header(0x0100)},
        {"WordDocument": word_header(0x8300)},
        {"Workbook": record(0x0809, bytes(16)) + record(0x002F, bytes(54)) + WORKBOOK[20:]},
        {"Book": record(0x0809, bytes(8)) + record(0x0086) + record(0x002F, bytes(6))},
    ],
    ids=["docx or xlsx", "Word", "Word, obfuscated", "Excel 97", "Excel 95"],
)
def test_an_encrypted_file_is_refused_with_what_to_do(streams: dict[str, bytes]) -> None:
    problem = problem_of(compound_file(streams))
    assert problem.code == "F27"
    assert "取消密码" in problem.sentence("zh")


def test_a_password_on_writing_alone_is_no_encryption() -> None:
    assert kind(compound_file({"WordDocument": word_header(0x0800)}), "清单.doc") == "doc"


def test_presentations_and_other_files_are_refused_as_what_they_are() -> None:
    assert problem_of(compound_file({"PowerPoint Document": b""})).code == "F22-form"
    assert problem_of(compound_file({"CONTENTS": b"", "MatOST": b""})).code == "F26"
    assert problem_of(compound_file({"__properties_version1.0": b""})).code == "F26"


def test_a_file_cut_anywhere_is_refused() -> None:
    end = WORD.index(word_header()) + 4096
    for length in [*range(8, 2000, 97), *range(2000, end, 512)]:
        assert problem_of(WORD[:length]).code == "F20", length


def test_a_stream_that_is_shorter_than_stated_is_refused() -> None:
    stated, false = (struct.pack("<IQ", 0, size) for size in (4096, 90_000))
    assert stated in WORD
    assert problem_of(WORD.replace(stated, false)).code == "F20"


def test_damaged_files_are_refused_or_told_within_a_minute(tmp_path: Path) -> None:
    program = (
        "import random, sys\n"
        "from loader.problems import Refused\n"
        "from loader.readers.compound import kind\n"
        "from tests.loader.readers.test_compound import damaged\n"
        "codes = set()\n"
        "for content in damaged():\n"
        "    try:\n"
        "        codes.add(kind(content, 'a'))\n"
        "    except Refused as refused:\n"
        "        codes.add(refused.problems[0].code)\n"
        "print(*sorted(codes))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert set(done.stdout.split()) >= {"F20", "doc"}


def damaged() -> list[bytes]:
    """Compound files with bytes changed where the header, the chains and the directory stand."""
    chance = random.Random(26)
    files = []
    for _ in range(1500):
        content = bytearray(WORD)
        for _ in range(chance.randrange(1, 6)):
            part = chance.choice((range(24, 512), range(len(WORD) - 1600, len(WORD))))
            content[chance.choice(part)] = chance.choice((0, 1, 2, 0xFF, chance.randrange(256)))
        files.append(bytes(content))
    return [*files, SIGNATURE + b"\xff" * 4000, SIGNATURE + bytes(4000)]
