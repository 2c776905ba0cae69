"""What the tests of sheets share: pages as text, tables of Word files and of workbooks."""

import io
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from pyoxigraph import Store

from server.publication import publish_change
from server.settings import DEFAULT_BASE
from server.store.folder import DataFolder
from tests.conftest import application, load, rows
from tests.server.editing import command
from tests.server.third_county import AddThirdCounty
from tests.short_list import short

PERSONAL = "personal-life-cycle"
LIST = f"/370725/{PERSONAL}/"
TITLE, DESK = "个人全生命周期事项清单及责任分工", "医院窗口事项清单"
PREFIXES = """PREFIX lm: <https://w3id.org/lifematters/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


class Keys:
    """The keys of things of the real list by their Chinese names."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, kind: str, *names: str) -> list[str]:
        found = []
        for name in names:
            query = f'{PREFIXES} SELECT ?t {{ ?t a lm:{kind} ; skos:prefLabel "{name}"@zh-hans }}'
            (row,) = rows(self._store, query)
            found.append(row["t"].rpartition("/")[2])
        return found


@pytest.fixture(scope="session")
def keys(changle: Store) -> Keys:
    return Keys(changle)


@pytest.fixture(scope="package")
def third(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The real list beside a county with other conventions: a list without stages whose numbers
    start again in each scenario, and an enterprise list without numbers."""
    data = tmp_path_factory.mktemp("sheets") / "data"
    shutil.copytree(published, data)
    publish_change(DataFolder(data), AddThirdCounty(), DEFAULT_BASE)
    yield from application(data)


@pytest.fixture(scope="package")
def neighbours(short_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The short list beside another of the same county, which prints 县教育和体育局 in place of
    县卫健局 beside 死亡医学证明办理, no. 11 of both; the register says that it is one matter."""
    folder = tmp_path_factory.mktemp("neighbours")
    data = folder / "data"
    shutil.copytree(short_data, data)
    other = short(folder, ("县公安局、县卫健局", "县公安局、县教育和体育局"))
    manifest = other.parent / "manifest.toml"
    words = manifest.read_text("utf-8").replace(f'"{PERSONAL}"', '"hospital-desk"')
    manifest.write_text(words.replace(TITLE, DESK), "utf-8")
    load(data, other)
    questions = json.loads(command(data, "register", "--json").stdout)
    (same,) = [
        one["id"] for one in questions if "死亡医学证明办理" in json.dumps(one, ensure_ascii=False)
    ]
    assert command(data, "register", "decide", f"{same}=same").exit_code == 0
    for app in application(data):
        yield app.test_client()


def page(client: FlaskClient, path: str, status: int = 200, **query: str | Sequence[str]) -> str:
    """The main part of a page."""
    given = query or None
    answer = client.get(path, query_string=given, headers={"Accept": "text/html"})
    assert answer.status_code == status, (path, answer.text[:300])
    return answer.text.partition("<main")[2].partition("</main>")[0]


def words(html: str) -> str:
    """What a reader sees, each run of white space one space."""
    inline = re.sub(r"</?(?:a|span|strong|code)\b[^>]*>", "", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inline))).strip()


def table(html: str, section: str) -> list[list[str]]:
    """The rows of the table under the heading `section`, without its own heading row."""
    part = (
        html.partition(f'<section aria-labelledby="{section}"')[2]
        or html.partition(f'aria-labelledby="{section}"')[2]
    )
    part = part.partition("</section>")[0].partition("<tbody>")[2].partition("</table>")[0]
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", part, re.DOTALL)
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in found
    ]


def word_file(client: FlaskClient, path: str, **query: str | Sequence[str]) -> WordDocument:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, answer.text[:300]
    return Document(io.BytesIO(answer.data))


def workbook(client: FlaskClient, path: str, **query: str | Sequence[str]) -> Workbook:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, answer.text[:300]
    return load_workbook(io.BytesIO(answer.data))


def paragraphs(document: WordDocument, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style and one.style.style_id == style]


def cells(document: WordDocument, number: int) -> list[list[str]]:
    """The rows of a table of a Word file, each cell once."""
    return [
        [cell.text for cell in dict.fromkeys(row.cells)] for row in document.tables[number].rows
    ]
