"""Code lists: what agrees, what is wrong, and what cannot be scored."""

from __future__ import annotations

import pytest

from evals.metrics.codes import code_f1_loss, code_set

COPD = '[{"code":"J44.9","evidence":"COPD"}]'


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('["E11.9", "i10"]', {"E119", "I10"}),
        ('[{"code": " E11.9 "}]', {"E119"}),
        ('{"codes": ["I10"]}', {"I10"}),
        ('```json\n["I10"]\n```', {"I10"}),
        ("[]", set()),
        ("[null]", None),
        ('[{"evidence": "COPD"}]', None),
        ('[""]', None),
        ("{}", None),
        ("null", None),
        ("I10", None),
        ("", None),
        ("[\U0001f600]", None),
    ],
)
def test_codes_are_read(text: str, codes: set[str] | None) -> None:
    assert code_set(text) == codes


@pytest.mark.parametrize(
    ("answer", "corrected", "loss"),
    [
        (COPD, '["J449"]', 0.0),
        (COPD, '["J44.9", "I10"]', 1 / 3),
        (COPD, '["I10"]', 1.0),
        (COPD, "[]", 1.0),
        ("[]", "[]", 0.0),
        ("[]", '["I10"]', 1.0),
        ("no idea", '["I10"]', 1.0),
        (COPD, "should be hypertension", None),
        (COPD, "", None),
    ],
)
def test_a_loss_is_one_minus_f1(answer: str, corrected: str, loss: float | None) -> None:
    assert code_f1_loss(answer, corrected) == pytest.approx(loss)
