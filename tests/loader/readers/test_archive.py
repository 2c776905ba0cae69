"""An office document's archive is opened only when nothing in it is a trap."""

import io
import random
import struct
import zipfile
import zlib

import docx
import openpyxl
import pytest

from loader.limits import Limits
from loader.problems import Problem, Refused
from loader.readers.archive import kind, open_archive, other

LIMITS = Limits()
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def archive_of(members: dict[str, bytes | str], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_file() -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("个人全生命周期重要阶段场景事项清单")
    document.save(stream)
    return stream.getvalue()


def problem_of(content: bytes, limits: Limits = LIMITS) -> Problem:
    """The one problem for which `content` is refused."""
    with pytest.raises(Refused) as refused:
        open_archive(content, "清单.docx", limits)
    (problem,) = refused.value.problems
    assert "清单.docx" in problem.sentence("zh") and "清单.docx" in problem.sentence("en")
    return problem


def patched(content: bytes, at: int, form: str, *values: int) -> bytes:
    changed = bytearray(content)
    struct.pack_into(form, changed, at, *values)
    return bytes(changed)


def test_a_word_file_is_opened_and_known() -> None:
    archive = open_archive(word_file(), "清单.docx", LIMITS)
    assert kind(archive) == "docx"
    assert b"w:document" in archive.read("word/document.xml")


def test_an_excel_file_is_opened_and_known() -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    assert kind(open_archive(stream.getvalue(), "清单.xlsx", LIMITS)) == "xlsx"


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (WORD_TYPE, "docx"),
        (WORD_TYPE.replace("document.main", "template.main"), "docx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "docx"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
            "xlsx",
        ),
    ],
)
def test_the_content_types_say_what_a_document_is(content_type: str, expected: str) -> None:
    types = f'<Types><Override PartName="/d.xml" ContentType="{content_type}"/></Types>'
    content = archive_of({"[Content_Types].xml": types, "d.xml": "<d/>"})
    assert kind(open_archive(content, "清单", LIMITS)) == expected


@pytest.mark.parametrize(
    ("members", "code", "said"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "F22-form", ".odt"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "F22-form", ".ods"),
        ({"xl/workbook.bin": "x"}, "F22-form", ".xlsb"),
        ({"ppt/presentation.xml": "<p/>"}, "F22-form", ".pptx"),
        ({"清单.docx": "x"}, "F22", "先解压"),
    ],
)
def test_other_archives_are_named_with_what_to_do(
    members: dict[str, bytes | str], code: str, said: str
) -> None:
    archive = open_archive(archive_of(members), "清单", LIMITS)
    assert kind(archive) is None
    (problem,) = other(archive, "清单").problems
    assert problem.code == code
    assert said in problem.sentence("zh")


def test_a_file_cut_anywhere_is_refused() -> None:
    content = word_file()
    for length in range(4, len(content), len(content) // 97):
        assert problem_of(content[:length]).code == "F20", length


def test_a_changed_byte_is_found_or_harmless() -> None:
    content = archive_of({"word/document.xml": "<w:document>清单</w:document>" * 50})
    chance = random.Random(20)
    for _ in range(300):
        at = chance.randrange(4, len(content))
        damaged = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        try:
            archive = open_archive(damaged, "清单.docx", LIMITS)
        except Refused:
            continue
        for name in archive.namelist():
            archive.read(name)


def test_a_changed_byte_of_stored_data_is_found() -> None:
    content = archive_of({"word/document.xml": "<a>1</a>"}, zipfile.ZIP_STORED)
    assert problem_of(content.replace(b"<a>1", b"<a>2")).code == "F20"


def test_too_many_members_are_refused_before_they_are_listed() -> None:
    content = archive_of({f"{number}": b"" for number in range(200)})
    assert problem_of(content, Limits(members=199)).code == "F21-members"
    assert len(open_archive(content, "清单", Limits(members=200)).namelist()) == 200


def test_a_bomb_of_zeros_is_refused_by_what_it_states() -> None:
    content = archive_of({"word/document.xml": bytes(400_000_000)})
    assert len(content) < 500_000
    problem = problem_of(content)
    assert problem.code == "F21-unpacked"
    assert "300000000" in problem.sentence("zh")


def test_a_bomb_that_lies_about_its_size_is_stopped_at_the_size_it_states() -> None:
    content = archive_of({"word/media/image1.emf": bytes(50_000_000)})
    entry = content.rindex(b"PK\x01\x02")
    problem = problem_of(patched(content, entry + 24, "<I", 1000))
    assert problem.code == "F20"
    assert "larger than stated" in problem.sentence("en")


def test_members_that_share_their_data_are_refused() -> None:
    inner = archive_of({"b.bin": bytes(1_000_000)})
    content = archive_of({"a.bin": inner, "b.bin": bytes(1_000_000)}, zipfile.ZIP_STORED)
    entry = content.rindex(b"PK\x01\x02")
    problem = problem_of(patched(content, entry + 42, "<I", content.index(inner)))
    assert (problem.code, "overlapping" in problem.sentence("en")) == ("F20", True)


def test_an_archive_within_an_archive_is_never_opened() -> None:
    content = archive_of({"bomb.bin": bytes(100_000_000)})
    for _ in range(30):
        content = archive_of({"again.zip": content}, zipfile.ZIP_STORED)
    archive = open_archive(content, "清单", LIMITS)
    assert archive.namelist() == ["again.zip"]
    assert kind(archive) is None


@pytest.mark.parametrize("name", ["../word/document.xml", "/etc/passwd", "a\\..\\b", "c:/x"])
def test_a_path_that_leaves_the_archive_is_refused(name: str) -> None:
    assert problem_of(archive_of({name: "x"})).code == "F20"


def test_two_members_of_one_name_are_refused() -> None:
    content = archive_of({"word/document.xml": "<a/>", "word/DOCUMENT.xml": "<b/>"})
    assert problem_of(content).code == "F20"


def test_an_encrypted_member_is_named() -> None:
    content = archive_of({"word/document.xml": "<a/>"})
    entry = content.rindex(b"PK\x01\x02")
    problem = problem_of(patched(content, entry + 8, "<H", 1))
    assert (problem.code, problem.values["member"]) == ("F20-locked", "word/document.xml")
    assert "密码" in problem.sentence("zh")


def test_a_compression_that_office_never_writes_is_refused() -> None:
    assert problem_of(archive_of({"a.xml": "<a/>"}, zipfile.ZIP_LZMA)).code == "F20"


BILLION_LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1 if i else str()};" * 10}">' for i in range(9))
    + "]><w:document>&a8;</w:document>"
)


@pytest.mark.parametrize(
    "content",
    [
        BILLION_LAUGHS.encode(),
        b'<?xml version="1.0"?>\n' + BILLION_LAUGHS.encode(),
        BILLION_LAUGHS.encode("utf-16"),
        b" " * ((1 << 18) - 4) + b"<!DOCTYPE w><w/>",
    ],
    ids=["plain", "after the declaration", "UTF-16", "over two pieces"],
)
def test_entities_are_refused_before_any_parser_sees_them(content: bytes) -> None:
    problem = problem_of(archive_of({"word/document.xml": content}))
    assert (problem.code, problem.values["member"]) == ("F20-entities", "word/document.xml")


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x>',
        BILLION_LAUGHS.encode("cp037"),
        BILLION_LAUGHS.encode("utf-32"),
    ],
    ids=["UTF-7", "EBCDIC", "UTF-32"],
)
def test_an_encoding_in_which_entities_could_hide_is_refused(content: bytes) -> None:
    assert problem_of(archive_of({"word/document.xml": content})).code == "F20"


def test_deflated_data_that_end_early_are_refused() -> None:
    packed = zlib.compress(bytes(range(256)) * 100, 9)[2:-4]
    content = archive_of({"a.bin": bytes(range(256)) * 100})
    at = content.index(packed[:20])
    entry = content.rindex(b"PK\x01\x02")
    cut = patched(content, entry + 20, "<I", len(packed) - 10)
    assert content[at : at + len(packed)] == packed
    assert problem_of(cut).code == "F20"
