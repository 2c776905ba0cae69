"""What a request to `/api/` asks for: parameters by name, refused in words where they cannot be."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.errors import BadParameter, StaleCursor

MOST, USUAL = 1000, 100
"""How many things one answer has at most, and where nothing is said."""
_CURSOR = re.compile(r"(\d{1,12})\.(\d{6})\.(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Page:
    """How many things are wanted, and after which: from `offset` on of the region `region`, where
    they were counted in the state `snapshot`."""

    limit: int
    region: str = ""
    offset: int = 0

    def cursor(self, snapshot: int) -> str:
        """What the client sends to go on from here."""
        return f"{snapshot}.{self.region}.{self.offset}"


class Given:
    """The parameters of a request, each read once by who knows what it may be."""

    def __init__(self, given: Mapping[str, Sequence[str]], known: Collection[str]) -> None:
        """Raises BadParameter for one that is not `known`, or empty."""
        self._given = given
        for name, values in given.items():
            if name not in known:
                raise refused(
                    name,
                    values[0] if values else "",
                    f"没有这个参数。可用：{'、'.join(sorted(known))}。",
                    f"there is no such parameter; there are {', '.join(sorted(known))}.",
                )

    def every(self, name: str) -> list[str]:
        """All values of a parameter that may be given several times."""
        return [value for value in self._given.get(name, ()) if value]

    def one(self, name: str) -> str:
        """The value of a parameter; the empty string where it is not given."""
        values = self.every(name)
        if len(values) > 1:
            raise refused(name, values[1], "只能给出一次。", "it may be given once.")
        return values[0] if values else ""

    def choice(self, name: str, known: Iterable[str], default: str) -> str:
        """One of a closed list."""
        value, choices = self.one(name) or default, list(known)
        if value not in choices:
            words = "、".join(choices)
            raise refused(name, value, f"可用：{words}。", f"it may be {', '.join(choices)}.")
        return value

    def number(self, name: str, most: int, default: int) -> int:
        """A number from 1 to `most`."""
        text = self.one(name) or str(default)
        number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
        if not 1 <= number <= most:
            raise refused(name, text, f"应为 1 到 {most}。", f"it is a number from 1 to {most}.")
        return number

    def page(self, snapshot: int) -> Page:
        """The page that `limit` and `cursor` ask for. Raises StaleCursor where the cursor counted
        in another state than the one that is published."""
        text = self.one("limit") or str(USUAL)
        limit = int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else 0
        if not 1 <= limit <= MOST:
            raise refused("limit", text, f"应为 1 到 {MOST}。", f"it is a number from 1 to {MOST}.")
        cursor = self.one("cursor")
        if not cursor:
            return Page(limit)
        match = _CURSOR.fullmatch(cursor)
        if not match:
            raise refused(
                "cursor",
                cursor,
                "请照抄上一页 next 里的值。",
                "send it as “next” of the page before has it.",
            )
        if int(match[1]) != snapshot:
            raise StaleCursor
        return Page(limit, match[2], int(match[3]))


def refused(name: str, value: str, zh: str, en: str) -> BadParameter:
    """That a parameter cannot have this value, and what it can."""
    return BadParameter(parameter=name[:100], value=value[:100], reason_zh=zh, reason_en=en)
