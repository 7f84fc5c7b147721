from __future__ import annotations

from random import Random

import pytest

from training.tagger.corpus.names import census, doubles, held_out, kept, origins, parts

KINDS = ("female", "male", "last")


def test_some_names_are_held_out_and_most_are_not() -> None:
    held = [f"{a}{b}en" for a in "BCDFGHKLMN" for b in "aeiouy"]
    assert 0 < sum(map(held_out, held)) < len(held) / 3


def test_holding_out_ignores_case() -> None:
    assert all(held_out(name) == held_out(name.upper()) for name in ("Mary", "Ng", "O'Brien"))


def test_a_name_is_kept_only_when_every_part_of_it_is() -> None:
    held = next(name for name in ("Ana", "Ben", "Cy", "Dov", "Eli", "Flo", "Gus") if held_out(name))
    assert kept([held, f"Mary-{held}", f"de {held}"]) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_no_list_holds_a_held_out_name(kind: str) -> None:
    lists = [getattr(origin, kind) for origin in origins()] + [census(kind).names]
    assert not [n for names in lists for n in names if any(map(held_out, [n, *parts(n)]))]


@pytest.mark.parametrize("kind", KINDS)
def test_no_invented_name_is_a_held_out_one(kind: str) -> None:
    rng = Random(1)
    invented = [rng.choice(origins()).invented(kind, rng) for _ in range(2_000)]
    assert not [name for name in invented if held_out(name)]


def test_most_invented_surnames_are_in_no_list() -> None:
    rng, origin = Random(2), origins()[-1]
    listed = set(census("last").names)
    invented = [origin.invented("last", rng) for _ in range(300)]
    assert sum(name not in listed for name in invented) > 150


def test_many_origins_are_covered() -> None:
    assert len(origins()) > 60


def test_names_that_are_words_are_people_too() -> None:
    assert len(doubles("first")) > 100
    assert "Young" in doubles("last") or held_out("Young")
