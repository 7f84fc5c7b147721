"""FHIR dates under each mode: a `date` or `dateTime` that stays one wherever something is kept.

Source: HL7 FHIR R4, 2.24.0.1 primitive types; 45 CFR 164.514(b)(2)(i)(C) and (e).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from guards.phi.surrogates.modes import OLD_AGE, Mode

DATE = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?)?"
)
"""A date with at least its month: a bare year is no identifier."""

INSTANTS = frozenset({"issued", "lastUpdated", "recorded", "timestamp", "lastModified"})
"""Elements of type `instant`, which cannot be less precise than a second."""


def stand_in(text: str, key: str, mode: Mode, shift_days: int) -> str | None:
    """What takes a date's place; None where it becomes the mode's own replacement.

    Safe Harbor keeps the year (an instant becomes the first moment of it, since it must be whole;
    a date 90 years ago or more may be a birth and vanishes: ""). A limited data set shifts the day
    and keeps the time of day; nobody's shift is no shift, and hides the date.
    """
    if mode is Mode.LIMITED:
        return shifted(text, shift_days) if shift_days else None
    if mode is not Mode.SAFE_HARBOR:
        return None
    if tells_old_age(text):
        return ""
    return f"{text[:4]}-01-01T00:00:00Z" if key in INSTANTS else text[:4]


def tells_old_age(text: str) -> bool:
    """Whether somebody born in this year is, or would be, 90 or older."""
    return date.today().year - int(text[:4]) >= OLD_AGE


def shifted(text: str, days: int) -> str | None:
    """A date moved by whole days, as precise as it was (a month as its middle does); None where
    the calendar ends.
    """
    day, rest = (text[:10], text[10:]) if len(text) > 7 else (f"{text}-15", "")
    try:
        moved = date.fromisoformat(day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return moved.isoformat()[: len(text)] + rest
