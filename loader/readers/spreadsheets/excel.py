"""Excel workbooks: .xlsx, .xlsm and their templates (ECMA-376 Part 1, 18; Strict or Transitional).

Every visible worksheet is a table in the grid of the sheet (see `spreadsheet`). The text of a cell
is what a person sees: text as it is, numbers, dates and times through their number format (see
`number_formats` and `date_formats` for which), booleans as TRUE and FALSE, errors as `#N/A`, and of
a formula the result that the file stores. Formulas are never computed. Hidden rows and columns are
read; hidden sheets are not, and reported where they hold anything. Comments are reported. Drawings,
charts, headers and footers of print are passed over.

Of openpyxl this uses the built-in formats, the epochs of dates and the names of columns. The parts
themselves are read with lxml, as a stream: openpyxl expands every merged or hyperlinked range cell
by cell before anyone can stop it, refuses whole files for a style it does not expect, reads no
Strict documents, and does not know the dates of Chinese editions (formats 27 to 58). The tests hold
both against one another.
"""

from loader.limits import Limits
from loader.problems import problem
from loader.readers import archive
from loader.readers.allowance import Allowance
from loader.readers.spreadsheets import worksheet
from loader.readers.spreadsheets.package import Package
from loader.readers.spreadsheets.sheet import reading
from loader.readers.spreadsheets.workbook import workbook
from loader.rows import Place
from loader.tables import Reading

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(content: bytes, file: str, limits: Limits) -> Reading:
    """The tables of a workbook, one a sheet that holds text.

    Raises Refused where it is no workbook, damaged, or beyond a limit; a formula without a stored
    result is a violation among the problems of the reading.
    """
    allowance = Allowance(file, limits)
    with archive.open_archive(content, file, limits) as opened:
        if archive.kind(opened) != "xlsx":
            raise archive.other(opened, file)
        package = Package(opened, allowance)
        book = workbook(package, allowance)
        allowance.sheets(len(book.sheets))
        shown = [part for part in book.sheets if not part.hidden]
        passed_over = [
            problem("F34-sheet", Place(file, sheet=part.name), name=part.name)
            for part in book.sheets
            if part.hidden and worksheet.holds_text(package, book, part, allowance)
        ]
        sheets = (worksheet.sheet(package, book, part, allowance) for part in shown)
        return reading(sheets, allowance, passed_over)
