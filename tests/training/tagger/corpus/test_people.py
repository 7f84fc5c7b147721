from __future__ import annotations

from random import Random

import pytest

from training.tagger.corpus.names import held_out, parts
from training.tagger.corpus.people import STYLES, Person, person

MARY = Person("Mary", "Anne", "van Dijk", "Jr.", True, "Molly")


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("full", "Mary van Dijk Jr."),
        ("first", "Mary"),
        ("last", "van Dijk"),
        ("inverted", "van Dijk, Mary"),
        ("shouted", "VAN DIJK, MARY"),
        ("first_initial", "Mary V."),
        ("initial_last", "M. van Dijk"),
        ("initials", "M.V."),
        ("nickname", 'Mary "Molly" van Dijk'),
        ("hl7", "VAN DIJK^MARY^A"),
    ],
)
def test_a_style_writes_the_name(style: str, written: str) -> None:
    assert MARY.written(style, Random(0)) == written


@pytest.mark.parametrize("mix", ["", "header", "doctor", "patient", "kin", "friend"])
def test_a_mix_writes_the_name_in_one_of_the_styles(mix: str) -> None:
    written = {MARY.written(style, Random(0)) for style in STYLES}
    assert {MARY.written(mix, Random(seed)) for seed in range(200)} <= written


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(KeyError):
        MARY.written("backwards", Random(0))


def test_nobody_bears_a_held_out_name() -> None:
    rng = Random(9)
    for _ in range(3_000):
        who = person(rng)
        words = (part for name in (who.first, who.middle, who.last) for part in parts(name))
        assert not [word for word in words if held_out(word)]
