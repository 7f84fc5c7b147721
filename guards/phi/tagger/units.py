"""Text -> units, what the tagger reads: words, runs of digits, single signs, ends of lines.

A unit knows whether a blank stands before it, because "12 a" and "12a" are different things. All
that the tagger knows of a unit out of context follows from this pair (blank, characters), so its
vector can be kept and used again.
"""

from __future__ import annotations

import re
from itertools import starmap

import msgspec

_UNIT = re.compile(r"\n+|[^\W\d_]+|\d+|[^\w\s]|_")
"""What it leaves out is blanks: a unit that does not begin where another ended stands after one."""

Key = tuple[bool, str]
"""(a blank or the text's start stands before it, its characters)"""


class Unit(msgspec.Struct, frozen=True):
    """One unit and its half-open place in the text, in code points."""

    start: int
    end: int
    key: Key


def units(text: str) -> list[Unit]:
    """The units of a text in order; blanks are nobody's. Letters and digits never share one."""
    return list(starmap(Unit, placed(text)))


def placed(text: str) -> list[tuple[int, int, Key]]:
    """The same as plain tuples, for the hot path."""
    found = []
    before = -1
    for match in _UNIT.finditer(text):
        start, end = match.span()
        found.append((start, end, (start > before, match[0])))
        before = end
    return found
