"""Stopping one's own query. The page that asks chooses a secret of 128 bits and sends it with the
query; who sends it again may stop that query and no other. The service knows its digest only, for
as long as the query waits or runs."""

import hashlib
import re

from server.errors import BadParameter, NothingToStop
from server.store.interface import Store

_SECRET = re.compile(r"[0-9a-f]{32,64}", re.ASCII)


def digest(secret: str) -> str:
    """By what a secret is known; empty for none. Raises BadParameter for what is none."""
    if not secret:
        return ""
    if not _SECRET.fullmatch(secret):
        raise BadParameter(
            parameter="stop",
            value="…",
            reason_zh="应为页面自选的 32 至 64 个小写十六进制字符。",
            reason_en="it is 32 to 64 lower-case hexadecimal digits that the page chose.",
        )
    return hashlib.sha256(secret.encode()).hexdigest()


def stop(store: Store, secret: str) -> None:
    """Stop the query that was asked with `secret`. Raises NothingToStop where none waits or
    runs, BadParameter for what is no secret."""
    known = digest(secret)
    numbers = [one.id for one in store.running() if known and one.asker.stop == known]
    stopped = [store.stop(number) for number in numbers]
    if not any(stopped):
        raise NothingToStop
