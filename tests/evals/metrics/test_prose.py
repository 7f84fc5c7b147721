"""Word overlap: bounds, symmetry, and the definition itself."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.prose import rouge_l_loss, token_f1_loss

texts = st.lists(st.sampled_from("abcd"), max_size=12).map(" ".join)


def subsequence(a: list[str], b: list[str]) -> int:
    """The textbook recursion."""

    @cache
    def best(i: int, j: int) -> int:
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + best(i + 1, j + 1)
        return max(best(i + 1, j), best(i, j + 1))

    return best(0, 0)


@given(texts, texts.filter(bool))
def test_rouge_l_is_the_textbook_recursion(answer: str, corrected: str) -> None:
    given_, right = answer.split(), corrected.split()
    expected = 1 - 2 * subsequence(given_, right) / (len(given_) + len(right))
    assert rouge_l_loss(answer, corrected) == pytest.approx(expected)


@given(texts, texts.filter(bool))
def test_order_only_adds_to_the_loss(answer: str, corrected: str) -> None:
    bag, sequence = token_f1_loss(answer, corrected), rouge_l_loss(answer, corrected)
    assert bag is not None
    assert sequence is not None
    assert 0 <= bag <= sequence <= 1


@given(texts.filter(bool))
def test_the_same_text_loses_nothing(text: str) -> None:
    assert token_f1_loss(text, text) == rouge_l_loss(text, text) == 0


@pytest.mark.parametrize("loss", [token_f1_loss, rouge_l_loss])
@pytest.mark.parametrize("corrected", ["", "  ", "...", "\U0001f600"])
def test_a_correction_without_words_is_not_scored(loss: object, corrected: str) -> None:
    assert callable(loss)
    assert loss("some answer", corrected) is None


def test_case_and_punctuation_do_not_count() -> None:
    assert rouge_l_loss("No fever, no cough.", "no FEVER no cough") == 0
    assert token_f1_loss("", "no fever") == 1
