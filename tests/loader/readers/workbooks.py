"""Workbooks made for tests: by openpyxl, and by hand where no program would write such a thing."""

import datetime
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
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


def sample() -> bytes:
    """The workbook that tests/samples/readers/ holds as other programs saved it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "清单"
    moment = datetime.datetime(2021, 6, 1, 8, 30)
    sheet.append(["昌乐县个人全生命周期事项清单"])
    sheet.append(["序号", "阶段", "事项名称", "编码", "时限", "占比", "更新日期", "办结月份"])
    sheet.append([1, "1出生", "出生医学证明办理", 7, 1.5, 0.25, moment.date(), moment.date()])
    sheet.append([2, None, "预防接种证\n办理", "00123", True, 0.5, moment])
    sheet.append([3, "2教育", "义务教育入学", "=1+1", "=1/0"])
    sheet.append([4, None, "隐藏行里的事项"])
    for area in ("A1:H1", "B3:B4", "B5:B6"):
        sheet.merge_cells(area)
    for cell, code in {"D3": "0000", "E3": "0.00", "F3": "0%", "F4": "0%"}.items():
        sheet[cell].number_format = code
    sheet["H3"].number_format = 'yyyy"年"m"月"'
    sheet["G4"].number_format = "yyyy-mm-dd hh:mm"
    sheet["C3"].comment = Comment("与卫健部门核对", "王")
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["F"].hidden = True
    old = book.create_sheet("旧版")
    old["A1"] = "旧内容"
    old.sheet_state = "hidden"
    book.create_sheet("空表")
    book.create_sheet("企业")["B2"] = "企业开办"
    return saved(book)
