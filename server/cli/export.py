"""`lifematters export`."""

import sys
from pathlib import Path

import click

from server.cli.console import err, settings_of, speaks

_FORMATS = ("trig", "nq", "ttl", "nt", "jsonld", "rdf")


@click.command(
    name="export",
    help="导出已发布的数据：trig、nq 含全部命名图；"
    "ttl、nt、jsonld、rdf 只含现行数据（默认图）或一个命名图。\n\n"
    "Export what is published: trig and nq with every named graph; the others with the present "
    "(the default graph) or one graph.",
)
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="trig", show_default=True)
@click.option("--graph", help="只导出这个命名图 / this named graph only")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="文件 / file [标准输出 stdout]"
)
@click.pass_context
@speaks
def command(ctx: click.Context, format_: str, graph: str | None, output: Path | None) -> None:
    settings = settings_of(ctx)
    from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

    from ontology.terms import PREFIXES
    from server.store.folder import DataFolder, write_atomically

    folder = DataFolder(settings.data)
    folder.check()
    snapshot = folder.current()
    if snapshot is None:
        err.print("尚未发布数据：先运行 lifematters load。/ Nothing published: load first.")
        raise SystemExit(1)
    form = RdfFormat.from_extension(format_)
    if form is None:
        raise ValueError(format_)
    store = Store.read_only(str(snapshot.store))
    source: NamedNode | DefaultGraph | None = None
    if graph:
        source = NamedNode(graph)
        if not store.contains_named_graph(source):
            err.print(f"没有命名图 {graph}。/ There is no graph {graph}.", soft_wrap=True)
            raise SystemExit(1)
    elif not form.supports_datasets:
        source = DefaultGraph()
    content = store.dump(format=form, from_graph=source, prefixes=dict(PREFIXES))
    if content is None:
        raise ValueError(format_)
    if output:
        write_atomically(output.absolute(), content)
    else:
        sys.stdout.buffer.write(content)
