"""What the tests of `/check` share: drafts made from the real checklist, and requests."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from docx import Document
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from tests.forms import excel, word
from tests.forms.sample import real

HTML = {"Accept": "text/html"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def as_word() -> bytes:
    """The real checklist as a Word document."""
    return word.write(real())


@cache
def as_excel() -> bytes:
    """The real checklist as a workbook."""
    return excel.write(real())


def word_with(**texts: str) -> bytes:
    """The Word document in which cells that say one thing say another: `_36="37"`."""
    document = Document(io.BytesIO(as_word()))
    for element in document.tables[0]._tbl.iter(f"{W}t"):
        for old, new in texts.items():
            if element.text == old.removeprefix("_"):
                element.text = new
    return saved(document.save)


def excel_with(change: Callable[[Workbook], None]) -> bytes:
    """The workbook after a change."""
    book = load_workbook(io.BytesIO(as_excel()))
    change(book)
    return saved(book.save)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    content = io.BytesIO()
    save(content)
    return content.getvalue()


def cell_of(content: bytes, text: str | int) -> str:
    """The name of the only cell of the first sheet that says this."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    (found,) = (cell.coordinate for row in sheet for cell in row if cell.value == text)
    return str(found)


def checked(
    client: FlaskClient, content: bytes, name: str, answer: str = "page", **more: Any
) -> TestResponse:
    """A draft sent as the form of the page does."""
    path = more.pop("path", "/check")
    headers = {**HTML, **more.pop("headers", {})}
    data = {"file": (io.BytesIO(content), name), "answer": answer, **more}
    return client.post(path, data=data, headers=headers)
