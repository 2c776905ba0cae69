"""How the pages of things lead to 我的清单: the address of a page carries the reader's list along,
so that a tick adds to what is there. No cookie and no script keep it."""

from dataclasses import dataclass

from flask import request

from server.reading.context import Checklist
from server.urls import choosing_path, key_of

_MOST = 1000
"""So many matters are carried."""


@dataclass(frozen=True)
class Ticks:
    """Where a page of a thing leads to, to put matters on the reader's list, and what it has."""

    path: str
    keys: tuple[str, ...]

    def holds(self, matter: str) -> bool:
        return key_of(matter) in self.keys

    def adding(self, matter: str) -> str:
        """The list with a matter added."""
        return choosing_path(self.path, matter=dict.fromkeys((*self.keys, key_of(matter))))

    @property
    def address(self) -> str:
        return choosing_path(self.path, matter=self.keys)


def ticks(checklist: Checklist | None) -> Ticks | None:
    """The list that the address of this page carries along; None where a thing is in no list."""
    if checklist is None:
        return None
    keys = dict.fromkeys(key_of(one) for one in request.args.getlist("matter")[:_MOST] if one)
    return Ticks(f"{checklist.path}my-list", tuple(keys))
