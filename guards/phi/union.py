"""What rules found and what the tagger found, made one: union for recall, sense for precision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from guards.phi.capitals import is_shouted
from guards.phi.eponyms import EPONYMS, is_eponym
from guards.phi.lexicon import is_ordinary
from guards.phi.reading import Reading
from guards.phi.spans import merge
from guards.verdicts import Span

_WORD = re.compile(r"[^\W_]+")
_EDGE = re.compile(
    r"(?:[^\w(+#]|(?:the|a|an|and|or|of|at|in|on|from|with|by|to|for)\b)+", re.IGNORECASE
)
_TRAILING = re.compile(r"[^\w.)]+$")
_DATED = re.compile(
    r"[a-z]{3}|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\b\d{1,2}/\d{1,2}\b(?!\d)", re.IGNORECASE
)
_NAMED = frozenset({"NAME", "LOCATION", "FACILITY"})
_WEAK = frozenset(f"names:{rule}" for rule in ("first", "last", "last_last", "lower", "repeat"))
"""Rules that go by a list alone, without a cue: "Morton" is a surname, a neuroma and a town."""

_LIKELY, _EPONYM_LIKELY = 0.0005, 0.3
"""How likely the tagger must find it that such a word is in an identifier."""

_BELOW_RULES = 0.01
"""A rule says more of what an identifier is than the tagger does."""


def confirmed(text: str, spans: Iterable[Span], reading: Reading) -> list[Span]:
    """The rules' findings without the weak names that the tagger is sure are none."""
    return [span for span in spans if span.source not in _WEAK or _is_likely(text, span, reading)]


def _is_likely(text: str, span: Span, reading: Reading) -> bool:
    needed = _EPONYM_LIKELY if text[span.start : span.end].lower() in EPONYMS else _LIKELY
    return reading.likelihood(span.start, span.end) >= needed


def joined(text: str, found: Sequence[Span], reading: Reading) -> list[Span]:
    """Disjoint spans: rules' where they are alone, unions under the rule's label where both are."""
    kept = list(sensible(text, reading.spans()))
    if not kept:
        return merge(found)
    scores = {(span.start, span.end): span.score for span in kept}
    lowered = [msgspec.structs.replace(span, score=span.score * _BELOW_RULES) for span in kept]
    return list(_restored(merge([*found, *lowered]), scores))


def sensible(text: str, tagged: Iterable[Span]) -> Iterator[Span]:
    """The learned findings that can be identifiers, without loose words and signs at the edges."""
    has_case = not (is_shouted(text) or text.islower())
    for span in (_trimmed(text, found) for found in tagged):
        words = _WORD.findall(text, span.start, span.end)
        if words and not _is_none(text, span, words, has_case):
            yield span


def _is_none(text: str, span: Span, words: Sequence[str], has_case: bool) -> bool:
    """Whether these words cannot be what the tagger took them for.

    Ordinary words alone name nobody and no place, an eponym used as one is no person, and where
    case tells something, an acronym is no person and a word without a capital is no place.
    """
    if span.label == "DATE":
        return not _DATED.search(text, span.start, span.end)
    if span.label not in _NAMED:
        return False
    lower = [word.lower() for word in words]
    if all(map(is_ordinary, lower)):
        return True
    if span.label == "NAME":
        is_acronym = has_case and len(words) == 1 and words[0].isupper() and len(words[0]) > 1
        return is_acronym or is_eponym(" ".join(lower), text, span.end)
    return has_case and words == lower


def _trimmed(text: str, span: Span) -> Span:
    first = _EDGE.match(text, span.start, span.end)
    start = first.end() if first else span.start
    last = _TRAILING.search(text[start : span.end])
    end = start + last.start() if last else span.end
    if (start, end) == (span.start, span.end):
        return span
    return msgspec.structs.replace(span, start=start, end=max(start, end))


def _restored(spans: Iterable[Span], scores: dict[tuple[int, int], float]) -> Iterator[Span]:
    for span in spans:
        if span.source.startswith("tagger:"):
            score = scores.get((span.start, span.end), span.score / _BELOW_RULES)
            span = msgspec.structs.replace(span, score=min(1.0, score))
        yield span
