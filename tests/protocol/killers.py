"""Queries that would take a server down, and a look at its workers while it meets them."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
SOLUTIONS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


def _values(name: str, count: int) -> str:
    return f"VALUES ?{name} {{ {' '.join(map(str, range(count)))} }}"


SELECTS: Mapping[str, str] = {
    "count over a cross product": f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} }}",
    "cross product in order": f"SELECT * WHERE {{ {CROSS} }} ORDER BY ?c ?f ?l",
    "cross product in order, two of it": f"SELECT * WHERE {{ {CROSS} }} ORDER BY ?c ?f ?l LIMIT 2",
    "distinct cross product": f"SELECT DISTINCT ?a ?f ?i WHERE {{ {CROSS} }}",
    "closure of everything": "SELECT (COUNT(*) AS ?n) WHERE { ?s (!<a:a>|^!<a:a>)* ?o }",
    "nested closures": (
        "SELECT (COUNT(*) AS ?n) WHERE { ?s (((!<a:a>|^!<a:a>)*)*/((!<a:a>|^!<a:a>)*)*)* ?o . "
        "?o (!<a:a>/^!<a:a>)* ?x }"
    ),
    "values times values": (
        "SELECT (COUNT(*) AS ?n) WHERE { "
        + " ".join(_values(name, 3000) for name in "abcde")
        + " FILTER(?a + ?b = ?c * ?d - ?e) }"
    ),
    "regular expressions of a cross product": (
        f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} "
        'FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), "^(([a-z])+.)+[A-Z]([a-z])+$")) }'
    ),
    "group_concat of everything": (
        'SELECT (GROUP_CONCAT(?l; separator="") AS ?x) WHERE { ?a ?b ?c . ?j ?k ?l . ?d ?e ?f }'
    ),
    "strings that double": (
        'SELECT ?z WHERE { BIND("0123456789abcdef" AS ?v0) '
        + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40))
        + " BIND(?v40 AS ?z) }"
    ),
}
CONSTRUCTS: Mapping[str, str] = {
    "construct of everything": f"CONSTRUCT {{ ?a ?k ?f }} WHERE {{ {CROSS} }}",
    "construct of blank nodes": f"CONSTRUCT {{ [] ?b [] }} WHERE {{ {CROSS} }}",
    "describe of a cross product": f"DESCRIBE ?a WHERE {{ {CROSS} }}",
}
REFUSED: Mapping[str, tuple[int, str]] = {
    "SELECT * WHERE " + "{" * 10_000 + "}" * 10_000: (400, "query-too-deep"),
    "SELECT (" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) {}": (400, "query-too-deep"),
    "ASK { ?s ?p " + "[ ?p " * 10_000 + "]" * 10_000 + "}": (400, "query-too-deep"),
    "SELECT * { " + _values("x", 30_000) + " }": (413, "query-too-long"),
}
"""What is told before the engine sees it."""
CRASHERS = (
    "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "ASK { FILTER(" + "-" * 60_000 + "1 = 1) }",
    "ASK { ?s " + "^" * 60_000 + "<a:a> ?o }",
    "ASK { ?s " + "/".join(["<a:a>"] * 12_000) + " ?o }",
    "ASK { FILTER(" + "||".join(["?x"] * 20_000) + ") }",
    "ASK { " + "{} UNION " * 9_000 + "{} }",
    "ASK { " + "OPTIONAL {} " * 7_000 + "}",
)
"""Deep without brackets: some end the engine, and all that it may take with it is its worker."""


def workers(server: int) -> set[int]:
    """The worker processes of the server with that process id that are alive."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if b"server.workers.process" in path.read_bytes():
                pid = int(path.parent.name)
                if server in _ancestors(pid):
                    found.add(pid)
    return found


def _ancestors(pid: int) -> Sequence[int]:
    found: list[int] = []
    with suppress(OSError):
        while pid > 1 and len(found) < 10:
            pid = int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
            found.append(pid)
    return found


@dataclass
class Watch:
    """Looks at the memory of the workers of a server for as long as it is open, in MiB."""

    server: int
    most: float = 0.0
    seen: set[int] = field(default_factory=set)

    def __enter__(self) -> "Watch":
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            for pid in workers(self.server):
                self.seen.add(pid)
                with suppress(OSError, IndexError):
                    status = Path(f"/proc/{pid}/status").read_text("utf-8")
                    self.most = max(self.most, int(status.split("VmHWM:")[1].split()[0]) / 1024)


def settled(server: int, count: int, seconds: float = 10) -> set[int]:
    """The workers once there are `count`, none of them at work."""
    until = time.monotonic() + seconds
    while True:
        alive, before = workers(server), _ticks(workers(server))
        time.sleep(0.2)
        if len(alive) == count and _ticks(alive) == before:
            return alive
        assert time.monotonic() < until, "a worker goes on working"


def _ticks(pids: set[int]) -> int:
    """Ticks of the clock that processes have had of a processor."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total
