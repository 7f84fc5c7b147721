"""Normalised text leads back to the original."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guards.phi.normal import Plain

tricky = st.text(alphabet=st.sampled_from("aZ1’“—\u00a0\u200b\u202e\ufeff１é🙂\ud800"), max_size=30)


def test_twins_become_ascii() -> None:
    assert Plain("’“—１\u00a0\u200bx").text == "'\"-1 x"


@given(tricky)
def test_every_span_maps_back_around_the_same_characters(text: str) -> None:
    plain = Plain(text)
    for start in range(len(plain.text)):
        a, b = plain.original(start, start + 1)
        assert b == a + 1
        assert Plain(text[a:b]).text == plain.text[start]
    if plain.text:
        a, b = plain.original(0, len(plain.text))
        assert Plain(text[a:b]).text == plain.text
