"""Numbers that pass their own check, made up at random: the benchmark's generator.

Written from the public definitions, apart from the detector's validators, so that a mistake in one
of the two shows.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from types import MappingProxyType

_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_MBI_SHAPE = "CAX0AX0AA00"
_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_IBAN_SHAPES = MappingProxyType(
    {
        "DE": "0" * 18,
        "AT": "0" * 16,
        "CH": "0" * 17,
        "GB": "AAAA" + "0" * 14,
        "NL": "AAAA" + "0" * 10,
    }
)
_HOSTS = ("mailhub", "clearpost", "northmail", "brightnet", "riverlink", "postway", "lumenmail")
_ENDINGS = ("com", "org", "net", "edu", "io", "co.uk")
_USERS = ("tessa.rowe", "k_okonjo", "m-vidal", "lhansen88", "jd.pratt", "r.acheampong", "qiu.w")
_PATHS = ("portal/visit", "p", "records/view", "u/profile", "share")


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` + it pass the Luhn check. Source: ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def ssn(random: Random) -> str:
    """A number the Social Security Administration may issue: no 000, 666 or 9xx area."""
    area = random.choice([*range(1, 666), *range(667, 900)])
    return f"{area:03}-{random.randint(1, 99):02}-{random.randint(1, 9999):04}"


def npi(random: Random) -> str:
    """Ten digits whose last checks 80840 + the others. Source: 45 CFR 162.406, CMS."""
    body = random.choice("12") + _digits(random, 8)
    return body + luhn_digit("80840" + body)


def mbi(random: Random) -> str:
    """A Medicare Beneficiary Identifier, with or without dashes. Source: CMS, MBI format."""
    value = "".join(_character(random, kind) for kind in _MBI_SHAPE)
    return f"{value[:4]}-{value[4:7]}-{value[7:]}" if random.random() < 0.5 else value


def dea(random: Random) -> str:
    """Two letters and seven digits, the last checking the six. Source: 21 CFR 1301, DEA."""
    digits = _digits(random, 6)
    odd, even = (sum(map(int, digits[start::2])) for start in (0, 1))
    letters = random.choice("ABFGM") + random.choice(_VIN_LETTERS)
    return f"{letters}{digits}{(odd + 2 * even) % 10}"


def vin(random: Random) -> str:
    """Seventeen characters, the ninth checking the others, the last five digits.

    Source: 49 CFR 565.15.
    """
    body = [random.choice(_VIN_LETTERS + "0123456789") for _ in range(12)] + [*_digits(random, 5)]
    body[8] = "0"
    total = sum(
        weight * (int(c) if c.isdigit() else _VIN_VALUES[c])
        for weight, c in zip(_VIN_WEIGHTS, body, strict=True)
    )
    body[8] = "0123456789X"[total % 11]
    return "".join(body)


def aba(random: Random) -> str:
    """A routing number of nine digits. Source: American Bankers Association, 3-7-1 check."""
    body = f"{random.choice([*range(1, 13), *range(21, 33)]):02}" + _digits(random, 6)
    total = sum(w * int(d) for w, d in zip((3, 7, 1, 3, 7, 1, 3, 7), body, strict=True))
    return body + str(-total % 10)


def card(random: Random) -> str:
    """A payment card number in one of its usual groupings."""
    if random.random() < 0.25:
        body = random.choice(("34", "37")) + _digits(random, 12)
        number = body + luhn_digit(body)
        return random.choice((number, f"{number[:4]} {number[4:10]} {number[10:]}"))
    start = random.choice(("4", "51", "53", "55", "6011"))
    body = start + _digits(random, 15 - len(start))
    number = body + luhn_digit(body)
    return random.choice(("", " ", "-")).join(number[i : i + 4] for i in range(0, 16, 4))


def iban(random: Random) -> str:
    """An account number with its two check digits, whole or in fours, of countries that have no
    further check of their own. Source: ISO 13616.
    """
    country = random.choice(list(_IBAN_SHAPES))
    body = "".join(_character(random, kind) for kind in _IBAN_SHAPES[country])
    numeric = "".join(str(int(c, 36)) for c in body + country) + "00"
    number = f"{country}{98 - int(numeric) % 97:02}{body}"
    if random.random() < 0.5:
        return number
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def phone(random: Random) -> str:
    """A North American number as people write it."""
    area = random.choice(("212", "617", "312", "415", "713", "206", "404", "602", "305", "503"))
    exchange, line = f"{random.randint(220, 989)}", _digits(random, 4)
    if exchange.endswith("11"):
        exchange = "555"
    shapes = (
        f"({area}) {exchange}-{line}",
        f"{area}-{exchange}-{line}",
        f"{area}.{exchange}.{line}",
        f"+1 {area} {exchange} {line}",
        f"1-{area}-{exchange}-{line}",
        f"({area}){exchange}-{line} x{random.randint(10, 999)}",
    )
    return random.choice(shapes)


def email(random: Random) -> str:
    """A mail address."""
    tag = random.choice(("", "", str(random.randint(1, 99)), "+clinic"))
    return f"{random.choice(_USERS)}{tag}@{random.choice(_HOSTS)}.{random.choice(_ENDINGS)}"


def ip(random: Random) -> str:
    """An IPv4 address, or one of IPv6 in three."""
    if random.random() < 2 / 3:
        return ".".join(str(random.randint(1, 254)) for _ in range(4))
    groups = [f"{random.randint(1, 0xFFFF):x}" for _ in range(7)]
    short = f"db8::{groups[0]}:{groups[1]}"
    return "2001:" + random.choice((":".join(groups), short))


def url(random: Random) -> str:
    """A web address."""
    host = f"{random.choice(_HOSTS)}.{random.choice(_ENDINGS)}"
    start = random.choice((f"https://{host}", f"http://www.{host}", f"www.{host}"))
    return f"{start}/{random.choice(_PATHS)}/{random.randint(1000, 999999)}"


def _digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _character(random: Random, kind: str) -> str:
    if kind == "C":
        return random.choice("123456789")
    pool = {"A": _MBI_LETTERS, "0": "0123456789", "X": _MBI_LETTERS + "0123456789"}[kind]
    return random.choice(pool)


MAKERS: MappingProxyType[str, Callable[[Random], str]] = MappingProxyType(
    {
        "SSN": ssn,
        "NPI": npi,
        "MBI": mbi,
        "DEA": dea,
        "VIN": vin,
        "ABA": aba,
        "CARD": card,
        "IBAN": iban,
        "PHONE": phone,
        "EMAIL": email,
        "IP": ip,
        "URL": url,
    }
)
"""Kind -> what makes one value of it."""
