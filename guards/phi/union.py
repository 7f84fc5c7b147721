"""What rules found and what the tagger found, made one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guards.phi.names.eponyms import EPONYMS
from guards.phi.sense import sensible
from guards.phi.spans import merge, surest
from guards.phi.tagger.reading import Reading
from guards.verdicts import Span

_WEAK = frozenset(f"names:{rule}" for rule in ("first", "last", "last_last", "lower", "repeat"))
"""Rules that go by a list alone, without a cue: "Morton" is a surname, a neuroma and a town."""

_LIKELY, _EPONYM_LIKELY = 0.0005, 0.3
"""How likely the tagger must find it that such a word is in an identifier."""


def confirmed(text: str, spans: Iterable[Span], reading: Reading) -> list[Span]:
    """The rules' findings without the weak names that the tagger is sure are none."""
    return [span for span in spans if span.source not in _WEAK or _is_likely(text, span, reading)]


def _is_likely(text: str, span: Span, reading: Reading) -> bool:
    needed = _EPONYM_LIKELY if text[span.start : span.end].lower() in EPONYMS else _LIKELY
    return reading.likelihood(span.start, span.end) >= needed


def joined(text: str, found: Sequence[Span], reading: Reading) -> list[Span]:
    """Disjoint spans: rules' where they are alone, unions under the rule's label where both are."""
    return merge([*found, *sensible(text, reading.spans())], _rules_first)


def _rules_first(span: Span) -> tuple[float, ...]:
    """A rule says more of what an identifier is than the tagger does."""
    return not span.source.startswith("tagger:"), *surest(span)
