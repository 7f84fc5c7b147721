"""What a detector's spans are worth against a document's reference."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from guards.verdicts import Span
from tests.bench.phi.documents import Document, Gold

_WORD = re.compile(r"\S+")
Pairs = list[tuple[int, int]]


class Outcome(msgspec.Struct, frozen=True):
    """One document's result. `whole` and `partial` hold a flag for each identifier."""

    document: Document
    whole: tuple[bool, ...]
    partial: tuple[bool, ...]
    hidden_words: int
    right_words: int
    is_touched: bool

    @property
    def leaks(self) -> bool:
        return not all(self.whole)

    def missed(self) -> list[Gold]:
        return [g for g, ok in zip(self.document.spans, self.whole, strict=True) if not ok]


def score(document: Document, spans: Sequence[Span]) -> Outcome:
    """Found in full is an identifier all of whose characters are hidden; found in part, one of
    them. A hidden word is right where it shares a character with any identifier.
    """
    hidden = mask(len(document.text), spans)
    wanted = mask(len(document.text), document.spans)
    words = [m.span() for m in _WORD.finditer(document.text)]
    touched = [(a, b) for a, b in words if any(hidden[a:b])]
    return Outcome(
        document,
        whole=tuple(all(hidden[g.start : g.end]) for g in document.spans),
        partial=tuple(any(hidden[g.start : g.end]) for g in document.spans),
        hidden_words=len(touched),
        right_words=sum(any(wanted[a:b]) for a, b in touched),
        is_touched=bool(spans),
    )


def mask(length: int, spans: Sequence[Span] | Sequence[Gold]) -> bytearray:
    """One byte a character: 1 inside any of the spans."""
    covered = bytearray(length)
    for span in spans:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    return covered


def recall_pairs(outcomes: Sequence[Outcome], *, partial: bool = False) -> Pairs:
    """(found, of) in each document."""
    return [(sum(o.partial if partial else o.whole), len(o.whole)) for o in outcomes if o.whole]


def recall_by_label(outcomes: Sequence[Outcome]) -> dict[str, Pairs]:
    """(found, of) in each document, label by label, the most frequent label first."""
    pairs: dict[str, Pairs] = defaultdict(list)
    for outcome in outcomes:
        counts: dict[str, list[bool]] = defaultdict(list)
        for gold, ok in zip(outcome.document.spans, outcome.whole, strict=True):
            counts[gold.label].append(ok)
        for label, oks in counts.items():
            pairs[label].append((sum(oks), len(oks)))
    return dict(sorted(pairs.items(), key=lambda item: -sum(w for _, w in item[1])))


def precision_pairs(outcomes: Sequence[Outcome]) -> Pairs:
    """(right, hidden) words of each document that holds an identifier."""
    return [(o.right_words, o.hidden_words) for o in outcomes if o.document.spans]


def touched_pairs(outcomes: Sequence[Outcome]) -> Pairs:
    """(touched, 1) of each document that holds no identifier."""
    return [(int(o.is_touched), 1) for o in outcomes if not o.document.spans]


def leak_pairs(outcomes: Sequence[Outcome]) -> Pairs:
    """(leaking, 1) of each document that holds an identifier."""
    return [(int(o.leaks), 1) for o in outcomes if o.document.spans]
