"""The register asks, people decide, and the present says what was decided."""

import json
from pathlib import Path

import openpyxl

from ontology.terms import LM
from server.store.folder import DataFolder
from server.store.present import current_graphs
from tests.conftest import IMAGINARY, application, load, open_store, rows
from tests.server.editing import command
from tests.server.test_editions import PREFIXES, iri, load_next, matter, register
from tests.server.test_publish import default_graph, union_of_current_layers
from tests.short_list import LIST, short


def open_questions(data: Path) -> list[dict[str, list[str]]]:
    result = command(data, "register", "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, list[str]]] = json.loads(result.stdout)
    return found


def question(data: Path, kind: str, name: str) -> dict[str, list[str]]:
    asked = [q for q in open_questions(data) if str(q["question"]) == kind]
    (found,) = [q for q in asked if name in q["names"]]
    return found


def decide(data: Path, *arguments: str) -> str:
    result = command(data, "register", "decide", *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_shipped_register_leaves_nothing_open(published: Path) -> None:
    assert open_questions(published) == []


def test_a_similar_name_in_the_same_scenario_is_asked_about_and_never_merged_unasked(
    short_data: Path, renamed: Path
) -> None:
    old = matter(short_data, "火化证明")
    new = matter(renamed, "遗体火化证明")
    assert new.key != old.key
    asked = question(renamed, "renamed", "遗体火化证明")
    assert asked["names"] == ["火化证明", "遗体火化证明"]


def test_a_decided_new_name_gives_the_matter_its_old_uri_back_and_the_new_one_a_successor(
    short_data: Path, renamed: Path
) -> None:
    old = matter(short_data, "火化证明")
    new = matter(renamed, "遗体火化证明")
    decide(renamed, f"{question(renamed, 'renamed', '火化证明')['id']}=same", "--by", "王某")
    store = open_store(renamed)
    entries = rows(
        store, f"{PREFIXES} SELECT ?e ?before {{ ?e a lm:Entry ; lm:matter <{iri(old)}> ; "
        "lm:previousEntry ?before }"
    )  # fmt: skip
    assert [row["e"].startswith(f"{LIST}/2026-11/entry/") for row in entries] == [True]
    labels = rows(
        store, f'{PREFIXES} SELECT ?l ?a {{ <{iri(old)}> skos:prefLabel ?l ; skos:altLabel ?a '
        'FILTER(LANG(?l) = "zh-hans") }'
    )  # fmt: skip
    assert labels == [{"l": "遗体火化证明", "a": "火化证明"}]
    (successor,) = rows(
        store, f"{PREFIXES} SELECT ?by ?s {{ <{iri(new)}> a lm:FormerMatter ; "
        "dct:isReplacedBy ?by ; lm:status ?s }"
    )  # fmt: skip
    assert successor["by"] == iri(old)
    assert successor["s"].endswith("/merged")
    assert default_graph(store) == union_of_current_layers(store)
    assert [q for q in open_questions(renamed) if str(q["question"]) == "renamed"] == []
    assert register(renamed).decisions[0].by == "王某"


def test_a_question_answered_apart_is_not_asked_again(renamed: Path) -> None:
    before = len(open_questions(renamed))
    decide(renamed, f"{question(renamed, 'renamed', '火化证明')['id']}=apart")
    assert len(open_questions(renamed)) == before - 1
    assert matter(renamed, "火化证明").key != matter(renamed, "遗体火化证明").key


def test_one_name_in_two_scenarios_is_two_matters_until_a_line_says_that_it_is_one(
    own_short: Path, tmp_path: Path
) -> None:
    load_next(
        own_short,
        tmp_path,
        ("\t火化证明\n", "\t入学\n"),
        ("\t预防接种证办理\n", "\t入学\n"),
    )
    found = [m for m in register(own_short).matters if m.name == "入学"]
    assert len(found) == 2
    decide(own_short, f"{question(own_short, 'recurs', '入学')['id']}=same")
    query = f"{PREFIXES} SELECT ?e ?m {{ ?e lm:statedName '入学'@zh-hans ; lm:matter ?m }}"
    placed = rows(open_store(own_short), query)
    assert len(placed) == 2
    assert len({row["m"] for row in placed}) == 1


def test_a_new_department_is_confirmed_or_turns_out_to_be_a_known_one(
    own_short: Path, tmp_path: Path
) -> None:
    load_next(own_short, tmp_path, ("\t县残联\n", "\t县残疾人服务中心\n"))
    asked = question(own_short, "department", "县残疾人服务中心")
    decide(own_short, f"{asked['id']}=same", "--department", "县残联")
    query = f"""{PREFIXES} SELECT DISTINCT ?l {{ ?e lm:leadDepartment|lm:cooperatingDepartment ?d .
      ?d skos:prefLabel ?l FILTER(CONTAINS(?l, "残")) }}"""
    assert [row["l"] for row in rows(open_store(own_short), query)] == ["县残联"]


def test_what_is_the_same_service_in_two_counties_is_joined_by_a_shared_concept(
    own_short: Path,
) -> None:
    load(own_short, IMAGINARY)
    asked = question(own_short, "concept", "出生医学证明办理")
    assert [subject.split(":")[0] for subject in asked["subjects"]] == ["370725", "370999"]
    decide(own_short, f"{asked['id']}=same")
    store = open_store(own_short)
    query = f"""{PREFIXES} SELECT ?m ?c {{ ?m lm:matterConcept ?c ; a lm:Matter }}"""
    joined = rows(store, query)
    assert len(joined) == 2
    assert len({row["c"] for row in joined}) == 1
    assert default_graph(store) == union_of_current_layers(store)
    assert (
        len([g for g in current_graphs(store, "http://localhost:8000/") if "/register/" in g.value])
        == 2
    )
    here, there = sorted(row["m"].replace("http://localhost:8000/id/", "/doc/") for row in joined)
    for app in application(own_short):
        page = app.test_client().get(here, headers={"Accept": "text/html"}).text
        elsewhere = page.partition('aria-labelledby="elsewhere"')[2].partition("</section>")[0]
        assert f'href="{there}"' in elsewhere and "虚构县" in elsewhere
        assert f'href="{here}"' not in elsewhere


def test_an_answer_that_does_not_fit_says_which_do(renamed: Path) -> None:
    asked = question(renamed, "renamed", "火化证明")
    before = DataFolder(renamed).current()
    for answer in ("split", "maybe"):
        result = command(renamed, "register", "decide", f"{asked['id']}={answer}")
        assert result.exit_code == 1
        assert "same 同一、apart 不同" in result.output
    result = command(renamed, "register", "decide", "00000000=same")
    assert "没有待定的问题" in result.output
    assert DataFolder(renamed).current() == before


def test_a_matter_that_was_split_leads_to_its_successors(own_short: Path, tmp_path: Path) -> None:
    old = matter(own_short, "火化证明")
    load_next(own_short, tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    new = matter(own_short, "骨灰寄存")
    arguments = ("--status", "split", "--by", new.key, "--note", "2026年拆分")
    result = command(own_short, "register", "retire", old.key, *arguments)
    assert result.exit_code == 0, result.output
    query = (
        f"{PREFIXES} SELECT ?by ?n {{ <{iri(old)}> dct:isReplacedBy ?by ; skos:historyNote ?n }}"
    )
    assert rows(open_store(own_short), query) == [{"by": iri(new), "n": "2026年拆分"}]
    current = command(own_short, "register", "retire", new.key, "--status", "withdrawn")
    assert current.exit_code == 1 and "还在现行清单中" in current.output


def test_a_re_saved_file_stays_a_source_of_an_edition_that_is_built_again(
    own_short: Path, tmp_path: Path
) -> None:
    assert command(own_short, "load", short(tmp_path, ("附件2", "附件2（另存）"))).exit_code == 0
    old = matter(own_short, "火化证明")
    assert command(own_short, "register", "alias", old.key, "遗体火化证明").exit_code == 0
    query = f"SELECT ?d {{ GRAPH ?g {{ ?e <{LM.sourceDocument.value}> ?d }} }}"
    assert len(rows(open_store(own_short), query)) == 2


def test_questions_go_out_as_a_workbook_and_come_back_with_decisions(
    own_short: Path, tmp_path: Path
) -> None:
    load_next(
        own_short,
        tmp_path,
        ("\t火化证明\n", "\t遗体火化证明\n"),
        ("\t县残联\n", "\t县残疾人服务中心\n"),
    )
    file = tmp_path / "questions.xlsx"
    assert command(own_short, "register", "--xlsx", file).exit_code == 0
    empty = command(own_short, "register", "read", file)
    assert empty.exit_code == 1 and "没有填写任何决定" in empty.output
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(headings, row, strict=True))
        renamed = "改名" in str(cells["问题"].value)
        cells["决定"].value = "同一" if renamed else "确认"
        cells["决定人"].value = "王某"
    book.save(file)
    result = command(own_short, "register", "read", file)
    assert result.exit_code == 0, result.output
    assert open_questions(own_short) == []
    assert {decision.by for decision in register(own_short).decisions} == {"王某"}
    assert matter(own_short, "遗体火化证明").aliases == ("火化证明",)


def test_a_word_that_is_no_decision_is_refused_with_its_question(
    renamed: Path, tmp_path: Path
) -> None:
    file = tmp_path / "questions.xlsx"
    command(renamed, "register", "--xlsx", file)
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["H2"] = "好像是"
    book.save(file)
    result = command(renamed, "register", "read", file)
    assert result.exit_code == 1
    assert "“好像是”不是可选的决定" in result.output


def test_a_decision_may_be_said_in_chinese_and_what_was_decided_is_passed_over(
    renamed: Path,
) -> None:
    asked = question(renamed, "renamed", "火化证明")
    decide(renamed, f"{asked['id']}=同一")
    assert "没有改动" in decide(renamed, f"{asked['id']}=同一")


def test_what_a_published_edition_names_is_not_withdrawn(own_short: Path, tmp_path: Path) -> None:
    """Who reads that edition would be led to nothing."""
    old = matter(own_short, "火化证明")
    load_next(own_short, tmp_path, ("\t火化证明\n", "\t骨灰寄存\n"))
    before = DataFolder(own_short).current()
    result = command(own_short, "register", "retire", old.key, "--status", "withdrawn")
    assert result.exit_code == 1
    assert "已发布的版本" in result.output and "published edition" in result.output
    assert DataFolder(own_short).current() == before


def test_a_department_of_a_slip_is_withdrawn_and_its_key_never_used_again(
    own_short: Path, tmp_path: Path
) -> None:
    slip = ("\t县残联\n\t县残联\n", "\t县残联\n\t县残连\n")
    load_next(own_short, tmp_path, slip)
    (wrong,) = (one for one in register(own_short).departments if one.name == "县残连")
    (right,) = (one for one in register(own_short).departments if one.name == "县残联")
    used = command(own_short, "register", "retire", wrong.key, "--status", "withdrawn")
    assert used.exit_code == 1
    file = short(tmp_path, ("\t火化证明\n", "\t火化证明办理\n"))
    command(own_short, "load", file, "--edition", "2026-11", "--replace")
    arguments = ("--status", "withdrawn", "--by", right.key, "--note", "错字")
    result = command(own_short, "register", "retire", wrong.key, *arguments)
    assert result.exit_code == 0, result.output
    iri = f"http://localhost:8000/id/370725/department/{wrong.key}"
    query = f"{PREFIXES} SELECT ?by ?n {{ <{iri}> dct:isReplacedBy ?by ; skos:historyNote ?n }}"
    assert [row["n"] for row in rows(open_store(own_short), query)] == ["错字"]
    typed = rows(open_store(own_short), f"SELECT ?type {{ <{iri}> a ?type }}")
    assert typed == []
    loaded = command(own_short, "load", short(tmp_path, slip), "--edition", "2027-01")
    assert loaded.exit_code == 0, loaded.output
    named = [one for one in register(own_short).departments if one.name == "县残连"]
    assert len(named) == 2 and len({one.key for one in named}) == 2
    again = command(own_short, "register", "retire", right.key, "--status", "merged")
    assert again.exit_code == 1
