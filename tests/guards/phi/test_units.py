"""Units cover every sign of a text but its blanks, in order and without overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guards.phi.units import placed


@given(st.text())
def test_units_are_disjoint_and_leave_nothing_but_blanks(text: str) -> None:
    places = placed(text)
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    assert all(text[start:end] == key[1] for start, end, key in places)
    covered = {at for start, end, _ in places for at in range(start, end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)


def test_letters_and_digits_are_apart_and_a_blank_is_noted() -> None:
    found = [key for _, _, key in placed("MRN 12-A\nO'Neil")]
    assert found == [
        (True, "MRN"),
        (True, "12"),
        (False, "-"),
        (False, "A"),
        (False, "\n"),
        (False, "O"),
        (False, "'"),
        (False, "Neil"),
    ]
