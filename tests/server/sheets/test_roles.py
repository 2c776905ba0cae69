"""What a department has to do with the lines of an entry."""

from server.reading.items import Numbered
from server.sheets.roles import departments, roles_in
from tests.server.made_items import item


def test_a_department_with_another_role_in_each_line_keeps_every_line() -> None:
    lines = (item("x:1", 1, "甲", ("乙",)), item("x:2", 2, "乙", ("甲",)))
    for one in departments([Numbered(item("x:entry", 1, "甲", ("乙",)), lines)]):
        ((entry, roles),) = one.with_roles
        assert [line.iri for line in entry.lines] == ["x:1", "x:2"]
        assert roles == ["leads", "cooperates"] and one.lines == 2


def test_the_roles_in_one_line_are_not_those_of_the_whole_entry() -> None:
    lines = (item("x:1", 1, "甲", ("乙",)), item("x:2", 2, "乙", ("乙", "甲")))
    assert [roles_in(line, "乙") for line in lines] == [["cooperates"], ["leads", "cooperates"]]
