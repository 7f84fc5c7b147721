from __future__ import annotations

from random import Random

import pytest

from training.tagger.corpus.coinage import COINED, coined
from training.tagger.corpus.lists import sections


@pytest.mark.parametrize("kind", sorted(COINED))
def test_an_invented_word_is_mostly_new(kind: str) -> None:
    listed = set(sections("clinical")[kind])
    made = [coined(Random(seed), kind) for seed in range(100)]
    assert all(word.strip() for word in made)
    assert sum(word not in listed for word in made) > 50


def test_an_invented_eponym_ends_in_what_it_names() -> None:
    heads = sections("eponym_heads")["conditions"]
    made = [coined(Random(seed), "eponym") for seed in range(100)]
    assert not [eponym for eponym in made if eponym.split(" ")[-1] not in heads]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        coined(Random(0), "colour")
