"""Old office files are converted by LibreOffice, in bounds; without it they are refused with what
to do. Tests that need it are skipped where it is not on the machine."""

import io
import os
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from loader.limits import Limits
from loader.problems import Problem, Refused
from loader.readers.libreoffice import convert, program
from loader.readers.word import read
from loader.tables import TableCell
from tests.loader.readers.compound_files import compound_file, word_header
from tests.loader.readers.word_files import instance, listed, paragraph, word_file

LIMITS = Limits()
needs_libreoffice = pytest.mark.skipif(
    program() is None, reason="LibreOffice is not on this machine (libreoffice-writer, -calc)"
)
RTF = (
    rb"{\rtf1\ansi\ansicpg936\uc0 {\pard \u28165\u21333\par}"
    rb"\trowd\cellx2000\cellx4000 \intbl \u24207\u21495\cell \u38454\u27573\cell\row"
    rb"\trowd\cellx2000\cellx4000 \intbl 1\cell \u20986\u29983\cell\row\pard\par}"
)


def problem_of(content: bytes, limits: Limits = LIMITS, file: str = "清单.doc") -> Problem:
    with pytest.raises(Refused) as refused:
        convert(content, file, "docx", limits)
    (problem,) = refused.value.problems
    assert file in problem.sentence("zh") and file in problem.sentence("en")
    return problem


def texts_of(content: bytes) -> list[str]:
    return [cell.text for cell in read(content, "清单.docx", LIMITS).tables[0].cells]


def running(word: str) -> list[str]:
    """The processes of this machine whose command has `word` in it."""
    commands = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            commands.append(process.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue
    return [command for command in commands if word in command]


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in LibreOffice's place."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


# --- without LibreOffice


def test_without_libreoffice_the_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    problem = problem_of(RTF)
    assert problem.code == "F28"
    assert "另存为 .docx" in problem.sentence("zh") and "安装 LibreOffice" in problem.sentence("zh")


def test_a_conversion_that_hangs_is_killed_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = f"31.{os.getpid()}"
    stand_in(tmp_path, f"sleep {marker} & sleep {marker}; wait", monkeypatch)
    start = time.monotonic()
    problem = problem_of(RTF, Limits(seconds=0.5))
    assert problem.code == "F28-slow"
    assert "0.5" in problem.sentence("zh")
    assert time.monotonic() - start < 10
    assert running(f"sleep {marker}") == []


def test_a_conversion_that_fails_says_its_last_words_without_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, 'echo "Error: $HOME/document.rtf could not be loaded" >&2', monkeypatch)
    problem = problem_of(RTF)
    assert problem.code == "F28-failed"
    assert "/document.rtf could not be loaded" in problem.sentence("en")
    assert "lifematters-" not in problem.sentence("en")


def test_a_result_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, "mkdir made; head -c 3000000 /dev/zero > made/document.docx", monkeypatch)
    assert problem_of(RTF, Limits(unpacked_bytes=1_000_000)).code == "F28-failed"


def test_an_encrypted_file_never_reaches_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, f"touch {tmp_path}/ran", monkeypatch)
    content = compound_file({"WordDocument": word_header(0x0100)})
    assert problem_of(content).code == "F27"
    assert not (tmp_path / "ran").exists()


# --- with LibreOffice


@needs_libreoffice
def test_rtf_is_read_by_way_of_libreoffice() -> None:
    found = read(convert(RTF, "清单.rtf", "docx", LIMITS), "清单.docx", LIMITS)
    assert [c.text for c in found.tables[0].cells] == ["序号", "阶段", "1", "出生"]
    assert found.text == ("清单",)


def word_with_merges() -> tuple[bytes, tuple[TableCell, ...]]:
    document = docx.Document()
    made = document.add_table(rows=4, cols=3, style="Table Grid")
    for number, cell in enumerate(made._cells):
        cell.text = f"事项{number}"
    for first, last in (((0, 0), (0, 2)), ((1, 1), (3, 1))):
        merged = made.cell(*first).merge(made.cell(*last))
        merged.text = "合并"
    document.add_paragraph("注")
    stream = io.BytesIO()
    document.save(stream)
    content = stream.getvalue()
    return content, read(content, "清单.docx", LIMITS).tables[0].cells


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where LibreOffice keeps what it makes at its first start, when it saves."""
    return tmp_path_factory.mktemp("libreoffice") / "profile"


def saved_as(form: str, content: bytes, suffix: str, folder: Path, profile: Path) -> bytes:
    """`content` as LibreOffice saves it in another form."""
    file = folder / f"document{suffix}"
    file.write_bytes(content)
    path = program()
    assert path is not None
    command = [
        path,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        str(folder),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"document.{form.partition(':')[0]}").read_bytes()


@needs_libreoffice
@pytest.mark.parametrize("form", ["doc", "rtf", "odt"])
def test_an_old_word_file_has_the_cells_of_the_new_one(
    form: str, tmp_path: Path, profile: Path
) -> None:
    content, cells = word_with_merges()
    old = saved_as(form, content, ".docx", tmp_path, profile)
    found = read(convert(old, f"清单.{form}", "docx", LIMITS), "清单.docx", LIMITS)
    assert found.tables[0].cells == cells


@needs_libreoffice
def test_a_file_called_wps_that_is_a_word_document_is_converted(
    tmp_path: Path, profile: Path
) -> None:
    content, cells = word_with_merges()
    old = saved_as("doc", content, ".docx", tmp_path, profile)
    found = read(convert(old, "清单.wps", "docx", LIMITS), "清单.docx", LIMITS)
    assert found.tables[0].cells == cells


@needs_libreoffice
def test_an_old_workbook_becomes_a_new_one(tmp_path: Path, profile: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["序号", "阶段"])
    workbook.active.append(["1", "出生"])
    workbook.active.merge_cells("A3:B3")
    stream = io.BytesIO()
    workbook.save(stream)
    old = saved_as("xls", stream.getvalue(), ".xlsx", tmp_path, profile)
    made = openpyxl.load_workbook(io.BytesIO(convert(old, "清单.et", "xlsx", LIMITS)))
    assert made.active is not None
    assert [[c.value for c in row] for row in made.active.iter_rows(max_row=2)] == [
        ["序号", "阶段"],
        ["1", "出生"],
    ]
    assert [str(merged) for merged in made.active.merged_cells.ranges] == ["A3:B3"]


@needs_libreoffice
def test_what_libreoffice_cannot_read_is_refused() -> None:
    broken = compound_file({"WordDocument": word_header()})
    assert problem_of(broken).code == "F28-failed"


@needs_libreoffice
def test_the_limit_of_time_holds_for_libreoffice_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert problem_of(RTF, Limits(seconds=0.3)).code == "F28-slow"
    assert running(str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">Sub Main
  Open "{target}" For Output As #1
  Print #1, "ran"
  Close #1
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:{outer} xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inner}</library:{outer}>"""
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dom="http://www.w3.org/2001/xml-events"
 office:version="1.2"><office:scripts><office:event-listeners><script:event-listener
 script:language="ooo:script" script:event-name="dom:load" xlink:type="simple"
 xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"/>
</office:event-listeners></office:scripts><office:body><office:text><text:p>清单</text:p>
</office:text></office:body></office:document-content>"""


def document_with_macro(target: Path) -> bytes:
    """A text document whose macro writes the file `target` when it is opened."""
    text = "application/vnd.oasis.opendocument.text"
    members = {
        "content.xml": CONTENT,
        "Basic/script-lc.xml": LIBRARY.format(
            outer="libraries",
            attributes="",
            inner='<library:library library:name="Standard" library:link="false"/>',
        ),
        "Basic/Standard/script-lb.xml": LIBRARY.format(
            outer="library",
            attributes='library:name="Standard" library:readonly="false"',
            inner='<library:element library:name="Module1"/>',
        ),
        "Basic/Standard/Module1.xml": MACRO.format(target=target),
    }
    types = {"/": text, **dict.fromkeys(members, "text/xml")}
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{kind}"/>'
        for name, kind in types.items()
    )
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    members["META-INF/manifest.xml"] = f'<m:manifest xmlns:m="{namespace}">{entries}</m:manifest>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", text)
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@needs_libreoffice
def test_no_macro_of_a_document_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The macro is called by name; with the safeguards taken out of the profile it does run."""
    target, real = tmp_path / "ran", program()
    call = (
        f'{real} "$1" --headless "$HOME/document.odt" macro://document/Standard.Module1.Main &\n'
        f"while [ ! -e {target} ]; do sleep 0.1; done"
    )
    unsafe = "s/<value>3</<value>0</; s/<value>true</<value>false</g"
    without = f"sed -i '{unsafe}' \"$HOME/profile/user/registrymodifications.xcu\"\n{call}"
    stand_in(tmp_path, without, monkeypatch)
    start = time.monotonic()
    problem_of(document_with_macro(target), Limits(seconds=60), "清单.odt")
    took = time.monotonic() - start
    assert target.exists()
    target.unlink()
    stand_in(tmp_path, call, monkeypatch)
    problem = problem_of(document_with_macro(target), Limits(seconds=took * 2 + 2), "清单.odt")
    assert (problem.code, target.exists()) == ("F28-slow", False)


FORMS = (
    *("decimal", "decimalZero", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter"),
    *("chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting"),
    *("ideographLegalTraditional", "taiwaneseCounting", "ideographTraditional", "ideographZodiac"),
    "decimalEnclosedCircle",
)


@needs_libreoffice
def test_automatic_numbers_are_those_that_libreoffice_prints(tmp_path: Path, profile: Path) -> None:
    starts = (1, 2, 9, 10, 11, 12, 19, 20)
    more = (21, 99, 100, 101, 110, 112, 999, 1000, 1001, 1010, 1100)
    wanted = [(form, start) for form in FORMS for start in starts] + [
        (form, start) for form in FORMS[:1] + FORMS[6:12] for start in more
    ]
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{form}"/><w:suff w:val="nothing"/><w:lvlText w:val="%1"/></w:lvl>'
        "</w:abstractNum>"
        for number, (form, start) in enumerate(wanted, start=1)
    )
    lists += "".join(instance(number, number) for number in range(1, len(wanted) + 1))
    body = "".join(paragraph("|", listed(number)) for number in range(1, len(wanted) + 1))
    content = word_file(body, numbering=lists)
    printed = saved_as("txt:Text (encoded):UTF8", content, ".docx", tmp_path, profile)
    lines = [line.strip() for line in printed.decode("utf-8-sig").splitlines() if line.strip()]
    ours = read(content, "清单.docx", LIMITS).text
    assert [line.replace(" ", "") for line in lines] == list(ours)
    assert len(ours) == len(wanted) and ours[0] == "1|"
