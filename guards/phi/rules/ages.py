"""Ages of 90 and more, and birth years that reveal one: Safe Harbor letter C."""

from __future__ import annotations

from guards.phi.rules import date_checks
from guards.phi.rules.patterns import Rule

_TENS = r"(?:9\d|1[0-2]\d)"
_UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_IN_WORDS = (
    rf"(?:ninety(?:[\s\-]{_UNITS})?|(?:a|one)[\s\-]hundred(?:[\s\-](?:and[\s\-])?"
    rf"(?:{_UNITS}|ten|eleven|twelve))?)"
)
_YEARS = (
    r"(?:[\s\-]?(?:years?|yrs?|y/?o|y\.o|yo)\b"
    r"(?!\s(?:history|experience|survival|follow|period|later|ago|after|before|of\s(?!age))))"
)

AGES = (
    Rule("age.years_old", "AGE", rf"(?<![\w.\-/])(?P<v>{_TENS}){_YEARS}", date_checks.has_old_age),
    Rule(
        "age.aged",
        "AGE",
        r"\b(?:aged?(?:\s(?:of|is))?|turned|turning|is\snow)[\s:=]{1,3}"
        rf"(?P<v>{_TENS})(?![\w%/]|\.\d|\s(?:days?|weeks?|months?|minutes?|hours?)\b)",
        date_checks.has_old_age,
        0.7,
    ),
    Rule(
        "age.sexed",
        "AGE",
        r"(?<![\w.\-/])(?P<v>(?:9\d|1[01]\d))(?:[\s/]?[MF]\b|\s?(?:male|female|man|woman)\b)",
        date_checks.is_sexed_age,
        0.7,
        False,
    ),
    Rule(
        "age.words",
        "AGE",
        rf"\b(?P<v>{_IN_WORDS})[\s\-]years?(?:[\s\-]of)?[\s\-](?:old|age)\b",
        None,
        0.9,
    ),
    Rule("age.aged_words", "AGE", rf"\b(?:aged?|turned)\s(?P<v>{_IN_WORDS})\b", None, 0.8),
    Rule(
        "age.decade",
        "AGE",
        r"\bin\s(?:her|his|their|my|the)\s(?:early|mid|late)?[\s\-]?(?P<v>nineties|90'?s)\b"
        r"(?!\s(?:and|era|music))",
        date_checks.is_decade_of_life,
        0.8,
    ),
    Rule(
        "age.epithet",
        "AGE",
        r"\b(?:this|a|our|the|my|her|his)\s(?P<v>nonagenarian|centenarian|supercentenarian)\b(?!s)",
        None,
        0.8,
    ),
    Rule(
        "age.birth_year",
        "AGE",
        r"\b(?:born\s(?:in\s)?|(?:birth\syear|year\sof\sbirth|yob|dob|born|b\.)[\s:=]{1,3}"
        r"(?:is\s)?)"
        r"(?P<v>(?:18|19)\d\d)(?![\w/\-]|\.\d)",
        date_checks.is_old_birth_year,
        0.9,
    ),
)
