"""`lifematters export`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from server.cli.console import err, settings_of, speaks

if TYPE_CHECKING:
    from server.store.editions import PublishedEdition
    from server.store.folder import Snapshot

_RDF = ("trig", "nq", "ttl", "nt", "jsonld", "rdf")
_DOCUMENTS = ("docx", "xlsx")
_LISTED = 12


@click.command(
    name="export",
    help="导出已发布的数据。docx、xlsx 按原件的版式写出一个版本，含合并单元格；"
    "trig、nq 含全部命名图；ttl、nt、jsonld、rdf 只含现行数据（默认图）或一个命名图。\n\n"
    "Export what is published: docx and xlsx, one edition in the layout of the original, merged "
    "cells included; trig and nq with every named graph; the others with the present (the default "
    "graph) or one graph.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([*_DOCUMENTS, *_RDF]),
    help="格式 / format [默认按文件名，否则 trig / by the file's name, else trig]",
)
@click.option(
    "--edition", help="docx、xlsx：版本标识或网址 / key or IRI of the edition [现行 current]"
)
@click.option("--region", help="docx、xlsx：六位区划代码 / six-digit region code")
@click.option("--list", "list_", help="docx、xlsx：清单标识 / key of the list")
@click.option("--graph", help="RDF：只导出这个命名图 / this named graph only")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="文件 / file [标准输出 stdout]"
)
@click.pass_context
@speaks
def command(
    ctx: click.Context,
    format_: str | None,
    edition: str | None,
    region: str | None,
    list_: str | None,
    graph: str | None,
    output: Path | None,
) -> None:
    settings = settings_of(ctx)
    form = format_ or _by_name(output) or "trig"
    document = form in _DOCUMENTS
    if document and graph:
        _refuse(f"--graph 不能与 {form} 同用。/ --graph does not go with {form}.")
    if not document and (edition or region or list_):
        _refuse(
            "--edition、--region、--list 只用于 docx 和 xlsx；RDF 格式请用 --graph 指定命名图。"
            "/ They go with docx and xlsx; for RDF formats name the graph with --graph."
        )
    if document and output is None and sys.stdout.isatty():
        _refuse(f"请用 -o 指定文件，例如 -o 清单.{form}。/ Name a file with -o.")
    from server.store.folder import DataFolder, write_atomically

    folder = DataFolder(settings.data)
    folder.check()
    snapshot = folder.current()
    if snapshot is None:
        _refuse("尚未发布数据：先运行 lifematters load。/ Nothing published: load first.")
    content = (
        _document(snapshot, form, edition, region, list_)
        if document
        else _rdf(snapshot, form, graph)
    )
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        write_atomically(output.absolute(), content)
    except OSError as error:
        _refuse(f"无法写入 {output}（{error.strerror}）。/ Cannot write {output}.")


def _by_name(output: Path | None) -> str | None:
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    return suffix if suffix in (*_DOCUMENTS, *_RDF) else None


def _refuse(sentence: str) -> NoReturn:
    err.print(sentence, soft_wrap=True, markup=False)
    raise SystemExit(1)


def _rdf(snapshot: "Snapshot", format_: str, graph: str | None) -> bytes:
    from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

    from ontology.terms import PREFIXES

    form = RdfFormat.from_extension(format_)
    if form is None:
        raise ValueError(format_)
    store = Store.read_only(str(snapshot.store))
    source: NamedNode | DefaultGraph | None = None
    if graph:
        source = NamedNode(graph)
        if not store.contains_named_graph(source):
            _refuse(f"没有命名图 {graph}。/ There is no graph {graph}.")
    elif not form.supports_datasets:
        source = DefaultGraph()
    content = store.dump(format=form, from_graph=source, prefixes=dict(PREFIXES))
    if content is None:
        raise ValueError(format_)
    return content


def _document(
    snapshot: "Snapshot", format_: str, edition: str | None, region: str | None, list_: str | None
) -> bytes:
    """One edition as a Word or Excel file."""
    from pyoxigraph import Store

    from server.documents.excel import LONGEST, CellTooLong, as_excel
    from server.documents.printed import printed_edition
    from server.documents.word import as_word
    from server.store.editions import published_editions

    editions = published_editions(snapshot, snapshot.manifest()["base"])
    chosen = _chosen(editions, edition, region, list_)
    table = printed_edition(Store.read_only(str(snapshot.store)), chosen.iri)
    if table is None:
        _refuse(f"版本 {chosen.iri} 没有条目。/ The edition {chosen.iri} has no entries.")
    try:
        return as_word(table) if format_ == "docx" else as_excel(table)
    except CellTooLong as long:
        _refuse(
            f"“{long.heading}”栏有一格 {long.length} 字，Excel 一格最多 {LONGEST} 字；"
            "请导出 Word（--format docx）。"
            f"/ A cell of {long.length} characters: Excel holds {LONGEST}; export docx."
        )


def _chosen(
    editions: "list[PublishedEdition]", edition: str | None, region: str | None, list_: str | None
) -> "PublishedEdition":
    """The only edition that fits what is asked for, the current ones where none is named."""
    fitting = [
        one
        for one in editions
        if region in (None, one.region)
        and list_ in (None, one.list)
        and (edition in (one.key, one.iri) if edition else one.current)
    ]
    if len(fitting) == 1:
        return fitting[0]
    sentence = (
        "符合的版本不止一个，请用 --region、--list、--edition 指明："
        " / Several editions fit; name one:"
        if fitting
        else "没有这样的版本，现有： / There is no such edition. There are:"
    )
    listed = fitting or editions
    lines = [f"  {one.region} {one.list} {one.key} {one.title}" for one in listed[:_LISTED]]
    more = [f"  … {len(listed) - _LISTED}"] if len(listed) > _LISTED else []
    _refuse("\n".join([sentence, *lines, *more]))
