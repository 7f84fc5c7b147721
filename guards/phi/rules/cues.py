"""Numbers known by the words before them: how a cue, what joins it to a value, and a value look."""

from __future__ import annotations

from guards.phi.rules import checks
from guards.phi.rules.patterns import Check, Rule

JOIN = (
    r"(?:[\s:=.,\"'*]|\((?!\d{1,5}\))|#(?![A-Z0-9])|-\s"
    r"|\b(?:numbers?|num|no|nr|nos|ids?|identifier|code|is|was|of)\b){0,10}"
)
NUMBER_WORD = r"(?:numbers?|num|no|nr|id|identifier|code|#)"
_SPACED = r"\d{3,4}(?:\s\d{3,4}){1,3}(?![\w/.%\-]|\s?(?:mg|mcg|ml|units?|mm|bpm|kg|lbs?|cm)\b)"
_SOLID = r"[A-Z0-9]{1,20}(?:[-/._][A-Z0-9]{1,12}){0,5}"
_VALUE = rf"(?P<v>#?(?:{_SPACED}|{_SOLID}))(?![A-Z0-9])"
_VALUE_HINT = r"[A-Z0-9#\-/._]{0,90}\d"


def cued_number(
    name: str, label: str, cue: str, check: Check = checks.is_long_code, score: float = 0.9
) -> Rule:
    """A number after its cue; the check wants digits in it, and so does the prefilter's hint."""
    return Rule(name, label, f"{cue}{JOIN}{_VALUE}", check, score, hint=f"{cue}{JOIN}{_VALUE_HINT}")
