"""Prose: how far a text is from a reference, by its words."""

from __future__ import annotations

import re
from collections import Counter

WORD = re.compile(r"\w+")
MAX_WORDS = 4_000
"""ROUGE-L is quadratic; a longer text is compared by its first words."""


def words(text: str) -> list[str]:
    """Lower-case runs of letters and digits."""
    return WORD.findall(text.lower())[:MAX_WORDS]


def token_f1_loss(answer: str, corrected: str) -> float | None:
    """1 - F1 of the words, as bags; None (not scored) if the correction has none."""
    given, right = words(answer), words(corrected)
    return _f1_loss((Counter(given) & Counter(right)).total(), len(given), len(right))


def rouge_l_loss(answer: str, corrected: str) -> float | None:
    """1 - F1 of the longest common subsequence of words; None if the correction has none.

    Source: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004).
    """
    given, right = words(answer), words(corrected)
    return _f1_loss(_common_subsequence(given, right), len(given), len(right))


def _f1_loss(overlap: int, given: int, right: int) -> float | None:
    return None if right == 0 else 1.0 - 2 * overlap / (given + right)


def _common_subsequence(a: list[str], b: list[str]) -> int:
    """The length of the longest, by rows of the usual table packed into one integer.

    Source: Crochemore et al., "A fast and practical bit-vector algorithm for the longest common
    subsequence problem" (2001).
    """
    positions: dict[str, int] = {}
    for index, word in enumerate(a):
        positions[word] = positions.get(word, 0) | 1 << index
    full = (1 << len(a)) - 1
    row = full
    for word in b:
        matches = row & positions.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
    return len(a) - row.bit_count()
