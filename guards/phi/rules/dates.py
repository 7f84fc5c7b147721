"""Dates finer than a year: Safe Harbor letter C. Bare years, scores, ratios and doses survive.

A quarter or a season with its year says more than the year and counts as a date; a holiday counts
where it tells when, not what ("a Christmas tree"). Times of day and relative dates ("last month")
are no elements of a date and survive.
"""

from __future__ import annotations

from guards.phi.rules import checks, date_checks
from guards.phi.rules.patterns import Rule

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_FULL_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:\s?(?:st|nd|rd|th)\b)?"
_YEAR = r"(?:(?:19|20)\d\d\b|'\d\d\b)"
_FULL_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKDAY_BEFORE = rf"(?:(?:{_WEEKDAY}|mon|tues?|wed|thurs?|fri|sat|sun)\b\.?,?\s(?:the\s)?)?"
_START = r"(?<![\w/.\-])"
_SLASHED = r"(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])"
_TIME_OF_YEAR = (
    r"\b(?:on|in|since|during|until|till|by|before|after|around|over|near|past|last|this|next"
    r"|following|to|of|from)\s(?:the\s)?"
)
_HOLIDAY = (
    r"(?:Christmas(?:\s(?:Day|Eve))?|Thanksgiving(?:\sDay)?|New\sYear'?s(?:\s(?:Day|Eve))?"
    r"|Halloween|Easter(?:\s(?:Sunday|Monday))?|Good\sFriday|Independence\sDay|Labor\sDay"
    r"|Memorial\sDay|Veterans'?\sDay|Columbus\sDay|Presidents'?\sDay|MLK\sDay|Juneteenth"
    r"|Valentine'?s\sDay|(?:St\.?|Saint)\sPatrick'?s\sDay|Mother'?s\sDay|Father'?s\sDay"
    r"|(?:the\s)?(?:Fourth|4th)\sof\sJuly|July\s(?:Fourth|the\sFourth)|Boxing\sDay|Hanukkah"
    r"|Passover|Yom\sKippur|Rosh\sHashanah|Diwali|Eid(?:\sal-(?:Fitr|Adha))?|Ramadan"
    r"|(?:Lunar|Chinese)\sNew\sYear|Cinco\sde\sMayo|Ash\sWednesday|Palm\sSunday)"
)

_WRITTEN = (
    Rule(
        "date.month_day",
        "DATE",
        rf"\b(?P<v>{_WEEKDAY_BEFORE}{_MONTH}\s?(?:the\s)?{_DAY}(?!\d)(?:\s?(?:-|to|through|and)\s?"
        rf"(?:{_MONTH}\s?)?{_DAY}(?!\d))?(?:,?\s?(?:of\s)?{_YEAR})?)(?!\.\d)",
        date_checks.is_written_date,
    ),
    Rule(
        "date.day_month",
        "DATE",
        rf"\b(?P<v>{_WEEKDAY_BEFORE}(?:the\s)?(?:{_DAY}\s?(?:-|to|through|and|&)\s?)?{_DAY}"
        rf"(?:(?:\sday)?\sof)?[\s\-/.]?{_MONTH}(?:[\s,\-/.]{{0,2}}(?:of\s)?{_YEAR}|-\d\d\b)?)"
        rf"(?!\w)",
        date_checks.is_written_date,
    ),
    Rule(
        "date.glued",
        "DATE",
        r"(?<![\w\-/.])(?P<v>\d{1,2}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:(?:19"
        r"|20)\d\d|\d\d))"
        r"(?!\w)",
        None,
        0.9,
    ),
    Rule(
        "date.month_year",
        "DATE",
        rf"\b(?P<v>(?:{_MONTH}\s?(?:-|to|through|and|/)\s?)?"
        rf"{_MONTH}(?:(?:,?\s(?:of\s)?|-|/){_FULL_YEAR}|,?\s?'\d\d))\b",
    ),
    Rule(
        "date.month_short_year",
        "DATE",
        r"\b(?P<v>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)-\d\d)\b(?!-)",
        None,
        0.8,
        False,
    ),
    Rule(
        "date.year_month",
        "DATE",
        rf"\b(?P<v>{_FULL_YEAR}[\s\-/]{_MONTH}(?:[\s\-/]{_DAY}(?!\d))?)(?!\w)",
        date_checks.is_year_month,
    ),
    Rule(
        "date.month",
        "DATE",
        r"\b(?:in|since|during|last|this|next|until|till|by|from|early|late|mid|before|after"
        r"|between"
        r"|(?:beginning|middle|end|start|week|month)\sof|through)[\s\-]"
        rf"(?P<v>{_FULL_MONTH})\b(?!\s?\d|'s\b)",
        date_checks.is_month_alone,
        0.7,
    ),
)

_NUMERIC = (
    Rule(
        "date.slashes",
        "DATE",
        rf"{_START}(?P<v>\d{{1,2}}[/\-]\d{{1,2}}[/\-](?:{_FULL_YEAR}|\d\d))(?![\w/]|-\d)",
        date_checks.is_date,
        0.95,
    ),
    Rule(
        "date.spaced_slashes",
        "DATE",
        rf"(?<![\w/.])(?P<v>\d{{1,2}}\s/\s\d{{1,2}}\s/\s(?:{_FULL_YEAR}|\d\d))(?![\w/])",
        date_checks.is_date,
        0.9,
    ),
    Rule(
        "date.range",
        "DATE",
        rf"{_START}(?P<v>{_SLASHED}(?:/(?:{_FULL_YEAR}|\d\d))?\s?(?:-|to|thru|through)\s?{_SLASHED}"
        rf"(?:/(?:{_FULL_YEAR}|\d\d))?)(?![\w/]|\.\d)",
        date_checks.is_day_range,
        0.93,
    ),
    Rule(
        "date.dots",
        "DATE",
        rf"{_START}(?P<v>\d{{1,2}}\.\s?\d{{1,2}}\.\s?{_FULL_YEAR})(?![\w/]|\.\d)",
        date_checks.is_date,
    ),
    Rule(
        "date.short_dots",
        "DATE",
        r"\b(?:on|since|until|dated?|dob|d\.o\.b\.|born|seen|visit|admitted|discharged)[\s:]{1,2}"
        r"(?P<v>\d{1,2}\.\d{1,2}\.\d\d)(?![\w/]|\.\d)",
        date_checks.is_date,
        0.85,
    ),
    Rule(
        "date.iso",
        "DATE",
        rf"{_START}(?P<v>{_FULL_YEAR}([-/.])(?:1[0-2]|0?[1-9])\2(?:[12]\d|3[01]"
        r"|0?[1-9])(?:[T\s]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+\-]\d\d:?\d\d)?)?)(?!\w)",
        None,
        0.95,
    ),
    Rule(
        "date.iso_month",
        "DATE",
        r"\b(?:in|on|since|from|until|dated?|dob|birth_?date|born|month|period|effective)"
        r"[\s:\"'=]{1,4}"
        rf"(?P<v>{_FULL_YEAR}[-/](?:1[0-2]|0[1-9]))(?![\w/\-]|\.\d)",
        None,
        0.8,
    ),
    Rule(
        "date.compact",
        "DATE",
        rf"{_START}(?P<v>{_FULL_YEAR}(?:1[0-2]|0[1-9])(?:[12]\d|3[01]"
        r"|0[1-9])(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?)(?!\w)",
        checks.is_private_number,
        0.85,
    ),
    Rule(
        "date.month_slash_year",
        "DATE",
        rf"{_START}(?P<v>(?:1[0-2]|0?[1-9])/{_FULL_YEAR})(?![\w/])",
        date_checks.is_month_of_year,
    ),
    Rule(
        "date.month_dash_year",
        "DATE",
        r"\b(?:in|on|since|from|until|dated?|dob|born)[\s:]{1,2}"
        rf"(?P<v>(?:1[0-2]|0?[1-9])-{_FULL_YEAR})(?![\w/\-])",
        None,
        0.8,
    ),
    Rule(
        "date.cued_month_day",
        "DATE",
        r"\b(?:on|since|until|till|dated?|from|dob|born|seen|visit|admitted|discharged|through|thru"
        r"|before|after|by|between|appointment|appt|scheduled|follow-?up|f/u|surgery|procedure"
        r"|biopsy|labs|x-?ray|cxr|mri|ct|echo|ekg|ecg|colonoscopy|started|stopped|last|due|lmp"
        r"|expires?|died|onset|today|yesterday|tomorrow|"
        rf"{_WEEKDAY}|mon|tues?|wed|thurs?|fri|sat|sun)[\s:,(]{{1,2}}"
        r"(?P<v>\d{1,2}[/\-]\d{1,2})(?![\w/\-%]|\.\d)",
        date_checks.is_month_day,
        0.7,
    ),
    Rule(
        "date.month_day_visit",
        "DATE",
        rf"{_START}(?P<v>\d{{1,2}}/\d{{1,2}})\s(?:office\s|clinic\s)?(?:visit|appointment|appt"
        r"|admission|encounter|discharge|surgery|biopsy|colonoscopy)\b",
        date_checks.is_month_day,
        0.7,
    ),
    Rule(
        "date.padded_month_day",
        "DATE",
        rf"{_START}(?P<v>0[1-9]/[0-3]\d|1[0-2]/0[1-9])(?![\w/\-%]|\.\d)",
        date_checks.is_month_day,
        0.7,
    ),
    Rule(
        "date.entry",
        "DATE",
        r"(?:^|\n)\s?(?P<v>\d{1,2}/\d{1,2})\s?(?:[:\-]\s|:$)",
        date_checks.is_month_day,
        0.7,
    ),
)

_TIMES_OF_YEAR = (
    Rule(
        "date.quarter",
        "DATE",
        rf"\b(?P<v>Q[1-4][\s,\-/']{{0,2}}{_FULL_YEAR}|{_FULL_YEAR}[\s\-]?Q[1-4]|"
        rf"[1-4]Q\s?{_FULL_YEAR}"
        r"|(?:first|second|third|fourth|last)\s(?:quarter|half)(?:\sof)?\s(?:19|20)\d\d)(?!\w)",
    ),
    Rule(
        "date.season",
        "DATE",
        rf"\b(?P<v>(?:summer|winter|autumn)(?:\sof|,)?\s(?:{_FULL_YEAR}|'\d\d))\b",
        None,
        0.85,
    ),
    Rule(
        "date.spring_fall",
        "DATE",
        rf"(?:{_TIME_OF_YEAR}|\b(?:early|late|mid)[\s\-])(?P<v>(?:spring|fall)(?:\sof)?\s{_YEAR})",
        None,
        0.8,
    ),
    Rule(
        "date.weekday",
        "DATE",
        rf"\b(?P<v>(?:last|this\spast|this\scoming|next|this)\s{_WEEKDAY})\b",
        None,
        0.75,
    ),
    Rule(
        "date.on_weekday",
        "DATE",
        rf"\bon\s(?P<v>{_WEEKDAY})\b(?!'?s\b)",
        date_checks.is_single_weekday,
        0.6,
    ),
    Rule(
        "date.holiday_year",
        "DATE",
        rf"\b(?P<v>{_HOLIDAY}(?:,?\s(?:of\s)?{_FULL_YEAR}))\b",
        None,
        0.85,
    ),
    Rule(
        "date.holiday",
        "DATE",
        rf"{_TIME_OF_YEAR}(?P<v>{_HOLIDAY})\b(?!\s(?:tree|part(?:y|ies)|dinner|cakes?|gifts?|cards?"
        r"|costumes?|fast(?:ing)?|presents?|cookies|meal|decorations?|lights))",
        date_checks.starts_with_capital,
        0.6,
    ),
)

DATES = (*_WRITTEN, *_NUMERIC, *_TIMES_OF_YEAR)
