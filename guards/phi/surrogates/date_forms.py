"""The written forms of a date, as patterns whose groups name what is what.

Groups: `year`, `short` (its last two digits), `month`, `name` (of the month), `day`, `suffix` (of
the day), `weekday`, `quarter`. The order decides what is doubtful: of "4/5/2019" the month comes
first, of "4.5.2019" the day.
"""

from __future__ import annotations

import re

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
_SLASH, _DOT = r"\s?[/\-]\s?", r"\.\s?"
FORMS = tuple(
    re.compile(_LEAD + form + _TIME, re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_ON}{_MONTH}\s?(?:the\s)?{_DAY}(?:,?\s?(?:of\s)?{_ANY_YEAR})?",
        rf"{_ON}{_DAY}(?:(?:\sday)?\sof)?[\s\-/.]?{_MONTH}(?:[\s,\-/.]{{0,2}}(?:of\s)?{_ANY_YEAR})?",
        rf"{_MONTH}(?:,?\s?(?:of\s)?|-|/){_YEAR}",
        rf"{_MONTH}(?:,?\s?'|-)(?P<short>\d\d)",
        rf"{_YEAR}[\s\-/]{_MONTH}(?:[\s\-/]{_DAY})?",
        rf"{_YEAR}(?P<join>[\-/.]){_NUMBER_MONTH}(?:(?P=join){_NUMBER_DAY})?",
        rf"{_FOUR}(?P<month>\d\d)(?P<day>\d\d)(?:\d{{4}}(?:\d\d)?)?",
        rf"{_ON}{_NUMBER_MONTH}{_SLASH}{_NUMBER_DAY}{_SLASH}{_ANY_YEAR}",
        rf"{_ON}{_NUMBER_DAY}{_SLASH}{_NUMBER_MONTH}{_SLASH}{_ANY_YEAR}",
        rf"{_ON}{_NUMBER_DAY}{_DOT}{_NUMBER_MONTH}{_DOT}{_ANY_YEAR}",
        rf"{_ON}{_NUMBER_MONTH}{_DOT}{_NUMBER_DAY}{_DOT}{_ANY_YEAR}",
        rf"(?P<short>\d\d){_SLASH}{_NUMBER_MONTH}{_SLASH}{_NUMBER_DAY}",
        rf"{_NUMBER_MONTH}[/\-.]{_YEAR}",
        rf"{_ON}{_NUMBER_MONTH}[/\-]{_NUMBER_DAY}",
        rf"{_ON}{_NUMBER_DAY}[/\-.]{_NUMBER_MONTH}\.?",
        rf"Q(?P<quarter>[1-4])[\s,'\-/]{{0,2}}{_ANY_YEAR}",
        rf"(?P<quarter>[1-4])Q\s?{_ANY_YEAR}",
        rf"{_YEAR}[\s\-]?Q(?P<quarter>[1-4])",
        _YEAR,
        _MONTH,
        _WEEKDAY,
    )
)
