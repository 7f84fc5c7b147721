"""Which characters a pattern can begin with, so that `re` tries it nowhere else.

`re` tries every alternative of a caseless pattern at every word; one look at the next character
spares it most of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

_OPS: Any = import_module("re._constants")
_PARSER: Any = import_module("re._parser")
_DIGITS = frozenset("0123456789")
_BOUNDARY = r"\b"
_MOST = 40

Characters = frozenset[str] | None
"""In lower case; None for any character at all."""


def guarded(pattern: str) -> str:
    """The same pattern; where it begins with a boundary, with a look at the character behind it.

    For patterns that are compiled caseless: what it looks for is in lower case.
    """
    characters = _first(_PARSER.parse(pattern)) if pattern.startswith(_BOUNDARY) else None
    if not characters or len(characters) > _MOST or not all(map(str.isalnum, characters)):
        return pattern
    return rf"{_BOUNDARY}(?=[{''.join(sorted(characters))}]){pattern.removeprefix(_BOUNDARY)}"


def _first(sequence: Any) -> Characters:
    """What a match of the sequence can begin with; None also where it can be empty."""
    found: frozenset[str] = frozenset()
    for op, value in sequence:
        if op in (_OPS.AT, _OPS.ASSERT, _OPS.ASSERT_NOT):
            continue
        characters = _first_of(op, value)
        if characters is None:
            return None
        found |= characters
        if not (op is _OPS.MAX_REPEAT and value[0] == 0):
            return found
    return None


def _first_of(op: Any, value: Any) -> Characters:
    """What a match of one node can begin with."""
    if op is _OPS.LITERAL:
        return frozenset(chr(value).lower())
    if op is _OPS.IN:
        return _union(map(_member, value))
    if op is _OPS.BRANCH:
        return _union(map(_first, value[1]))
    if op is _OPS.SUBPATTERN:
        return _first(value[3])
    return _first(value[2]) if op is _OPS.MAX_REPEAT else None


def _member(item: tuple[Any, Any]) -> Characters:
    """The characters that one member of a class accepts."""
    op, value = item
    if op is _OPS.LITERAL:
        return frozenset(chr(value).lower())
    if op is _OPS.RANGE:
        return frozenset(chr(code).lower() for code in range(value[0], value[1] + 1))
    return _DIGITS if op is _OPS.CATEGORY and value is _OPS.CATEGORY_DIGIT else None


def _union(several: Iterable[Characters]) -> Characters:
    found: frozenset[str] = frozenset()
    for characters in several:
        if characters is None:
            return None
        found |= characters
    return found
