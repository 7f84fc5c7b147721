"""Written dates read: which characters are the year, the month, the day and the weekday.

Read are the forms the rules find: "March 14, 2019", "14-Mar-19", "the 3rd of May 2021", "3/14/19",
"14.3.2019", "2019-03-14T10:22:00Z", "20190314", "03/2019", "Mar 14", "last Friday", "Q3 2021".
What is not read is hidden whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from guards.phi.surrogates.date_forms import FORMS, MONTHS

_RANGE = re.compile(r"\s?[-/&]\s?|\s(?:to|through|thru|until|till|and)\s", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"(?<![\d:+])(?:19|20)\d\d(?!\d)")
_MAX_CHARS = 80
_LEAP, _COMMON = 2024, 2023
_MID_YEAR, _MID_MONTH = 7, 15


class Part(msgspec.Struct, frozen=True):
    """A piece of a written date: its kind and its half-open place in the text."""

    kind: str
    start: int
    end: int


class WrittenDate(msgspec.Struct, frozen=True):
    """One date as it was written.

    `parts` are in text order; their kinds are the groups of `date_forms`. `day` stands for the
    whole: where the text leaves the year out it lies in a year of 365 days, where it leaves the day
    or the month out it lies amid them. `year` is None where neither text nor reader named one.
    """

    text: str
    parts: tuple[Part, ...]
    day: date
    year: int | None


def read_date(text: str, year: int | None = None) -> WrittenDate | None:
    """The date a text is, and nothing else; None where it is none that can be read.

    `year` is taken where the text names none. A two-digit year is read in the 2000s.
    """
    for form in FORMS if len(text) <= _MAX_CHARS else ():
        match = form.fullmatch(text)
        if match and (found := _written(match, year)):
            return found
    return None


def date_range(text: str) -> tuple[WrittenDate, str, WrittenDate] | None:
    """Both dates of a range such as "3/1-3/5/2023" and what joins them; None for no range.

    The first takes its year from the second where it names none.
    """
    for join in _RANGE.finditer(text) if len(text) <= _MAX_CHARS else ():
        last = read_date(text[join.end() :])
        first = read_date(text[: join.start()], last.year) if last else None
        if first and last:
            return first, join[0], last
    return None


def years_in(text: str, this_year: int) -> tuple[int, ...]:
    """The years a date or a range names, ascending; a two-digit year is at most next year's."""
    read = {year for written in _dates(text) if (year := _own_year(written, this_year))}
    return tuple(sorted(read or {int(year) for year in _FOUR_DIGITS.findall(text)}))


def _dates(text: str) -> Iterator[WrittenDate]:
    if written := read_date(text):
        yield written
    elif both := date_range(text):
        yield both[0]
        yield both[2]


def _own_year(written: WrittenDate, this_year: int) -> int | None:
    kinds = {part.kind for part in written.parts}
    if written.year is None or kinds.isdisjoint(("year", "short")):
        return None
    return written.year - 100 if "short" in kinds and written.year > this_year + 1 else written.year


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
        return 3 * int(groups["quarter"]) - 1
    return int(groups.get("month", _MID_YEAR))
