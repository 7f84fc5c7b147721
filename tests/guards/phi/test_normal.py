"""Normalised text leads back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.normal import Plain, folded
from guards.phi.rules.patterns import Patterns
from guards.phi.rules.rulebook import RULES
from guards.phi.spans import merge

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


@pytest.mark.parametrize(
    "text",
    [
        "123-45-6789",
        "\uff11\uff12\uff13\uff0d\uff14\uff15\uff0d\uff16\uff17\uff18\uff19",
        "\u0661\u0662\u0663-\u0664\u0665-\u0666\u0667\u0668\u0669",
        "\u0967\u0968\u0969\u2013\u096a\u096b\u2212\u096c\u096d\u096e\u096f",
        "1\u200b2\u200d3\ufeff-45-\u202e67\u202c89",
        "1\x002\x003-4\x005-6789",
        "1\ud8002\udfff3-45-6789",
        "1\u03012\u20e33\ufe0f-45-6789",
    ],
)
def test_a_number_hides_behind_no_spelling(text: str) -> None:
    whole = f"\u2067SSN\u2069\u00a0{text}\u2028next"
    plain = Plain(whole)
    span = next(s for s in merge(Patterns(RULES).find(plain.text)) if s.label == "SSN")
    start, end = plain.original(span.start, span.end)
    assert Plain(whole[start:end]).text == "123-45-6789"
    assert set(text) <= set(whole[start : end + 1]) | {"\u202c"}
