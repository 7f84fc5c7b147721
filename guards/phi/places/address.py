"""A place taken apart, because its parts fare differently: a state survives in every mode.

"12 Elm St, Boston, MA 02139" is a street and town, a state that is no identifier, and a ZIP code,
of which some modes keep digits. What is found is the place with its state; what is put in its place
has the state again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from guards.phi.labels import letter_of
from guards.phi.places.geography import CAP, STATE, STATE_CODES, STATES
from guards.verdicts import Span

_STATE_END = re.compile(
    rf"(?:,\s*|\s(?=(?:{STATE_CODES})\b))(?P<state>(?:{STATES}|(?:{STATE_CODES}))\b\.?)"
    r"(?:,?\s*(?P<zip>[0-9]{5}(?:-[0-9]{4})?))?(?:,?\s(?:USA|U\.S\.A?\.?|United\sStates))?$"
)
_STATE_AFTER = re.compile(rf",\s?(?:{STATE})\b")
_LINK = re.compile(r"\s(?:of|Of|OF)\s(?:the\s)?|\s?-\s?")
_OWN_WORDS = re.compile(
    rf"\s(?:of|Of)\s(?:[Tt]he\s)?{CAP}(?:\s{CAP}){{0,2}}|\s[Ff]or\s(?:Sick\s)?(?:Children|Women)\b"
    r"|,?\s(?:Inc|LLC|Corp|PC|PLLC)\b\.?"
)
_SITE = re.compile(rf"\s?-\s?{CAP}(?:\s{CAP})?|\s?-(?=[,;\n])")
_TOWN_END = re.compile(r",\s*(?P<town>[^\W\d_][^\W\d_.' -]*(?:[ '-][^\W\d_.]+){0,3})$")
_NO_TOWN = re.compile(
    r"\b(?:street|avenue|road|boulevard|lane|drive|court|place|way|terrace|circle|parkway|highway"
    r"|square|st|ave|rd|blvd|ln|dr|ct|pl|apt|apartment|suite|ste|unit|floor|fl|room|rm|building)\b",
    re.IGNORECASE,
)
_ALSO_TOWNS = frozenset({"New York", "Washington", "LA"})
_FACILITY = frozenset({"FACILITY"})
_PLACES = frozenset({"ADDRESS", "FACILITY", "LOCATION"})


def with_states(text: str, spans: Sequence[Span]) -> list[Span]:
    """The disjoint spans, each place with the state that a comma joins to it."""
    return _extended(text, spans, _STATE_AFTER, _PLACES)


def whole_places(text: str, spans: Sequence[Span]) -> list[Span]:
    """The disjoint spans, with what belongs to one place as one: "Mercy Hospital of Dayton"."""
    joined: list[Span] = []
    for span in _extended(text, spans, _OWN_WORDS):
        last = joined[-1] if joined else None
        if last is not None and _is_one_place(text, last, span):
            joined[-1] = _part(last, 0, span.end - last.start, last.label)
        else:
            joined.append(span)
    return with_states(text, _extended(text, joined, _SITE))


def _extended(
    text: str, spans: Sequence[Span], tail: re.Pattern[str], labels: Collection[str] = _FACILITY
) -> list[Span]:
    """The spans of these labels with the tail that follows them, short of the next span."""
    longer = []
    for span, after in zip_longest(spans, spans[1:]):
        found = tail.match(text, span.end) if span.label in labels else None
        free = found is not None and (after is None or found.end() <= after.start)
        end = found.end() if found is not None and free else span.end
        longer.append(_part(span, 0, end - span.start, span.label))
    return longer


def _is_one_place(text: str, first: Span, then: Span) -> bool:
    both = first.label == "FACILITY" and then.label in ("FACILITY", "LOCATION")
    return both and bool(_LINK.fullmatch(text, first.end, then.start))


def without_states(text: str, spans: list[Span]) -> list[Span]:
    """The spans without the states that end them; a ZIP code after one becomes its own span."""
    return [part for span in spans for part in _cut(text, span)]


def without_towns(text: str, spans: list[Span]) -> list[Span]:
    """The spans without the town that ends an address, where a comma sets it off."""
    return [_street(text, span) if span.label == "ADDRESS" else span for span in spans]


def _cut(text: str, span: Span) -> Iterator[Span]:
    found = _STATE_END.search(text[span.start : span.end]) if span.label in _PLACES else None
    if found is None or not _is_state(found, span.label):
        yield span
        return
    yield _part(span, 0, found.start(), span.label)
    if found["zip"]:
        yield _part(span, *found.span("zip"), "ZIP")


def _is_state(found: re.Match[str], label: str) -> bool:
    """Whether the end of a place names its state: "Mount Sinai, New York" ends with a town, and so
    does "Chicago VA" with a hospital's name.
    """
    before, comma = found.string[: found.start()], found[0].startswith(",")
    if not before or not (comma or label == "ADDRESS"):
        return False
    return label == "LOCATION" or "," in before or found["state"] not in _ALSO_TOWNS


def _street(text: str, span: Span) -> Span:
    found = _TOWN_END.search(text[span.start : span.end])
    if not found or found.start() == 0 or _NO_TOWN.search(found["town"]):
        return span
    return _part(span, 0, found.start(), span.label)


def _part(span: Span, start: int, end: int, label: str) -> Span:
    """A piece of a span, by offsets within it, or more than it."""
    first = span.start
    return Span(first + start, first + end, label, letter_of(label), span.score, span.source)
