"""Labelled texts -> batches of numbers, in a process of their own beside the training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from guards.phi.tagger.features import MAX_PIECES, Features, Featuriser
from guards.phi.tagger.reading import LABELS
from guards.phi.tagger.units import Key, placed

MAX_UNITS = 320
"""Longer texts are cut: the model sees no further than its reach anyhow."""

IGNORED = -100

Label = tuple[int, int, str]
"""(start, end, label), half-open in code points."""


class Batch(msgspec.Struct, frozen=True):
    """`pieces` [N, 6], `words` [N, 3], `lists` [N, L] of N units; `index`, `tags` [B, T]."""

    pieces: NDArray[np.int64]
    words: NDArray[np.int64]
    lists: NDArray[np.float32]
    index: NDArray[np.int64]
    tags: NDArray[np.int64]


def tags_of(text: str, spans: Sequence[Label]) -> tuple[list[Key], list[int]]:
    """The units of a text and the tag of each: 0 outside, else 2k+1 begins and 2k+2 goes on."""
    keys: list[Key] = []
    tags: list[int] = []
    spans = sorted(spans)
    at = 0
    for start, end, key in placed(text):
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        keys.append(key)
        inside = at < len(spans) and spans[at][0] < end
        tags.append(_tag(spans[at], start, keys, tags) if inside else 0)
    return keys, tags


def _tag(span: Label, start: int, keys: list[Key], tags: list[int]) -> int:
    base = 2 * LABELS.index(span[2])
    begins = start <= span[0] or not tags or tags[-1] not in (base + 1, base + 2)
    return base + 1 if begins else base + 2


def batches(
    examples: Iterable[tuple[str, Sequence[Label]]],
    featuriser: Featuriser,
    units: int = 4_000,
    pool: int = 512,
    seed: int = 0,
) -> Iterator[Batch]:
    """Batches of about `units` units; texts of like length, drawn from a pool, stand together."""
    cache: dict[Key, Features] = {}
    draw = np.random.default_rng(seed)
    waiting: list[tuple[list[Key], list[int]]] = []
    for text, spans in examples:
        keys, tags = tags_of(text, spans)
        if keys:
            waiting.append((keys[:MAX_UNITS], tags[:MAX_UNITS]))
        if len(waiting) == pool:
            waiting.sort(key=lambda row: len(row[0]))
            groups = list(_grouped(waiting, units))
            yield from (_batch(groups[i], featuriser, cache) for i in draw.permutation(len(groups)))
            waiting = []


def _grouped(
    rows: list[tuple[list[Key], list[int]]], units: int
) -> Iterator[list[tuple[list[Key], list[int]]]]:
    group: list[tuple[list[Key], list[int]]] = []
    for row in rows:
        if group and (len(group) + 1) * len(row[0]) > units:
            yield group
            group = []
        group.append(row)
    yield group


def _batch(
    rows: list[tuple[list[Key], list[int]]], featuriser: Featuriser, cache: dict[Key, Features]
) -> Batch:
    width = max(len(keys) for keys, _ in rows)
    index = np.full((len(rows), width), -1, np.int64)
    tags = np.full((len(rows), width), IGNORED, np.int64)
    distinct: dict[Key, int] = {}
    for row, (keys, row_tags) in enumerate(rows):
        index[row, : len(keys)] = [distinct.setdefault(key, len(distinct)) for key in keys]
        tags[row, : len(keys)] = row_tags
    found = [_cached(key, featuriser, cache) for key in distinct]
    pieces = np.full((len(found), MAX_PIECES), -1, np.int64)
    for at, features in enumerate(found):
        pieces[at, : len(features.pieces)] = features.pieces
    words = np.array([(f.prefix, f.suffix, f.shape) for f in found], np.int64)
    lists = np.array([f.lists for f in found], np.float32)
    return Batch(pieces, words, lists, index, tags)


def _cached(key: Key, featuriser: Featuriser, cache: dict[Key, Features]) -> Features:
    features = cache.get(key)
    if features is None:
        if len(cache) > 400_000:
            cache.clear()
        features = cache[key] = featuriser.features(key)
    return features
