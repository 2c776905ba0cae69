"""The columns of a printed table follow the document, whatever its headings are called."""

from collections.abc import Mapping

from loader.rows import Column
from server.documents.headings import PrintedColumn, printed_columns
from server.documents.source import SourceCell, SourceRow

PRESENT = frozenset(Column) - {Column.SUB_NAME, Column.HANDLING}


def row(raw: Mapping[Column, str], *cells: tuple[str, str]) -> SourceRow:
    """A raw row: its cells are (heading, text) from the left."""
    return SourceRow(
        tuple(SourceCell(at, heading, text) for at, (heading, text) in enumerate(cells, 1)), raw
    )


def headings(columns: tuple[PrintedColumn, ...]) -> list[str]:
    return [column.heading for column in columns]


def test_without_source_rows_our_columns_stand_in_their_usual_order() -> None:
    assert headings(printed_columns((), PRESENT, {"备注": 1})) == [
        "序号", "阶段", "场景", "事项名称", "事项类型", "牵头部门", "协同部门", "备注",
    ]  # fmt: skip


def test_columns_stand_in_the_order_of_the_document() -> None:
    given = row(
        {Column.LEAD: "县公安局", Column.NAME: "户口登记", Column.NUMBER: "1"},
        ("牵头单位", "县公安局"),
        ("编号", "1"),
        ("备注", ""),
        ("事项", "户口登记"),
    )
    columns = printed_columns([given], {Column.LEAD, Column.NAME, Column.NUMBER}, {})
    assert columns == (
        PrintedColumn("牵头单位", Column.LEAD),
        PrintedColumn("编号", Column.NUMBER),
        PrintedColumn("备注", None),
        PrintedColumn("事项", Column.NAME),
    )


def test_a_heading_that_only_the_manifest_explained_is_found_by_what_stands_under_it() -> None:
    rows = [
        row(
            {Column.NAME: "甲", Column.LEAD: "县公安局", Column.COOPERATING: other},
            ("事项名称", "甲"),
            ("责任单位", "县公安局"),
            ("配合部门", other),
        )
        for other in ("县公安局", "县民政局")
    ]
    columns = printed_columns(rows, {Column.NAME, Column.LEAD, Column.COOPERATING}, {})
    assert [column.column for column in columns] == [Column.NAME, Column.LEAD, Column.COOPERATING]


def test_two_columns_of_the_same_texts_are_told_apart() -> None:
    given = row(
        {Column.NAME: "甲", Column.LEAD: "县公安局", Column.COOPERATING: "县公安局"},
        ("事项名称", "甲"),
        ("责任单位", "县公安局"),
        ("配合部门", "县公安局"),
    )
    columns = printed_columns([given], {Column.NAME, Column.LEAD, Column.COOPERATING}, {})
    assert [column.column for column in columns] == [Column.NAME, Column.LEAD, Column.COOPERATING]


def test_names_and_sub_names_share_a_heading_or_have_one_each() -> None:
    raw = {Column.NAME: "甲", Column.SUB_NAME: "乙"}
    present = {Column.NAME, Column.SUB_NAME}
    shared = printed_columns([row(raw, ("事项名称", "甲"), ("事项名称", "乙"))], present, {})
    assert headings(shared) == ["事项名称", "事项名称"]
    apart = printed_columns([row(raw, ("事项名称", "甲"), ("办理项", "乙"))], present, {})
    assert headings(apart) == ["事项名称", "办理项"]
    assert [column.column for column in apart] == [Column.NAME, Column.SUB_NAME]


def test_a_column_that_is_blank_throughout_keeps_its_place() -> None:
    given = row({Column.NAME: "甲"}, ("事项名称", "甲"), ("协同部门", ""), ("备注", ""))
    columns = printed_columns([given], {Column.NAME}, {"备注": 1})
    assert headings(columns) == ["事项名称", "协同部门", "备注"]
    assert columns[1].column is Column.COOPERATING


def test_two_further_columns_of_one_heading_stay_two() -> None:
    given = row({Column.NAME: "甲"}, ("事项名称", "甲"), ("备注", "一"), ("备注", "二"))
    columns = printed_columns([given], {Column.NAME}, {"备注": 2})
    assert columns[1:] == (PrintedColumn("备注", None, 0), PrintedColumn("备注", None, 1))
