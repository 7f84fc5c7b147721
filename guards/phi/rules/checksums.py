"""Check digits: what tells an identifier from a number of the same length."""

from __future__ import annotations

import re

from guards.phi.rules.checks import digits_of, is_private_code

_CARD_LENGTHS = range(12, 20)
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VEHICLE_BEFORE = re.compile(r"(?i)vin|vehicle|chassis")
_ROUTING_WEIGHTS = (3, 7, 1)


def is_card(text: str, match: re.Match[str]) -> bool:
    """A payment card number: 12 to 19 digits that pass the Luhn check.

    Source: ISO/IEC 7812-1.
    """
    from stdnum import luhn

    digits = digits_of(match["v"])
    return len(digits) in _CARD_LENGTHS and bool(luhn.is_valid(digits))


def is_iban(text: str, match: re.Match[str]) -> bool:
    """An international bank account number with valid check digits; no national check asked.

    Source: ISO 13616.
    """
    from stdnum import iban

    return bool(iban.is_valid(match["v"].replace("-", ""), check_country=False))


def is_npi(text: str, match: re.Match[str]) -> bool:
    """A National Provider Identifier: ten digits, Luhn over 80840 and the number.

    Source: 45 CFR 162.406.
    """
    from stdnum import luhn

    digits = digits_of(match["v"])
    return len(digits) == 10 and digits[0] in "12" and bool(luhn.is_valid("80840" + digits))


def is_dea(text: str, match: re.Match[str]) -> bool:
    """A DEA registration number: two letters and seven digits, the last of them a checksum.

    Source: 21 CFR 1301; the checksum is the last digit of d1 + d3 + d5 + 2 (d2 + d4 + d6).
    """
    digits = [int(digit) for digit in digits_of(match["v"])[-7:]]
    total = sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])
    return total % 10 == digits[6] and is_private_code(text, match)


def is_routing_number(text: str, match: re.Match[str]) -> bool:
    """An ABA routing number: nine digits whose weighted sum (3, 7, 1) is a multiple of ten."""
    digits = digits_of(match["v"])
    total = sum(int(digit) * _ROUTING_WEIGHTS[i % 3] for i, digit in enumerate(digits))
    return len(digits) == 9 and total % 10 == 0


def is_vin(text: str, match: re.Match[str]) -> bool:
    """Seventeen characters with a valid check digit, or after a word that names a vehicle.

    Source: 49 CFR 565.15.
    """
    value = match["v"].upper()
    if not any(c.isdigit() for c in value) or value.isdigit():
        return False
    before = text[max(0, match.start("v") - 24) : match.start("v")]
    return _vin_check_digit(value) == value[8] or bool(_VEHICLE_BEFORE.search(before))


def _vin_check_digit(value: str) -> str:
    total = sum(
        weight * int(_VIN_VALUES.get(char, char))
        for weight, char in zip(_VIN_WEIGHTS, value, strict=True)
    )
    return "X" if total % 11 == 10 else str(total % 11)
