"""What every part of the benchmark is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guards.phi.detector import Detector
from tests.bench.phi.documents import Document
from tests.bench.phi.scoring import Outcome, score


class NotMeasurable(Exception):
    """A part cannot run here; the message says what is missing."""


@dataclass(frozen=True)
class Setting:
    """Where the data lie, and how much of them to use (`limit` 0 is everything).

    Another `seed` writes other notes: for the last figures, after a detector was tuned on these.
    """

    data: Path
    limit: int = 0
    examples: int = 0
    seed: int = 0

    def file(self, *parts: str) -> Path:
        """A file of the data. Raises: NotMeasurable where it is not there."""
        path = self.data.joinpath(*parts)
        if not path.is_file():
            raise NotMeasurable(f"{'/'.join(parts)} is not in the data folder")
        return path


@lru_cache(maxsize=1)
def whole_detector() -> Detector:
    """The detector as the gateway runs it, made once."""
    return Detector()


@lru_cache(maxsize=1)
def untagged_detector() -> Detector | None:
    """The detector without its learned tagger; None where the whole one has none either."""
    return Detector(tagger=False) if "tagger" in whole_detector().coverage else None


def outcomes_of(documents: Sequence[Document], detector: Detector | None = None) -> list[Outcome]:
    """Each document scored, with the whole detector unless another is given."""
    detector = detector or whole_detector()
    return [score(document, detector.detect(document.text)) for document in documents]


def misses(outcomes: Sequence[Outcome], count: int) -> list[str]:
    """Some missed identifiers with the text around them: for invented data only."""
    lines = []
    for outcome in outcomes:
        text = outcome.document.text
        for gold in outcome.missed():
            around = text[max(0, gold.start - 40) : gold.end + 30].replace("\n", " / ")
            lines.append(f"missed {gold.label} {text[gold.start : gold.end]!r} in {around!r}")
    return lines[:: max(1, len(lines) // max(count, 1))][:count]
