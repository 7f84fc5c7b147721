"""No pattern can be made to backtrack without bound: shown from how it parses, without a clock."""

from __future__ import annotations

import re
import re._constants as ops
import re._parser as parser
from collections.abc import Iterator
from typing import Any

import pytest

from guards.phi.names.gazetteer import cities as city_sizes
from guards.phi.places.finder import PlaceFinder, cities, facilities, streets
from guards.phi.rules.patterns import Patterns
from guards.phi.rules.rulebook import RULES

_CATEGORIES = {
    ops.CATEGORY_DIGIT: r"\d",
    ops.CATEGORY_NOT_DIGIT: r"\D",
    ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_NOT_SPACE: r"\S",
    ops.CATEGORY_WORD: r"\w",
    ops.CATEGORY_NOT_WORD: r"\W",
}
_ASCII = frozenset(map(chr, range(128)))
_ZERO_WIDTH = (ops.AT, ops.ASSERT, ops.ASSERT_NOT)
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT)
_MOST_REPEATS = 2_100

PLACES = (*streets.PATTERNS, *facilities.PATTERNS, *cities.PATTERNS)
SOURCES = [(rule.name, rule.pattern) for rule in RULES]
SOURCES += [(f"place {number}", pattern.pattern) for number, pattern in enumerate(PLACES)]


def one_character(op: Any, value: Any) -> frozenset[str]:
    """The ASCII characters, case ignored, that a node for one character accepts."""
    if op is ops.LITERAL:
        return frozenset({chr(value).lower(), chr(value).upper()})
    if op is ops.NOT_LITERAL:
        return _ASCII - {chr(value)}
    if op is ops.IN:
        return members(value)
    return _ASCII


def members(items: list[Any]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for op, value in items:
        if op is ops.RANGE:
            some = map(chr, range(value[0], min(value[1], 127) + 1))
            found |= frozenset(c for char in some for c in (char.lower(), char.upper()))
        elif op is ops.CATEGORY:
            accepts = re.compile(_CATEGORIES[value], re.ASCII).fullmatch
            found |= frozenset(filter(accepts, _ASCII))
        elif op is ops.LITERAL:
            found |= one_character(op, value)
    return _ASCII - found if items[0][0] is ops.NEGATE else found


def branches(op: Any, value: Any) -> list[Any]:
    """The sequences inside a node: of a group, of its alternatives, of what it repeats."""
    if op is ops.BRANCH:
        return list(value[1])
    if op is ops.SUBPATTERN:
        return [value[3]]
    if op in _REPEATS:
        return [value[2]]
    return [value[1]] if op in (ops.ASSERT, ops.ASSERT_NOT) else []


def is_nullable(op: Any, value: Any) -> bool:
    if op in _ZERO_WIDTH or op is ops.GROUPREF:
        return True
    if op in _REPEATS and value[0] == 0:
        return True
    inside = branches(op, value)
    return bool(inside) and any(all(is_nullable(*node) for node in seq) for seq in inside)


def first(sequence: Any) -> frozenset[str]:
    """The characters with which a match of the sequence can begin."""
    found: frozenset[str] = frozenset()
    for op, value in sequence:
        if op in _ZERO_WIDTH or op is ops.GROUPREF:
            continue
        inside = branches(op, value)
        found |= frozenset().union(*map(first, inside)) if inside else one_character(op, value)
        if not is_nullable(op, value):
            break
    return found


def elastic_end(sequence: Any) -> frozenset[str]:
    """The characters of which the end of a match may have more or fewer.

    An elastic part still ends the match where it can swallow what follows it, as [a-]* does in
    [a-]*-, but not in [a-]*.
    """
    found: frozenset[str] = frozenset()
    follows = _ASCII
    for op, value in reversed(list(sequence)):
        if op in _ZERO_WIDTH or op is ops.GROUPREF:
            continue
        inside = branches(op, value)
        elastic = frozenset().union(*map(elastic_end, inside))
        if op in _REPEATS and value[0] != value[1]:
            elastic |= first(value[2])
        if elastic & follows:
            found |= elastic
        if not is_nullable(op, value):
            can_end = frozenset().union(*map(first, inside)) if inside else one_character(op, value)
            follows = elastic or can_end & follows
        if not follows:
            break
    return found


def repeats(sequence: Any) -> Iterator[tuple[int, Any]]:
    for op, value in sequence:
        if op in _REPEATS:
            yield value[1], value[2]
        for inside in branches(op, value):
            yield from repeats(inside)


def is_ambiguous(source: str) -> bool:
    """Whether a repeated part could also begin inside its own elastic end, as in (a+)+."""
    parsed = parser.parse(source)
    return any(most > 1 and first(body) & elastic_end(body) for most, body in repeats(parsed))


@pytest.mark.parametrize(("name", "source"), SOURCES, ids=[name for name, _ in SOURCES])
def test_no_repeat_is_ambiguous(name: str, source: str) -> None:
    assert not is_ambiguous(source)


@pytest.mark.parametrize(("name", "source"), SOURCES, ids=[name for name, _ in SOURCES])
def test_only_single_characters_repeat_without_bound(name: str, source: str) -> None:
    for most, body in repeats(parser.parse(source)):
        assert most <= _MOST_REPEATS or (len(body) == 1 and not branches(*body[0]))


@pytest.mark.parametrize(
    "bomb",
    [r"(?:a+)+b", r"(?:A[a-z-]*[ -]){1,3}", r"(?:\d?\(?\d{1,5}){2,6}", r"(?:x|\w{1,3}){1,9}"],
)
def test_bombs_are_recognised(bomb: str) -> None:
    assert is_ambiguous(bomb)


@pytest.mark.parametrize("safe", [r"(?:\.\d{1,3}){3}", r"(?:[A-Z]\w* ){1,4}", r"[a-z]{1,60}"])
def test_separated_repeats_are_not(safe: str) -> None:
    assert not is_ambiguous(safe)


@pytest.mark.parametrize(
    "piece", ["seen at Mercy Clinic, MRN 884422, 3/4/2021 ", "12 Aa ", "1-", "a.", "IL ", "((", "é"]
)
def test_a_megabyte_on_one_line_is_read_to_its_end(piece: str) -> None:
    text = piece * (1_000_000 // len(piece)) + " SSN 123-45-6789"
    assert any(text[s.start : s.end] == "123-45-6789" for s in Patterns(RULES).find(text))
    assert isinstance(PlaceFinder(city_sizes()).find(text), list)
