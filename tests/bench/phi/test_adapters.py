"""The same question is asked with redaction and without, and the answer comes back restored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from guards.phi.surrogates.redactor import SURROGATE
from tests.bench.phi.adapters import (
    _first,
    answers_with_redaction,
    answers_without_redaction,
    filled,
    identified,
)
from training.generation import Answerer
from training.starter.suite import Case, ask

CASE = Case(
    "c-1",
    "icd10-coder",
    "carriers",
    ask("Referred by [NAME_2] with asthma. [NAME_2] agrees."),
    "[]",
)


class Echo:
    """A model that repeats its question."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer_all(self, asked: Sequence[Any], max_tokens: int) -> list[str]:
        self.asked = [messages[-1]["content"] for messages in asked]
        return self.asked


def test_surrogates_of_the_suite_become_values_the_same_everywhere() -> None:
    text = filled(CASE).messages[-1]["content"]
    assert not SURROGATE.search(text)
    name = text.removeprefix("Referred by ").partition(" with")[0]
    assert text.count(name) == 2
    assert filled(CASE) == filled(CASE)


def test_identifiers_stand_before_the_question() -> None:
    text = identified(filled(CASE)).messages[-1]["content"]
    assert text.endswith(filled(CASE).messages[-1]["content"])
    assert "MRN" in text


def test_the_model_sees_surrogates_and_the_caller_sees_values() -> None:
    model, case = Echo(), identified(filled(CASE))
    asked = case.messages[-1]["content"]
    assert answers_with_redaction([case], cast(Answerer, model)) == [asked]
    assert SURROGATE.search(model.asked[0])
    assert "MRN" in model.asked[0]
    assert answers_without_redaction([case], cast(Answerer, model)) == [asked]
    assert model.asked == [asked]


@pytest.mark.parametrize("count", [1, 2])
def test_the_first_of_each_slice_are_kept(count: int) -> None:
    other = Case("s-1", "icd10-coder", "synonyms", ask("x"), "[]")
    assert len(_first([CASE, CASE, CASE, other], count)) == count + 1
