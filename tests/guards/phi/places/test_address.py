"""States survive, towns do in a limited data set, streets never."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.places.address import whole_places, with_states, without_states, without_towns
from guards.verdicts import Span


def spans_of(text: str, label: str = "ADDRESS") -> list[Span]:
    return [Span(0, len(text), label, "B", 0.9, "places:street")]


@pytest.mark.parametrize(
    ("text", "label", "left"),
    [
        ("12 Elm St, Boston, MA 02139", "ADDRESS", ["12 Elm St, Boston", "02139"]),
        ("12 Elm St, Boston, MA 02139-4307, USA", "ADDRESS", ["12 Elm St, Boston", "02139-4307"]),
        ("12 Elm St Boston MA", "ADDRESS", ["12 Elm St Boston"]),
        ("Houston, Texas", "LOCATION", ["Houston"]),
        ("Charleston, West Virginia 25301", "LOCATION", ["Charleston", "25301"]),
        ("Brooklyn, New York", "LOCATION", ["Brooklyn"]),
        ("Mercy Clinic, Dallas, TX", "FACILITY", ["Mercy Clinic, Dallas"]),
        ("Texas Children's Hospital", "FACILITY", ["Texas Children's Hospital"]),
        ("Mercy Clinic, Ohio", "FACILITY", ["Mercy Clinic"]),
        ("Chicago VA", "FACILITY", ["Chicago VA"]),
        ("Mount Sinai, New York", "FACILITY", ["Mount Sinai, New York"]),
        ("Mount Sinai, New York, NY", "FACILITY", ["Mount Sinai, New York"]),
        ("12 Elm St, New York", "ADDRESS", ["12 Elm St, New York"]),
        ("New York", "LOCATION", ["New York"]),
        ("12 Elm St, Boston", "ADDRESS", ["12 Elm St, Boston"]),
        ("Hauptstraße 12, 10115 Berlin", "ADDRESS", ["Hauptstraße 12, 10115 Berlin"]),
        ("Washington, George", "NAME", ["Washington, George"]),
        ("Ada Lovelace, MD", "NAME", ["Ada Lovelace, MD"]),
    ],
)
def test_what_is_left_without_the_state(text: str, label: str, left: list[str]) -> None:
    parts = without_states(text, spans_of(text, label))
    assert [text[part.start : part.end] for part in parts] == left
    assert [part.label for part in parts] == [label, "ZIP"][: len(left)]


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("12 Elm St, Boston", "12 Elm St"),
        ("12 Elm St, Apt 4B, New Haven", "12 Elm St, Apt 4B"),
        ("12 Elm St, Apt B", "12 Elm St, Apt B"),
        ("Suite 4, Elm Street", "Suite 4, Elm Street"),
        ("12 Elm St Boston", "12 Elm St Boston"),
        ("12 Elm St, 02139", "12 Elm St, 02139"),
    ],
)
def test_a_street_without_its_town(text: str, street: str) -> None:
    (part,) = without_towns(text, spans_of(text))
    assert text[part.start : part.end] == street


@given(
    text=st.lists(
        st.sampled_from(("12 Elm St", ", ", " ", "Boston", "MA", "Ohio", "02139", "USA", "é")),
        min_size=1,
        max_size=9,
    ).map("".join)
)
def test_parts_are_disjoint_and_only_cut(text: str) -> None:
    parts = without_towns(text, without_states(text, spans_of(text)))
    assert parts
    assert parts[0].start == 0
    assert all(a.end <= b.start for a, b in pairwise(parts))
    assert all(part.start < part.end <= len(text) for part in parts)


def test_a_place_is_found_with_its_state_and_replaced_without_it() -> None:
    text = "Lives in Dayton, Ohio with kin"
    town = Span(9, 15, "LOCATION", "B", 0.8, "places:city")
    (whole,) = with_states(text, [town])
    assert text[whole.start : whole.end] == "Dayton, Ohio"
    assert without_states(text, [whole]) == [town]


def test_a_state_is_not_joined_over_another_finding() -> None:
    text = "Dayton, Ohio"
    spans = [Span(0, 6, "LOCATION", "B", 0.8, "a"), Span(8, 12, "NAME", "A", 0.8, "b")]
    assert with_states(text, spans) == spans


def test_a_facility_and_its_town_are_one_place() -> None:
    text = "at Harbor Hospital of Dayton, Ohio"
    spans = [Span(3, 18, "FACILITY", "B", 0.8, "a"), Span(22, 28, "LOCATION", "B", 0.8, "b")]
    (whole,) = whole_places(text, spans)
    assert (text[whole.start : whole.end], whole.label) == (text[3:], "FACILITY")


def test_a_facility_and_a_town_elsewhere_are_two_places() -> None:
    text = "Harbor Hospital, then Dayton"
    spans = [Span(0, 15, "FACILITY", "B", 0.8, "a"), Span(22, 28, "LOCATION", "B", 0.8, "b")]
    assert whole_places(text, spans) == spans
