"""POST /validate takes a document or RDF and answers with the report in the negotiated form."""

import functools
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from werkzeug.test import TestResponse

from ontology.terms import LM, LMSH, RDF, SH
from server.cli.options import _OPTIONS, _PAIRS
from server.settings import Settings
from server.store.folder import DataFolder
from server.validating import validate_published
from server.validation.media import RDF_TYPES, REPORTS
from server.validation.upload import FORM, OPTIONS, PAIRS
from tests.conftest import IMAGINARY, SAMPLES, application
from tests.forms.registry import FORMS
from tests.forms.sample import real
from tests.server.validating import LEADLESS, OURS, REAL, defective, rdf, results, sent, told
from tests.shapes.specimen import department, specimen

TURTLE, JSON_LD = "text/turtle", "application/ld+json"
ELSEWHERE = "https://example.org/x.jsonld"
CONTEXT = "https://w3id.org/lifematters/ns/context.jsonld"
GRAPH_REPORTS = [REPORTS[name] for name in ("ttl", "nt", "rdf", "jsonld")]
BEGINNING = 45
ZH, EN = "事项没有牵头部门", "no lead department"


def rules(found: list[dict[str, object]]) -> set[tuple[object, object]]:
    return {(result["rule"], result["thing"]) for result in found}


def line(text: str) -> int:
    """The only line of the real checklist that says just this, counted from 1."""
    lines = REAL.decode().splitlines()
    assert lines.count(text) == 1
    return lines.index(text) + 1


@functools.cache
def usual(client: FlaskClient) -> tuple[dict[str, object], ...]:
    """What the real checklist is asked about as it stands."""
    return tuple(results(sent(client, REAL, "清单.txt", **OURS)))


def news(client: FlaskClient, response: TestResponse) -> list[dict[str, object]]:
    """The results of a report that the real checklist as it stands does not have."""
    known = [(r["rule"], r["row"], r["text"]) for r in usual(client)]
    return [r for r in results(response) if (r["rule"], r["row"], r["text"]) not in known]


# documents


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_first_pages_of_the_real_checklist_conform_in_every_form(
    client: FlaskClient, form: str
) -> None:
    """That the whole is read as the same list in every form is tested in tests/loader."""
    whole = real()
    pages = tuple(line for line in whole.breaks if line <= BEGINNING)
    assert pages
    first = replace(whole, lines=whole.lines[:BEGINNING], breaks=pages)
    content = FORMS[form].write(first)
    response = sent(client, content, f"清单{FORMS[form].suffix}", **OURS)
    assert "violation" not in {r["severity"] for r in results(response)}


def test_what_is_published_is_told_again_and_nothing_else(
    client: FlaskClient, published: Path
) -> None:
    (checked,) = validate_published(Settings(data=published))
    stored = {(p.rule or p.code, p.place.row, p.place.text) for p in checked.problems}
    found = {(r["rule"], r["row"], r["text"]) for r in usual(client)}
    assert found == stored


def test_a_broken_copy_gives_exactly_its_problems_with_their_places(client: FlaskClient) -> None:
    broken = REAL.replace(b"\t36\n", b"\t37\n")
    found = results(sent(client, broken, "清单.txt", **OURS))
    assert [(r["rule"], r["severity"], r["lines"], r["column"], r["text"]) for r in found] == [
        ("N01", "violation", [line("\t36")] * 2, "序号", "37"),
        ("N02", "violation", [line("\t37")] * 2, "序号", "37"),
    ]
    assert {r["file"] for r in found} == {"清单.txt"}
    assert "36" in found[0]["zh"] and "36" in found[0]["en"]


def test_what_the_shapes_find_has_its_row_and_cell_in_the_document(client: FlaskClient) -> None:
    renamed = REAL.replace("\t火化证明\n".encode(), "\t骨灰寄存\n".encode())
    (found,) = news(client, sent(client, renamed, "清单.txt", edition="2026-11", **OURS))
    assert (found["rule"], found["severity"]) == ("L02-name", "warning")
    assert (found["text"], found["column"], found["item"]) == ("骨灰寄存", "事项名称", "第107项")
    assert found["lines"] == [line("\t火化证明")] * 2


def test_what_the_loader_refuses_is_a_report_and_no_error(client: FlaskClient) -> None:
    headless = REAL.replace("\t牵头部门\n".encode(), "\t随便\n".encode())
    (found,) = results(sent(client, headless, "清单.txt", **OURS))
    assert (found["rule"], found["lines"][0]) == ("F08", 4)
    (found,) = results(sent(client, b"nothing of the kind", "x.docx", **OURS))
    assert found["rule"] == "F06"


def test_an_edition_without_a_date_is_validated_and_what_a_load_would_ask_is_a_note(
    client: FlaskClient,
) -> None:
    renamed = REAL.replace("\t火化证明\n".encode(), "\t骨灰寄存\n".encode())
    found = news(client, sent(client, renamed, "清单.txt", **OURS))
    assert {(r["rule"], r["severity"]) for r in found} == {("M03", "info"), ("L02-name", "warning")}
    assert "--" not in str(found)


def test_what_is_needed_to_know_is_asked_by_the_names_of_the_fields(client: FlaskClient) -> None:
    (found,) = results(sent(client, REAL, "清单.txt"))
    assert found["rule"] == "M01"
    assert "region、list、kind、title、region-name" in found["zh"]
    assert "--" not in found["zh"] + found["en"]


def test_matters_are_recognised_by_the_published_register(client: FlaskClient) -> None:
    """A matter that is in the register has its IRI and English name there; a new one has none."""
    renamed = REAL.replace("\t火化证明\n".encode(), "\t遗体火化证明\n".encode())
    found = news(client, sent(client, renamed, "清单.txt", edition="2026-11", **OURS))
    assert [r["label"] for r in found if r["rule"] == "L02-name"] == ["遗体火化证明"]


def test_a_list_of_an_unknown_region_is_validated_as_a_first_load(client: FlaskClient) -> None:
    manifest = (IMAGINARY.parent / "manifest.toml").read_text("utf-8")
    as_field = results(sent(client, IMAGINARY.read_bytes(), "某县.txt", manifest=manifest))
    assert not [r for r in as_field if r["severity"] == "violation"]
    part = (io.BytesIO(manifest.encode()), "manifest.toml")
    as_file = results(sent(client, IMAGINARY.read_bytes(), "某县.txt", manifest=part))
    assert as_file == as_field


def test_before_the_first_publication_documents_are_validated_too(
    tmp_path: Path, short_list: Path
) -> None:
    for app in application(tmp_path / "none"):
        found = results(sent(app.test_client(), short_list.read_bytes(), "清单.txt", **OURS))
        assert "violation" not in {r["severity"] for r in found}
    assert not (tmp_path / "none").exists()


def test_the_habits_of_a_list_are_declared_by_fields(client: FlaskClient) -> None:
    source = SAMPLES / "370998-personal-life-cycle" / "checklist.csv"
    manifest = (source.parent / "manifest.toml").read_text("utf-8")
    assert 'levels = "scenario"' in manifest
    without = manifest.replace('levels = "scenario"', "")
    response = sent(client, source.read_bytes(), "某县.csv", manifest=without)
    assert "M05" in {r["rule"] for r in results(response)}
    response = sent(client, source.read_bytes(), "某县.csv", manifest=without, levels="scenario")
    assert "M05" not in {r["rule"] for r in results(response)}


def test_a_manifest_that_is_none_is_told(client: FlaskClient) -> None:
    nested = "columns = " + "[" * 5000 + "]" * 5000
    for manifest in ("region = [", "parents = 1", 'columns = {"a" = [1]}', nested):
        (found,) = results(sent(client, REAL, "清单.txt", manifest=manifest))
        assert found["rule"] == "M02", manifest


def test_the_options_are_those_of_the_command() -> None:
    assert {name.replace("-", "_") for name in _OPTIONS} == set(OPTIONS)
    assert {name.replace("-", "_") for name in _PAIRS} == set(PAIRS)


@pytest.mark.parametrize("given", [{"query_string": {**OURS, "file": "清单.txt"}}, {}])
def test_a_document_may_be_the_body(client: FlaskClient, given: dict[str, object]) -> None:
    disposition = "attachment; filename*=UTF-8''%E6%B8%85%E5%8D%95.txt"
    response = client.post(
        "/validate",
        data=REAL.replace(b"\t36\n", b"\t37\n"),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": disposition},
        **(given or {"query_string": OURS}),
    )
    assert {(r["rule"], r["file"]) for r in results(response)} == {
        ("N01", "清单.txt"),
        ("N02", "清单.txt"),
    }


# RDF


@pytest.mark.parametrize("media_type", RDF_TYPES)
def test_rdf_with_one_defect_gives_exactly_it(client: FlaskClient, media_type: str) -> None:
    response = client.post("/validate", data=rdf(defective(), media_type), content_type=media_type)
    assert rules(results(response)) == {("S03-lead", LEADLESS)}
    (found,) = results(response)
    assert (found["severity"], found["item"]) == ("violation", "第2项")


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        (".ttl", TURTLE),
        (".nt", "application/n-triples"),
        (".nq", "application/n-quads"),
        (".trig", "application/trig"),
        (".rdf", "application/rdf+xml"),
        (".jsonld", JSON_LD),
    ],
)
def test_rdf_in_a_form_is_told_by_its_name(
    client: FlaskClient, suffix: str, media_type: str
) -> None:
    response = sent(client, rdf(specimen().triples, media_type), f"graph{suffix}")
    assert results(response) == []
    assert json.loads(response.data)["document"]["media_type"] == media_type


def test_what_is_published_conforms_as_rdf(client: FlaskClient, published: Path) -> None:
    """The whole content of the store in one piece, its default graph and its source layer: nothing
    but notes and warnings, which the load found as well."""
    import pyoxigraph

    snapshot = DataFolder(published).current()
    assert snapshot is not None
    store = pyoxigraph.Store.read_only(str(snapshot.store))
    quads = [q for q in store if "/report" not in str(q.graph_name)]
    content = pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS)
    response = client.post("/validate", data=content, content_type="application/n-quads")
    assert not [r for r in results(response) if r["severity"] == "violation"]


def test_rdf_that_describes_a_part_is_validated_as_it_is(client: FlaskClient) -> None:
    alone = [t for t in specimen().triples if t.subject == department("police")]
    kept = [t for t in alone if t.predicate not in (LM.level, RDF.type)]
    kept.append(Triple(department("police"), RDF.type, LM.Department))
    response = client.post("/validate", data=rdf(kept, TURTLE), content_type=TURTLE)
    found = results(response)
    assert {r["thing"] for r in found} == {department("police").value}
    assert "violation" in {r["severity"] for r in found}


def test_the_vocabulary_is_added_unless_one_asks_for_none(client: FlaskClient) -> None:
    bare = [t for t in specimen().triples if "w3id.org" not in str(t.subject)]
    body = rdf(bare, TURTLE)
    given = {"data": body, "content_type": TURTLE}
    assert results(client.post("/validate", **given)) == []
    assert results(client.post("/validate?context=vocabulary", **given)) == []
    assert results(client.post("/validate?context=none", **given)) != []
    told(client.post("/validate?context=x", **given), 400, "bad-parameter")


def test_the_context_of_the_vocabulary_comes_from_the_package(client: FlaskClient) -> None:
    thing = {"id": "http://x.example/d", "type": "Department"}
    expected = None
    for context in (
        CONTEXT,
        [{"x": "http://x.example/"}, CONTEXT],
        "http://localhost:8000/ns/context.jsonld",
    ):
        body = json.dumps({"@context": context, **thing}).encode()
        found = results(client.post("/validate", data=body, content_type=JSON_LD))
        assert {r["thing"] for r in found} == {"http://x.example/d"}
        assert {r["rule"] for r in found} >= {"P03-identifier"}
        expected = expected or found
        assert [r["rule"] for r in found] == [r["rule"] for r in expected]


@pytest.mark.parametrize("context", [ELSEWHERE, [ELSEWHERE], {"@import": CONTEXT}])
def test_a_context_elsewhere_is_refused_in_words(client: FlaskClient, context: object) -> None:
    body = json.dumps({"@context": context, "@id": "http://x.example/d"}).encode()
    problem = told(client.post("/validate", data=body, content_type=JSON_LD), 422, "remote-context")
    address = CONTEXT if isinstance(context, dict) else ELSEWHERE
    assert address in problem["detail"] and address in problem["detail_en"]


# reports


@pytest.mark.parametrize("media_type", GRAPH_REPORTS)
def test_the_report_as_rdf_is_the_same_in_every_form(client: FlaskClient, media_type: str) -> None:
    body, asked = rdf(defective(), TURTLE), {"Accept": media_type}
    response = client.post("/validate", data=body, content_type=TURTLE, headers=asked)
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert "Accept" in response.headers["Vary"]
    found = {q.triple for q in parse(response.data, format=RdfFormat.from_media_type(media_type))}
    (report,) = {t.subject for t in found if t.object == SH.ValidationReport}
    (result,) = {t.object for t in found if t.predicate == SH.result}
    said = {(t.predicate, t.object) for t in found if t.subject == result}
    assert Triple(report, SH.result, result) in found
    assert {(p, o) for p, o in said if p in (SH.focusNode, SH.resultSeverity, LMSH.kind)} == {
        (SH.focusNode, NamedNode(LEADLESS)),
        (SH.resultSeverity, SH.Violation),
        (LMSH.kind, LMSH["checklist-problem"]),
    }
    messages = {o.language for p, o in said if p == SH.resultMessage and isinstance(o, Literal)}
    assert messages == {"zh-hans", "en"}
    (conforms,) = {t.object for t in found if t.predicate == SH.conforms}
    assert isinstance(conforms, Literal) and conforms.value == "false"


def test_the_report_of_a_refused_document_has_its_problems_as_results(client: FlaskClient) -> None:
    broken = REAL.replace(b"\t36\n", b"\t37\n")
    response = sent(client, broken, "清单.txt", accept=TURTLE, **OURS)
    found = {q.triple for q in parse(response.data, format=RdfFormat.TURTLE)}
    codes = {t.object for t in found if t.predicate == LM.problemCode}
    assert codes == {Literal("N01"), Literal("N02")}
    again = sent(client, broken, "清单.txt", accept=TURTLE, **OURS)
    assert again.data == response.data


def test_the_report_as_a_workbook(client: FlaskClient) -> None:
    broken = REAL.replace(b"\t36\n", b"\t37\n")
    response = sent(client, broken, "清单.txt", accept=REPORTS["xlsx"], **OURS)
    assert "validation-report.xlsx" in response.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    cells = [[cell.value for cell in row] for row in book["清单问题"].iter_rows()]
    assert [row[1] for row in cells[1:]] == ["N01", "N02"]
    assert f"第{line(chr(9) + '36')}行" in cells[1]


def test_the_report_as_a_page_in_both_languages(client: FlaskClient) -> None:
    broken = REAL.replace(b"\t36\n", b"\t37\n")
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = sent(client, broken, "<b>清单.txt", accept=browser, **OURS).get_data(as_text=True)
    assert "有错误，改正后才能发布" in page and f"文本第{line(chr(9) + '36')}行" in page
    assert "序号 36 缺失" in page
    assert "<b>清单" not in page and "&lt;b&gt;清单.txt" in page
    english = sent(client, broken, "x.txt", path="/validate?lang=en", accept=browser, **OURS)
    page = english.get_data(as_text=True)
    assert "correct them before it is published" in page and "Number 36 is missing" in page
    assert 'value="370725"' in page, "what was filled in stands in the form again"


def test_a_client_that_asks_for_nothing_gets_json_and_format_wins(client: FlaskClient) -> None:
    body = {"data": rdf(specimen().triples, TURTLE), "content_type": TURTLE}
    assert client.post("/validate", **body).mimetype == "application/json"
    for name, media_type in REPORTS.items():
        response = client.post(f"/validate?format={name}", headers={"Accept": "text/plain"}, **body)
        assert (response.status_code, response.mimetype) == (200, media_type)
        assert response.headers["Cache-Control"] == "no-store"
    told(client.post("/validate?format=doc", **body), 400, "bad-parameter")
    refused = client.post("/validate", headers={"Accept": "image/png"}, **body)
    assert "text/turtle" in told(refused, 406, "not-acceptable")["available"]


def test_the_form_works_without_scripts_and_posts_to_itself(client: FlaskClient) -> None:
    words = {"/validate": "只校验，不发布", "/validate?lang=en": "nothing is published"}
    for path, said in words.items():
        response = client.get(path)
        page = response.get_data(as_text=True)
        assert response.mimetype == "text/html" and said in page
        assert f'method="post" action="{path}" enctype="multipart/form-data"' in page
        assert "<script" not in page and " style=" not in page
        for name in ("file", "region", "list", "title", "kind", "manifest", "format"):
            assert f'name="{name}"' in page, name
    assert client.options("/validate").headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert "POST" in told(client.put("/validate"), 405, "method-not-allowed")["detail"]


# what cannot be read


def test_a_syntax_error_has_its_line_and_column(client: FlaskClient) -> None:
    body = "@prefix : <http://x.example/> .\n\n:a :b 中文 .".encode()
    problem = told(client.post("/validate", data=body, content_type=TURTLE), 422, "malformed-rdf")
    assert (problem["line"], problem["column"]) == (3, 7)
    assert "第 3 行第 7 列" in problem["detail"] and "Turtle" in problem["detail"]
    assert "line 3, column 7" in problem["detail_en"]
    asked = {"Accept": "text/html"}
    in_html = client.post("/validate", data=body, content_type=TURTLE, headers=asked)
    assert "第 3 行第 7 列" in in_html.get_data(as_text=True)
    moved = b'{"@context":[\n"%b",\n{}],\n"@id":"http://x.example/d",,}' % CONTEXT.encode()
    problem = told(client.post("/validate", data=moved, content_type=JSON_LD), 422, "malformed-rdf")
    assert problem["line"] == 4, "the context put in its place moves nothing"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<http://a.example/> <b> 1 .", TURTLE),
        (b"<http://a.example/> <http://b.example/> 1 .", "application/n-triples"),
        (b"<rdf:RDF>", "application/rdf+xml"),
        (b"\xff\xfe", TURTLE),
        (b"[", JSON_LD),
        (b"\xff[", JSON_LD),
    ],
)
def test_rdf_that_does_not_parse_is_told(client: FlaskClient, body: bytes, media_type: str) -> None:
    told(client.post("/validate", data=body, content_type=media_type), 422, "malformed-rdf")


@pytest.mark.parametrize("object_", ["<<( :a :b :c )>>", "_:l . _:l rdf:first 1 ; rdf:rest _:l"])
def test_a_graph_that_shacl_cannot_be_run_on_is_told(client: FlaskClient, object_: str) -> None:
    body = (
        f"PREFIX : <{LM.iri}> PREFIX rdf: <{RDF.iri}> :m a :Matter ; :matter {object_} .".encode()
    )
    told(client.post("/validate", data=body, content_type=TURTLE), 422, "not-validatable")


def test_a_request_without_a_document_is_told(client: FlaskClient) -> None:
    for body, media_type in ((b"", TURTLE), (OURS, FORM), (b"x", FORM)):
        response = client.post("/validate", data=body, content_type=media_type)
        told(response, 400, "no-document")
    told(sent(client, b"", "x.txt"), 400, "no-document")


@pytest.mark.parametrize("media_type", ["image/png", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_told(client: FlaskClient, media_type: str) -> None:
    problem = told(
        client.post("/validate", data=b"x", content_type=media_type), 415, "unknown-document"
    )
    assert TURTLE in problem["detail_en"]


def test_a_compressed_body_is_not_unpacked(client: FlaskClient) -> None:
    headers = {"Content-Encoding": "gzip"}
    response = client.post("/validate", data=b"x", content_type=TURTLE, headers=headers)
    assert "gzip" in told(response, 415, "unknown-document")["detail"]


def test_a_parameter_that_is_not_known_is_told(client: FlaskClient) -> None:
    problem = told(sent(client, REAL, "x.txt", regoin="370725"), 400, "bad-parameter")
    assert problem["parameter"] == "regoin"
    response = client.post(
        "/validate?region=370725&region=370999", data=REAL, content_type="text/plain"
    )
    assert told(response, 400, "bad-parameter")["parameter"] == "region"


def test_a_name_is_only_a_name(client: FlaskClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(REAL)
    for name in (f"../..{secret}", str(secret), "\u202esecret.txt\x07"):
        found = results(sent(client, b"nothing", name, **OURS))
        assert {r["file"] for r in found} == {"secret.txt"}
    for options in ({"region": "../../x", "list": "y"}, {"region": "370725", "list": "../x"}):
        assert {r["rule"] for r in results(sent(client, REAL, "x.txt", **options))} == {"M02"}


# nothing is published


def test_nothing_is_published_and_nothing_kept(
    app: Flask, client: FlaskClient, published: Path, short_list: Path
) -> None:
    def content() -> dict[str, tuple[bytes, int]]:
        files = (path for path in published.rglob("*") if path.is_file())
        return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}

    before, view = content(), app.config["STORE"].present()
    renamed = short_list.read_bytes().replace("预防接种证办理".encode(), "预防接种证补办".encode())
    assert results(sent(client, renamed, "清单.txt", edition="2026-11", **OURS)) != []
    results(sent(client, short_list.read_bytes(), "清单.txt", **OURS))
    results(sent(client, rdf(defective(), TURTLE), "x.ttl"))
    assert content() == before
    assert app.config["STORE"].present().id == view.id
