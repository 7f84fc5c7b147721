"""Who and what appears in one note: people of one origin, and made-up identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

import msgspec

from tests.bench.phi import checksums
from tests.bench.phi.origins import Origin
from tests.bench.phi.writing import Value


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


CITIES = _listed(
    "Tulsa|Fresno|Duluth|Knoxville|Santa Fe|Poughkeepsie|Chattanooga|Boise|Cedar Rapids|Yonkers"
    "|Amarillo|Spokane|Bakersfield|Fort Wayne|Shreveport|Des Moines|Tacoma|Worcester"
)
STREETS = _listed(
    "Alder Ct|Cottonwood Lane|N Halsted St|Old Mill Road|Quarry Hill Rd|Sycamore Avenue"
    "|SE 14th Street|Larkspur Dr|West Beech Blvd|County Road 9|Harbor View Terrace|E 3rd Ave"
)
FACILITIES = _listed(
    "Larkmont Medical Center|St. Brendan's Hospital|Pine Hollow Clinic|Harborside Urgent Care"
    "|Tri-County Regional Hospital|Eastgate Family Practice|Mercy Ridge Rehabilitation Center"
    "|Cedar Grove Nursing Home|Northfield Children's Hospital|Bluewater Dialysis Center"
)
_LEADING_ZERO = re.compile(r"\b0(?=\d/)")
ROLES = ("patient", "relative", "doctor", "nurse", "other")


class Person(msgspec.Struct, frozen=True):
    """One person's names."""

    first: str
    last: str
    middle: str

    def form(self, form: str) -> str:
        """The name as a chart writes it: full, formal, initialled, signed, first or last."""
        return {
            "first": self.first,
            "last": self.last,
            "full": f"{self.first} {self.last}",
            "formal": f"{self.last}, {self.first}",
            "initialled": f"{self.first} {self.middle}. {self.last}",
            "signed": f"{self.first[0]}. {self.last}",
        }[form]


class Cast:
    """The values of a note's slots; identifiers of the patient stay the same within the note."""

    def __init__(self, origin: Origin, random: Random) -> None:
        self._random = random
        firsts = random.sample(origin.first, len(ROLES))
        lasts = random.sample(origin.last, len(ROLES))
        self._people = {
            role: Person(first, last, random.choice("ABCDEFGHJKLMNPRSTW"))
            for role, first, last in zip(ROLES, firsts, lasts, strict=True)
        }
        self._fixed: dict[str, Value] = {}
        self._facts: Mapping[str, Value] = {}

    def with_facts(self, facts: Mapping[str, Value]) -> Cast:
        """Take some slots from a record instead of making them up."""
        self._facts = facts
        return self

    def value(self, slot: str) -> Value:
        """What stands in a slot. Raises: KeyError for a slot nobody knows."""
        if slot in self._facts:
            return self._facts[slot]
        role, _, form = slot.partition(".")
        if form:
            return self._people[role].form(form), "NAME"
        if slot in REPEATED:
            return self._fixed.setdefault(slot, MAKERS[slot](self._random))
        return MAKERS[slot](self._random)


def written_date(day: date, random: Random) -> str:
    """A day as clinicians write it."""
    shapes = ("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%d %b %Y", "%Y-%m-%d", "%b %d, %Y")
    text = day.strftime(random.choice(shapes))
    return _LEADING_ZERO.sub("", text) if random.random() < 0.4 else text


def _date(random: Random) -> Value:
    return written_date(date(2016, 1, 1) + timedelta(random.randrange(3_600)), random), "DATE"


def _day_of_year(random: Random) -> Value:
    return f"{random.randint(1, 12)}/{random.randint(1, 28)}", "DATE"


def _birth(random: Random) -> Value:
    born = date(1934, 1, 1) + timedelta(random.randrange(25_000))
    return born.strftime(random.choice(("%m/%d/%Y", "%Y-%m-%d", "%d %B %Y"))), "DATE"


def _street(random: Random) -> Value:
    unit = random.choice(("", "", f", Apt {random.randint(1, 40)}", f" #{random.randint(2, 30)}"))
    return f"{random.randint(3, 9899)} {random.choice(STREETS)}{unit}", "ADDRESS"


def _number(random: Random, *shapes: str) -> str:
    """A shape with a random digit for each 9 and a random capital for each A."""
    pools = {"9": "0123456789", "A": "ABCDEFGHJKLMNPRSTUVWXYZ"}
    return "".join(random.choice(pools.get(c, c)) for c in random.choice(shapes))


def _of(label: str, *shapes: str) -> Callable[[Random], Value]:
    return lambda random: (_number(random, *shapes), label)


def _one_of(label: str, choices: tuple[str, ...]) -> Callable[[Random], Value]:
    return lambda random: (random.choice(choices), label)


MAKERS: Mapping[str, Callable[[Random], Value]] = MappingProxyType(
    {
        "date": _date,
        "day": _day_of_year,
        "dob": _birth,
        "street": _street,
        "city": _one_of("CITY", CITIES),
        "facility": _one_of("FACILITY", FACILITIES),
        "zip": _of("ZIP", "99999", "99999-9999"),
        "mrn": _of("MRN", "9999999", "99999999", "A999999", "999-99-99"),
        "account": _of("ACCOUNT", "99999999", "A9999999", "9999-999999"),
        "plan": _of("PLAN", "AAA999999999", "A99999999", "999999999-99"),
        "licence": _of("LICENCE", "A9999999", "AA-99999", "999999"),
        "plate": _of("VEHICLE", "9AAA999", "AAA-9999", "AAA 999"),
        "serial": _of("DEVICE", "AA99999999", "AAA-999999-A", "9999999999"),
        "accession": _of("CODE", "A99-999999", "9999-AA-99999"),
        "ssn": lambda random: (checksums.ssn(random), "SSN"),
        "npi": lambda random: (checksums.npi(random), "LICENCE"),
        "mbi": lambda random: (checksums.mbi(random), "PLAN"),
        "phone": lambda random: (checksums.phone(random), "PHONE"),
        "fax": lambda random: (checksums.phone(random), "FAX"),
        "email": lambda random: (checksums.email(random), "EMAIL"),
        "url": lambda random: (checksums.url(random), "URL"),
        "ip": lambda random: (checksums.ip(random), "IP"),
        "old_age": lambda random: (str(random.randint(90, 104)), "AGE"),
    }
)
"""Slot -> what makes a value of it."""

REPEATED = frozenset({"dob", "street", "zip", "mrn", "ssn", "plan", "phone", "facility"})
"""Slots that have one value throughout a note."""
