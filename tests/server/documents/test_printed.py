"""An edition is printed as its original was: every text, every merged cell, nothing else."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from loader.editions import content_digest
from loader.manifest import Conventions, Manifest
from loader.readers import read
from loader.rows import Cell, Column, Row
from loader.settle import settle
from loader.statements import integer
from loader.types import type_words
from ontology.terms import CODE, DCT, LM, RDF, SKOS
from server.documents.printed import Block, PrintedTable, printed_edition
from server.documents.source import source_graph
from server.documents.statements import Statements
from server.loading import bundled_checklist
from server.settings import DEFAULT_BASE
from tests.conftest import open_store
from tests.server.documents.conftest import CHANGLE, IMAGINARY
from tests.server.documents.original import (
    CARRIED,
    GRID,
    all_places,
    covered,
    entries,
    expected_blocks,
    original_rows,
    regions,
)
from tests.short_list import KEY, LIST


def reprinted(store: pyoxigraph.Store) -> PrintedTable:
    table = printed_edition(store, CHANGLE)
    assert table is not None
    return table


def texts(table: PrintedTable, at: int) -> list[str]:
    """The text of every line in a column of the grid."""
    by_row = {
        row: block.text
        for block in table.blocks
        if block.column <= at < block.column + block.columns
        for row in range(block.row, block.row + block.rows)
    }
    return [by_row[row] for row in range(table.height)]


def forget(store: pyoxigraph.Store, predicate: NamedNode, graph: NamedNode) -> None:
    for quad in list(store.quads_for_pattern(None, predicate, None, graph)):
        store.remove(quad)


def test_the_measure_itself_counts_what_is_known_of_the_original() -> None:
    assert len(original_rows()) == 161
    assert len(entries()) == 112
    # 22 lead cells and 62 cooperating cells hold text; of each, three only repeat it on a new page
    assert [len(regions(column)) for column in CARRIED] == [11, 25, 22 - 3, 62 - 3]


def test_every_cell_of_the_original_is_printed_where_it_stood(printed: PrintedTable) -> None:
    assert set(printed.blocks) == expected_blocks()
    assert len(printed.blocks) == len(expected_blocks())


def test_the_header_is_that_of_the_original(printed: PrintedTable) -> None:
    assert [column.column for column in printed.columns] == list(GRID)
    assert printed.header == (
        Block(0, 0, 1, 1, "序号"),
        Block(0, 1, 1, 1, "阶段"),
        Block(0, 2, 1, 1, "场景"),
        Block(0, 3, 1, 2, "事项名称"),
        Block(0, 5, 1, 1, "事项类型"),
        Block(0, 6, 1, 1, "牵头部门"),
        Block(0, 7, 1, 1, "协同部门"),
    )


def test_the_title_is_that_of_the_list_and_not_of_the_edition(printed: PrintedTable) -> None:
    assert printed.title == "个人全生命周期事项清单及责任分工"
    assert printed.identifier == "370725-personal-life-cycle-u-d709fb19"


def test_cells_cover_the_grid_exactly_once(
    printed: PrintedTable, counties: pyoxigraph.Store
) -> None:
    other = printed_edition(counties, IMAGINARY)
    assert other is not None
    for table in (printed, other):
        assert covered(table) == all_places(table)


def test_what_is_printed_reads_as_the_same_content(
    printed: PrintedTable, changle: pyoxigraph.Store
) -> None:
    cells: dict[int, dict[Column, Cell]] = {row: {} for row in range(printed.height)}
    for block in printed.blocks:
        column = printed.columns[block.column].column
        assert column is not None
        cells[block.row][column] = Cell(block.text, block.column + 1, "")
    rows = tuple(Row("print", at + 1, found) for at, found in cells.items())
    document = replace(read(bundled_checklist(), Manifest()), rows=rows)
    settled = settle(document, tuple(type_words({})), Conventions())
    assert settled.problems == ()
    said = Statements(changle, [NamedNode(f"{DEFAULT_BASE}graph/catalogue")])
    assert content_digest(settled.entries) == said.one(CHANGLE, LM.contentDigest)


def test_an_edition_that_is_not_there_prints_nothing(changle: pyoxigraph.Store) -> None:
    assert printed_edition(changle, CHANGLE + "x") is None


def test_a_name_that_the_register_has_changed_is_printed_as_it_stood(
    own_store: pyoxigraph.Store, printed: PrintedTable
) -> None:
    kinds = (LM.Stage, LM.Scenario, LM.Department)
    for kind in kinds:
        things = {q.subject for q in own_store.quads_for_pattern(None, RDF.type, kind, None)}
        for thing in things:
            for quad in list(own_store.quads_for_pattern(thing, SKOS.prefLabel, None, None)):
                own_store.remove(quad)
                renamed = Literal("改名", language="zh-hans")
                own_store.add(Quad(quad.subject, quad.predicate, renamed, quad.graph_name))
    assert reprinted(own_store).blocks == printed.blocks


def test_an_earlier_edition_is_printed_beside_the_current_one(
    short_data: Path, newer_data: Path
) -> None:
    store = open_store(newer_data)
    printed = printed_edition(open_store(short_data), f"{LIST}/{KEY}")
    newer = printed_edition(store, f"{LIST}/2026-11")
    assert newer is not None and printed is not None
    assert printed_edition(store, f"{LIST}/{KEY}") == printed
    assert newer.title == printed.title
    changed = {block.text for block in newer.blocks} ^ {block.text for block in printed.blocks}
    assert changed == {"火化证明", "骨灰寄存"}


def test_without_a_source_layer_labels_stand_in_and_equal_neighbours_are_merged(
    own_store: pyoxigraph.Store, printed: PrintedTable
) -> None:
    own_store.remove_graph(source_graph(CHANGLE))
    table = reprinted(own_store)
    assert table.header == printed.header
    for at in range(len(GRID)):
        assert texts(table, at) == texts(printed, at)
    assert covered(table) == all_places(table)
    lead = GRID.index(Column.LEAD)
    cells = [block for block in table.blocks if block.column == lead]
    stages = texts(table, GRID.index(Column.STAGE))
    for above, below in pairwise(cells):
        assert above.text != below.text or stages[above.row] != stages[below.row]
    # 92 and 93: the authors print 县民政局 again where the lead changes; nothing says so any more
    assert len(table.blocks) < len(printed.blocks)


def test_a_list_without_stages_or_numbers_has_no_such_columns(own_store: pyoxigraph.Store) -> None:
    own_store.remove_graph(source_graph(CHANGLE))
    for predicate in (LM.stage, LM.stageNumber, LM.number):
        forget(own_store, predicate, NamedNode(CHANGLE))
    table = reprinted(own_store)
    assert [block.text for block in table.header] == [
        "场景",
        "事项名称",
        "事项类型",
        "牵头部门",
        "协同部门",
    ]
    assert covered(table) == all_places(table)


def test_a_list_without_sub_lines_has_one_column_of_names(own_store: pyoxigraph.Store) -> None:
    own_store.remove_graph(source_graph(CHANGLE))
    forget(own_store, LM.hasSubEntry, NamedNode(CHANGLE))
    table = reprinted(own_store)
    assert table.at(Column.SUB_NAME) is None
    assert {block.columns for block in (*table.header, *table.blocks)} == {1}


def test_a_value_corrected_by_hand_is_printed_as_corrected(own_store: pyoxigraph.Store) -> None:
    source = source_graph(CHANGLE)
    entry = NamedNode(f"{CHANGLE}/entry/2")
    for quad in list(own_store.quads_for_pattern(entry, LM.leadFill, None, source)):
        own_store.remove(quad)
    own_store.add(Quad(entry, LM.leadFill, CODE["fill-method/corrected"], source))
    said = Statements(own_store, [NamedNode(CHANGLE)])
    for quad in list(own_store.quads_for_pattern(entry, LM.leadDepartment, None, None)):
        own_store.remove(quad)
    for other in said.every(f"{CHANGLE}/entry/105", LM.cooperatingDepartment):
        own_store.add(Quad(entry, LM.leadDepartment, NamedNode(other), NamedNode(CHANGLE)))
    table = reprinted(own_store)
    assert texts(table, GRID.index(Column.LEAD))[:3] == [
        "县卫健局",
        "县公安局、县卫健局",
        "县卫健局",
    ]


@pytest.fixture
def with_remarks(own_store: pyoxigraph.Store) -> pyoxigraph.Store:
    """A list with a column 备注: a cell merged over entries 2 and 3, one for all lines of 22."""
    edition = NamedNode(CHANGLE)
    second = NamedNode(f"{CHANGLE}/source/row/2")
    for item, text, row in (
        ("entry/2", "一并办理", second),
        ("entry/3", "一并办理", second),
        ("entry/5", "一并办理", NamedNode(f"{CHANGLE}/source/row/5")),
        ("entry/22", "见附表\n（二）", None),
    ):
        node = NamedNode(f"{CHANGLE}/{item}#remark")
        own_store.add(Quad(NamedNode(f"{CHANGLE}/{item}"), LM.statedAttribute, node, edition))
        own_store.add(Quad(node, LM.heading, Literal("备 注"), edition))
        own_store.add(Quad(node, LM.attributeText, Literal(text), edition))
        if row:
            own_store.add(Quad(node, LM.sourceRow, row, edition))
    return own_store


def test_further_columns_are_printed_with_their_headings_and_merged_cells(
    with_remarks: pyoxigraph.Store,
) -> None:
    table = reprinted(with_remarks)
    assert table.header[-1] == Block(0, 8, 1, 1, "备注")
    remarks = [block for block in table.blocks if block.column == 8 and block.text]
    assert remarks == [
        Block(1, 8, 2, 1, "一并办理"),
        Block(4, 8, 1, 1, "一并办理"),
        Block(21, 8, 2, 1, "见附表\n（二）"),
    ]
    assert covered(table) == all_places(table)


def test_a_column_that_no_one_made_attributes_of_is_printed_from_its_cells(
    own_store: pyoxigraph.Store,
) -> None:
    source = source_graph(CHANGLE)
    for row, text in ((1, "0536-6221234"), (2, "")):
        cell = NamedNode(f"{CHANGLE}/source/row/{row}#c9")
        of = NamedNode(f"{CHANGLE}/source/row/{row}")
        own_store.add(Quad(of, DCT.hasPart, cell, source))
        own_store.add(Quad(cell, LM.columnIndex, integer(9), source))
        own_store.add(Quad(cell, LM.heading, Literal("电话"), source))
        own_store.add(Quad(cell, LM.cellText, Literal(text), source))
    table = reprinted(own_store)
    assert table.header[-1].text == "电话"
    assert texts(table, 8)[:2] == ["0536-6221234", ""]
