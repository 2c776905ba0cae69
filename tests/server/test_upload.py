"""What a request to validate brings."""

import pytest
from werkzeug.datastructures import MultiDict

from server.validation.upload import file_name, read_upload


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("清单.docx", "清单.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\清单\\清单.docx", "清单.docx"),
        ("a\u202ecod.exe\x00\r\n", "acod.exe"),
        ("..", ".."),
        ("/", ""),
        ("长" * 300 + ".docx", "…" + "长" * 94 + ".docx"),
    ],
)
def test_a_name_is_shown_without_its_path_and_what_no_one_sees(given: str, shown: str) -> None:
    assert file_name(given) == shown


@pytest.mark.parametrize(
    ("name", "media_type", "rdf"),
    [
        ("x.TTL", "text/plain", "text/turtle"),
        ("x.nq", "application/octet-stream", "application/n-quads"),
        ("x.json", "text/plain", "application/ld+json"),
        ("x", "application/json", "application/ld+json"),
        ("x", "text/xml", "application/rdf+xml"),
        ("x.html", "text/html", None),
        ("x.txt", "text/plain", None),
        ("x.docx", "application/octet-stream", None),
    ],
)
def test_rdf_is_told_by_its_name_and_else_by_its_type(
    name: str, media_type: str, rdf: str | None
) -> None:
    found = read_upload(b"x", media_type, f'attachment; filename="{name}"', MultiDict())
    assert (found.file, found.rdf) == (name, rdf)
