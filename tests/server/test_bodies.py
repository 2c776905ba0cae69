"""The body of a request is read whole, within bounds, before anything looks at it."""

import io
import threading
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import IO, Any

import pytest
from flask import Request

from server.bodies import DRAINED, Bodies, read_body
from server.errors import BodiesBusy, BodyTooLarge, IncompleteBody, SlowBody
from server.settings import Settings


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
    with pytest.raises(BodyTooLarge):
        body(stream, 101)
    assert stream.tell() == 0


def test_a_body_that_turns_out_too_large_is_read_no_further() -> None:
    with pytest.raises(BodyTooLarge):
        body(io.BytesIO(b"x" * 101))
    with pytest.raises(BodyTooLarge):
        body(Endless())  # type: ignore[arg-type]


def test_a_slow_client_is_waited_for_no_longer_than_allowed() -> None:
    began = time.monotonic()
    with pytest.raises(SlowBody):
        read_body(Slow(), 100, 100, 0.3)  # type: ignore[arg-type]
    assert time.monotonic() - began < 2


def test_a_body_that_breaks_off_is_told() -> None:
    for stream in (io.BytesIO(b"abc"), Slow(3)):
        with pytest.raises(IncompleteBody) as incomplete:
            body(stream, 4)  # type: ignore[arg-type]
        assert incomplete.value.values == {"received": 3, "size": 4}


# Places


class Held(io.RawIOBase):
    """A client that is silent until `sends` is set."""

    def __init__(self, sends: threading.Event) -> None:
        self.sends = sends
        self.waited_for = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.waited_for.set()
        self.sends.wait(30)
        return b"x" * size


def request(
    stream: IO[bytes], length: int | None, headers: Mapping[str, str] = MappingProxyType({})
) -> Request:
    environ: dict[str, Any] = {"wsgi.input": stream, "REQUEST_METHOD": "POST"}
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    environ |= {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in headers.items()}
    return Request(environ)


@pytest.fixture
def places() -> Bodies:
    return Bodies(Settings(write_bodies=4, update_deadline=7), "write_bodies", "update_deadline")


def test_one_client_has_half_of_the_places_and_others_the_rest(places: Bodies) -> None:
    sends, holders = threading.Event(), []
    for client in ("a", "a", "b", "b"):
        stream = Held(sends)
        body = request(stream, 9)  # type: ignore[arg-type]
        holders.append(threading.Thread(target=places.take, args=(body, client, 100)))
        holders[-1].start()
        assert stream.waited_for.wait(10)
        if client == "a" and len(holders) == 2:
            with pytest.raises(BodiesBusy):
                places.take(request(io.BytesIO(b"abc"), 3), "a", 100)
    unread = io.BytesIO(b"abc")
    with pytest.raises(BodiesBusy) as busy:
        places.take(request(unread, 3), "c", 100)
    problem = busy.value.problem("/update")
    assert (problem["limit_name"], problem["limit"]) == ("write_bodies", 4)
    assert unread.tell() == 0 and busy.value.retry_after
    sends.set()
    for holder in holders:
        holder.join()
    assert places.take(request(io.BytesIO(b"abc"), 3), "c", 100) == b"abc"


def test_a_body_is_read_once_and_can_be_read_again_by_whoever_parses_it(places: Bodies) -> None:
    asked = request(io.BytesIO(b"abc"), 3)
    assert places.take(asked, "a", 100) == places.take(asked, "a", 100) == b"abc"
    assert asked.get_data() == b"abc"


def test_what_announces_too_much_is_not_read_and_takes_no_place(places: Bodies) -> None:
    stream = io.BytesIO(b"x" * 200)
    with pytest.raises(BodyTooLarge):
        places.take(request(stream, 200), "a", 100)
    assert stream.tell() == 0


def test_a_slow_body_names_its_setting() -> None:
    settings = Settings(validation_deadline=0.3)
    places = Bodies(settings, "validation_bodies", "validation_deadline")
    with pytest.raises(SlowBody) as slow:
        places.take(request(Slow(), 100), "a", 100)  # type: ignore[arg-type]
    problem = slow.value.problem("/validate")
    assert (problem["limit_name"], problem["limit"]) == ("validation_deadline", 0.3)
    assert places.take(request(io.BytesIO(b"abc"), 3), "a", 100) == b"abc"


def test_what_is_refused_is_read_unless_it_is_much_or_waits_for_leave(places: Bodies) -> None:
    little, much = io.BytesIO(b"x" * 100), io.BytesIO(b"x" * (DRAINED + 1))
    waiting, unannounced = io.BytesIO(b"x" * 100), io.BytesIO(b"x" * 100)
    nothing = io.BytesIO(b"the next request")
    places.drain(request(little, 100), "a")
    places.drain(request(much, DRAINED + 1), "a")
    places.drain(request(waiting, 100, {"Expect": "100-continue"}), "a")
    places.drain(request(unannounced, None, {"Transfer-Encoding": "chunked"}), "a")
    places.drain(request(nothing, None), "a")
    streams = (little, much, waiting, unannounced, nothing)
    assert [one.tell() for one in streams] == [100, 0, 0, 100, 0]
