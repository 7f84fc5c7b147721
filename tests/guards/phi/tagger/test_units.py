"""Units cover every sign of a text but its blanks, in order and without overlap."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.tagger.units import placed


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


@given(st.text(alphabet="a1,_\n \t\u00a0\x1f"))
def test_a_unit_knows_whether_a_blank_or_nothing_stands_before_it(text: str) -> None:
    for start, _, (blank, _) in placed(text):
        before = text[start - 1 : start]
        assert blank == (before == "" or (before.isspace() and before != "\n"))


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0", " \n"])
def test_a_megabyte_of_blanks_at_the_end_is_read(blank: str) -> None:
    """With a pattern that tries every blank as the first of a run, this takes hours."""
    assert placed("a" + blank * 1_000_000)[0] == (0, 1, (True, "a"))
