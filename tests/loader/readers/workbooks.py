"""Workbooks made for tests: by openpyxl, and by hand where no program would write such a thing."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

TRANSITIONAL = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
STRICT = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def made(fill: Callable[[Worksheet], object], *further: Callable[[Worksheet], object]) -> bytes:
    """A workbook by openpyxl: each function fills a sheet, called 表1, 表2, …"""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, function in enumerate((fill, *further), start=1):
        function(book.create_sheet(f"表{number}"))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def by_hand(
    *sheets: str,
    strings: str = "",
    styles: str = "",
    parts: Mapping[str, str] | None = None,
    namespaces: tuple[str, str] = TRANSITIONAL,
    head: str = HEAD,
    properties: str = "",
    names: Sequence[str] = ("表1", "表2", "表3", "表4"),
) -> bytes:
    """A package whose sheets have what is given inside their `worksheet` element."""
    main, relations = namespaces
    kinds = {
        **{f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)},
        "st": ("styles", "styles.xml"),
        "ss": ("sharedStrings", "sharedStrings.xml"),
    }
    listed = "".join(
        f'<sheet name="{names[n - 1]}" sheetId="{n}" r:id="s{n}"/>'
        for n in range(1, len(sheets) + 1)
    )
    content = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": _relationships({"r": (f"{relations}/officeDocument", "xl/workbook.xml")}),
        "xl/_rels/workbook.xml.rels": _relationships(
            {key: (f"{relations}/{kind}", part) for key, (kind, part) in kinds.items()}
        ),
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{relations}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{main}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{main}">{strings}</sst>',
        **{
            f"xl/worksheets/sheet{n}.xml": f'{head}<worksheet xmlns="{main}" '
            f'xmlns:r="{relations}">{sheet}</worksheet>'
            for n, sheet in enumerate(sheets, start=1)
        },
        **(parts or {}),
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return file.getvalue()


def data(*cells: str) -> str:
    """`sheetData` of one row a cell, each written as its own XML or as plain text."""
    rows = "".join(
        f'<row r="{n}">{cell if cell.startswith("<") else inline(f"A{n}", cell)}</row>'
        for n, cell in enumerate(cells, start=1)
    )
    return f"<sheetData>{rows}</sheetData>"


def inline(address: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
