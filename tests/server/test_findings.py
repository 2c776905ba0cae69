"""X and U over the real list: exactly what its text gives, worked out by hand from
`loader/checklists/370725-personal-life-cycle/checklist.txt`."""

import json
from collections import Counter
from pathlib import Path

import pyoxigraph

from server.loading import bundled_checklist
from tests.conftest import open_store, rows
from tests.server.editing import command
from tests.server.findings import PREFIXES, findings
from tests.short_list import short

EDITION = "http://localhost:8000/id/370725/checklist/personal-life-cycle/u-d709fb19"
LEADS_OF_SEVERAL = {"5.3"}
"""58 opens 5.3 under 县房产发展促进中心, 60 prints 市住房公积金管理中心昌乐分中心. In every other
scenario no lead is printed after its first line, or the same again (36, 44, 64, 93)."""
TYPES_DIFFER = {"高层次人才服务"}
"""35: 公共服务, 其他, 其他. The matters that recur (3/27, 11/25, 36/103, 54/57/112, 60/64/102/111,
101/110) have one type each."""
NAMED_LIKE_ITS_ENTRY = {"66"}
ONE_SUB_ENTRY = {"66", "102", "103"}
OTHER = {
    *("7", "8", "9", "10", "17", "19", "20", "21", "23", "26", "35/2", "35/3", "37", "43", "52"),
    *("53", "55", "56", "61", "63", "66/1", "70", "72", "73", "74", "75", "106", "107"),
}


def test_the_real_list_gives_exactly_what_its_text_gives(changle: pyoxigraph.Store) -> None:
    assert len(OTHER) == 28
    expected = {
        *(("X03-leads", code) for code in LEADS_OF_SEVERAL),
        *(("X05-types", name) for name in TYPES_DIFFER),
        *(("X08-same-name", entry) for entry in NAMED_LIKE_ITS_ENTRY),
        *(("X09-single", entry) for entry in ONE_SUB_ENTRY),
        *(("X10-other", leaf) for leaf in OTHER),
    }
    assert findings(changle, EDITION, "XU") == expected


def test_the_sentences_name_what_stands_in_the_list(changle: pyoxigraph.Store) -> None:
    said = " ".join(
        row["text"]
        for row in rows(
            changle,
            f"""{PREFIXES} SELECT ?text {{ GRAPH <{EDITION}/report> {{
              ?result sh:resultMessage ?text FILTER(LANG(?text) = "zh-hans") }} }}""",
        )
    )
    for words in (
        "场景 5.3 内牵头部门不止一个：有“县房产发展促进中心”，也有“市住房公积金管理中心昌乐分中心”",
        "“高层次人才服务”有的是“公共服务”，有的是“其他”",
        "第 66 项“个人住房公积金缴存贷款等信息查询”",
        "第 102 项只列了“离休、退休提取住房公积金”",
        "第 103 项只列了“待遇发放账号信息维护”",
        "第 35 项“人才服务保障凭证办理（县级）”，建议归入",
    ):
        assert words in said


def test_a_load_prints_each_finding_once(tmp_path: Path) -> None:
    result = command(tmp_path / "data", "load", bundled_checklist(), "--json")
    assert result.exit_code == 0, result.output
    problems = json.loads(result.stdout)["problems"]
    assert Counter(p["code"] for p in problems if p["code"][0] in "XU") == {
        "X03": 1,
        "X05": 1,
        "X08": 1,
        "X09": 3,
        "X10": 28,
    }
    assert len({json.dumps(p, sort_keys=True) for p in problems}) == len(problems)


def test_a_name_that_the_rows_ask_about_is_not_asked_about_again(
    own_short: Path, tmp_path: Path
) -> None:
    changes = ("\t火化证明\n", "\t丧葬证明（甲）\n"), ("\t预防接种证办理\n", "\t丧葬证明(甲)\n")
    file = short(tmp_path, *changes)
    result = command(own_short, "load", file, "--edition", "2026-11", "--json")
    assert result.exit_code == 0, result.output
    codes = [problem["code"] for problem in json.loads(result.stdout)["problems"]]
    assert codes.count("R01") == 1 and "X07" not in codes
    edition = EDITION.replace("u-d709fb19", "2026-11")
    spelt = {r for r in findings(open_store(own_short), edition, "X") if r[0] == "X07-spelling"}
    assert spelt == set(), "nor does the report ask again"
