"""A learned finding survives if it can be what it is said to be, without its loose edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.labels import letter_of
from guards.phi.sense import sensible
from guards.phi.tagger.reading import LABELS
from guards.verdicts import Span


def found(text: str, value: str, label: str, score: float = 0.95) -> list[str]:
    """What is left of a finding."""
    start = text.index(value)
    span = Span(start, start + len(value), label, letter_of(label), score, "tagger")
    return [text[s.start : s.end] for s in sensible(text, [span])]


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("Okonkwo", "Okonkwo"),
        (" Okonkwo, ", "Okonkwo"),
        ("of Okonkwo", "Okonkwo"),
        ("the Okonkwo -", "Okonkwo"),
        ("(Okonkwo)", "(Okonkwo)"),
        ("and, at Okonkwo B.", "Okonkwo B."),
        ("Andrea Okonkwo", "Andrea Okonkwo"),
    ],
)
def test_loose_words_and_signs_are_trimmed(value: str, left: str) -> None:
    assert found(f"Seen x{value} y", value, "NAME") == [left]


@pytest.mark.parametrize("value", [",", " - ", "of the", "_", "..."])
@pytest.mark.parametrize("label", ["NAME", "ADDRESS", "DATE", "CODE"])
def test_what_has_no_word_left_is_nothing(value: str, label: str) -> None:
    assert found(f"Ana {value} Luz", value, label) == []


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("Has Chest Pain today", "Chest Pain", "NAME"),
        ("Has Chest Pain today", "Chest Pain", "FACILITY"),
        ("takes Metformin daily", "Metformin", "NAME"),
        ("Ordered CABG for him", "CABG", "NAME"),
        ("Has Parkinson's disease", "Parkinson", "NAME"),
        ("A Foley catheter", "Foley", "NAME"),
        ("Came from somewhere far", "somewhere", "LOCATION"),
        ("Dose of 12 daily", "12", "DATE"),
        ("Dose of 120 daily", "120", "PHONE"),
        ("Take 500 mg daily", "500", "CODE"),
        ("See NCT01234567 there", "NCT01234567", "CODE"),
        ("A 45 year old", "45", "AGE"),
        ("Mail him today", "today", "EMAIL"),
    ],
)
def test_what_cannot_be_that_is_dropped_however_sure(text: str, value: str, label: str) -> None:
    assert found(text, value, label, score=1.0) == []


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("Seen by Okonkwo today", "Okonkwo", "NAME"),
        ("seen by okonkwo today", "okonkwo", "NAME"),
        ("SEEN BY OKONKWO TODAY", "OKONKWO", "NAME"),
        ("Foley reports pain", "Foley", "NAME"),
        ("She is from Umuahia", "Umuahia", "LOCATION"),
        ("she is from umuahia", "umuahia", "LOCATION"),
        ("Treated at Umeh Clinic", "Umeh Clinic", "FACILITY"),
        ("At 14 Umeh Road", "14 Umeh Road", "ADDRESS"),
        ("Seen 3/4/2021 at noon", "3/4/2021", "DATE"),
        ("Seen the 4th of March", "4th of March", "DATE"),
        ("Call 212 555 0182", "212 555 0182", "PHONE"),
        ("Mail ana@example.org", "ana@example.org", "EMAIL"),
        ("Record QX-773201", "QX-773201", "CODE"),
        ("A 94 year old", "94", "AGE"),
    ],
)
def test_what_can_be_that_survives_whole(text: str, value: str, label: str) -> None:
    assert found(text, value, label) == [value]


@given(st.text(alphabet="Ab é1.,/ (\n_@", max_size=20), st.sampled_from(LABELS), st.data())
def test_a_finding_never_grows(text: str, label: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    named = "CODE" if label == "ID" else label
    span = Span(start, end, named, letter_of(named), 0.9, "tagger")
    for left in sensible(text, [span]):
        assert start <= left.start < left.end <= end
        assert (left.label, left.score, left.source) == (named, 0.9, "tagger")


@pytest.mark.parametrize("sign", ["@", "+", "-", " ", "of ", ", "])
@pytest.mark.parametrize("label", ["NAME", "EMAIL", "CODE"])
def test_a_megabyte_of_signs_in_a_finding_is_judged(sign: str, label: str) -> None:
    """With a pattern that tries every sign as the first of the last ones, this takes hours."""
    text = "Okonkwo" + sign * (1_000_000 // len(sign)) + "x"
    assert all(left == text for left in found(text, text, label))
