"""Where in a text a pattern can begin, from where its hint was seen to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

_PARSER: Any = import_module("re._parser")  # the only one that tells a pattern's width

LOOKAHEAD_CHARS = 64
"""How far beyond its match a rule may look to decide whether it is one."""


def width_of(pattern: str) -> int:
    """The most characters that a match of the pattern can have."""
    return int(_PARSER.parse(pattern).getwidth()[1])


def windows(ends: Sequence[int], width: int) -> Iterator[tuple[int, int]]:
    """Disjoint ranges (first, last), both included, of all places where a match can begin.

    `ends`: where hints at most `width` characters long end, or one character beyond.
    """
    first = last = -1
    for end in sorted(ends):
        if last < 0 or end - 1 - width > last:
            if last >= 0:
                yield first, last
            first = max(0, end - 1 - width)
        last = end - 1
    if last >= 0:
        yield first, last
