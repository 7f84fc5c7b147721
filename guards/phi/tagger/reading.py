"""What the tagger read in one text: a probability of each tag for each unit, and what follows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from guards.phi.labels import letter_of
from guards.phi.tagger.units import Key
from guards.verdicts import Span

LABELS = ("NAME", "ADDRESS", "LOCATION", "FACILITY", "DATE", "AGE", "PHONE", "EMAIL", "ID")
TAGS = ("O", *(f"{begin}-{label}" for label in LABELS for begin in "BI"))

Float = NDArray[np.float32]
Place = tuple[int, int, Key]


class Reading:
    """The units of a text, `tags` [T, TAGS] of them, and the thresholds [LABELS] to read by."""

    def __init__(self, places: Sequence[Place], tags: Float, thresholds: Float) -> None:
        self._places = places
        self._tags = tags
        self._thresholds = thresholds
        self._starts = [start for start, _, _ in places]

    def likelihood(self, start: int, end: int) -> float:
        """How likely it is, at most, that a unit of a stretch of text is in an identifier."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_left(self._starts, end)
        outside = self._tags[first:last, 0]
        return 1.0 - float(outside.min()) if len(outside) else 0.0

    def spans(self) -> list[Span]:
        """What reaches its label's threshold, as sorted, disjoint spans."""
        kinds = self._tags[:, 1::2] + self._tags[:, 2::2]
        best = kinds.argmax(1)
        score = kinds[np.arange(len(best)), best]
        inside = np.flatnonzero(score >= self._thresholds[best])
        return list(self._joined(inside.tolist(), best.tolist(), score.tolist()))

    def _joined(
        self, inside: Sequence[int], best: Sequence[int], score: Sequence[float]
    ) -> Iterator[Span]:
        """Neighbours of one label are one span, unless a later one is tagged as a beginning."""
        start = 0
        for at, unit in enumerate(inside):
            kind = best[unit]
            follows = at + 1 < len(inside) and inside[at + 1] == unit + 1
            if follows and best[unit + 1] == kind and self._goes_on(unit + 1, kind):
                continue
            members = inside[start : at + 1]
            mean = sum(score[member] for member in members) / len(members)
            yield self._span(members, LABELS[kind], mean)
            start = at + 1

    def _goes_on(self, unit: int, kind: int) -> bool:
        begins, goes_on = self._tags[unit, 2 * kind + 1 : 2 * kind + 3]
        return bool(goes_on >= begins)

    def _span(self, members: Sequence[int], tagged: str, score: float) -> Span:
        label = "CODE" if tagged == "ID" else tagged
        start, end = self._places[members[0]][0], self._places[members[-1]][1]
        return Span(start, end, label, letter_of(label), score, f"tagger:{tagged.lower()}")
