"""Validators: what a shape must also be to count as an identifier."""

from __future__ import annotations

import ipaddress
import re

_UNIT_AFTER = re.compile(
    r"\s*(?:mg|mcg|ug|µg|g|kg|ml|l|dl|iu|units?|u|copies|cells|mmhg|mmol|meq|bpm|%|/\s*[uµm]l"
    r"|k/|million|billion|patients?|participants?|women|men|adults|children|cases|subjects)\b",
    re.IGNORECASE,
)
_PUBLIC_NUMBER = re.compile(
    r"(?:NCT|PMID|PMCID|PMC|DOI|ISBN|ISSN|RxNorm|RXCUI|SNOMED(?:[- ]CT)?|LOINC|CPT|NDC|arXiv|ISRCTN"
    r"|EudraCT|CAS|OMIM|MONDO|ChEMBL|rs|10\.\d{4,})\W{0,4}(?:number|code|no|id)?\W{0,3}$",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*-\s*(?:19|20)?\d\d)?$")
_SYSTEM_WITHIN_CHARS = 40
_ICD_10_CM = re.compile(r"[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}", re.IGNORECASE)
_CODE_SYSTEM = re.compile(
    r"\b(?:ICD|CPT|HCPCS|LOINC|SNOMED|RxNorm|RXCUI|NDC|DRG|ATC|diagnos[ie]s|procedure|billing)"
    r"\b[^.;\n]{0,20}$",
    re.IGNORECASE,
)
_MONTHS = 12
_DAYS = 31


def digits_of(value: str) -> str:
    """The decimal digits in a value, in order."""
    return "".join(c for c in value if "0" <= c <= "9")


def is_code(text: str, match: re.Match[str]) -> bool:
    """A cued value with at least three digits that is not merely a year."""
    value = match["v"]
    return len(digits_of(value)) >= 3 and not _BARE_YEAR.match(value)


def is_long_code(text: str, match: re.Match[str]) -> bool:
    """A weakly cued value: five characters or more, four of them digits, no year, no quantity.

    A diagnosis or procedure code (ICD-10-CM `E11.65`, "CPT code 99213") says what, not who.
    """
    value = match["v"]
    enough = len(digits_of(value)) >= 4 and len(value.strip("#")) >= 5
    if not enough or _BARE_YEAR.match(value) or _UNIT_AFTER.match(text, match.end("v")):
        return False
    before = text[max(0, match.start("v") - _SYSTEM_WITHIN_CHARS) : match.start("v")]
    return not _ICD_10_CM.fullmatch(value) and not _CODE_SYSTEM.search(before)


def is_private_number(text: str, match: re.Match[str]) -> bool:
    """An uncued number that is neither a quantity nor an entry in a public register."""
    if _UNIT_AFTER.match(text, match.end("v")):
        return False
    before = text[max(0, match.start("v") - 24) : match.start("v")]
    return not _PUBLIC_NUMBER.search(before)


def is_split_number(text: str, match: re.Match[str]) -> bool:
    """Digit groups such as 8765-4321, but not a range such as 1000-1500 or 2019-2021."""
    groups = match["v"].strip("#").split("-")
    if len(groups) == 2 and len(groups[0]) <= len(groups[1]) and int(groups[0]) < int(groups[1]):
        rising_range = len(groups[0]) == len(groups[1]) <= 5 or _BARE_YEAR.match(match["v"])
        if rising_range:
            return False
    after_colon = text[max(0, match.start("v") - 1) : match.start("v")] == ":"
    return not after_colon and is_private_number(text, match)


def is_date(text: str, match: re.Match[str]) -> bool:
    """Three numbers of which two can be a day and a month."""
    parts = [int(part) for part in re.split(r"\D+", match["v"].strip()) if part][:3]
    if parts[0] > _DAYS:
        return 1 <= parts[1] <= _MONTHS and 1 <= parts[2] <= _DAYS
    low, high = sorted(parts[:2])
    return 1 <= low <= _MONTHS and 1 <= high <= _DAYS


def is_month_day(text: str, match: re.Match[str]) -> bool:
    """A cued day and month such as "on 5/12", not a score such as 5/5 strength."""
    low, high = sorted(int(part) for part in re.split(r"\D+", match["v"]))
    after = text[match.end("v") : match.end("v") + 14].lower()
    return 1 <= low <= _MONTHS and 1 <= high <= _DAYS and not _SCORE_AFTER.match(after)


_SCORE_AFTER = re.compile(r"\s*(?:strength|pain|scale|score|power|in|on|bilat|murmur|%)")
_DOUBTFUL_MONTH = ("may", "mar", "march", "dec", "sep")


def is_written_date(text: str, match: re.Match[str]) -> bool:
    """A month by name with a day; "may" and "march" must look like months, not verbs."""
    value = match["v"]
    word = re.search(r"[A-Za-z]{3,}", value)
    if _UNIT_AFTER.match(text, match.end("v")):
        return False
    if word is None or word[0] not in _DOUBTFUL_MONTH:
        return True
    return bool(re.search(r"\d{4}|\d(?:st|nd|rd|th)\b|/", value))


def is_month_alone(text: str, match: re.Match[str]) -> bool:
    """A month with no day after a preposition, written with its capital."""
    return match["v"][0].isupper()


def is_ip(text: str, match: re.Match[str]) -> bool:
    """An address the standard library accepts; loopback counts, a version like 1.2.3 does not."""
    try:
        ipaddress.ip_address(match["v"])
    except ValueError:
        return False
    return True


def is_card(text: str, match: re.Match[str]) -> bool:
    """A payment card number: 13 to 19 digits that pass the Luhn check."""
    from stdnum import luhn

    digits = digits_of(match["v"])
    return 13 <= len(digits) <= 19 and bool(luhn.is_valid(digits))


def is_iban(text: str, match: re.Match[str]) -> bool:
    """An international bank account number with valid check digits."""
    from stdnum import iban

    return bool(iban.is_valid(match["v"]))


def is_vin(text: str, match: re.Match[str]) -> bool:
    """Seventeen characters with a valid check digit, or after a word that names a vehicle."""
    value = match["v"].upper()
    if not any(c.isdigit() for c in value) or value.isdigit():
        return False
    before = text[max(0, match.start("v") - 24) : match.start("v")]
    return _vin_check_digit(value) == value[8] or bool(
        re.search(r"(?i)vin|vehicle|chassis", before)
    )


_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _vin_check_digit(value: str) -> str:
    total = sum(
        weight * int(_VIN_VALUES.get(char, char))
        for weight, char in zip(_VIN_WEIGHTS, value, strict=True)
    )
    return "X" if total % 11 == 10 else str(total % 11)


def is_international_phone(text: str, match: re.Match[str]) -> bool:
    """A number with a country code and eight to fifteen digits (ITU-T E.164)."""
    return 8 <= len(digits_of(match["v"])) <= 15


def is_cued_phone(text: str, match: re.Match[str]) -> bool:
    """What follows "phone" or "fax": seven to fifteen digits, no quantity."""
    enough = 7 <= len(digits_of(match["v"])) <= 15
    return enough and not _UNIT_AFTER.match(text, match.end("v"))


def has_old_age(text: str, match: re.Match[str]) -> bool:
    """An age of 90 to 125 years."""
    return 90 <= int(digits_of(match["v"])[:3]) <= 125
