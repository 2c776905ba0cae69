"""Tables with random merges, for the readers of forms that can say what is merged."""

import re

from hypothesis import strategies as st

from loader.tables import TableCell

_TEXT = st.text(
    st.sampled_from("出生 户口登记，（1）〇㐀𠮷Aé1.-&<>\"'\u00a0\u200f\u202e"), max_size=12
).map(lambda text: re.sub(" +", " ", text).strip(" "))
LINES = st.lists(_TEXT, min_size=1, max_size=3).map("\n".join)


@st.composite
def grids(draw: st.DrawFn, texts: st.SearchStrategy[str] = LINES) -> tuple[TableCell, ...]:
    """The cells of a full table of up to six rows and columns with merges that do not overlap; in
    every row and every column at least one cell begins."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            if (row, column) in taken:
                continue
            room = next((c for c in range(column, width + 1) if (row, c) in taken), width + 1)
            across = draw(st.integers(1, min(3, room - column)))
            down = draw(st.integers(1, min(3, height + 1 - row)))
            cells.append(TableCell(draw(texts), row, column, down, across))
            taken |= {
                (r, c) for r in range(row, row + down) for c in range(column, column + across)
            }
    return tuple(cells)


def at(cells: tuple[TableCell, ...]) -> dict[tuple[int, int], TableCell]:
    """Which cell covers each place of the grid."""
    return {
        (row, column): cell
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
