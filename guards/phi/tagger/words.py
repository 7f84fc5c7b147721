"""The vector of a unit out of its context: a sum of what each of its features says.

The word pieces' vectors are multiplied by what was learned once, at load, so that a word never seen
costs a few additions; what was summed is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from guards.phi.tagger.features import Features, Featuriser
from guards.phi.tagger.reading import Float
from guards.phi.tagger.units import Key

_KEPT_WORDS = 50_000


class WordTables(msgspec.Struct, frozen=True):
    """What was learned: `first` and `mean` [384, width] of pieces, `bias` [width], the others
    [rows, width].
    """

    first: Float
    mean: Float
    bias: Float
    prefix: Float
    suffix: Float
    shape: Float
    lists: Float


class Words:
    """Units -> vectors. Safe to call from several threads."""

    def __init__(
        self, tables: WordTables, pieces: NDArray[np.float16], featuriser: Featuriser
    ) -> None:
        """`pieces` is the encoder's table [pieces, 384]."""
        self._tables = tables
        self._featuriser = featuriser
        table = pieces.astype(np.float32)
        self._first = table @ tables.first
        self._mean = table @ tables.mean
        self._kept: dict[Key, Float] = {}

    def vectors(self, keys: Sequence[Key]) -> Float:
        """The vectors of the units: [T, width]."""
        kept = self._kept
        if len(kept) > _KEPT_WORDS:
            kept.clear()
        vectors = np.empty((len(keys), self._tables.bias.shape[-1]), np.float32)
        for at, key in enumerate(keys):
            vector = kept.get(key)
            if vector is None:
                vector = kept[key] = self._vector(self._featuriser.features(key))
            vectors[at] = vector
        return vectors

    def _vector(self, features: Features) -> Float:
        tables = self._tables
        vector: Float = tables.bias + tables.shape[features.shape]
        vector += tables.prefix[features.prefix]
        vector += tables.suffix[features.suffix]
        for row, is_listed in enumerate(features.lists):
            if is_listed:
                vector += tables.lists[row]
        if not features.pieces:
            return vector
        first, *others = features.pieces
        mean = self._mean[first]
        if others:
            mean = (mean + self._mean[others].sum(0)) / len(features.pieces)
        vector += self._first[first]
        vector += mean
        return vector
