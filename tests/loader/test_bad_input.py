"""Bad input gets a sentence in Chinese and English with its place, and publishes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loader.problems import Problem, Refused
from server.cli import main
from server.loading import bundled_checklist, prepare
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from server.store.publish import publish
from server.store.review import registers_of

SOURCE = bundled_checklist().read_text("utf-8")
OPTIONS = {
    "region": "370999",
    "region_name": "虚构县",
    "list": "personal-life-cycle",
    "kind": "personal",
    "title": "清单",
}

CONVENTIONS = """[conventions]
numbers = "edition"
blank_cooperating = "carried"
joint_lead = false
levels = "stage-scenario"
types = "closed"
"""


def problems_of(text: str | bytes, tmp_path: Path) -> list[Problem]:
    """The problems that loading `text` is refused for."""
    file = tmp_path / "draft.txt"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "draft.toml").write_text(CONVENTIONS, "utf-8")
    folder = DataFolder(tmp_path / "data")
    with pytest.raises(Refused) as refused:
        publish(folder, prepare(file, None, OPTIONS), DEFAULT_BASE, "test")
    assert folder.current() is None, "nothing may be published"
    for problem in refused.value.problems:
        assert problem.sentence("zh") and problem.sentence("en")
    return list(refused.value.problems)


def line_of(text: str, number: int) -> str:
    return text.split("\n")[number - 1]


def without_line(number: int) -> str:
    lines = SOURCE.split("\n")
    del lines[number - 1]
    return "\n".join(lines)


def with_line(number: int, content: str) -> str:
    lines = SOURCE.split("\n")
    lines[number - 1] = content
    return "\n".join(lines)


def number_line(number: int) -> int:
    """The line of the source on which an entry's number stands."""
    return SOURCE.split("\n").index(f"\t{number}") + 1


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert [p.code for p in problems_of(" \n\n", tmp_path)] == ["F02"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert [p.code for p in problems_of(b"\x00\x01\xff\xfe\x00", tmp_path)] == ["F04"]


def test_a_damaged_office_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    (problem,) = problems_of(b"PK\x03\x04rest", tmp_path)
    assert problem.code.startswith("F2")


def test_a_table_without_a_header_is_refused(tmp_path: Path) -> None:
    headless = SOURCE[SOURCE.index("\t1\n") :]
    assert [p.code for p in problems_of(headless, tmp_path)] == ["F06"]


def test_a_header_that_lacks_a_column_names_it(tmp_path: Path) -> None:
    (problem,) = problems_of(SOURCE.replace("\t牵头部门\n", "\t随便什么\n", 1), tmp_path)
    assert problem.code == "F08"
    assert "牵头部门" in problem.sentence("zh")
    assert (problem.place.line_start, problem.place.line_end) == (4, 10)


def test_a_duplicate_number_is_said_with_both_lines(tmp_path: Path) -> None:
    at = number_line(52)
    problems = problems_of(with_line(at, "\t51"), tmp_path)
    assert (problems[0].code, problems[0].place.line_start) == ("N02", at)
    assert str(number_line(51)) in problems[0].sentence("zh")


def test_a_missing_number_in_the_sequence_is_named(tmp_path: Path) -> None:
    at = number_line(112)
    (problem,) = problems_of(with_line(at, "\t113"), tmp_path)
    assert (problem.code, problem.values["n"], problem.place.line_start) == ("N01", "112", at)


def test_numbers_that_changed_places_are_out_of_order_and_none_is_missing(tmp_path: Path) -> None:
    ten, eleven = number_line(10), number_line(11)
    lines = SOURCE.split("\n")
    lines[ten - 1], lines[eleven - 1] = lines[eleven - 1], lines[ten - 1]
    (problem,) = problems_of("\n".join(lines), tmp_path)
    assert (problem.code, problem.place.line_start) == ("N03", eleven)


@pytest.mark.parametrize("word", ["无", "—", "同上", "/"])
@pytest.mark.parametrize(("column", "code"), [(6, "S03-word"), (7, "S04-word")])
def test_a_word_that_stands_where_a_department_should_is_no_department(
    tmp_path: Path, word: str, column: int, code: str
) -> None:
    at = number_line(67) + column
    (problem,) = problems_of(with_line(at, f"\t{word}"), tmp_path)
    assert (problem.code, problem.place.line_start) == (code, at)
    assert f"“{word}”" in problem.sentence("zh")


def test_an_entry_without_a_number_is_named_with_its_place(tmp_path: Path) -> None:
    at = number_line(70)
    problems = problems_of(with_line(at, "\t"), tmp_path)
    assert [p.code for p in problems] == ["S01"], "that 70 is missing then is no second problem"
    assert "车辆购置税申报" in problems[0].sentence("zh")
    assert problems[0].place.line_start == at + 3


def test_a_number_that_is_no_number_is_refused(tmp_path: Path) -> None:
    at = number_line(5)
    problems = problems_of(with_line(at, "\t五"), tmp_path)
    assert (problems[0].code, problems[0].place.line_start) == ("S01-form", at)


def test_a_row_without_a_type_is_refused_at_its_cell(tmp_path: Path) -> None:
    at = number_line(4) + 4
    assert line_of(SOURCE, at) == "\t公共服务"
    (problem,) = problems_of(with_line(at, "\t"), tmp_path)
    assert (problem.code, problem.place.line_start) == ("S05", at)
    assert problem.place.column == "事项类型"


def test_an_unknown_type_is_refused_with_the_words_that_are_known(tmp_path: Path) -> None:
    at = number_line(4) + 4
    (problem,) = problems_of(with_line(at, "\t行政许克"), tmp_path)
    assert (problem.code, problem.place.text) == ("S05-unknown", "行政许克")
    assert "行政许可" in problem.sentence("zh")


def test_a_stage_that_begins_without_a_lead_has_nothing_to_carry_down(tmp_path: Path) -> None:
    at = number_line(67) + 6
    assert line_of(SOURCE, at) == "\t县公安局"
    (problem,) = problems_of(with_line(at, "\t"), tmp_path)
    assert (problem.code, problem.values["entry"], problem.place.line_start) == (
        "S03",
        "第67项",
        at,
    )


def test_a_stage_that_begins_without_a_cooperating_department_is_refused(tmp_path: Path) -> None:
    at = number_line(67) + 7
    (problem,) = problems_of(with_line(at, "\t"), tmp_path)
    assert (problem.code, problem.place.line_start) == ("S04", at)


def test_a_page_break_that_contradicts_the_carried_value_is_refused(tmp_path: Path) -> None:
    second_44 = number_line(45) - 1
    lines = SOURCE.split("\n")
    at = next(i for i in range(second_44, 0, -1) if lines[i] == "\t县人社局")
    lines[at] = "\t县民政局"
    problems = problems_of("\n".join(lines), tmp_path)
    assert [(p.code, p.place.line_start) for p in problems] == [
        ("V05", at + 1),
        ("S03-changes", at + 1),
    ], "the lines below, to which the lead is carried down, are not said again"


def test_a_scenario_in_the_wrong_stage_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(SOURCE.replace("\t8.2\n", "\t9.2\n", 1), tmp_path)
    assert (problem.code, problem.values["code"], problem.values["stage"]) == ("N05", "9.2", "8")


def test_a_row_with_a_cell_too_few_is_named(tmp_path: Path) -> None:
    at = number_line(10)
    problems = problems_of(without_line(at + 4), tmp_path)
    assert problems[0].code == "T01"
    assert problems[0].place.line_start == at


def command(tmp_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(tmp_path / "data"), *arguments])


def test_the_command_says_a_missing_file_in_both_languages_and_exits_with_1(tmp_path: Path) -> None:
    result = command(tmp_path, "load", str(tmp_path / "none.txt"))
    assert result.exit_code == 1
    assert "找不到文件" in result.output
    assert "There is no file" in result.output


def test_the_command_asks_in_one_sentence_for_what_it_still_needs(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(SOURCE, "utf-8")
    result = command(tmp_path, "load", str(file), "--region", "370999", "--list", "personal")
    assert result.exit_code == 1
    assert "还需要知道：--kind、--title、--region-name" in result.output


def test_a_refused_load_leaves_the_served_data_as_they_were(own_data: Path, tmp_path: Path) -> None:
    folder = DataFolder(own_data)
    before = folder.current()
    file = tmp_path / "draft.txt"
    file.write_text(with_line(number_line(4) + 4, "\t"), "utf-8")
    arguments = ["--region", "370725", "--list", "personal-life-cycle", "--edition", "2026-11"]
    result = CliRunner().invoke(main, ["--data", str(own_data), "load", str(file), *arguments])
    assert result.exit_code == 1
    assert f"第{number_line(4) + 4}行" in result.output
    assert folder.current() == before
    assert not list(folder.snapshots.glob("*.building"))


def test_a_document_that_says_nothing_of_itself_is_asked_for_everything_at_once(
    tmp_path: Path,
) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(SOURCE, "utf-8")
    result = command(tmp_path, "load", str(file))
    assert result.exit_code == 1
    assert "--region、--list、--kind、--title、--region-name" in result.output


def test_a_copy_of_the_shipped_list_needs_only_its_region_and_key(
    tmp_path: Path, published: Path
) -> None:
    file = tmp_path / "another-name.txt"
    file.write_text(SOURCE, "utf-8")
    options = ("--region", "370725", "--list", "personal-life-cycle")
    result = command(tmp_path, "load", str(file), *options)
    assert result.exit_code == 0, result.output
    loaded, shipped = (
        [replace(register, editions=()) for register in registers_of(snapshot)]
        for data in (tmp_path / "data", published)
        if (snapshot := DataFolder(data).current())
    )
    assert loaded == shipped
