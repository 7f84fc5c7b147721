"""Which metric a correction calls for, and exact JSON."""

from __future__ import annotations

import pytest

from evals.metrics.correction import Judgement, judge_correction
from evals.metrics.exact import json_loss


@pytest.mark.parametrize(
    ("answer", "corrected", "judgement"),
    [
        ('["I10"]', '[{"code": "I10"}]', Judgement("code_f1", 0.0)),
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}', Judgement("json_equal", 0.0)),
        ("A cough.", "A cough", Judgement("rouge_l", 0.0)),
        ("A cough.", "", Judgement("none", None)),
        ("A cough.", None, Judgement("none", None)),
    ],
)
def test_the_correction_chooses(answer: str, corrected: str | None, judgement: Judgement) -> None:
    assert judge_correction(answer, corrected) == judgement


@pytest.mark.parametrize(
    ("answer", "corrected", "loss"),
    [
        ('{"a": [1, null]}', '{"a":[1,null]}', 0.0),
        ('{"a": [null, 1]}', '{"a":[1,null]}', 1.0),
        ("null", "null", 0.0),
        ("not json", "null", 1.0),
        ("null", "not json", None),
    ],
)
def test_json_is_equal_or_not(answer: str, corrected: str, loss: float | None) -> None:
    assert json_loss(answer, corrected) == loss
