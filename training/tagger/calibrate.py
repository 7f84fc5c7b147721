"""Choose the tagger's thresholds: `python -m training.tagger.calibrate --data DATA [--rate 2e-4]`.

Each label gets the lowest threshold at which, in clinical English that training did not see and in
which the rules find nothing, no more than the given share of units is tagged with it. What real
identifiers are still in those texts count as false alarms, so the thresholds err on the high side.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from guards.phi.detector import Detector
from guards.phi.normal import Plain
from guards.phi.sense import sensible
from guards.phi.tagger.reading import LABELS
from guards.phi.tagger.tagger import MODEL, Manifest, Tagger
from training.tagger.background import background

LOWEST, HIGHEST = 0.1, 0.95


def main() -> None:
    """Write the thresholds into the manifest and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--rate", type=float, default=2e-4, help="false alarms a unit and label")
    arguments = parser.parse_args()
    path = arguments.model / "tagger.json"
    manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    tagger = Tagger.load(arguments.model, threshold=LOWEST)
    texts = background(arguments.data, Detector(tagger=False), training=False)
    scores, units = _false_alarms(tagger, texts)
    thresholds = {label: _threshold(scores[label], units, arguments.rate) for label in LABELS}
    chosen = msgspec.structs.replace(manifest, thresholds=thresholds)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(chosen), indent=2) + b"\n")
    print(f"{units} units of {len(texts)} texts", thresholds)


def _false_alarms(tagger: Tagger, texts: list[str]) -> tuple[dict[str, list[float]], int]:
    scores: dict[str, list[float]] = {label: [] for label in LABELS}
    units = 0
    for text in texts:
        plain = Plain(text).text
        units += len(plain.split())
        for label, score in _found(tagger, plain):
            scores[label].append(score)
    return scores, units


def _found(tagger: Tagger, text: str) -> Iterator[tuple[str, float]]:
    for span in sensible(text, tagger.read(text).spans()):
        yield span.source.removeprefix("tagger:").upper(), span.score


def _threshold(scores: list[float], units: int, rate: float) -> float:
    allowed = int(rate * units)
    ordered: NDArray[np.float64] = np.sort(np.array(scores))[::-1]
    lowest = float(ordered[allowed]) if len(ordered) > allowed else LOWEST
    return round(min(max(lowest, LOWEST), HIGHEST), 3)


if __name__ == "__main__":
    main()
