"""How large a document may be: nothing that a stranger sends grows without bound."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds of reading one document; beyond one of them it is refused, with the bound."""

    file_bytes: int = 50_000_000
    """The file itself."""
    unpacked_bytes: int = 300_000_000
    """All members of an archive (.docx, .xlsx) together, as stated and as really unpacked."""
    members: int = 5_000
    """Members of an archive."""
    tables: int = 2_000
    """Tables of a document (one a page in a printout), or sheets of a workbook."""
    rows: int = 100_000
    """Rows of all its tables together, those that are empty to the last cell not counted."""
    columns: int = 256
    """Columns of one table."""
    cell_characters: int = 20_000
    """Characters of one cell."""
    pages: int = 2_000
    """Pages of a printout."""
    seconds: float = 120.0
    """How long reading may take."""
    memory: int = 2_000
    """MiB of memory that reading may take."""
