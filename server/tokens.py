"""The secrets that let a request do more than read (RFC 6750: a bearer token in `Authorization`).

Only hashes are kept and compared, in a time that says nothing of how near a guess was.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

OWNER = "owner"
"""The name under which the token of the settings acts."""
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]+)", re.IGNORECASE)
_LINE = re.compile(r"(\S+)\s+([0-9a-fA-F]{64})")


class TokenFileError(ValueError):
    """A file of tokens has a line that is none; says which, in Chinese and English."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of an installation: the SHA-256 of each, by the name of who holds it."""

    hashes: Mapping[str, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def holder(self, authorization: str | None) -> str | None:
        """The name of who presents a token in that header, or None where it is none of ours."""
        match = _BEARER.fullmatch((authorization or "").strip())
        presented = digest(match[1] if match else "")
        found = None
        for name, expected in self.hashes.items():
            if hmac.compare_digest(presented, expected) and match:
                found = name
        return found


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def tokens(token: str, file: str) -> Tokens:
    """The token of the settings and those of a file; empty strings stand for none.

    Raises TokenFileError where a line of the file is not a name and a SHA-256 in hexadecimal, or
    OSError where it cannot be read. Empty lines and those that begin with `#` say nothing.
    """
    found = {OWNER: digest(token)} if token else {}
    if file:
        lines = Path(file).read_text("utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            match = _LINE.fullmatch(line.strip())
            if not match or match[1] in found:
                raise TokenFileError(
                    f"{file} 第 {number} 行不是“名称 SHA-256”，或名称重复。"
                    f"/ Line {number} is not a name and a SHA-256, or repeats a name."
                )
            found[match[1]] = bytes.fromhex(match[2])
    return Tokens(found)
