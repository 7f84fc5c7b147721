"""Recall and over-redaction on labelled JSONL: `python -m guards.phi.measure FILE...`.

A gold span counts as found when predicted spans cover all of it. A hard negative is a text that
holds no identifier; it counts as touched when anything in it would be replaced.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from guards.phi.detector import Detector
from guards.verdicts import Span


class Gold(msgspec.Struct):
    """One identifier of the reference."""

    start: int
    end: int
    label: str


class Example(msgspec.Struct):
    """One labelled text."""

    id: str
    text: str
    spans: list[Gold]


class Tally(msgspec.Struct):
    """Counts over a file."""

    gold: Counter[str] = msgspec.field(default_factory=Counter)
    found: Counter[str] = msgspec.field(default_factory=Counter)
    negatives: int = 0
    touched: int = 0
    predicted_words: int = 0
    right_words: int = 0
    chars: int = 0
    elapsed_s: float = 0.0

    def add(self, example: Example, spans: list[Span]) -> list[Gold]:
        """Count one text; returns the identifiers that were missed."""
        self.chars += len(example.text)
        if not example.spans:
            self.negatives += 1
            self.touched += bool(spans)
            return []
        hidden = _covered(spans)
        wanted = _covered(example.spans)
        words = [range(*w) for w in _words(example.text)]
        predicted = [w for w in words if not hidden.isdisjoint(w)]
        self.predicted_words += len(predicted)
        self.right_words += sum(not wanted.isdisjoint(w) for w in predicted)
        self.gold.update(g.label for g in example.spans)
        missed = [g for g in example.spans if not hidden.issuperset(range(g.start, g.end))]
        self.found.update(g.label for g in example.spans if g not in missed)
        return missed

    def report(self) -> str:
        """The figures as text, one line each."""
        lines = [
            f"full-span recall {_share(self.found.total(), self.gold.total())}",
            "token precision in texts with identifiers "
            f"{_share(self.right_words, self.predicted_words)}",
            f"texts without identifiers touched {_share(self.touched, self.negatives)}",
            f"speed {self.chars / max(self.elapsed_s, 1e-9) / 1e6:.2f} M characters/s",
        ]
        lines += [f"  {k} {_share(self.found[k], n)}" for k, n in self.gold.most_common()]
        return "\n".join(lines)


def measure(path: Path, detector: Detector, *, show_misses: bool = False) -> Tally:
    """The detector's tally over one file of labelled texts."""
    decoder = msgspec.json.Decoder(Example)
    tally = Tally()
    for line in path.read_bytes().splitlines():
        example = decoder.decode(line)
        begun_s = time.perf_counter()
        spans = detector.detect(example.text)
        tally.elapsed_s += time.perf_counter() - begun_s
        missed = tally.add(example, spans)
        if show_misses:
            _show(example, spans, missed)
    return tally


def _show(example: Example, spans: list[Span], missed: list[Gold]) -> None:
    """Print misses and false alarms: for synthetic data only, never for patients' text."""
    wanted = _covered(example.spans)
    for gold in missed:
        print(f"MISS {gold.label} {example.text[gold.start : gold.end]!r} | {example.text}")
    for span in spans:
        if wanted.isdisjoint(range(span.start, span.end)):
            kind = "EXTRA" if example.spans else "TOUCH"
            print(f"{kind} {span.source} {example.text[span.start : span.end]!r} | {example.text}")


def _covered(spans: list[Span] | list[Gold]) -> set[int]:
    return {i for span in spans for i in range(span.start, span.end)}


def _words(text: str) -> list[tuple[int, int]]:
    words, start = [], 0
    for word in text.split():
        start = text.index(word, start)
        words.append((start, start + len(word)))
        start += len(word)
    return words


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.4f}" if whole else "none"


def main(arguments: list[str]) -> int:
    """Measure each file named; `--misses` prints what went wrong."""
    detector = Detector()
    for name in (a for a in arguments if a != "--misses"):
        tally = measure(Path(name), detector, show_misses="--misses" in arguments)
        print(f"{name} with {detector.coverage}\n{tally.report()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
