from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from training.tagger.corpus import calendar, numbers, places
from training.tagger.corpus.facilities import facility
from training.tagger.corpus.people import Person

ANY = range(400)
MARY = Person("Mária", "", "O'Neill", "", True, "Mary")


@pytest.mark.parametrize("kind", ["", "full", "birth", "short", "month", "day", "stamp"])
def test_a_date_is_never_a_bare_year(kind: str) -> None:
    written = {calendar.written(Random(seed), kind) for seed in ANY}
    assert not [date for date in written if re.fullmatch(r"(?:19|20)\d\d", date)]


@pytest.mark.parametrize(
    "number", [(1, "1st"), (2, "2nd"), (13, "13th"), (22, "22nd"), (30, "30th")]
)
def test_ordinals(number: tuple[int, str]) -> None:
    assert calendar.ordinal(number[0]) == number[1]


@pytest.mark.parametrize("draw", [places.city, places.county, places.street, places.address])
def test_a_place_has_no_shape_left(draw: Callable[[Random], str]) -> None:
    made = [draw(Random(seed)) for seed in ANY]
    assert not [place for place in made if re.search(r"\([a-z]+\)|##|\?", place)]
    assert len(set(made)) > len(made) / 2


@pytest.mark.parametrize("kind", ["", "home", "school", "employer", "pharmacy"])
def test_a_facility_has_no_shape_left(kind: str) -> None:
    made = {facility(Random(seed), kind) for seed in ANY}
    assert not [name for name in made if "(" in name or not name.strip()]


def test_an_email_is_made_of_ascii() -> None:
    made = [numbers.email(Random(seed), MARY) for seed in ANY]
    assert all(re.fullmatch(r"[a-z0-9._]+@[a-z.-]+", address) for address in made)


def test_an_unknown_kind_of_code_is_refused() -> None:
    with pytest.raises(KeyError):
        numbers.code(Random(0), "colour")
