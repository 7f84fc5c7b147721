"""A ZIP code keeps three digits where enough people live, and none else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.surrogates.zip3 import RESTRICTED, zip3


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("02139", "021"),
        ("02139-4307", "021"),
        ("021394307", "021"),
        (" 60601 ", "606"),
        ("03601", "000"),
        ("82190-0001", "000"),
        ("89301", "000"),
    ],
)
def test_us_codes(value: str, kept: str) -> None:
    assert zip3(value) == kept


@pytest.mark.parametrize(
    "value", ["", "0213", "021399", "SW1A 1AA", "K1A 0B1", "1234-567", "abcde"]
)
def test_other_codes_keep_nothing(value: str) -> None:
    assert zip3(value) is None


@given(digits=st.from_regex(r"[0-9]{5}(-[0-9]{4})?", fullmatch=True))
def test_never_more_than_three_digits_of_a_populous_area(digits: str) -> None:
    kept = zip3(digits)
    assert kept == ("000" if digits[:3] in RESTRICTED else digits[:3])


def test_the_restricted_areas_are_those_of_both_lists() -> None:
    assert len(RESTRICTED) == 19
