"""Dates moved by a patient's secret number of days, each in the way it was written.

Intervals between full dates are preserved exactly. Coarser ones move as far as their form can
say: a month or quarter without its day moves as its middle does, a date without a year as in a
year of 365 days, a weekday round the week. A range whose ends leave the month is written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from guards.phi.normal import Plain
from guards.phi.surrogates.date_forms import MONTHS, WEEKDAYS
from guards.phi.surrogates.dates import Part, WrittenDate, date_range, read_date

_DAYS_OF_MONTH = re.compile(
    r"(?P<head>[A-Za-z]{3,9}\.?\s?|)(?P<first>\d{1,2}(?:st|nd|rd|th)?)"
    r"(?P<join>\s?(?:-|to|through|and|&)\s?)"
    r"(?P<last>\d{1,2}(?:st|nd|rd|th)?)(?P<tail>(?:,?\s.*)?)",
    re.IGNORECASE | re.ASCII,
)
_TO_DAY = re.compile(r"\D*\d{1,2}(?:st|nd|rd|th)?", re.IGNORECASE)
_NOT_DIGITS = re.compile(r"^\D*")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_ABBREVIATED = 3


def shifted(value: str, days: int) -> str | None:
    """A date or range `days` later, written alike; None for what cannot be read.

    Full-width digits and typographic dashes come back plain.
    """
    text = Plain(value).text
    try:
        if written := read_date(text):
            return _moved(written, days)
        return _days_of_month(text, days) or _range(text, days)
    except OverflowError:
        return None


def _range(text: str, days: int) -> str | None:
    found = date_range(text)
    if found is None:
        return None
    first, join, last = found
    return _moved(first, days) + join + _moved(last, days)


def _days_of_month(text: str, days: int) -> str | None:
    """The same for one month named with two days: "March 3-5, 2021" or "3-5 March 2021"."""
    match = _DAYS_OF_MONTH.fullmatch(text)
    if match is None:
        return None
    first, last = (
        read_date(match["head"] + match[end] + match["tail"]) for end in ("first", "last")
    )
    if first is None or last is None:
        return None
    early, join, late = _moved(first, days), match["join"], _moved(last, days)
    if (first.day + timedelta(days)).month != (last.day + timedelta(days)).month:
        return early + join + late
    return _to_first_day(early) + join + _NOT_DIGITS.sub("", late)


def _to_first_day(text: str) -> str:
    """A written date up to its day: the month that stands before it stays."""
    match = _TO_DAY.match(text)
    return match[0] if match else text


def _moved(written: WrittenDate, days: int) -> str:
    """The same text for the day `days` later. Raises: OverflowError beyond the calendar."""
    moved = written.day + timedelta(days)
    pieces: list[str] = []
    end = 0
    padded = _is_padded(written)
    for part in written.parts:
        old = written.text[part.start : part.end]
        pieces += (written.text[end : part.start], _rewritten(part, old, moved, days, padded))
        end = part.end
    return "".join(pieces) + written.text[end:]


def _is_padded(written: WrittenDate) -> bool:
    """Whether a one-digit day or month gets a leading zero, as the others here have it."""
    numbers = [
        written.text[part.start : part.end]
        for part in written.parts
        if part.kind in ("day", "month")
    ]
    named = any(part.kind == "name" for part in written.parts)
    return all(len(number) == 2 for number in numbers) and (
        not named or any(number[0] == "0" for number in numbers)
    )


def _rewritten(part: Part, old: str, moved: date, days: int, padded: bool) -> str:
    match part.kind:
        case "year":
            return f"{moved.year:04}"
        case "short":
            return f"{moved.year % 100:02}"
        case "month":
            return f"{moved.month:02}" if padded else str(moved.month)
        case "day":
            return f"{moved.day:02}" if padded else str(moved.day)
        case "suffix":
            return _cased(_SUFFIXES.get(moved.day, "th"), old)
        case "quarter":
            return str((moved.month + 2) // 3)
        case "weekday":
            return _named(WEEKDAYS, _index(WEEKDAYS, old) + days, old)
        case _:
            return _named(MONTHS, moved.month - 1, old)


def _named(names: tuple[str, ...], index: int, old: str) -> str:
    """The name at an index, round the end, abbreviated and cased like the old one."""
    name = names[index % len(names)]
    whole = old.lower() in names
    return _cased(name if whole else name[:_ABBREVIATED], old)


def _index(names: Iterable[str], old: str) -> int:
    return next(i for i, name in enumerate(names) if name[:3] == old[:3].lower())


def _cased(name: str, like: str) -> str:
    if like.isupper():
        return name.upper()
    return name if like.islower() else name.capitalize()
