"""Readings made by hand: the probability of each tag for each unit, written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from guards.phi.tagger.reading import LABELS, TAGS, Float, Reading
from guards.phi.tagger.units import placed

Tags = Mapping[str, float]
"""Tag -> probability of one unit; what is left of 1 is that of no identifier."""

NONE: Tags = {}
HALF = np.full(len(LABELS), 0.5, np.float32)


def matrix(rows: Sequence[Tags]) -> Float:
    """The probabilities [T, TAGS] of units."""
    tags = np.zeros((len(rows), len(TAGS)), np.float32)
    for row, said in zip(tags, rows, strict=True):
        for tag, probability in said.items():
            row[TAGS.index(tag)] = probability
        row[0] = 1 - sum(said.values())
    return tags


def read(text: str, rows: Sequence[Tags], thresholds: Float = HALF) -> Reading:
    """A reading of the text, one row a unit."""
    return Reading(placed(text), matrix(rows), thresholds)


def reading_of(text: str, said: Mapping[str, Tags]) -> Reading:
    """A reading that says this of these words, and nothing of the others."""
    return read(text, [said.get(key[1], NONE) for _, _, key in placed(text)])
