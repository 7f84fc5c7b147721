"""Written dates read: which characters are the year, the month, the day and the weekday.

Read are the forms the rules find: "March 14, 2019", "14-Mar-19", "the 3rd of May 2021", "3/14/19",
"14.3.2019", "2019-03-14T10:22:00Z", "20190314", "03/2019", "Mar 14", "last Friday", "Q3 2021".
Of "4/5/2019" the month comes first, of "4.5.2019" the day. What is not read is hidden whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?P<name>jan(?:uary)?|febr?(?:uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:\s?(?P<suffix>st|nd|rd|th)\b)?(?!\d)"
_FOUR = r"(?P<year>(?:19|20)\d\d)"
_YEAR = rf"{_FOUR}(?!\d)"
_ANY_YEAR = rf"(?:{_FOUR}|'?(?P<short>\d\d))(?!\d)"
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b\.?"
)
_TIME = r"(?:(?:T|,?\s(?:at\s)?)\d{1,2}:\d\d[\w:.+\-]*(?:\s?[ap]\.?m\b\.?)?)?"
_ON = rf"(?:{_WEEKDAY},?\s(?:the\s)?)?"
_NUMBER_MONTH, _NUMBER_DAY = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_LEAD = r"(?:(?:the|on|in|of|early|late|mid|last|next|this|past|coming|around|about)\b[\s\-]?)*"
_FORMS = tuple(
    re.compile(_LEAD + form + _TIME, re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_ON}{_MONTH}\s?{_DAY}(?:,?\s?(?:of\s)?{_ANY_YEAR})?",
        rf"{_ON}{_DAY}(?:\sof)?[\s\-/.]?{_MONTH}(?:[\s,\-/.]{{0,2}}{_ANY_YEAR})?",
        rf"{_MONTH}(?:,?\s?(?:of\s)?|-|/){_YEAR}",
        rf"{_MONTH}\s?'(?P<short>\d\d)",
        rf"{_YEAR}[\s\-/]{_MONTH}(?:[\s\-/]{_DAY})?",
        rf"{_YEAR}(?P<join>[\-/.]){_NUMBER_MONTH}(?:(?P=join){_NUMBER_DAY})?",
        rf"{_FOUR}(?P<month>\d\d)(?P<day>\d\d)(?:\d{{4}}(?:\d\d)?)?",
        rf"{_ON}{_NUMBER_MONTH}[/\-]{_NUMBER_DAY}[/\-]{_ANY_YEAR}",
        rf"{_ON}{_NUMBER_DAY}[/\-.]{_NUMBER_MONTH}[/\-.]{_ANY_YEAR}",
        rf"{_ON}{_NUMBER_MONTH}\.{_NUMBER_DAY}\.{_ANY_YEAR}",
        rf"(?P<short>\d\d)[/\-]{_NUMBER_MONTH}[/\-]{_NUMBER_DAY}",
        rf"{_NUMBER_MONTH}[/\-.]{_YEAR}",
        rf"{_ON}{_NUMBER_MONTH}[/\-]{_NUMBER_DAY}",
        rf"{_ON}{_NUMBER_DAY}[/\-.]{_NUMBER_MONTH}\.?",
        rf"(?P<quarter>Q[1-4])[\s,'\-/]{{0,2}}{_ANY_YEAR}",
        _YEAR,
        _MONTH,
        _WEEKDAY,
    )
)
_RANGE = re.compile(r"\s?[-\u2013]\s?|\s(?:to|through|thru|until|till|and)\s", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"(?<![\d:+])(?:19|20)\d\d(?!\d)")
_LEAP, _COMMON = 2024, 2023
_MID_YEAR, _MID_MONTH = 7, 15


class Part(msgspec.Struct, frozen=True):
    """A piece of a written date: its kind and its half-open place in the text."""

    kind: str
    start: int
    end: int


class WrittenDate(msgspec.Struct, frozen=True):
    """One date as it was written.

    `parts` are in text order, of the kinds `year`, `short` (two digits of it), `month`, `name` (of
    the month), `day`, `suffix` (of the day), `weekday` and `quarter`. `day` stands for the whole:
    where the text leaves the year out it lies in a year of 365 days, where it leaves the day or
    the month out it lies amid them. `year` is None where neither the text nor the reader named one.
    """

    text: str
    parts: tuple[Part, ...]
    day: date
    year: int | None


def read_date(text: str, year: int | None = None) -> WrittenDate | None:
    """The date a text is, and nothing else; None where it is none that can be read.

    `year` is taken where the text names none. A two-digit year is read in the 2000s.
    """
    for form in _FORMS:
        match = form.fullmatch(text)
        if match and (found := _written(match, year)):
            return found
    return None


def date_range(text: str) -> tuple[WrittenDate, str, WrittenDate] | None:
    """Both dates of a range such as "3/1-3/5/2023" and what joins them; None for no range.

    The first takes its year from the second where it names none.
    """
    for join in _RANGE.finditer(text):
        last = read_date(text[join.end() :])
        first = read_date(text[: join.start()], last.year) if last else None
        if first and last:
            return first, join[0], last
    return None


def years_in(text: str, this_year: int) -> tuple[int, ...]:
    """The years a date or a range names, ascending; a two-digit year is at most next year's."""
    if text.isdecimal() and len(text) > 4:
        return (int(text[:4]),)
    found = {int(match[0]) for match in _FOUR_DIGITS.finditer(text)}
    if not found:
        found = {year for part in _dates(text) if (year := _short_year(part, this_year))}
    return tuple(sorted(found))


def _dates(text: str) -> Iterator[WrittenDate]:
    if written := read_date(text):
        yield written
    elif both := date_range(text):
        yield both[0]
        yield both[2]


def _short_year(written: WrittenDate, this_year: int) -> int | None:
    if written.year is None:
        return None
    return written.year if written.year <= this_year + 1 else written.year - 100


def _written(match: re.Match[str], year: int | None) -> WrittenDate | None:
    groups = {kind: value for kind, value in match.groupdict().items() if value}
    groups.pop("join", None)
    try:
        day, own_year = _day(groups, year)
    except ValueError:
        return None
    parts = sorted((Part(kind, *match.span(kind)) for kind in groups), key=lambda part: part.start)
    return WrittenDate(match.string, tuple(parts), day, own_year or year)


def _day(groups: dict[str, str], year: int | None) -> tuple[date, int | None]:
    """The date the groups name, and its year. Raises: ValueError for 30 February and the like."""
    own = int(groups["year"]) if "year" in groups else None
    if "short" in groups:
        own = 2000 + int(groups["short"])
    month, day = _month(groups), int(groups.get("day", _MID_MONTH))
    leap_day = (month, day) == (2, 29)
    return date(own or year or (_LEAP if leap_day else _COMMON), month, day), own


def _month(groups: dict[str, str]) -> int:
    if "name" in groups:
        return 1 + next(i for i, m in enumerate(MONTHS) if m[:3] == groups["name"][:3].lower())
    if "quarter" in groups:
        return 3 * int(groups["quarter"][1]) - 1
    return int(groups.get("month", _MID_YEAR))
