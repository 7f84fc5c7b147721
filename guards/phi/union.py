"""What rules found and what the tagger found, made one: union for recall, sense for precision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from guards.phi.lexicon import is_eponym, is_ordinary
from guards.phi.spans import merge
from guards.verdicts import Span

_WORD = re.compile(r"[^\W\d_]+")
_BELOW_RULES = 0.01
"""A rule says more of what an identifier is than the tagger does."""


def joined(text: str, found: Sequence[Span], tagged: Iterable[Span]) -> list[Span]:
    """Disjoint spans: rules' where they are alone, unions under the rule's label where both are."""
    kept = [span for span in tagged if _makes_sense(text, span)]
    if not kept:
        return list(found)
    scores = {(span.start, span.end): span.score for span in kept}
    lowered = [msgspec.structs.replace(span, score=span.score * _BELOW_RULES) for span in kept]
    return list(_restored(merge([*found, *lowered]), scores))


def _restored(spans: Iterable[Span], scores: dict[tuple[int, int], float]) -> Iterator[Span]:
    for span in spans:
        if span.source.startswith("tagger:"):
            score = scores.get((span.start, span.end), span.score / _BELOW_RULES)
            span = msgspec.structs.replace(span, score=min(1.0, score))
        yield span


def _makes_sense(text: str, span: Span) -> bool:
    """Whether a learned finding can be one: ordinary words or an eponym alone are no name."""
    if span.label == "NAME":
        words = [word.lower() for word in _WORD.findall(text, span.start, span.end)]
        strange = [word for word in words if not is_ordinary(word)]
        return bool(strange) and not is_eponym(" ".join(words), text, span.end)
    return True
