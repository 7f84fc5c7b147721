"""Normalised text leads back to the original."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guards.phi.normal import Plain, folded

tricky = st.text(
    alphabet=st.sampled_from("aZ1’“—\u0301\u00a0\u200b\u202e\ufeff１é🙂\ud800"), max_size=30
)


def test_twins_become_ascii() -> None:
    assert Plain("’“—１\u00a0\u200bx").text == "'\"-1 x"


@given(tricky)
def test_every_span_maps_back_around_the_same_characters(text: str) -> None:
    plain = Plain(text)
    edge = plain.original(0, 1)[0] if plain.text else 0
    for start in range(len(plain.text)):
        a, b = plain.original(start, start + 1)
        assert a == edge
        assert Plain(text[a:b]).text == plain.text[start]
        edge = b
    assert Plain(text[edge:]).text == ""


def test_marks_after_a_span_belong_to_it() -> None:
    text = "Jose\u0301 ok"
    assert Plain(text).text == "Jose ok"
    assert Plain(text).original(0, 4) == (0, 5)


def test_folding_drops_case_and_accents() -> None:
    assert [folded(word) for word in ("Smith", "GONZ\u00c1LEZ", "\u0141ukasz")] == [
        "smith",
        "gonzalez",
        "lukasz",
    ]
