"""What is published, as graphs: the default graph of a store that went the way of a publication."""

import shutil
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Triple

from tests.conftest import SAMPLES, load, open_store
from tests.server.editing import edited

OTHER_LISTS = (
    "370998-personal-life-cycle/checklist.csv",
    "370999-enterprise-life-cycle/checklist.html",
)
FALLEN_OUT = "火化证明"


def present(store: pyoxigraph.Store) -> tuple[Triple, ...]:
    """The default graph of a store."""
    quads = store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    return tuple(quad.triple for quad in quads)


@pytest.fixture(scope="session")
def real(changle: pyoxigraph.Store) -> tuple[Triple, ...]:
    """The published graph of the real checklist."""
    return present(changle)


@pytest.fixture(scope="session")
def busy_data(two_counties: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a busy site: the real checklist in a second edition whose manifest
    says all that one can say and which a matter has fallen out of, and all made-up lists: one of
    an enterprise, one without stages, two of one county."""
    data = tmp_path_factory.mktemp("everything") / "data"
    shutil.copytree(two_counties, data)
    for name in OTHER_LISTS:
        load(data, SAMPLES / name)
    load(
        data,
        edited(tmp_path_factory.mktemp("next"), (f"\t{FALLEN_OUT}\n", "\t骨灰寄存\n")),
        edition="2026-11",
        publisher="昌乐县人民政府办公室",
        licence="https://creativecommons.org/licenses/by/4.0/",
        source="https://example.org/notice/2026-11",
    )
    return data


@pytest.fixture(scope="session")
def everything(busy_data: Path) -> tuple[Triple, ...]:
    """The published graph of the busy site."""
    return present(open_store(busy_data))
