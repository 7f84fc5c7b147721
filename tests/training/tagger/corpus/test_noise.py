from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from training.tagger.corpus.example import assembled
from training.tagger.corpus.noise import noisy

PIECES = [
    ("Seen by Dr. ", ""),
    ("José O'Brien", "NAME"),
    (" on ", ""),
    ("March 3, 2021", "DATE"),
    (', "stable",\nMRN: ', ""),
    ("AB-1234", "ID"),
    (".", ""),
]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_noise_keeps_every_identifier_and_its_order(seed: int) -> None:
    example = assembled(noisy(Random(seed), PIECES))
    assert [label for _, _, label in example.spans] == ["NAME", "DATE", "ID"]
    _, date, code = (example.text[start:end] for start, end, _ in example.spans)
    assert code.casefold() == "ab-1234"
    assert "2021" in date


def test_a_labelled_piece_leaves_its_blanks_outside() -> None:
    example = assembled([("a", ""), (" Mary \n", "NAME"), ("b", "")])
    assert example.spans == [(2, 6, "NAME")]
    assert example.text == "a Mary \nb"


def test_a_blank_piece_is_no_span() -> None:
    assert assembled([(" ", "NAME")]).spans == []
