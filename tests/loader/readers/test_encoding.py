"""Text is read in whatever encoding an office saved it, and damage is said with its line."""

import pytest

from loader.problems import Problem, Refused
from loader.readers.encoding import decode
from server.loading import bundled_checklist

SIMPLIFIED = "序号,阶段,事项名称\n1,出生,新生儿户口登记\n2,出生,《出生医学证明》签发\n"
TRADITIONAL = "序號,階段,事項名稱\n1,出生,新生兒戶口登記\n2,出生,《出生醫學證明》簽發\n"
SOURCE = bundled_checklist().read_text("utf-8")


def problem_of(content: bytes) -> Problem:
    with pytest.raises(Refused) as refused:
        decode(content, "清单.txt")
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk", "gb2312"]
)
def test_chinese_text_is_the_same_in_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding), "清单.txt") == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "gbk", "big5", "cp950"])
def test_traditional_text_is_the_same_in_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), "清单.txt") == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised(encoding: str) -> None:
    assert decode(SOURCE.encode(encoding), "清单.txt") == SOURCE


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_real_list_is_the_same_in_every_encoding(encoding: str) -> None:
    assert decode(SOURCE.encode(encoding), "清单.txt") == SOURCE


def test_rare_characters_of_names_are_read() -> None:
    rare = "负责人:㼆𠮷䶮,淄博市临淄区,亳州,裕溪口镇"
    assert decode(rare.encode("gb18030"), "清单.txt") == rare


def test_line_ends_of_every_program_are_one() -> None:
    assert decode(b"1\r\n2\r3\n", "清单.txt") == "1\n2\n3\n"


def test_text_without_any_chinese_is_read() -> None:
    assert decode(b"number\tname\n1\tbirth", "list.txt") == "number\tname\n1\tbirth"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_cut_within_a_character_is_refused_with_its_line(encoding: str) -> None:
    text = SOURCE.strip()
    problem = problem_of(text.encode(encoding)[:-1])
    assert (problem.code, problem.place.line_start) == ("F23", text.count("\n") + 1)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "big5"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_a_short_text_cut_anywhere_is_read_as_far_as_it_goes_or_refused(
    text: str, encoding: str
) -> None:
    content = text.encode(encoding, "ignore")
    text = content.decode(encoding)
    for length in range(30, len(content)):
        try:
            found = decode(content[:length], "清单.txt")
        except Refused:
            continue
        assert text.startswith(found), (length, found)


def test_a_broken_byte_in_the_middle_is_refused_with_its_line() -> None:
    lines = [line.encode("gb18030") for line in SOURCE.split("\n")]
    lines[99] += b"\xff"
    problem = problem_of(b"\n".join(lines))
    assert (problem.code, problem.place.line_start, problem.values["count"]) == ("F23", 100, 1)
    assert "GB18030" in problem.sentence("zh")


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\xff\xfe\x00",
        bytes(range(256)) * 20,
        b"\xff\xd8\xff\xe0\x00\x10JFIF" * 30,
        b"number\tname\n1\tbi\x00rth\n",
    ],
    ids=["short", "every byte", "a picture", "a null in a text"],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    assert problem_of(content).code == "F04"
