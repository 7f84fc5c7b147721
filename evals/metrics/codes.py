"""Lists of codes: how far an answer's set is from the right one."""

from __future__ import annotations

from typing import Any

from evals.metrics.parsing import read_json


def code_set(text: str) -> frozenset[str] | None:
    """The codes of a JSON list of strings or of objects with a `code`; None for anything else.

    The list may stand alone or under `codes`. Case and white space do not matter, nor does the
    decimal point that ICD-10-CM writes and claims leave out.
    """
    value = read_json(text)
    if isinstance(value, dict):
        value = value.get("codes")
    if not isinstance(value, list):
        return None
    codes = [_code(item) for item in value]
    return None if None in codes else frozenset(code for code in codes if code)


def code_f1_loss(answer: str, corrected: str) -> float | None:
    """1 - F1 of the answer's codes; None (not scored) if the correction is no code list.

    Two empty lists agree: abstaining was right. An answer that is no code list is all wrong.
    """
    right = code_set(corrected)
    if right is None:
        return None
    given = code_set(answer)
    if given is None:
        return 1.0
    if not given and not right:
        return 0.0
    return 1.0 - 2 * len(given & right) / (len(given) + len(right))


def _code(item: Any) -> str | None:
    if isinstance(item, dict):
        item = item.get("code")
    if not isinstance(item, str) or not item.strip():
        return None
    return item.strip().upper().replace(".", "")
