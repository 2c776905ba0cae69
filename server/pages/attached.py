"""Files that a page hands over, named for people, and made so few at a time that pages go on."""

import threading
from collections.abc import Callable
from urllib.parse import quote

from flask import Response

from server.errors import DownloadsBusy

_AT_WORK = 2
_PATIENCE = 2.0
_MAKING = threading.BoundedSemaphore(_AT_WORK)


def attached(make: Callable[[], bytes], media_type: str, name: str, title: str) -> Response:
    """A file that `make` makes, to be saved under `title`, or `name` where only ASCII is understood
    (RFC 6266). Raises DownloadsBusy where others are being made for long."""
    if not _MAKING.acquire(timeout=_PATIENCE):
        raise DownloadsBusy(limit=_AT_WORK)
    try:
        content = make()
    finally:
        _MAKING.release()
    response = Response(content, content_type=media_type)
    suffix = name.rpartition(".")[2]
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(title)}.{suffix}"
    )
    return response
