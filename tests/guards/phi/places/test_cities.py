"""Cities, counties and neighbourhoods are found; states, countries and namesakes survive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.places.geography import STATES
from tests.guards.phi.found import found

FOUND = [
    ("lives in Smallville with", "Smallville"),
    ("a farmer from Tinytown", "Tinytown"),
    ("resident of Oak Hollow", "Oak Hollow"),
    ("grew up in the village of Little Harrow", "Little Harrow"),
    ("the VA in Tucson", "Tucson"),
    ("Houston, Texas", "Houston"),
    ("near Dayton, OH today", "Dayton"),
    ("in Harris County", "Harris County"),
    ("Orleans Parish", "Orleans Parish"),
    ("the Riverdale neighborhood", "Riverdale neighborhood"),
    ("moved to Brooklyn", "Brooklyn"),
    ("moved to Boston for tests", "Boston"),
    ("from Milwaukee in a brace", "Milwaukee"),
]
SURVIVING = [
    "moved from California to Oregon",
    "California, Oregon and Washington",
    "from Mexico",
    "travelled to West Africa",
    "born in Puerto Rico",
    "born in U.S. hospitals",
    "lives in assisted living",
    "the Philadelphia chromosome",
    "the Ottawa Ankle Rules",
    "Boston criteria",
    "Brussels sprouts",
    "LIMA to LAD graft",
    "the District of Columbia",
    "signed by K. Okafor, MD",
    "production of TNF, IL-6",
    "Boston Naming Test 45",
    "in a Milwaukee brace",
    "a Philadelphia collar",
    "Boston Diagnostic Aphasia Examination",
]


@pytest.mark.parametrize(("text", "value"), FOUND)
def test_found(text: str, value: str) -> None:
    assert (value, "LOCATION") in found(text)


@pytest.mark.parametrize("text", SURVIVING)
def test_survives(text: str) -> None:
    assert found(text) == []


@given(st.sampled_from(STATES.split("|")))
def test_every_state_survives_alone_and_beside_a_city(state: str) -> None:
    assert found(f"She lives in {state}.") == []
    assert found(f"seen near Fairview, {state} today") in ([("Fairview", "LOCATION")], [])
