"""The ways in which people write one day."""

from __future__ import annotations

from datetime import date

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def spellings_of(day: date) -> tuple[str, ...]:
    """A day as notes have it, American order first; day-first order too, where it differs."""
    y, m, d = day.year, day.month, day.day
    month, short, year = _MONTHS[m - 1], _MONTHS[m - 1][:3], f"{y:04d}"
    spelt = [f"{year}{sign}{m:02d}{sign}{d:02d}" for sign in ("-", "", "/")]
    for first, second in ((m, d), (d, m)):
        for sign in "/-.":
            spelt += [
                f"{a}{sign}{b}{sign}{c}"
                for a, b in ((f"{first}", f"{second}"), (f"{first:02d}", f"{second:02d}"))
                for c in (year, year[2:])
            ]
    for name in (month, short, f"{short}."):
        spelt += [f"{name} {d}, {year}", f"{name} {d} {year}", f"{d} {name} {year}"]
        spelt += [f"{name} {d}{_ordinal(d)}, {year}", f"{d:02d}-{name}-{year}"]
    return tuple(dict.fromkeys(spelt))


def _ordinal(day: int) -> str:
    if 10 < day < 14:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
