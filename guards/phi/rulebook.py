"""The rules, one table per Safe Harbor letter (C to R; names and places have their own files).

Order does not matter: where rules overlap, `guards.phi.spans` decides by score and length.
Source: 45 CFR 164.514(b)(2)(i).
"""

from __future__ import annotations

from guards.phi import checks
from guards.phi.patterns import Check, Rule

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_FULL_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:\s?(?:st|nd|rd|th)\b)?"
_YEAR = r"(?:(?:19|20)\d\d\b|'\d\d\b)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NO_WORD_BEFORE = r"(?<![\w.\-])"
_END = r"(?![\w])"
_PHONE = (
    r"(?:(?:\+|00)?1[\s.\-]?)?(?:\(\d{3}\)[\s.\-]?|\d{3}[\s.\-/])\d{3}[\s.\-]\d{4}"
    r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?"
)
_LOCAL_PHONE = r"(?:\d{3}[\s.\-]\d{4}|\d{10,11}|\d{7}|\(?\d{1,5}\)?(?:[\s.\-]\d{2,8}){1,5})"
_JOIN = (
    r"(?:[\s:#=.,(\"'*]|-\s|\b(?:numbers?|num|no|nr|nos|ids?|identifier|code|is|was|of)\b){1,10}"
)
_ID = r"(?P<v>#?[A-Z0-9]{1,20}(?:[-/._][A-Z0-9]{1,12}){0,5})(?![A-Z0-9])"
_ID_WITH_DIGIT = r"[A-Z0-9#\-/._]{0,90}\d"


def _cued_number(
    name: str, label: str, cue: str, check: Check = checks.is_long_code, score: float = 0.9
) -> Rule:
    """A number after its cue; the check wants digits in it, and so does the hint."""
    hint = rf"{cue}{_JOIN}{_ID_WITH_DIGIT}"
    return Rule(name, label, rf"{cue}{_JOIN}{_ID}", check, score, hint=hint)


DATES = (
    Rule(
        "date.month_day",
        "DATE",
        rf"\b(?P<v>{_MONTH}\s?{_DAY}(?!\d)(?:\s?-\s?{_DAY}(?!\d))?(?:,?\s?(?:of\s)?{_YEAR})?)",
        checks.is_written_date,
    ),
    Rule(
        "date.day_month",
        "DATE",
        rf"\b(?P<v>(?:the\s)?{_DAY}(?:\sof)?[\s\-/.]?{_MONTH}(?:[\s,\-/.]{{0,2}}{_YEAR}"
        r"|-\d\d\b)?)(?!\w)",
        checks.is_written_date,
    ),
    Rule("date.month_year", "DATE", rf"\b(?P<v>{_MONTH}(?:,?\s(?:of\s)?|-|/)(?:19|20)\d\d)\b"),
    Rule(
        "date.year_month",
        "DATE",
        rf"\b(?P<v>(?:19|20)\d\d[\s\-/]{_MONTH}(?:[\s\-/]{_DAY})?)(?!\w)",
        checks.is_written_date,
    ),
    Rule(
        "date.month",
        "DATE",
        r"\b(?:in|since|during|last|this|next|until|till|by|from|early|late"
        rf"|mid)[\s\-](?P<v>{_FULL_MONTH})\b(?!\s?\d)",
        checks.is_month_alone,
        0.7,
    ),
    Rule(
        "date.slashes",
        "DATE",
        r"(?<![\w/.\-])(?P<v>\d{1,2}[/\-]\d{1,2}[/\-](?:(?:19|20)\d\d|\d\d))(?![\w/]|-\d)",
        checks.is_date,
        0.95,
    ),
    Rule(
        "date.dots",
        "DATE",
        r"(?<![\w/.\-])(?P<v>\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)(?![\w/]|\.\d)",
        checks.is_date,
    ),
    Rule(
        "date.iso",
        "DATE",
        r"(?<![\w/.\-])(?P<v>(?:19|20)\d\d([-/.])(?:1[0-2]|0?[1-9])\2(?:[12]\d|3[01]"
        r"|0?[1-9])(?:[T\s]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+\-]\d\d:?\d\d)?)?)(?!\w)",
        None,
        0.95,
    ),
    Rule(
        "date.compact",
        "DATE",
        r"(?<![\w/.\-])(?P<v>(?:19|20)\d\d(?:1[0-2]|0[1-9])(?:[12]\d|3[01]"
        r"|0[1-9])(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?)(?!\w)",
        None,
        0.85,
    ),
    Rule(
        "date.month_slash_year",
        "DATE",
        r"(?<![\w/.\-])(?P<v>(?:1[0-2]|0?[1-9])/(?:19|20)\d\d)(?![\w/])",
    ),
    Rule(
        "date.cued_month_day",
        "DATE",
        r"\b(?:on|since|until|dated?|from|dob|born|seen|visit|admitted"
        r"|discharged)[\s:]{1,2}(?P<v>\d{1,2}[/\-]\d{1,2})(?![\w/\-%]|\.\d)",
        checks.is_month_day,
        0.7,
    ),
    Rule(
        "date.weekday",
        "DATE",
        rf"\b(?P<v>(?:last|this\spast|this\scoming|next|this)\s{_WEEKDAY})\b",
        None,
        0.75,
    ),
    Rule("date.on_weekday", "DATE", rf"\bon\s(?P<v>{_WEEKDAY})\b(?!s)", None, 0.6),
    Rule(
        "date.holiday",
        "DATE",
        r"\b(?P<v>Christmas(?:\s(?:Day|Eve))?|Thanksgiving(?:\sDay)?|New\sYear'?s(?:\s(?:Day"
        r"|Eve))?|Halloween|Easter(?:\sSunday)?|Independence\sDay|Labor\sDay|Memorial\sDay"
        r"|Valentine'?s\sDay)\b",
        None,
        0.6,
        False,
    ),
    Rule(
        "age.years_old",
        "AGE",
        r"(?<![\w.\-/])(?P<v>(?:9\d|1[0-2]\d))(?:[\s\-]?(?:years?|yrs?|y/?o|y\.o"
        r"|yo)\b(?!\s(?:history|experience|survival|follow|period|later|ago)))",
        checks.has_old_age,
    ),
    Rule(
        "age.aged",
        "AGE",
        r"\b(?:aged?(?:\s(?:of|is))?|turned|is\snow)[\s:]{1,2}(?P<v>(?:9\d"
        r"|1[0-2]\d))(?![\w%/]|\.\d)",
        checks.has_old_age,
        0.7,
    ),
    Rule(
        "age.sexed",
        "AGE",
        r"(?<![\w.\-/])(?P<v>(?:9\d|1[01]\d))(?:\s?(?:[MF]\b|male\b|female\b))",
        checks.has_old_age,
        0.7,
        False,
    ),
)

CONTACTS = (
    Rule("phone.nanp", "PHONE", rf"(?<![\w.\-/])(?P<v>{_PHONE})(?![\w]|-\d)"),
    Rule(
        "phone.plus",
        "PHONE",
        r"(?<![\w+])(?P<v>(?:\+|\b00)\d{1,3}(?:[\s.\-]?\(?\d{1,5}\)?){2,6})(?!\w)",
        checks.is_international_phone,
    ),
    Rule(
        "phone.cued",
        "PHONE",
        r"\b(?:phone|telephone|tel|cell|mobile|call(?:ed)?(?:\sat)?|pager|beeper|contact|ph"
        rf"|reached\sat|ext)\b{_JOIN}(?P<v>{_LOCAL_PHONE})(?![\w]|-\d)",
        checks.is_cued_phone,
        0.9,
    ),
    Rule(
        "fax.cued",
        "FAX",
        rf"\b(?:fax(?:ed)?|facsimile)\b(?:\sto)?{_JOIN}(?P<v>{_PHONE}|{_LOCAL_PHONE})(?![\w]|-\d)",
        checks.is_cued_phone,
        0.97,
    ),
    Rule(
        "email",
        "EMAIL",
        r"(?<![\w.+%\-])(?P<v>[\w.+%'\-]{1,64}@[A-Z0-9]"
        r"(?:[A-Z0-9\-]{0,62}\.){1,6}[A-Z]{2,24})(?!\w)",
        None,
        0.99,
    ),
    Rule(
        "url",
        "URL",
        r"\b(?P<v>(?:https?|ftp|s?ftps?)://[^\s<>\"'\]\)]{0,2000}[^\s<>\"'\]\).,;:!?])",
        None,
        0.98,
    ),
    Rule(
        "url.www",
        "URL",
        r"(?<![\w@./])(?P<v>www\.[^\s<>\"'\]\),;]{2,500}[^\s<>\"'\]\).,;:!?]"
        r"|[A-Z0-9][A-Z0-9\-]{1,62}\.(?:(?:com|org|net|edu|io|info|co\.uk)\b"
        r"|gov/)(?:/?[^\s<>\"'\]\),;]{0,500})?)(?![\w@])",
        None,
        0.9,
    ),
    Rule(
        "ip.v4",
        "IP",
        r"(?<![\w.])(?P<v>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?![\w]|\.\d)",
        checks.is_ip,
    ),
    Rule(
        "ip.v6",
        "IP",
        r"(?<![\w:])(?P<v>(?:[0-9a-f]{1,4}:){2,7}:?(?:[0-9a-f]{1,4}:?){0,6}[0-9a-f]{0,4}"
        r"|::[0-9a-f]{1,4})(?![\w:])",
        checks.is_ip,
    ),
)

NUMBERS = (
    Rule("ssn", "SSN", r"(?<![\w\-])(?P<v>\d{3}-\d{2}-\d{4})(?![\w]|-\d)", None, 0.95),
    Rule(
        "ssn.cued",
        "SSN",
        rf"\b(?:ssn|social\ssecurity|soc\.?\ssec|ss\s?#)(?:{_JOIN}|(?:\s(?:last|ending|in"
        r"|four|4|digits|of|is)){1,5}\s)(?P<v>"
        r"(?:[\dX*]{3}[\s.\-]?[\dX*]{2}[\s.\-]?)?\d{4})(?!\w)",
        None,
        0.97,
    ),
    _cued_number(
        "mrn.cued",
        "MRN",
        r"\b(?:mrn|med(?:ical)?\.?\srec(?:ords?)?\.?|records?|chart|patient|pt|hospital|unit"
        r"|case|encounter|visit)\b(?:\sshows?)?\.?(?:\s?(?:numbers?|num|no|id|identifier"
        r"|#))?",
        checks.is_long_code,
        0.92,
    ),
    _cued_number(
        "mrn",
        "MRN",
        r"\b(?:mrn|medical\srecord(?:\snumber)?|mr\s?#)",
        checks.is_code,
        0.97,
    ),
    _cued_number(
        "plan.cued",
        "PLAN",
        r"\b(?:insurance|ins|insur|policy|health\splan|plan|member(?:ship)?|beneficiary"
        r"|subscriber|group|medicare|medicaid|hicn|mbi|payer|coverage|hmo|ppo"
        r"|hpbn)\b\.?(?:\s(?:plan|policy|card|member|beneficiary|group|info"
        r"|issues\swith))?",
        checks.is_long_code,
        0.95,
    ),
    Rule(
        "plan.mbi",
        "PLAN",
        r"(?<![\w\-])(?P<v>[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d\d)(?!\w)",
        None,
        0.95,
        False,
    ),
    _cued_number(
        "account.cued",
        "ACCOUNT",
        r"\b(?:account|acct|a/c|invoice|billing|bank|routing|aba|iban"
        r"|card)\b\.?(?:\s(?:account|card|ending\sin))?",
        checks.is_long_code,
        0.93,
    ),
    Rule(
        "account.card",
        "ACCOUNT",
        r"(?<![\w\-])(?P<v>\d{4}(?:[\s\-]?\d{4}){2}[\s\-]?\d{1,7}"
        r"|3\d{3}[\s\-]?\d{6}[\s\-]?\d{5})(?![\w]|-\d)",
        checks.is_card,
        0.96,
    ),
    Rule(
        "account.iban",
        "ACCOUNT",
        r"(?<!\w)(?P<v>[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?)(?!\w)",
        checks.is_iban,
        0.98,
    ),
    _cued_number(
        "licence.cued",
        "LICENCE",
        r"\b(?:licen[cs]e|lic|certificate|cert|npi|dea|dl|passport"
        r"|driver'?s\slicen[cs]e)\b\.?",
        checks.is_long_code,
        0.94,
    ),
    Rule("vehicle.vin", "VEHICLE", r"(?<!\w)(?P<v>[A-HJ-NPR-Z0-9]{17})(?!\w)", checks.is_vin, 0.96),
    _cued_number(
        "vehicle.cued",
        "VEHICLE",
        r"\b(?:licen[cs]e\splate|plate|vehicle|registration|vin)\b",
        checks.is_code,
        0.96,
    ),
    _cued_number(
        "device.cued",
        "DEVICE",
        r"\b(?:serial|s/n|sn|udi|imei|device|implant|pacemaker|lot|model)\b(?:\s(?:serial"
        r"|device))?",
        checks.is_long_code,
        0.94,
    ),
    Rule("device.udi", "DEVICE", r"(?P<v>\(01\)\d{14}(?:\(\d\d\)[A-Z0-9]{1,20}){0,4})", None, 0.97),
    Rule(
        "device.mac",
        "DEVICE",
        r"(?<![\w:])(?P<v>[0-9A-F]{2}(?:[:\-][0-9A-F]{2}){5})(?![\w:])",
        None,
        0.96,
    ),
    _cued_number(
        "biometric",
        "BIOMETRIC",
        r"\b(?:fingerprint|voice\s?print|retina(?:l\sscan)?|iris\sscan"
        r"|biometric)\b(?:\s(?:template|hash|record))?",
        checks.is_long_code,
        0.94,
    ),
    Rule(
        "photo",
        "PHOTO",
        r"(?<![\w/])(?P<v>[\w\-]{1,80}\.(?:jpe?g|png|heic|tiff?|dcm))(?!\w)",
        None,
        0.8,
    ),
    Rule("address.po_box", "ADDRESS", r"\b(?P<v>P\.?\s?O\.?\sBox\s#?\d{1,7})\b", None, 0.95),
    Rule(
        "zip.cued",
        "ZIP",
        r"\b(?:zip(?:\s?code)?|postal\scode|postcode)(?:[\s:#=]"
        r"|\bis\b){0,6}(?P<v>\d{5}(?:-\d{4})?)(?!\w)",
        None,
        0.97,
    ),
    _cued_number(
        "code.cued",
        "CODE",
        r"\b(?:ref(?:erence)?|tracking|accession|specimen|order|rx|prescription|study|sample"
        r"|confirmation|ticket|badge|employee|student|case|file|patient|pt|claim"
        r"|auth(?:orization)?|referral|id|identifier|code)\b\.?(?:\s(?:code|number|no"
        r"|id))?\.?",
        checks.is_long_code,
        0.85,
    ),
    Rule(
        "code.prefixed",
        "CODE",
        r"(?<![\w\-/.])(?P<v>#?(?!(?:NCT|PMID|PMC|ISRCTN|ICD|CPT"
        r"|rs)\d)[A-Z]{1,6}[-_]?\d{5,}(?:-[A-Z0-9]{1,12}){0,3})(?!\w)",
        checks.is_private_number,
        0.8,
    ),
    Rule(
        "code.suffixed",
        "CODE",
        r"(?<![\w\-/.])(?P<v>#?\d{5,}-?[A-Z]{1,6}(?:-\d{1,8})?)(?!\w)",
        checks.is_private_number,
        0.75,
        False,
    ),
    Rule(
        "code.split",
        "CODE",
        r"(?<![\w\-/.])(?P<v>#?\d{3,12}-\d{2,12}(?:-\d{2,12}){0,3})(?![\w\-]|\.\d)",
        checks.is_split_number,
        0.7,
    ),
    Rule(
        "code.digits",
        "CODE",
        r"(?<![\w\-/.,])(?P<v>#?\d{7,24})(?![\w\-/]|[.,]\d)",
        checks.is_private_number,
        0.7,
    ),
    Rule(
        "code.uuid",
        "CODE",
        r"(?<![\w\-])(?P<v>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?!\w)",
        None,
        0.9,
    ),
)

RULES = (*DATES, *CONTACTS, *NUMBERS)
