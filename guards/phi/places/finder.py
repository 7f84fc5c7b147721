"""Geography below the state: facilities, cities, streets and ZIP codes.

States and countries survive, also beside a city: "Houston, Texas" holds the city, and no state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from guards.phi.places import cities, facilities, streets
from guards.phi.places.cities import CityFinder
from guards.phi.places.geography import STATE_CODES, STATES
from guards.phi.spans import merge
from guards.prefilter import Sieve
from guards.verdicts import DetectorUnavailable, Span

__all__ = ["STATES", "STATE_CODES", "PlaceFinder"]

_NEIGHBOURS = re.compile(r"(?:,| in| at|, in)? (?:the )?")
_CITY_CODE = re.compile(r"(?:,| in|,? in)? (?:NY|New York|LA|DC|Washington)\b")


class PlaceFinder:
    """Finds facilities, cities and addresses by pattern and city list."""

    def __init__(self, city_sizes: Mapping[str, int], *, prefilter: bool = True) -> None:
        self._cities = CityFinder(city_sizes)
        self._sieve = _sieve(prefilter)

    def find(self, text: str) -> list[Span]:
        """Spans of places in normalised text, sorted and disjoint."""
        matches = self._sieve.over(text)
        spans = list(streets.addresses(text, matches))
        spans.extend(facilities.facilities(text, matches))
        spans.extend(self._cities.find(text, matches))
        return _joined(text, merge(spans))


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Neighbours such as "Mercy Clinic, Dallas" made one."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and _NEIGHBOURS.fullmatch(text, last.end, span.start):
            joined[-1] = Span(last.start, span.end, last.label, "B", last.score, last.source)
        else:
            joined.append(span)
    return [_with_city_code(text, span) for span in joined]


def _with_city_code(text: str, span: Span) -> Span:
    """A facility with what means its city more likely than a state: "City Hospital, LA"."""
    code = _CITY_CODE.match(text, span.end) if span.label == "FACILITY" else None
    end = code.end() if code else span.end
    return Span(span.start, end, span.label, "B", span.score, span.source)


@lru_cache(maxsize=2)
def _sieve(prefilter: bool) -> Sieve:
    """What the finders look for, read in one search."""
    return Sieve(
        (*streets.PATTERNS, *facilities.PATTERNS, *cities.PATTERNS),
        prefilter=prefilter,
        failure=DetectorUnavailable,
    )
