"""Validators of dates and ages: day and month, not a score, a ratio, a dose or a temperature."""

from __future__ import annotations

import re
from datetime import date

from guards.phi.rules.checks import digits_of

_MONTHS = 12
_DAYS = 31
_OLD_AGE = 90
_MAX_AGE = 125
_SCORE_AFTER = re.compile(
    r"\s*(?:%|(?:strength|pain|scale|scores?|power|bilat\w{0,8}|murmurs?|systolic|diastolic|sem"
    r"|tab(?:let)?s?|caps?(?:ules?)?|cups?|ns|normal|doses?|ppd|packs?|inch(?:es)?|teaspoons?|tsp"
    r"|tbsp|m[lg]|mcg|micrograms?|[cm]m|units?|vision|reflex\w{0,2}|muscles?|throughout|hpf|weaker"
    r"|grade|days?|weeks?|months?|years?|yrs?|hours?|hrs?|minutes?|mins?|episodes|digits|positive"
    r"|points?|correct|objects|recall|words|times|per|stars?|way|in all|in the|to \d{1,2}/(?:10"
    r"|5))\b)",
    re.IGNORECASE,
)
_SCORE_BEFORE = re.compile(
    r"(?:pain|strength|score|scale|scored|rated|rating|murmur|motor|reflex(?:es)?|grade|acuity"
    r"|vision"
    r"|apgars?|gcs|titer|power|dtrs?|sem|bp|blood pressure|ratio|mmse|moca|severity|intensity"
    r"|pulses?|take|visual|dilution|at a|give|orientation|oriented)\b[^.;\n]{0,24}$",
    re.IGNORECASE,
)
_SCORE_WITHIN_CHARS = 40
_TEMPERATURE_BEFORE = re.compile(
    r"(?:temp(?:erature)?|fever|febrile|tmax|degrees|\bT)\b[^.;\n]{0,30}$|\d\s?\u00b0?C\s?[(/]\s?$",
    re.IGNORECASE,
)
_CELSIUS_AFTER = re.compile(
    r"\s?\(\s?\d\d(?:\.\d)?\s?(?:\u00b0\s?)?C|[^.;\n]{0,3}(?:degrees|orally)"
)
_FAHRENHEIT = range(95, 108)
_PERSON_AFTER = re.compile(
    r",?\s(?:who|c/o|complain|presen|here|admitted|s/p|h/o|hx|history|pmh|lives|living|found|brought"
    r"|bib|transferred|referred|resident|seen|status|w/|with(?!\s(?:chills|hr|bp|rr|pulse|rigors)))",
    re.IGNORECASE,
)
_PERSON_BEFORE = re.compile(
    r"\b(?:an?|this|our|pt|patient|age|elderly|sex)[ ,:]{1,3}$", re.IGNORECASE
)
_UNIT_AFTER = re.compile(
    r"\s*(?:mg|mcg|g|kg|ml|l|dl|units?|%|mmhg|mmol|meq|bpm|to\s\d+\s(?:mg|ml|tab)|tab(?:let)?s?"
    r"|caps?"
    r"|times|weeks?|days?|hours?|months?\b)(?!\w)",
    re.IGNORECASE,
)
_DOUBTFUL_MONTHS = ("may", "mar", "march", "dec", "sep")
_WHEN_BEFORE = re.compile(
    r"\b(?:on|since|until|till|by|from|before|after|dated?|born|dob|through|around)[\s:]{1,2}$"
)
_SEASON_BEFORE = re.compile(
    r"\bseasons?\b[^.;\n]{0,40}\b(?:from|to|through|thru|until|till|between)\s$", re.IGNORECASE
)
_SEASON_WITHIN_CHARS = 60
_WEEKDAY_NEAR = re.compile(
    r"(?:,|\sand|\sor|/|\sthrough)\s?(?:on\s)?(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    re.IGNORECASE,
)


def is_date(text: str, match: re.Match[str]) -> bool:
    """Three numbers of which two can be a day and a month."""
    parts = [int(part) for part in re.split(r"\D+", match["v"].strip()) if part][:3]
    if parts[0] > _DAYS:
        return 1 <= parts[1] <= _MONTHS and 1 <= parts[2] <= _DAYS
    return _is_day_and_month(*parts[:2])


def _is_day_and_month(first: int, second: int) -> bool:
    low, high = sorted((first, second))
    return 1 <= low <= _MONTHS and 1 <= high <= _DAYS


def is_month_day(text: str, match: re.Match[str]) -> bool:
    """A day and month such as "on 5/12", not a score such as 5/5 strength or half a tablet."""
    parts = [int(part) for part in re.split(r"\D+", match["v"])]
    around_the_clock = match["v"] == "24/7"
    return _is_day_and_month(*parts) and not around_the_clock and not _is_score(text, match)


def is_day_range(text: str, match: re.Match[str]) -> bool:
    """Days such as 3/1-3/5/2023, not scores such as 3/5-4/5."""
    sides = re.findall(r"(\d{1,2})/(\d{1,2})(/\d{2,4})?", match["v"])
    days = all(_is_day_and_month(int(a), int(b)) for a, b, _ in sides)
    if any(year for *_, year in sides):
        return days
    same_scale = sides[0][1] == sides[1][1] and sides[0][1] in ("4", "5", "6", "10")
    return days and not same_scale and not _is_score(text, match)


def _is_score(text: str, match: re.Match[str]) -> bool:
    start, end = match.span("v")
    before = text[max(0, start - _SCORE_WITHIN_CHARS) : start]
    return bool(_SCORE_AFTER.match(text, end) or _SCORE_BEFORE.search(before))


def is_month_of_year(text: str, match: re.Match[str]) -> bool:
    """A month and a year such as 03/2008, not a frequency such as < 1/2000."""
    before = text[max(0, match.start("v") - 8) : match.start("v")]
    return not re.search(r"[<>=~\u2264\u2265]\s?$|(?:frequency|prevalence|about|of)\s$", before)


def is_written_date(text: str, match: re.Match[str]) -> bool:
    """A month by name with a day; "may" and "march" must look like months, not verbs."""
    value = match["v"]
    if _UNIT_AFTER.match(text, match.end("v")):
        return False
    if not any(word in _DOUBTFUL_MONTHS for word in re.findall(r"[A-Za-z]{3,9}", value)):
        return True
    told = _WHEN_BEFORE.search(text, max(0, match.start("v") - 12), match.start("v"))
    return bool(told or re.search(r"\d{4}|\d(?:st|nd|rd|th)\b|/|-\d|\bof\b", value))


def is_year_month(text: str, match: re.Match[str]) -> bool:
    """A year before its month, "2021 March 4", not "in 2021 may have"."""
    return is_written_date(text, match) and ("may" not in match["v"] or match["v"][-1].isdigit())


def is_month_alone(text: str, match: re.Match[str]) -> bool:
    """A month with no day after a preposition, written with its capital; "the season from
    November through March" is everybody's.
    """
    before = text[max(0, match.start() - _SEASON_WITHIN_CHARS) : match.start("v")]
    return match["v"][0].isupper() and not _SEASON_BEFORE.search(before)


def starts_with_capital(text: str, match: re.Match[str]) -> bool:
    """A holiday by name, or "the fourth of July"."""
    return match["v"][0].isupper() or match["v"][0].isdigit() or match["v"].startswith("the ")


def is_single_weekday(text: str, match: re.Match[str]) -> bool:
    """One day, not a schedule such as "dialysis on Monday, Wednesday and Friday"."""
    return not _WEEKDAY_NEAR.match(text, match.end("v"))


def has_old_age(text: str, match: re.Match[str]) -> bool:
    """An age of 90 to 125 years."""
    return _OLD_AGE <= int(digits_of(match["v"])[:3]) <= _MAX_AGE


def is_sexed_age(text: str, match: re.Match[str]) -> bool:
    """An age of 90 or more with a sex, "92 F", not a temperature such as 98 F."""
    before = text[max(0, match.start("v") - _SCORE_WITHIN_CHARS) : match.start("v")]
    if _TEMPERATURE_BEFORE.search(before) or _CELSIUS_AFTER.match(text, match.end("v")):
        return False
    plural_count = re.search(r"(?:least|about|of|total|over|were)\s$", before)
    return has_old_age(text, match) and not plural_count and not _is_warmth(text, match, before)


def _is_warmth(text: str, match: re.Match[str], before: str) -> bool:
    """Whether "98 F" may be a temperature and nothing beside it speaks of a person."""
    if not match[0].endswith("F") or int(match["v"]) not in _FAHRENHEIT:
        return False
    return not _PERSON_AFTER.match(text, match.end()) and not _PERSON_BEFORE.search(before)


def is_decade_of_life(text: str, match: re.Match[str]) -> bool:
    """Whether "in her nineties" is meant, not a pulse or a pressure "in the 90s"."""
    article = re.search(r"(?i)\bthe\s", text[match.start() : match.start("v")])
    return match["v"].lower() == "nineties" or article is None


def is_old_birth_year(text: str, match: re.Match[str]) -> bool:
    """A year of birth that reveals an age of 90 or more today."""
    return int(match["v"]) <= date.today().year - _OLD_AGE
