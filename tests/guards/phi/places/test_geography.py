"""States, countries and larger regions are told from places that identify."""

from __future__ import annotations

import pytest

from guards.phi.places.geography import is_larger_region


@pytest.mark.parametrize("name", ["Texas", "New Mexico", "France", "West Africa", "South Korea"])
def test_larger_regions(name: str) -> None:
    assert is_larger_region(name)


@pytest.mark.parametrize("name", ["Boston", "Harris County", "West Chester", "Little Rock"])
def test_places_that_identify(name: str) -> None:
    assert not is_larger_region(name)
