"""Who may write: the owner of a token (RFC 6750, section 2.1, or as the password of RFC 7617).

Tokens are known by their SHA-256 and compared in constant time. They are long and random, made by
`lifematters token`, so that a hash needs no salt and a guess no delay. Nobody is known by default:
without a token configured there is no writing, unless the service is open, which it may be only to
its own machine; then a page of another site that a browser shows may still not write.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from server.settings import Settings, SettingsError, is_loopback

OPEN = "open"
"""Who writes to an open service."""
OWNER = "owner"
"""Who has the token of the environment."""
_LINE = re.compile(r"(?P<name>\S+)\s+(?P<hash>[0-9a-fA-F]{64})")


@dataclass(frozen=True)
class Credentials:
    """What a request says of who sends it: its token, and the site whose page made it."""

    token: str | None
    origin: str | None


class Access:
    """The tokens of an installation. Raises SettingsError where their file cannot be read."""

    def __init__(self, settings: Settings) -> None:
        self.open = settings.open
        self._known: dict[str, bytes] = {}
        if settings.tokens:
            self._known |= _read(Path(settings.tokens))
        if settings.token:
            self._known[OWNER] = digest(settings.token)

    @property
    def configured(self) -> bool:
        """Whether anyone may write."""
        return self.open or bool(self._known)

    def who(self, credentials: Credentials) -> str | None:
        """The name of who may write, or None. Every token is compared, whichever matches."""
        if credentials.token is not None:
            given, found = digest(credentials.token), None
            for name, known in self._known.items():
                if hmac.compare_digest(known, given):
                    found = name
            return found
        if self.open and _ours(credentials.origin):
            return OPEN
        return None


def digest(token: str) -> bytes:
    """By what a token is known."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _ours(origin: str | None) -> bool:
    """Whether a request comes from a program, or from a page of this machine."""
    if origin is None:
        return True
    try:
        return is_loopback(urlsplit(origin).hostname or "")
    except ValueError:
        return False


def _read(path: Path) -> dict[str, bytes]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"令牌文件 {path} 无法读取（{error}）。/ The file of tokens cannot be read."
        ) from None
    known: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None or match["name"] in known:
            raise SettingsError(
                f"令牌文件 {path} 第 {number} 行应为“名称 SHA-256”，名称不得重复。"
                f"/ Line {number} of the file of tokens is not a new name and a SHA-256."
            )
        known[match["name"]] = bytes.fromhex(match["hash"])
    return known
