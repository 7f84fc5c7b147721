from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.tagger.corpus.example import LABELS, Example
from training.tagger.corpus.generator import NEGATIVE, examples

BACKGROUND = (
    "The patient was admitted with chest pain. She denied fever. The pain resolved with aspirin.",
    "Knee replacement is safe in older adults. He walked on day two. This patient did well.",
)
SLOT = re.compile(r"\{[A-Za-z0-9]+(?::[\w-]+)?\}")


def drawn(seed: int, count: int, background: tuple[str, ...] = ()) -> list[Example]:
    return list(islice(examples(seed, background), count))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), background=st.sampled_from([(), BACKGROUND]))
def test_spans_are_sorted_disjoint_inside_the_text_and_of_known_labels(
    seed: int, background: tuple[str, ...]
) -> None:
    for example in drawn(seed, 30, background):
        at = 0
        for start, end, label in example.spans:
            assert at <= start < end <= len(example.text)
            assert example.text[start:end] == example.text[start:end].strip()
            assert label in LABELS
            at = end


def test_a_seed_gives_the_same_texts_and_another_seed_gives_others() -> None:
    assert drawn(7, 50, BACKGROUND) == drawn(7, 50, BACKGROUND)
    assert drawn(7, 50) != drawn(8, 50)


def test_about_a_third_of_the_texts_hold_no_identifier() -> None:
    without = sum(not example.spans for example in drawn(3, 2_000, BACKGROUND))
    assert NEGATIVE - 0.04 < without / 2_000 < NEGATIVE + 0.04


def test_no_text_shows_a_slot() -> None:
    assert [e.text for e in drawn(11, 2_000) if SLOT.search(e.text)] == []


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_occurs(label: str) -> None:
    assert any(label == found for e in drawn(5, 1_500) for _, _, found in e.spans)


def test_backgrounds_are_both_negatives_and_carriers() -> None:
    about_aspirin = [e for e in drawn(2, 600, BACKGROUND) if "resolved with aspirin" in e.text]
    assert {bool(e.spans) for e in about_aspirin} == {True, False}


def test_texts_come_in_lower_case_in_capitals_and_as_written() -> None:
    texts = [e.text for e in drawn(4, 300)]
    assert any(text.islower() for text in texts)
    assert any(text.isupper() for text in texts)
    assert any(not text.islower() and not text.isupper() for text in texts)
