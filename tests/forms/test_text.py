"""The generator is right about the one document that is known: the real checklist."""

from pathlib import Path

from loader.document import Document
from loader.manifest import Manifest
from loader.readers import read
from server.loading import bundled_checklist
from tests.forms import text
from tests.forms.sample import real


def cells(document: Document) -> list[list[tuple[int, str, str]]]:
    """The cells of each row: which of the row it is, its heading, its text as printed."""
    return [[(c.index, c.heading, c.text) for c in row.all_cells()] for row in document.rows]


def test_the_text_form_of_the_real_checklist_reads_as_the_bundled_file(tmp_path: Path) -> None:
    file = tmp_path / "checklist.txt"
    file.write_bytes(text.write(real()))
    written, bundled = (read(path, Manifest()) for path in (file, bundled_checklist()))
    assert cells(written) == cells(bundled)
    assert written.preamble == bundled.preamble
    assert len(written.rows) == 161
