"""Which graphs may be written by anyone who may write: those that are nobody's record.

Free are names outside the base, `{base}graph/mapping/…`, and `{base}graphs/…`, the space in which
the graph store itself makes names (GSP, section 5.5). Everything else under the base is a record,
and the default graph is the union of the current ones: each has a command that changes it.
"""


def is_free(graph: str, base: str) -> bool:
    """Whether the graph of this name is nobody's record."""
    inside = graph.removeprefix(base)
    return inside == graph or inside.startswith(("graph/mapping/", "graphs/"))


def command_for(graph: str | None, base: str) -> str:
    """The command that changes a record, or the default graph (None)."""
    if graph and graph.startswith(f"{base}graph/") and "/register/" in graph:
        return "lifematters register"
    return "lifematters load"
