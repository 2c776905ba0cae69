"""How schemathesis sends the media types that it does not know: text as it is."""

from typing import Any

import schemathesis

from server.negotiation import CSV, N_TRIPLES, TURTLE, XLSX
from server.validation.media import N_QUADS, TRIG

KINDS = (
    *(TURTLE, N_TRIPLES, N_QUADS, TRIG, CSV, XLSX),
    *("application/sparql-query", "application/sparql-update", "application/pdf"),
)


def _as_it_is(context: Any, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "surrogatepass")


def registered() -> None:
    """Tell schemathesis; to say it again changes nothing."""
    for kind in KINDS:
        schemathesis.serializer(kind)(_as_it_is)


registered()
