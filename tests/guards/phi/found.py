"""What the rules find in a text, alone and amid others."""

from __future__ import annotations

from collections.abc import Iterator

from guards.phi.names.gazetteer import cities
from guards.phi.normal import Plain
from guards.phi.places.finder import PlaceFinder
from guards.phi.rules.patterns import Patterns
from guards.phi.rules.rulebook import RULES
from guards.phi.spans import merge

PATTERNS = Patterns(RULES)
PLACES = PlaceFinder(cities())


def found(text: str) -> list[tuple[str, str]]:
    """(value, label) of everything that rules and place finders hide."""
    plain = Plain(text).text
    spans = merge(PATTERNS.find(plain) + PLACES.find(plain))
    return [(plain[span.start : span.end], span.label) for span in spans]


def framed(text: str) -> Iterator[str]:
    """The text alone, in a sentence, and as a line of its own."""
    yield from (text, f"Seen today, {text}, doing well.", f"a\n{text}\nb")
