"""Equality of JSON values, whatever their layout."""

from __future__ import annotations

from evals.metrics.parsing import NOT_JSON, read_json
from gateway.contracts import canonical_json


def json_loss(answer: str, corrected: str) -> float | None:
    """0 where both are the same JSON value, 1 where not; None if the correction is no JSON."""
    right = read_json(corrected)
    if right is NOT_JSON:
        return None
    given = read_json(answer)
    if given is NOT_JSON:
        return 1.0
    return float(canonical_json(given) != canonical_json(right))
