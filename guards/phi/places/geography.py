"""States and countries, which survive, and how a place name looks: shared by the place finders."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from guards.phi.names.gazetteer import geonames
from guards.phi.names.lexicon import words
from guards.verdicts import Span

STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia"
    "|Hawaii"
    "|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan"
    "|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico"
    "|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia"
    "|Wisconsin|Wyoming|Puerto Rico"
)
STATE_CODES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV"
    "|NH|NJ|NM"
    "|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR"
)
STATE = rf"(?:{STATES}|(?:{STATE_CODES})(?![\w-]))"
UPPER = (
    "A-Z\u00c0-\u00d6\u00d8-\u00de\u010c\u0106\u010e\u0110\u011a\u0141\u0143\u0147\u0150\u0158"
    "\u015a\u0160\u0164\u016e\u0170\u0179\u017b\u017d\u0130\u011e\u015e"
)
CAP = rf"(?:(?:St|Mt|Ft|[A-Z])\.|[{UPPER}][\w&'-]{{0,40}})"
_REGIONS = words(
    "england scotland wales ireland britain uk usa america europe africa asia australia oceania "
    "antarctica caribbean midwest northeast northwest southeast southwest south north east west "
    "central sub-saharan mediterranean scandinavia balkans bosnia burma congo czechoslovakia "
    "czechia emirates gambia guinea holland iran iraq ivory korea laos macau moldova netherlands "
    "palestine persia philippines russia siberia syria taiwan tanzania turkey tibet vietnam "
    "yugoslavia ussr ontario quebec alberta manitoba saskatchewan newfoundland bavaria catalonia "
    "british columbia queensland tasmania new south latin middle far the"
)


class _Country(msgspec.Struct):
    name: str


@lru_cache(maxsize=1)
def larger_regions() -> frozenset[str]:
    """States, countries and continents by their lower-case names: no identifiers.

    Raises: DetectorUnavailable when the list's package is not installed.
    """
    rows = geonames("countries.json", dict[str, _Country], "country")
    countries = {row.name.lower() for row in rows.values()}
    return frozenset(STATES.lower().split("|")) | countries | _REGIONS


def is_larger_region(name: str) -> bool:
    """Whether a name is a state, a country or larger; every word of "West Africa" tells so."""
    lower = name.lower()
    known = larger_regions()
    return lower in known or all(word in known for word in lower.split())


def place(start: int, end: int, label: str, score: float, rule: str) -> Span:
    """A span of geography, Safe Harbor letter B."""
    return Span(start, end, label, "B", score, f"places:{rule}")
