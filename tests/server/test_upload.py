"""The body of a request to validate is read whole, within bounds, before anything looks at it."""

import io
import time
from typing import IO

import pytest
from werkzeug.datastructures import MultiDict

from server.errors import IncompleteUpload, SlowUpload, UploadTooLarge
from server.validation.upload import file_name, read_body, read_upload


class Slow(io.RawIOBase):
    """A client that sends a byte every tenth of a second, and breaks off after `most`."""

    def __init__(self, most: int = 100) -> None:
        self.left = most

    def read(self, size: int = -1) -> bytes:
        if not self.left:
            raise OSError("gone")
        self.left -= 1
        time.sleep(0.1)
        return b"x"


class Endless(io.RawIOBase):
    """A client that never stops sending."""

    def read(self, size: int = -1) -> bytes:
        return b"x" * size


def body(stream: IO[bytes], length: int | None = None, limit: int = 100) -> bytes:
    return read_body(stream, length, limit, 5)


def test_a_body_comes_out_as_it_went_in() -> None:
    assert body(io.BytesIO(b"abc"), 3) == b"abc"
    assert body(io.BytesIO(b"abc")) == b"abc", "sent in chunks, without a length"
    assert body(io.BytesIO(b"x" * 100)) == b"x" * 100
    assert body(io.BytesIO(b"abcdef"), 3) == b"abc", "what follows is the next request"


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    stream = io.BytesIO(b"x" * 101)
    with pytest.raises(UploadTooLarge):
        body(stream, 101)
    assert stream.tell() == 0


def test_a_body_that_turns_out_too_large_is_read_no_further() -> None:
    with pytest.raises(UploadTooLarge):
        body(io.BytesIO(b"x" * 101))
    with pytest.raises(UploadTooLarge):
        body(Endless())  # type: ignore[arg-type]


def test_a_slow_client_is_waited_for_no_longer_than_allowed() -> None:
    began = time.monotonic()
    with pytest.raises(SlowUpload):
        read_body(Slow(), 100, 100, 0.3)  # type: ignore[arg-type]
    assert time.monotonic() - began < 2


def test_a_body_that_breaks_off_is_told() -> None:
    for stream in (io.BytesIO(b"abc"), Slow(3)):
        with pytest.raises(IncompleteUpload) as incomplete:
            body(stream, 4)  # type: ignore[arg-type]
        assert incomplete.value.values == {"received": 3, "size": 4}


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
