"""What the service says of itself (section 3.3)."""

from typing import Any

from ontology.terms import LM
from server.reconciliation.terms import TYPES, Type
from server.version import VERSION

MOST = 200
"""Queries that a batch has at most."""


def type_of(one: Type) -> dict[str, str]:
    """A type as the protocol has it."""
    return {"id": one.id, "name": one.words.zh, "description": one.words.en}


def manifest(base: str) -> dict[str, Any]:
    """The service manifest."""
    service = f"{base}reconcile"
    return {
        "versions": ["0.2"],
        "name": "Lifematters 全生命周期事项 / life-course matters",
        "identifierSpace": f"{base}id/",
        "schemaSpace": LM.iri,
        "documentation": f"{base}openapi#reconciliation",
        "serviceVersion": VERSION,
        "logo": f"{base}static/favicon.svg",
        "view": {"url": f"{base}doc/{{{{id}}}}"},
        "defaultTypes": [type_of(one) for one in TYPES.values()],
        "batchSize": MOST,
        "suggest": {
            kind: {"service_url": service, "service_path": f"/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": 430, "height": 300},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "最多几个 / At most",
                    "type": "number",
                    "default": 0,
                    "help_text": "0 为全部 / 0 is all",
                }
            ],
        },
    }
