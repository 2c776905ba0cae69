"""The pages of the saved queries that answer the competency questions."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("department-counts", ["County Health Bureau", "County Tax Bureau"]),
        ("national-life-stages", ["Daily life", "broad match"]),
        ("failed-rules", ["warning", "note"]),
    ],
)
def test_the_english_table_calls_things_by_their_english_names(
    client: FlaskClient, address: str, names: list[str]
) -> None:
    page = client.get(f"/query/{address}?lang=en").get_data(as_text=True)
    for name in names:
        assert f">{name}</a></td>" in page, name
