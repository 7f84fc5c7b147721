"""Rules that know an identifier by its shape or its cue, run only where they can match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from guards.phi.labels import letter_of
from guards.phi.rules.first_characters import guarded
from guards.phi.rules.windows import LOOKAHEAD_CHARS, width_of, windows
from guards.prefilter import Hint, Prefilter
from guards.verdicts import DetectorUnavailable, Span

Check = Callable[[str, "re.Match[str]"], bool]
"""(text, match) -> whether the shape really is an identifier."""


class Rule(msgspec.Struct, frozen=True):
    """One pattern; the span is its group `v`. Patterns are ASCII and bounded in length.

    `hint` is what every match that passes the check begins with, for the prefilter: the pattern
    where empty.
    """

    name: str
    label: str
    pattern: str
    check: Check | None = None
    score: float = 0.9
    caseless: bool = True
    hint: str = ""

    @property
    def flags(self) -> int:
        """The flags that give `re` the same alphabet as hyperscan's bytes."""
        return re.ASCII | (re.IGNORECASE if self.caseless else 0)


class Patterns:
    """The compiled rules."""

    def __init__(self, rules: Sequence[Rule], *, prefilter: bool = True) -> None:
        self._rules = [_Compiled(rule) for rule in rules]
        found = _prefilter_for(tuple(rules)) if prefilter else None
        self._prefilter = found if found is not None and found.is_active else None

    @property
    def engine(self) -> str:
        """What runs: `hyperscan+re`, or `re` alone."""
        return "re" if self._prefilter is None else "hyperscan+re"

    def find(self, text: str) -> list[Span]:
        """Every match of every rule, unsorted, possibly overlapping."""
        if self._prefilter is None:
            return [span for rule in self._rules for span in rule.spans(text)]
        return [
            span
            for index, ends in sorted(self._prefilter.ends(text).items())
            for span in self._rules[index].spans_near(text, ends)
        ]


class _Compiled:
    """A rule that is run over parts of a text and finds there what it finds in the whole."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._letter = letter_of(rule.label)
        self._source = f"rule:{rule.name}"
        source = guarded(rule.pattern) if rule.caseless else rule.pattern
        self._pattern = re.compile(source, rule.flags)
        self._hint_chars = width_of(rule.hint or rule.pattern)
        self._reach_chars = width_of(rule.pattern) + LOOKAHEAD_CHARS

    def spans(self, text: str) -> Iterator[Span]:
        """The spans in the whole text."""
        return self._spans_within(text, [(0, len(text))])

    def spans_near(self, text: str, ends: Sequence[int]) -> Iterator[Span]:
        """The spans of matches whose hints end there."""
        return self._spans_within(text, windows(ends, self._hint_chars))

    def _spans_within(self, text: str, ranges: Iterable[tuple[int, int]]) -> Iterator[Span]:
        """The spans of matches that begin in the ranges; one that fails its check hides none."""
        search, at = self._pattern.search, 0
        for first, last in ranges:
            at, reach = max(at, first), last + self._reach_chars
            while (match := search(text, at, reach)) and match.start() <= last:
                passes = self._passes(text, match)
                at = match.end() if passes else match.start() + 1
                if passes:
                    yield self._span(match)

    def _passes(self, text: str, match: re.Match[str]) -> bool:
        check = self._rule.check
        return match.start("v") < match.end("v") and (check is None or check(text, match))

    def _span(self, match: re.Match[str]) -> Span:
        start, end = match.span("v")
        return Span(start, end, self._rule.label, self._letter, self._rule.score, self._source)


@lru_cache(maxsize=4)
def _prefilter_for(rules: tuple[Rule, ...]) -> Prefilter:
    """The prefilter of these rules, compiled once for all detectors."""
    hints = [Hint(rule.hint or rule.pattern, rule.caseless, ascii=True) for rule in rules]
    return Prefilter(hints, located=True, failure=DetectorUnavailable)
