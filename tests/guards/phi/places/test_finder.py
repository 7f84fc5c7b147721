"""Facilities, cities and addresses; states and countries survive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.names.gazetteer import cities
from guards.phi.places.finder import PlaceFinder
from guards.phi.spans import merge
from tests.guards.phi.texts import clinical

from . import test_cities, test_facilities, test_streets

FINDER = PlaceFinder(cities())
SLOW = PlaceFinder(cities(), prefilter=False)

FOUND = [
    ("at New Orleans Health Center on", ["New Orleans Health Center"]),
    ("at St. Luke's Hospital, Los Angeles on", ["St. Luke's Hospital, Los Angeles"]),
    ("Bayview Medical Center, Baltimore, MD with", ["Bayview Medical Center, Baltimore"]),
    ("admitted to General Hospital on", ["General Hospital"]),
    ("our Dallas facility", ["Dallas facility"]),
    ("Brigham and Women's Hospital", ["Brigham and Women's Hospital"]),
    ("the UCLA med center", ["UCLA med center"]),
    ("lives in Houston, Texas now", ["Houston"]),
    ("from Cedar Rapids", ["Cedar Rapids"]),
    ("45 N. Main St., Unit 3", ["45 N. Main St., Unit 3"]),
    ("in Montgomery County", ["Montgomery County"]),
    ("TX 75201", ["75201"]),
    ("by Dr. Alan Brown at Methodist Hospital for pain", ["Methodist Hospital"]),
    ("told Alan Brown. Methodist Hospital agreed", ["Methodist Hospital"]),
]

NOT_FOUND = [
    "in California and New Jersey",
    "in France or Japan",
    "Mental Health and Public Health",
    "the emergency department",
    "the outpatient clinic",
    "St. John's wort",
    "4 Main arteries",
    "reading and mobile phones",
    "Cardiology clinic",
    "signed by K. Okafor, MD",
]


@pytest.mark.parametrize(("text", "places"), FOUND)
def test_places_are_found_whole(text: str, places: list[str]) -> None:
    assert [text[s.start : s.end] for s in merge(FINDER.find(text))] == places


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_words_are_not(text: str) -> None:
    assert [text[s.start : s.end] for s in merge(FINDER.find(text))] == []


FAMILIES = (test_cities, test_facilities, test_streets)
places = st.lists(
    st.sampled_from(
        (
            *(text for family in FAMILIES for text, *_ in family.FOUND),
            *(text for family in FAMILIES for text in family.SURVIVING),
            *(text for text, _ in FOUND),
            *NOT_FOUND,
            " ",
            ", ",
            "\x1c",
            "\u00c9",
            "5th ",
        )
    ),
    max_size=6,
).map("".join)


@given(st.one_of(places, clinical, st.tuples(places, clinical).map("".join)))
def test_prefilter_changes_nothing_but_speed(text: str) -> None:
    assert FINDER.find(text) == SLOW.find(text)
