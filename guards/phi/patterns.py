"""Rules that know an identifier by its shape or its cue, run only where they can match.

Hyperscan answers in one pass which rules can match a text at all; Python's `re` then finds the
exact spans of those few. Without hyperscan every rule is tried: slower, same spans.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from types import ModuleType

import msgspec

from guards.phi.labels import letter_of
from guards.verdicts import DetectorUnavailable, Span

Check = Callable[[str, "re.Match[str]"], bool]
"""(text, match) -> whether the shape really is an identifier."""


class Rule(msgspec.Struct, frozen=True):
    """One pattern; the span is its group `v`. Patterns are ASCII and bounded in length."""

    name: str
    label: str
    pattern: str
    check: Check | None = None
    score: float = 0.9
    caseless: bool = True

    @property
    def flags(self) -> int:
        """The flags that give `re` the same alphabet as hyperscan's bytes."""
        return re.ASCII | (re.IGNORECASE if self.caseless else 0)


class _Scratch(threading.local):
    """One hyperscan scratch a thread: scanning with a shared one is undefined."""

    value: object | None = None


class Prefilter:
    """Which rules can match a text, in one pass over its bytes; never misses one that does."""

    def __init__(self, rules: Sequence[Rule], hyperscan: ModuleType) -> None:
        self._hyperscan = hyperscan
        self._database = hyperscan.Database()
        base = hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_SINGLEMATCH
        self._database.compile(
            expressions=[rule.pattern.encode() for rule in rules],
            ids=list(range(len(rules))),
            flags=[base | (hyperscan.HS_FLAG_CASELESS if r.caseless else 0) for r in rules],
        )
        self._scratch = _Scratch()

    def candidates(self, text: str) -> list[int]:
        """Indices of the rules that may match, in rule order."""
        if self._scratch.value is None:
            self._scratch.value = self._hyperscan.Scratch(self._database)
        found: list[int] = []

        def note(rule: int, *_: object) -> None:
            found.append(rule)

        data = text.encode("utf-8", "replace")
        try:
            self._database.scan(data, match_event_handler=note, scratch=self._scratch.value)
        except self._hyperscan.error as error:
            raise DetectorUnavailable(f"the PHI rules failed on {len(data)} bytes") from error
        return sorted(set(found))


class Patterns:
    """The compiled rules."""

    def __init__(self, rules: Sequence[Rule], *, prefilter: bool = True) -> None:
        self._rules = tuple(rules)
        self._compiled = [re.compile(rule.pattern, rule.flags) for rule in rules]
        self._prefilter = _prefilter_for(self._rules) if prefilter else None

    @property
    def engine(self) -> str:
        """What runs: `hyperscan+re`, or `re` alone."""
        return "re" if self._prefilter is None else "hyperscan+re"

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
def _prefilter_for(rules: tuple[Rule, ...]) -> Prefilter | None:
    """The prefilter of these rules, compiled once; None where hyperscan is not installed."""
    try:
        import hyperscan
    except ImportError:
        return None
    try:
        return Prefilter(rules, hyperscan)
    except hyperscan.error as error:
        raise DetectorUnavailable("the PHI rules do not compile; reinstall hyperscan") from error
