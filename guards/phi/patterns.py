"""Rules that know an identifier by its shape or its cue, run only where they can match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from guards.phi.labels import letter_of
from guards.prefilter import Hint, Prefilter
from guards.verdicts import DetectorUnavailable, Span

Check = Callable[[str, "re.Match[str]"], bool]
"""(text, match) -> whether the shape really is an identifier."""


class Rule(msgspec.Struct, frozen=True):
    """One pattern; the span is its group `v`. Patterns are ASCII and bounded in length.

    `hint` is in every match that passes the check, for the prefilter: the pattern where empty.
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
        self._rules = tuple(rules)
        self._compiled = [re.compile(rule.pattern, rule.flags) for rule in rules]
        self._prefilter = _prefilter_for(self._rules) if prefilter else None

    @property
    def engine(self) -> str:
        """What runs: `hyperscan+re`, or `re` alone."""
        prefiltered = self._prefilter is not None and self._prefilter.is_active
        return "hyperscan+re" if prefiltered else "re"

    def find(self, text: str) -> list[Span]:
        """Every match of every rule, unsorted, possibly overlapping."""
        chosen: Iterable[int] = range(len(self._rules))
        if self._prefilter is not None:
            chosen = self._prefilter.candidates(text)
        return [span for index in chosen for span in self._matches(index, text)]

    def _matches(self, index: int, text: str) -> Iterator[Span]:
        rule = self._rules[index]
        for match in self._compiled[index].finditer(text):
            start, end = match.span("v")
            if start < end and (rule.check is None or rule.check(text, match)):
                letter = letter_of(rule.label)
                yield Span(start, end, rule.label, letter, rule.score, f"rule:{rule.name}")


@lru_cache(maxsize=4)
def _prefilter_for(rules: tuple[Rule, ...]) -> Prefilter:
    """The prefilter of these rules, compiled once for all detectors."""
    hints = [Hint(rule.hint or rule.pattern, rule.caseless, ascii=True) for rule in rules]
    return Prefilter(hints, failure=DetectorUnavailable)
