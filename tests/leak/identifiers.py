"""Invented identifiers of every kind that text can hold: distinct, searchable, of nobody.

Each value has at least `MIN_CHARS` characters, so that a chance hit in random bytes is out of the
question. Ages are left out, because "93 years" cannot be searched for; photographs and finger
prints are no text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from tests.leak.origins import persons

MIN_CHARS = 8
STREETS = "Brackenridge Hollowbrook Wintergreen Larkspur Copperfield Saltmarsh Juniper Foxglove"
SUFFIXES = "Road Avenue Lane Street Drive Court Boulevard Way"
SYLLABLES = "bra kel mon tar vis dor lun pel gar rin sto wen hal mer cot lys fen tor ash dun"
HOUSES = "Hospital|Medical Center|Nursing Home|Clinic"
MAKERS = "MED CAR NEU ORT VAS"
MONTHS = "January February March April May June July August September October November December"
AREA_CODES = (212, 303, 312, 404, 415, 503, 602, 617, 702, 713, 804, 916)


@dataclass(frozen=True)
class Identifier:
    """One value with its label (`guards.phi.labels`), kind of spelling, and a name's origin.

    `parts` are pieces of the value that would give it away alone, as unique as the whole.
    """

    value: str
    label: str
    kind: str
    origin: str = ""
    parts: tuple[str, ...] = ()


VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_VALUES = {
    letter: value
    for letters in ("ABCDEFGH", "JKLMN", "STUVWXYZ")
    for value, letter in enumerate(letters, 2 if letters[0] == "S" else 1)
} | {"P": 7, "R": 9}

Maker = Callable[[Random, int], str]


def _digits(random: Random, length: int) -> str:
    return str(random.randrange(10 ** (length - 1), 10**length))


def _letters(random: Random, length: int) -> str:
    return "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=length))


def _place(random: Random, _: int) -> str:
    return "".join(random.choices(SYLLABLES.split(), k=3)).capitalize()


def _street(random: Random, number: int) -> str:
    street, suffix = random.choice(STREETS.split()), random.choice(SUFFIXES.split())
    return f"{1_000 + number} {street} {suffix}"


def _date_words(random: Random, number: int) -> str:
    return f"{random.choice(MONTHS.split())} {random.randint(1, 28)}, {1931 + number % 90}"


def _date_numbers(random: Random, number: int) -> str:
    return f"{random.randint(1, 12):02d}/{random.randint(1, 28):02d}/{1931 + number % 90}"


def _date_iso(random: Random, number: int) -> str:
    return f"{1931 + number % 90}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"


def _phone(random: Random, _: int) -> str:
    area = random.choice(AREA_CODES)
    return f"({area}) {random.randint(220, 998)}-{random.randint(1000, 9999)}"


def _phone_dashed(random: Random, _: int) -> str:
    area = random.choice(AREA_CODES)
    return f"{area}-{random.randint(220, 998)}-{random.randint(1000, 9999)}"


def _email(random: Random, number: int) -> str:
    return f"{_letters(random, 6).lower()}.{number}@{_letters(random, 7).lower()}.example.org"


def _ssn(random: Random, _: int) -> str:
    return f"{random.randint(100, 665)}-{random.randint(10, 99)}-{random.randint(1000, 9999)}"


def _url(random: Random, number: int) -> str:
    return f"https://portal.{_letters(random, 8).lower()}.org/chart/{number}"


def _ip(random: Random, _: int) -> str:
    return ".".join(str(random.randint(101, 223)) for _ in range(4))


def _ip6(random: Random, _: int) -> str:
    groups = (f"{random.randint(0x1000, 0xFFFF):x}" for _ in range(6))
    return "2001:db8:" + ":".join(groups)


def _vin_value(character: str) -> int:
    return int(character) if character.isdigit() else VIN_VALUES[character]


def _vin(random: Random, number: int) -> str:
    """Seventeen characters with a check digit that fits. Source: 49 CFR 565.15(c)."""
    drawn = "1HG" + _letters(random, 5) + "0" + _letters(random, 2) + f"{100_000 + number}"
    total = sum(w * _vin_value(c) for w, c in zip(VIN_WEIGHTS, drawn, strict=True))
    check = "X" if total % 11 == 10 else str(total % 11)
    return drawn[:8] + check + drawn[9:]


MAKERS_BY_KIND: dict[str, tuple[str, Maker]] = {
    "street": ("ADDRESS", _street),
    "facility": ("FACILITY", lambda r, n: f"{_place(r, n)} {r.choice(HOUSES.split('|'))}"),
    "town": ("LOCATION", lambda r, n: f"{_place(r, n)}ville"),
    "zip+4": ("ZIP", lambda r, _: f"{r.randint(10001, 99901)}-{r.randint(1000, 9999)}"),
    "date words": ("DATE", _date_words),
    "date numbers": ("DATE", _date_numbers),
    "date iso": ("DATE", _date_iso),
    "phone": ("PHONE", _phone),
    "phone dashed": ("PHONE", _phone_dashed),
    "fax": ("FAX", _phone_dashed),
    "email": ("EMAIL", _email),
    "ssn": ("SSN", _ssn),
    "mrn": ("MRN", lambda r, _: _digits(r, 8)),
    "mrn letters": ("MRN", lambda r, _: f"{_letters(r, 2)}{_digits(r, 7)}"),
    "member": ("PLAN", lambda r, _: f"{_letters(r, 3)}{_digits(r, 9)}"),
    "account": ("ACCOUNT", lambda r, _: _digits(r, 11)),
    "licence": ("LICENCE", lambda r, _: f"{_letters(r, 1)}{_digits(r, 8)}"),
    "vin": ("VEHICLE", _vin),
    "device": ("DEVICE", lambda r, _: f"SN-{r.choice(MAKERS.split())}-{_digits(r, 7)}"),
    "url": ("URL", _url),
    "ip": ("IP", _ip),
    "ip6": ("IP", _ip6),
    "code": ("CODE", lambda r, _: f"STUDY-{_letters(r, 3)}-{_digits(r, 5)}"),
}
NAMES_IN_TEN = 3
"""Of ten identifiers, so many are names: the kind that is hardest to find, in a note's measure."""


def make_identifiers(wanted: int, seed: int = 0) -> list[Identifier]:
    """`wanted` identifiers, no two alike and none within another; equal seeds, equal lists."""
    random = Random(seed)
    names = wanted * NAMES_IN_TEN // 10
    made = [_person(*person) for person in persons(names, random)]
    others = _others(random)
    made += [next(others) for _ in range(wanted - names)]
    random.shuffle(made)
    return made


def _person(origin: str, given: str, family: str) -> Identifier:
    parts = (family,) if "." not in given and len(family) >= MIN_CHARS else ()
    return Identifier(f"{given} {family}", "NAME", "name", origin, parts)


def _others(random: Random) -> Iterator[Identifier]:
    """Identifiers of every other kind in turn, for ever."""
    taken: set[str] = set()
    kinds = list(MAKERS_BY_KIND.items())
    for number in count():
        kind, (label, make) = kinds[number % len(kinds)]
        value = make(random, number)
        while value in taken:
            value = make(random, number)
        taken.add(value)
        yield Identifier(value, label, kind)
