"""A source document that has been read: its identity, its rows, and what stands around them."""

from dataclasses import dataclass, field

from loader.problems import Problem
from loader.rows import Column, Row


@dataclass(frozen=True)
class Document:
    """A source file read."""

    file: str
    sha256: str
    media_type: str
    content: bytes
    preamble: tuple[str, ...]
    """The lines above the table."""
    rows: tuple[Row, ...]
    columns: frozenset[Column]
    """The columns of ours that its table has."""
    notes: tuple[str, ...] = ()
    """The lines below the table, and notes among its rows."""
    problems: tuple[Problem, ...] = field(default=())
    """What was noticed on reading; a violation among them keeps it from being published."""
    merges: bool = False
    """Whether the form says which cells are merged; where not, a blank may stand for a merge."""
