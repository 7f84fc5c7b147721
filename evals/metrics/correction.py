"""Which metric a corrected answer calls for."""

from __future__ import annotations

import msgspec

from evals.metrics.codes import code_f1_loss
from evals.metrics.exact import json_loss
from evals.metrics.prose import rouge_l_loss

METRICS = (("code_f1", code_f1_loss), ("json_equal", json_loss), ("rouge_l", rouge_l_loss))
"""Strictest first: a code list is also JSON, and JSON is also words."""


class Judgement(msgspec.Struct, frozen=True):
    """A loss in [0, 1] by a metric, or None: *not scored*, which is never 0."""

    metric: str
    loss_01: float | None


def judge_correction(answer: str, corrected: str | None) -> Judgement:
    """The loss of an answer beside its correction, by the first metric the correction fits."""
    for metric, loss in METRICS:
        value = None if corrected is None else loss(answer, corrected)
        if value is not None:
            return Judgement(metric, value)
    return Judgement("none", None)
