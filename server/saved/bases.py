"""Choices that several saved queries share, named in a header as `choices: basis`, and the terms
with which each enters the query: what a value of 牵头 or 协同 rests on.

`printed`, the cell itself holds text, also where a page break made the authors repeat it or where
the text was corrected; `filled`, the value was taken from a merged cell or from the line above;
`derived`, it stands in no cell and is presumed. Without a choice a query answers with all that the
list says: printed and filled, and nothing that is presumed.
"""

from collections.abc import Mapping
from typing import Any

_FILL = "https://w3id.org/lifematters/code/fill-method/"
_ROLE = "https://w3id.org/lifematters/code/department-role/"

_PRINTED = {
    "label": {"zh": "只看格里自己印有文字的", "en": "printed in its own cell"},
    "terms": [f"{_FILL}{one}" for one in ("stated", "restated", "corrected")],
}
_FILLED = {
    "label": {"zh": "只看按合并格或空白格补上的", "en": "taken from a merged or a blank cell"},
    "terms": [f"{_FILL}{one}" for one in ("merged", "carried-down")],
}
_DERIVED = {
    "label": {"zh": "只看推定的（清单没有写）", "en": "presumed, not stated by the list"},
    "terms": [f"{_ROLE}presumed-handling"],
}

SHARED: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "basis": {"printed": _PRINTED, "filled": _FILLED},
    "basis-or-derived": {"printed": _PRINTED, "filled": _FILLED, "derived": _DERIVED},
}
"""By name: value, its words, and the IRIs it stands for."""
