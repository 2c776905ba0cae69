"""What has been published stays: the paths of every URI of the source, relative to the base, stand
in published_paths.txt, and each must resolve for as long as there is this list. Lines are added to
that file and never taken out or changed; a test prints those that are missing."""

from itertools import groupby
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat

from ontology.terms import DCT

_FILE = Path(__file__).parent / "published_paths.txt"
KINDS = ("matter", "department", "scenario", "stage", "sub-item")
PATHS = tuple(_FILE.read_text("ascii").split())


def published_paths(store: pyoxigraph.Store, base: str) -> set[str]:
    """The paths of all that is described, but the results of a validation: they are numbered anew
    by each version of the shapes."""
    named = {quad.subject for quad in store.quads_for_pattern(None, None, None, None)}
    iris = (one.value for one in named if isinstance(one, NamedNode))
    paths = {iri.removeprefix(base) for iri in iris if iri.startswith(f"{base}id/")}
    return {path for path in paths if "/report#" not in path}


def test_every_uri_that_is_published_is_promised(changle: pyoxigraph.Store, base: str) -> None:
    missing = published_paths(changle, base) - set(PATHS)
    assert not missing, "add to published_paths.txt:\n" + "\n".join(sorted(missing))


def test_the_promise_is_in_order() -> None:
    assert list(PATHS) == sorted(set(PATHS))
    assert all(path.startswith("id/") and "%" not in path for path in PATHS)


def test_every_uri_that_was_promised_leads_to_what_is_said_of_it(
    client: FlaskClient, base: str
) -> None:
    lost = []
    for path, lines in groupby(PATHS, lambda line: line.partition("#")[0]):
        answer = client.get(f"/{path}")
        if answer.status_code != 303:
            lost.append(f"{answer.status_code} {path}")
            continue
        accept = {"Accept": "application/n-triples"}
        document = client.get(answer.headers["Location"], headers=accept)
        said = {str(q.subject)[1:-1] for q in pyoxigraph.parse(document.data, RdfFormat.N_TRIPLES)}
        lost += [f"{document.status_code} {line}" for line in lines if f"{base}{line}" not in said]
    assert not lost, "no longer resolved:\n" + "\n".join(lost)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_was_never_minted_is_a_404(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/id/370725/{kind}/00000000").status_code == 404


def test_the_identifier_of_a_thing_is_whole(changle: pyoxigraph.Store, base: str) -> None:
    """So that it can be found again where the domain has changed."""
    for path in PATHS:
        region, _, rest = path.removeprefix("id/").partition("/")
        kind, _, key = rest.partition("/")
        if kind in KINDS:
            thing = NamedNode(base + path)
            (said,) = changle.quads_for_pattern(thing, DCT.identifier, None, DefaultGraph())
            assert said.object == Literal(f"{region}-{kind}-{key}")
