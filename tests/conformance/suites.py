"""Where the test data of public standards lies, and how a test does without it.

The suites stand beside the checkout, in ../shared/suites, and are no part of the project: a clone
elsewhere has none. A module that needs one names it at its top and is skipped as a whole where it
is absent, with a sentence that says what was not tested.
"""

from pathlib import Path

import pytest

SUITES = Path(__file__).parents[3] / "shared" / "suites"


def suite(name: str) -> Path:
    """The folder or file of that suite; where it is absent, the module or test is skipped."""
    path = SUITES / name
    if not path.exists():
        pytest.skip(
            f"the suite {name} is not beside this checkout (../shared/suites/{name}): "
            "conformance to it was not tested",
            allow_module_level=True,
        )
    return path
