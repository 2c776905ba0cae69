"""How long the real edition takes to validate, and where the time goes.

    python -m tests.bench.validation [--rules] [--attributes N] [--editions N]

The edition is built from its document as a load does. Not a test: it prints figures and judges
nothing. Times are by the clock, and of the processor, which other work on the machine disturbs
less. `--rules` lists the shapes by the processor time they take within pySHACL, and beside it what
their queries take when asked on the store alone. `--attributes` adds N stated attributes to each
leaf. `--editions` validates as many editions as a load of many does, in one process and in two.
"""

import argparse
import resource
import statistics
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any
from unittest.mock import patch

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple, Variable

from loader.validation import edition_graph
from ontology.terms import LM, RDF, SH
from server.loading import bundled_checklist
from server.workers.validators import Validators
from shapes.catalogue import catalogue, prefixes, shape_triples
from shapes.report import Report, Severity
from shapes.validation import validate
from tests.built import built, validated_with

RUNS = 5


def with_attributes(triples: Sequence[Triple], count: int) -> tuple[Triple, ...]:
    """The edition with `count` further columns, as the loader says what stands in them."""
    rows = {t.subject: t.object for t in triples if t.predicate == LM.sourceRow}
    leaves = [
        t.subject for t in triples if t.object == LM.LeafItem and isinstance(t.subject, NamedNode)
    ]
    added: list[Triple] = []
    for leaf in leaves:
        for n in range(1, count + 1):
            one = NamedNode(f"{leaf.value}/attribute/key-{n}")
            added += [
                Triple(leaf, LM.statedAttribute, one),
                Triple(one, RDF.type, LM.StatedAttribute),
                Triple(one, LM.heading, Literal(f"栏{n}")),
                Triple(one, LM.attributeKey, Literal(f"key-{n}")),
                Triple(one, LM.attributeText, Literal("原文")),
                Triple(one, LM.sourceRow, rows[leaf]),
            ]
    return (*triples, *added)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of the processor, children that have ended included."""
    start, worked = time.perf_counter(), _processor()
    work()
    return time.perf_counter() - start, _processor() - worked


def _processor() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def one_edition(triples: Sequence[Triple]) -> float:
    """Print what a validation finds and takes; the median by the clock."""
    first = timed(lambda: validate(triples))
    counts = validate(triples).counts()
    print(f"{len(triples)} triples; " + ", ".join(f"{counts[s]} {s}" for s in Severity))
    print(f"the first with imports: {first[0]:.2f} s, processor {first[1]:.2f} s")
    runs = [timed(lambda: validate(triples)) for _ in range(RUNS)]
    clock, worked = [run[0] for run in runs], [run[1] for run in runs]
    for name, times in (("clock", clock), ("processor", worked)):
        print(f"{name}: min {min(times):.3f} s, median {statistics.median(times):.3f} s")
    return float(statistics.median(clock))


def by_rule(triples: Sequence[Triple]) -> None:
    """Print the processor time of each shape within pySHACL and of its queries alone."""
    within, alone = _within_pyshacl(triples), _alone(triples)
    print(f"\n{'shape':20}{'in pySHACL':>12}{'query alone':>13}   ms, mean of {RUNS}")
    for name in sorted(within, key=within.__getitem__, reverse=True):
        if within[name] < 0.001:
            break
        queries = f"{1000 * alone[name]:13.1f}" if name in alone else ""
        print(f"{name:20}{1000 * within[name]:12.1f}{queries}")
    for title, times in (("in pySHACL", within), ("queries alone", alone)):
        families: defaultdict[str, float] = defaultdict(float)
        for name, seconds in times.items():
            families[name[0]] += 1000 * seconds
        told = ", ".join(f"{family} {families[family]:.0f}" for family in sorted(families))
        print(f"{title}: {told}; all {sum(families.values()):.0f} ms")


def _within_pyshacl(triples: Sequence[Triple]) -> Mapping[str, float]:
    from pyshacl.shape import Shape

    spent: defaultdict[str, float] = defaultdict(float)
    whole = Shape.validate

    def watched(shape: Any, executor: Any, graph: Any, *rest: Any, **options: Any) -> Any:
        start = time.process_time()
        found = whole(shape, executor, graph, *rest, **options)
        if options.get("focus") is None and not rest:  # else it stands within another
            spent[str(shape.node).partition("#")[2]] += (time.process_time() - start) / RUNS
        return found

    with patch.object(Shape, "validate", watched):
        for _ in range(RUNS):
            validate(triples)
    return spent


def _alone(triples: Sequence[Triple]) -> Mapping[str, float]:
    """What the queries take that target the edition, by the shape they belong to."""
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    edition = next(t.object for t in triples if t.predicate == LM.inEdition)
    owners = {t.object: t.subject for t in shape_triples() if t.predicate == SH.sparql}
    spent: defaultdict[str, float] = defaultdict(float)
    for rule in catalogue():
        if rule.select is None or rule.target != "lm:Edition":
            continue
        this = {Variable("this"): edition}
        start = time.process_time()
        for _ in range(RUNS):
            for _ in store.query(rule.select, prefixes=dict(prefixes()), substitutions=this):  # type: ignore[union-attr]
                pass
        name = str(owners[rule.iri]).partition("#")[2].rstrip(">")
        spent[name] += (time.process_time() - start) / RUNS
    return spent


def many_editions(triples: Sequence[Triple], count: int, one: float) -> None:
    """Print what `count` editions take in one process and in two, against `count` times one; the
    start of the processes is part of it."""
    for processes in (1, 2):
        clock, worked = timed(partial(_validate_many, triples, count, processes))
        print(
            f"{count} editions in {processes} process{'es' if processes > 1 else ''}: "
            f"{clock:.1f} s, processor {worked:.1f} s; "
            f"{clock / (count * one):.2f} of {count} times one ({count * one:.1f} s)"
        )


def _validate_many(triples: Sequence[Triple], count: int, processes: int) -> None:
    waiting: deque[Future[Report]] = deque()
    with Validators(processes) as validators:
        for _ in range(count):
            while len(waiting) >= validators.together:
                waiting.popleft().result()
            waiting.append(validators.submit(triples))
        for each in waiting:
            each.result()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--attributes", type=int, default=0)
    parser.add_argument("--editions", type=int, default=0)
    chosen = parser.parse_args()
    build = built(bundled_checklist())
    one = one_edition(with_attributes(validated_with(build), chosen.attributes))
    if chosen.rules:
        by_rule(with_attributes(validated_with(build), chosen.attributes))
    if chosen.editions:
        own = with_attributes(tuple(edition_graph(build, ())), chosen.attributes)
        many_editions(own, chosen.editions, one)


if __name__ == "__main__":
    main()
