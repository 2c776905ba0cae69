"""What a department has to do with the lines of an entry."""

from server.pages.items import Called, Item, Numbered
from server.sheets.roles import departments


def item(iri: str, order: int, lead: str, cooperating: str) -> Item:
    return Item(
        iri=iri,
        edition="x:edition",
        entry="x:entry",
        is_entry=iri == "x:entry",
        called=Called(1, "事项", 1, ""),
        order=order,
        name="事项",
        stage="",
        stage_number=None,
        scenario="x:scenario",
        code="1.1",
        matter="x:matter",
        sub_item="",
        types=(),
        leads=(lead,),
        cooperating=(cooperating,),
        handling=(),
        is_line=iri != "x:entry",
    )


def test_a_department_with_another_role_in_each_line_keeps_every_line() -> None:
    lines = (item("x:1", 1, "甲", "乙"), item("x:2", 2, "乙", "甲"))
    for one in departments([Numbered(item("x:entry", 1, "甲", "乙"), lines)]):
        ((entry, roles),) = one.with_roles
        assert [line.iri for line in entry.lines] == ["x:1", "x:2"]
        assert roles == ["leads", "cooperates"] and one.lines == 2
