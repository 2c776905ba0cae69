"""Items as the pages read them, made up."""

from server.reading.items import Called, Item


def item(iri: str, order: int, lead: str, cooperating: tuple[str, ...]) -> Item:
    """An item of one entry of one edition; `x:entry` is the entry itself."""
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
        cooperating=cooperating,
        handling=(),
        is_line=iri != "x:entry",
    )
