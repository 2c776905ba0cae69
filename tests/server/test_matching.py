"""A clerk matches a column of names at /match and takes away a table with URIs."""

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from server.errors import DeadlineExceeded, OutOfMemory
from server.matching import making
from server.matching.column import NoSuchColumn, column, pasted
from server.matching.state import MOST, NONE, Damaged, State, packed, state_of, unpacked
from server.search.index import index_of
from server.settings import DEFAULT_BASE
from tests.server.validating import told

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
NAMES = "户口迁移\n上户口\n火化证明\n骨灰寄存\n公积金中心\n"


def sent(client: FlaskClient, path: str = "/match", headers: Any = None, **data: Any) -> str:
    """The page that answers a form."""
    response = post(client, path, headers, **data)
    assert response.status_code == 200, response.text
    return unescape(response.text)


def post(
    client: FlaskClient, path: str = "/match", headers: Any = None, **data: Any
) -> TestResponse:
    kind = "multipart/form-data" if "state" not in data else None
    return client.post(path, data=data, headers=headers or HTML, content_type=kind)


def state_in(page: str) -> str:
    found = re.search(r'name="state" value="([^"]+)"', page)
    assert found
    return found[1]


def radios(page: str, at: int) -> list[tuple[str, bool]]:
    """What is offered for a name, and whether it is chosen."""
    found = re.findall(rf'name="pick-{at}" value="([^"]*)"( checked)?', page)
    return [(value, bool(chosen)) for value, chosen in found]


def rows_of(content: bytes, sheet: str = "对照结果") -> list[dict[str, Any]]:
    table = list(load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, table[0]), row, strict=True)) for row in table[1:]]


# --- The way of a clerk ---------------------------------------------------------------------------


def test_the_form_offers_a_text_a_file_and_the_template(client: FlaskClient) -> None:
    for path in ("/match", "/match?lang=en"):
        page = client.get(path, headers=HTML).text
        assert "<script" not in page and " style=" not in page
        assert 'href="/match/crosswalk.xlsx?region=370725"' in page
        assert "lifematters crosswalk load" in page and "10000" in page


def test_what_has_one_namesake_is_settled_and_the_rest_is_offered(client: FlaskClient) -> None:
    page = sent(client, names=NAMES)
    assert "5行，5个不同的名称" in page and "名称相同的2个" in page and "待确认3个" in page
    assert radios(page, 0) == [], "what is settled is not asked about"
    offered = radios(page, 1)
    assert "/matter/" in offered[0][0] and [one[0] for one in offered[-2:]] == [NONE, "?"]
    assert [chosen for _, chosen in offered].count(True) == 1 and offered[-1][1]
    assert "平常的说法" in page and "简称" in page and "相近程度" in page
    whole = sent(client, state=state_in(page), go="show-all")
    assert radios(whole, 0)[0][1]


def test_what_was_decided_comes_back_with_its_uri(client: FlaskClient) -> None:
    page = sent(client, names=NAMES)
    picked = radios(page, 1)[0][0]
    page = sent(client, state=state_in(page), go="page-1", **{"pick-1": picked, "pick-4": NONE})
    assert "已确认1个，没有对应的1个，待确认1个" in page
    assert (picked, True) in radios(page, 1)
    answer = post(client, state=state_in(page), go="xlsx", **{"pick-4": NONE})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="matched.xlsx"'
    rows = rows_of(answer.data)
    assert [row["原文"] for row in rows] == NAMES.split()
    assert [row["结果"] for row in rows] == [
        "名称相同，未逐条确认", "已确认", "名称相同，未逐条确认", "没有找到", "没有对应的",
    ]  # fmt: skip
    assert rows[1]["网址"] == picked and rows[1]["名称"] == "户口登记"
    assert rows[4]["网址"] is None
    text = post(client, state=state_in(page), go="csv").get_data(as_text=True)
    assert text.splitlines()[0].startswith("行,原文,") and picked in text
    assert post(client, state=state_in(page), go="csv-excel").data.startswith(b"\xef\xbb\xbf")


def test_a_file_is_made_by_a_process_of_its_own(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> Any:
        raise AssertionError("this is the process that answers for the pages")

    page = sent(client, names=NAMES)
    for name in ("decided", "book", "csv"):
        monkeypatch.setattr(making, name, never)
    rows = rows_of(post(client, state=state_in(page), go="xlsx").data)
    assert [row["原文"] for row in rows] == NAMES.split()


def test_a_file_that_takes_too_long_or_too_much_is_none(app: Flask) -> None:
    index = index_of(app.config["STORE"].present(), DEFAULT_BASE)
    state = state_of([f"{n}号户口迁移" for n in range(MOST)], ())
    with pytest.raises(DeadlineExceeded):
        making.made(index, state, 1, "xlsx", seconds=0.5, mib=1024)
    with pytest.raises(OutOfMemory):
        making.made(index, state, 1, "xlsx", seconds=60, mib=1)
    with pytest.raises(RuntimeError, match="AttributeError"):  # a fault is not told as a bound
        making.made(index, None, 1, "xlsx", seconds=60, mib=1024)  # type: ignore[arg-type]


def test_a_decision_can_be_taken_back(client: FlaskClient) -> None:
    page = sent(client, names="上户口")
    picked = radios(page, 0)[0][0]
    page = sent(client, state=state_in(page), go="page-1", **{"pick-0": picked})
    page = sent(client, state=state_in(page), go="page-1", **{"pick-0": "?"})
    assert "待确认1个" in page and (picked, False) in radios(page, 0)


def test_what_is_offered_elsewhere_only_is_no_decision(client: FlaskClient) -> None:
    page = sent(client, names="上户口")
    answer = post(client, state=state_in(page), go="xlsx", **{"pick-0": "http://x.example/"})
    (row,) = rows_of(answer.data)
    assert row["结果"] == "待确认" and "x.example" not in str(row)


def test_an_english_page(client: FlaskClient) -> None:
    page = sent(client, "/match?lang=en", names=NAMES)
    assert "5 lines, 5 different names" in page and "None of these" in page
    main = page.split("<main")[1].split("</main>")[0]
    without = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", main, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", without) == []


# --- Files ----------------------------------------------------------------------------------------


CSV = "序号,事项名称,业务编码\n1,户口迁移,GA-01\n2,火化证明,MZ-02\n"


def table(*rows: tuple[int | str, ...]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


SHEET = table(("序号", "事项名称", "业务编码"), (1, "户口迁移", "GA-01"), (2, "火化证明", "MZ-02"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("表.xlsx", SHEET),
        (
            "表.csv",
            "序号,事项名称,业务编码\n1,户口迁移,GA-01\n2,火化证明,MZ-02\n".encode("gb18030"),
        ),
    ],
)
def test_a_file_is_read_by_its_headings_and_its_codes_come_along(
    client: FlaskClient, name: str, content: bytes
) -> None:
    page = sent(client, file=(io.BytesIO(content), name))
    assert "用的是“事项名称”一栏" in page and "还有：序号、业务编码" in page
    answer = post(client, state=state_in(page), go="xlsx")
    assert [row["自己的编码"] for row in rows_of(answer.data)] == ["GA-01", "MZ-02"]
    crosswalk = rows_of(answer.data, "对照表")
    assert [row["编码"] for row in crosswalk] == ["GA-01", "MZ-02"]
    assert all("/matter/" in str(row["网址"]) for row in crosswalk)


def test_the_crosswalk_of_what_was_matched_can_be_loaded(
    client: FlaskClient, tmp_path: Any
) -> None:
    from loader.crosswalk import read_codes
    from loader.limits import Limits
    from server.crosswalk_sheet import known_things, read_rows
    from server.settings import DEFAULT_BASE
    from server.store.interface import View

    page = sent(client, file=(io.BytesIO(SHEET), "表.xlsx"))
    book = load_workbook(io.BytesIO(post(client, state=state_in(page), go="xlsx").data))
    for name in book.sheetnames:
        if name != "对照表":
            del book[name]
    book.save(tmp_path / "codes.xlsx")
    _, rows = read_rows(tmp_path / "codes.xlsx", Limits())
    view: View = client.application.config["STORE"].present()
    from pyoxigraph import Store

    store = Store.read_only(str(view.record().store))
    codes, problems = read_codes(
        rows, known_things(store, DEFAULT_BASE, "370725"), {"编码体系": "业务编码"}
    )
    assert problems == [] and {code.code for code in codes} == {"GA-01", "MZ-02"}


def test_another_column_may_be_named(client: FlaskClient) -> None:
    for named in ("业务编码", "C", "c"):
        page = sent(client, file=(io.BytesIO(SHEET), "表.xlsx"), column=named)
        assert "用的是“业务编码”一栏" in page
    answer = post(client, file=(io.BytesIO(SHEET), "表.xlsx"), column="没有")
    assert answer.status_code == 422 and "没有“没有”这一栏。有：序号、事项名称" in answer.text


def test_the_template_lists_every_uri(client: FlaskClient) -> None:
    answer = client.get("/match/crosswalk.xlsx")
    rows = rows_of(answer.data, "对照表")
    assert sum(row["类别"] == "事项" for row in rows) == 103
    assert all(str(row["网址"]).startswith("http") and row["编码"] is None for row in rows)
    told(client.get("/match/crosswalk.xlsx?region=1"), 400, "bad-parameter")


def test_with_several_counties_a_region_is_chosen(client_of_two: FlaskClient) -> None:
    told(client_of_two.get("/match/crosswalk.xlsx"), 400, "bad-parameter")
    page = sent(client_of_two, names="上户口", region="370725")
    assert "昌乐县" in page
    bad = post(client_of_two, headers=JSON, names="上户口", region="1")
    told(bad, 400, "bad-parameter")


# --- Bounds ---------------------------------------------------------------------------------------


def test_ten_thousand_names_are_taken_in_pages_and_one_more_is_not(client: FlaskClient) -> None:
    page = sent(client, names="\n".join(f"第{n}号事情" for n in range(MOST)))
    assert f"{MOST}行" in page and "第1页，共200页" in page
    assert len(re.findall(r'scope="row"', page)) == 50 and len(page) < 400_000
    last = sent(client, state=state_in(page), go="page-200")
    assert "第200页，共200页" in last and f"第{MOST - 1}号事情" in last
    many = post(client, headers=JSON, names="\n".join(str(n) for n in range(MOST + 1)))
    assert "10001" in told(many, 413, "too-many")["detail"]
    in_words = post(client, names="\n".join(str(n) for n in range(MOST + 1)))
    assert "一次最多 10000 个" in in_words.text


def test_bad_input_is_told_in_words(client: FlaskClient) -> None:
    empty = post(client, names=" \n")
    assert empty.status_code == 422 and "没有名称或编码" in empty.text
    english = post(client, "/match?lang=en", names="")
    assert "There is no name or code" in english.text
    broken = post(client, file=(io.BytesIO(b"PK\x03\x04rest"), "x.xlsx"))
    assert broken.status_code == 422 and 'role="alert"' in broken.text
    told(post(client, headers=JSON, state="x"), 400, "bad-parameter")
    told(post(client, headers=JSON, names="x", kind="y"), 400, "bad-parameter")
    told(client.post("/match", data=b"x", content_type="image/png"), 415, "unknown-document")
    other = {**JSON, "Sec-Fetch-Site": "cross-site"}
    told(post(client, headers=other, names="x"), 403, "foreign-form")


def test_names_are_shown_as_text_and_never_a_formula(client: FlaskClient) -> None:
    page = post(client, names="<b>户口\n=1+1").text
    assert "<b>户口" not in page and "&lt;b&gt;户口" in page
    state = state_in(unescape(page))
    book = load_workbook(io.BytesIO(post(client, state=state, go="xlsx").data))
    (cell,) = (c for row in book["对照结果"] for c in row if c.value == "=1+1")
    assert cell.data_type == "s"
    assert ",'=1+1," in post(client, state=state, go="csv-excel").get_data(as_text=True)


# --- State and column -----------------------------------------------------------------------------


def test_the_state_goes_round_and_what_is_none_of_ours_is_refused() -> None:
    state = state_of(["甲", "乙", "甲"], ["1", "2", "3"], heading="名称", kind="matter")
    state = state.picked({0: "http://x.example/", 1: NONE})
    assert state.names == ("甲", "乙") and state.rows == (0, 1, 0)
    assert unpacked(packed(state)) == state
    assert state.picked({0: None}).decided(0) is None and state.decided(1) == NONE
    bomb = packed(State(("a" * 9_000_000,), (0,)))
    for word in ("", "x", "é", packed(state)[:-9], bomb, packed(State(("a",), (0, 7)))):
        with pytest.raises(Damaged):
            unpacked(word)


def test_the_column_of_names_is_found() -> None:
    found = column([["编码", "部门"], ["1", "县公安局"], ["2", ""]])
    assert (found.names, found.codes, found.heading) == (("县公安局",), ("1",), "部门")
    assert column([["名称"], ["甲"]]).names == ("甲",)
    assert column([["甲"], ["乙"]]).names == ("甲", "乙")
    assert column(pasted("甲\tA1\n乙\tA2\n")).codes == ("A1", "A2")
    assert column([["1", "甲", "x"], ["2", "乙", "y"]], "b").names == ("甲", "乙")
    with pytest.raises(NoSuchColumn):
        column([["甲"]], "Z")
    assert column([]).names == ()
