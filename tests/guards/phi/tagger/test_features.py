"""What the tagger knows of a unit out of its context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.names.gazetteer import cities, people
from guards.phi.tagger.features import AFFIX_BUCKETS, MAX_PIECES, SHAPES, Featuriser
from guards.phi.tagger.units import placed


def pieces_of_two(word: str) -> list[int]:
    return [len(word[at : at + 2]) for at in range(0, len(word), 2)]


@pytest.fixture(scope="module")
def featuriser() -> Featuriser:
    return Featuriser(people(), cities(), pieces_of_two)


@given(st.text(min_size=1))
def test_every_unit_has_features_within_their_tables(featuriser: Featuriser, text: str) -> None:
    for _, _, key in placed(text):
        found = featuriser.features(key)
        assert len(found.pieces) <= MAX_PIECES
        assert 0 <= found.shape < SHAPES
        assert max(found.prefix, found.suffix) < AFFIX_BUCKETS
        assert len(found.lists) == featuriser.lists


def test_shape_tells_case_length_year_and_blank(featuriser: Featuriser) -> None:
    texts = ["smith", "Smith", "SMITH", "S", "s", "McKay", "7", "77", "1977", "7777", ",", "\n"]
    shapes = {featuriser.features((True, text)).shape for text in texts}
    assert len(shapes) == len(texts)
    assert featuriser.features((False, "Smith")).shape != featuriser.features((True, "Smith")).shape


def test_case_and_accents_do_not_change_affixes_or_lists(featuriser: Featuriser) -> None:
    plain, accented = (featuriser.features((True, word)) for word in ("garcia", "GARCÍA"))
    assert (plain.prefix, plain.suffix, plain.lists) == (
        accented.prefix,
        accented.suffix,
        accented.lists,
    )
    assert any(plain.lists)
