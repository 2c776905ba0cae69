"""Entity tags (RFC 9110, section 8.8.3): an HMAC under a key of the installation over all that an
answer follows from. A tag is issued only with a 200, and no one else can make one, so a tag that
matches proves that the answer was a 200 and is the same still."""

import hashlib
import hmac
from collections.abc import Sequence

_LENGTH = 24


class Tags:
    """The tags of one installation, build and settings."""

    def __init__(self, key: bytes, build: str) -> None:
        self._mac = hmac.new(key, _framed([build.encode()]), hashlib.sha256)

    def tag(self, parts: Sequence[bytes]) -> str:
        """The strong tag, with its quotes, of the answer that follows from `parts`."""
        mac = self._mac.copy()
        mac.update(_framed(parts))
        return f'"{mac.hexdigest()[: 2 * _LENGTH]}"'


def _framed(parts: Sequence[bytes]) -> bytes:
    """The parts with their lengths: no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a client that sends `if_none_match` has the answer of `tag`; compared weakly
    (section 13.1.2). `*` matches nothing here: it does not say what the client has."""
    return any(
        hmac.compare_digest(given.strip().removeprefix("W/").encode(), tag.encode())
        for given in if_none_match.split(",")
    )
