"""Where several counties are published, departments carry theirs wherever they are called."""

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("page", ["network", "heat"])
def test_departments_carry_their_county_in_networks_and_heat_maps(
    client_of_two: FlaskClient, page: str
) -> None:
    path = f"/370725/personal-life-cycle/{page}"
    text = client_of_two.get(path, headers=HTML).get_data(as_text=True)
    assert text.count("县公安局") == text.count("县公安局（昌乐县）") > 0
    text = client_of_two.get(f"{path}?lang=en", headers=HTML).get_data(as_text=True)
    name = "County Public Security Bureau"
    assert text.count(name) == text.count(f"{name} (Changle County)") > 0
