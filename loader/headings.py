"""Which column a heading names: a lookup in headings.toml."""

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources

from loader.identifiers import squeeze
from loader.rows import Column

REQUIRED = (
    Column.NUMBER,
    Column.STAGE,
    Column.SCENARIO,
    Column.NAME,
    Column.TYPE,
    Column.LEAD,
    Column.COOPERATING,
)


@functools.cache
def synonyms() -> Mapping[str, Column]:
    """Heading without white space -> the column it names."""
    table = tomllib.loads(resources.files("loader").joinpath("headings.toml").read_text("utf-8"))
    return {heading: Column(column) for column, names in table.items() for heading in names}


def column_of(heading: str) -> Column | None:
    """The column that `heading` names, or None where no one knows it."""
    return synonyms().get(squeeze(heading))
