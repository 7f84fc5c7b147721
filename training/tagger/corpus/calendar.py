"""Dates as people write them: anything finer than a year. Bare years are no identifiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_SHORT = tuple(month[:3] for month in _MONTHS)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOLIDAYS = (
    *("Christmas Eve", "Christmas Day", "New Year's Eve", "New Year's Day", "Thanksgiving"),
    *("Labor Day", "Memorial Day", "Easter Sunday", "the Fourth of July", "Valentine's Day"),
    *("Boxing Day", "Halloween", "Good Friday", "Independence Day", "Veterans Day"),
)
_NEWEST = date(2026, 12, 28)


def some_day(rng: Random, kind: str = "") -> date:
    """A day of the last twelve years, or one to be born on for the kind "birth"."""
    back = rng.randrange(700, 34_000) if kind == "birth" else rng.randrange(4_400)
    return _NEWEST - timedelta(days=back)


def ordinal(number: int) -> str:
    """The number with its English ordinal ending: 1st, 22nd, 13th."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def written(rng: Random, kind: str = "") -> str:
    """A date in a format as frequent as in notes.

    `kind`: "" for any, "full" with a year, "birth" for a birthday with its year, "short" without
    year, "month" for a month or a month and year, "day" for a weekday, "stamp" for machines'.
    """
    formats, cumulative = _BY_KIND[kind]
    return rng.choices(formats, cum_weights=cumulative)[0](rng, some_day(rng, kind))


def _month(rng: Random, day: date) -> str:
    if rng.random() < 0.65:
        return _MONTHS[day.month - 1]
    short = "Sept" if day.month == 9 and rng.random() < 0.5 else _SHORT[day.month - 1]
    return short + "." if rng.random() < 0.2 else short


def _slashed(rng: Random, day: date) -> str:
    month, number = _padded(rng, day)
    year = f"{day:%y}" if rng.random() < 0.35 else str(day.year)
    return rng.choice("////--.").join((month, number, year))


def _padded(rng: Random, day: date) -> tuple[str, str]:
    if rng.random() < 0.5:
        return f"{day.month:02}", f"{day.day:02}"
    return str(day.month), str(day.day)


def _european(rng: Random, day: date) -> str:
    return rng.choice("/..-").join((f"{day.day:02}", f"{day.month:02}", str(day.year)))


def _english(rng: Random, day: date) -> str:
    number = ordinal(day.day) if rng.random() < 0.4 else str(day.day)
    comma = "," if rng.random() < 0.8 else ""
    year = f"'{day:%y}" if rng.random() < 0.05 else str(day.year)
    return f"{_month(rng, day)} {number}{comma} {year}"


def _british(rng: Random, day: date) -> str:
    number = ordinal(day.day) if rng.random() < 0.3 else str(day.day)
    of = " of" if number[-1].isalpha() and rng.random() < 0.5 else ""
    return f"{number}{of} {_month(rng, day)} {day.year}"


def _dashed(rng: Random, day: date) -> str:
    month = _SHORT[day.month - 1]
    month = month.upper() if rng.random() < 0.5 else month
    return f"{day.day:02}-{month}-{day.year if rng.random() < 0.6 else format(day, '%y')}"


def _weekday_first(rng: Random, day: date) -> str:
    rest = rng.choice((_english, _english, _month_day, _slashed))(rng, day)
    return f"{_DAYS[day.weekday()]}, {rest}"


def _month_day(rng: Random, day: date) -> str:
    number = ordinal(day.day) if rng.random() < 0.45 else str(day.day)
    return f"{_month(rng, day)} {number}"


def _day_month(rng: Random, day: date) -> str:
    number = f"{ordinal(day.day)} of" if rng.random() < 0.6 else str(day.day)
    the = "the " if number.endswith("of") and rng.random() < 0.7 else ""
    return f"{the}{number} {_month(rng, day)}"


def _month_year(rng: Random, day: date) -> str:
    return f"{_month(rng, day)}{rng.choice((' ', ' ', ' of ', ', '))}{day.year}"


def _span(rng: Random, day: date) -> str:
    return f"{_month(rng, day)} {min(day.day, 20)}{rng.choice('-–')}{min(day.day, 20) + 4}"


def _iso_time(rng: Random, day: date) -> str:
    clock = f"{rng.randrange(24):02}:{rng.randrange(60):02}"
    return f"{day:%Y-%m-%d}{rng.choice('T ')}{clock}{rng.choice(('', ':00', ':17Z'))}"


def _holiday(rng: Random, day: date) -> str:
    return rng.choice(_HOLIDAYS) + (f" {day.year}" if rng.random() < 0.4 else "")


def _weekday(rng: Random, day: date) -> str:
    return _DAYS[day.weekday()] if rng.random() < 0.8 else f"last {_DAYS[day.weekday()]}"


_Format = Callable[[Random, date], str]
_FULL: dict[_Format, int] = {
    _slashed: 30,
    _english: 32,
    _british: 8,
    _dashed: 4,
    _weekday_first: 3,
    _european: 4,
    lambda rng, day: f"{day:%Y-%m-%d}": 8,
    lambda rng, day: f"{day:%Y/%m/%d}": 1,
}
_SHORTER: dict[_Format, int] = {
    _month_day: 14,
    lambda rng, day: "/".join(_padded(rng, day)): 10,
    _day_month: 4,
    _span: 1,
    _holiday: 2,
}
_MONTHLY: dict[_Format, int] = {
    _month_year: 8,
    lambda rng, day: _MONTHS[day.month - 1]: 3,
    lambda rng, day: f"{day:%m}/{day.year}": 1,
}
_DAILY: dict[_Format, int] = {_weekday: 1}
_STAMPS: dict[_Format, int] = {_iso_time: 3, lambda rng, day: f"{day:%Y%m%d}": 1, _dashed: 1}


def _weighed(formats: dict[_Format, int]) -> tuple[tuple[_Format, ...], list[int]]:
    total, cumulative = 0, []
    for weight in formats.values():
        total += weight
        cumulative.append(total)
    return tuple(formats), cumulative


_BY_KIND = {
    "": _weighed(_FULL | _SHORTER | {_month_year: 5, _iso_time: 1}),
    "full": _weighed(_FULL),
    "birth": _weighed(_FULL),
    "short": _weighed(_SHORTER),
    "month": _weighed(_MONTHLY),
    "day": _weighed(_DAILY),
    "stamp": _weighed(_STAMPS),
}
