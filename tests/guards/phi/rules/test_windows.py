"""A rule run over windows of a text finds what it finds in the whole."""

from __future__ import annotations

import re
import re._constants as ops
import re._parser as parser
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.rules.patterns import Rule
from guards.phi.rules.rulebook import RULES
from guards.phi.rules.windows import LOOKAHEAD_CHARS, width_of, windows

ends = st.lists(st.integers(1, 400), max_size=20)


@given(ends, st.integers(1, 60))
def test_windows_hold_every_start_that_a_hint_can_have(ends: list[int], width: int) -> None:
    ranges = list(windows(ends, width))
    held = {start for first, last in ranges for start in range(first, last + 1)}
    assert held >= {s for end in ends for s in range(max(0, end - 1 - width), end)}


@given(ends, st.integers(1, 60))
def test_windows_are_disjoint_and_in_order(ends: list[int], width: int) -> None:
    edges = [edge for window in windows(ends, width) for edge in window]
    assert edges == sorted(edges)
    assert all(last < first for last, first in zip(edges[1::2], edges[2::2], strict=False))


def test_windows_are_no_wider_than_they_must() -> None:
    assert list(windows([50, 5, 52], 10)) == [(0, 4), (39, 51)]
    assert list(windows([], 10)) == []


@pytest.mark.parametrize(
    ("pattern", "width"), [("a", 1), (r"\bab{0,4}(?!c)", 5), ("a|bcd", 3), (r"(?P<v>\d{2,7})x", 8)]
)
def test_width_is_the_longest_match(pattern: str, width: int) -> None:
    assert width_of(pattern) == width


def lookaheads(sequence: Any) -> Iterator[int]:
    """The widths of what a pattern looks ahead for."""
    for op, value in sequence:
        if op in (ops.ASSERT, ops.ASSERT_NOT):
            yield value[1].getwidth()[1] if value[0] > 0 else 0
        elif op is ops.BRANCH:
            yield from (width for branch in value[1] for width in lookaheads(branch))
        elif op is ops.SUBPATTERN:
            yield from lookaheads(value[3])
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            yield from lookaheads(value[2])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_looks_or_reaches_without_bound(rule: Rule) -> None:
    assert sum(lookaheads(parser.parse(rule.pattern))) < LOOKAHEAD_CHARS
    assert width_of(rule.hint or rule.pattern) < 1_000
    assert width_of(rule.pattern) < 3_000


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.hint], ids=lambda r: r.name)
def test_hints_compile_under_the_rules_flags(rule: Rule) -> None:
    assert re.compile(rule.hint, rule.flags).fullmatch("") is None
