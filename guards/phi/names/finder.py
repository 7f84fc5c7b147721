"""Names of people in a text: by the grammar of capitals, inverted, and in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.phi.names.capitals import LETTER, is_shouted, runs
from guards.phi.names.eponyms import EPONYMS
from guards.phi.names.gazetteer import People
from guards.phi.names.grammar import Reader, name_span
from guards.phi.names.lexicon import AMBIGUOUS_FIRST, is_ordinary
from guards.phi.normal import folded
from guards.phi.places.geography import STATE_CODES
from guards.verdicts import Span

_STATE_CODES = frozenset(STATE_CODES.split("|"))
_LOWER_WORD = re.compile(rf"{LETTER}{{2,}}")
_LOWER_NAME = re.compile(
    rf"(?<![\w.'-])({LETTER}{{2,20}})(?= ((?:{LETTER}\.? )?{LETTER}{{3,20}})(?![\w'@-]))"
)
_LOWER_CUED = re.compile(
    r"\b(?:patient|pt|mr\.?|mrs\.?|ms\.?|dr\.?|named|name is"
    rf"|name:) ({LETTER}{{3,20}})(?: ({LETTER}{{3,20}}))?\b"
)
_LOWER_TITLED = re.compile(rf"\b(?:mr|mrs|ms|dr)\.? ({LETTER}{{3,20}})\b")
_INVERTED = re.compile(
    rf"(?<![\w'-])([A-Z]{LETTER}+(?:-[A-Z]{LETTER}+)?), ?([A-Z]{LETTER}+)(?: [A-Z]\b\.?)?"
    r"(?![\w'-])"
)


class NameFinder:
    """Finds people's names by list, grammar and cue."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._plain_first = _plain_first(people)
        self._plain_last = _plain_last(people)

    def find(self, text: str) -> list[Span]:
        """Spans of names in normalised text, unsorted, possibly overlapping."""
        shouting = is_shouted(text)
        spans: list[Span] = []
        for run in runs(text):
            spans.extend(Reader(self._people, text, run, shouting).read())
        spans.extend(self._inverted(text))
        spans.extend(self._lower_case(text))
        return spans

    def _inverted(self, text: str) -> Iterator[Span]:
        """Inverted names: "Smith, John A.", "SMITH, JOHN"; both halves must be in the lists."""
        for match in _INVERTED.finditer(text):
            last, first = folded(match[1]), folded(match[2])
            if is_ordinary(last) or is_ordinary(first) or match[2] in _STATE_CODES:
                continue
            known = last in self._people.last and first in self._people.first
            if known and (last in self._people.common_last or first in self._people.common_first):
                yield name_span(match.start(), match.end(), 0.85, "inverted")

    def _lower_case(self, text: str) -> Iterator[Span]:
        """Names in text without capitals: a first and a last name, or one after a cue."""
        words = _LOWER_WORD.findall(text)
        if not self._plain_first.isdisjoint(words):
            yield from self._lower_first(text)
        if not self._plain_last.isdisjoint(words):
            yield from self._lower_titled(text)

    def _lower_first(self, text: str) -> Iterator[Span]:
        for match in _LOWER_NAME.finditer(text):
            first, last = match[1], match[2].split()[-1]
            if first.islower() and last.islower() and self._is_lower_pair(first, last):
                yield name_span(match.start(), match.end(2), 0.6, "lower")
        for match in _LOWER_CUED.finditer(text):
            first = match[1]
            if first.islower() and first in self._plain_first and len(first) > 3:
                second = match[2]
                whole = second is not None and second in self._plain_last
                yield name_span(match.start(1), match.end(2 if whole else 1), 0.6, "lower_cued")

    def _lower_titled(self, text: str) -> Iterator[Span]:
        for match in _LOWER_TITLED.finditer(text):
            if match[1].islower() and match[1] in self._plain_last:
                yield name_span(match.start(), match.end(), 0.7, "lower_titled")

    def _is_lower_pair(self, first: str, last: str) -> bool:
        doubtful = last in AMBIGUOUS_FIRST or last in EPONYMS
        return first in self._plain_first and last in self._plain_last and not doubtful


def _plain_first(people: People) -> frozenset[str]:
    """Frequent first names that are no other word."""
    names = people.frequent_first - AMBIGUOUS_FIRST
    return frozenset(name for name in names if len(name) > 2 and not is_ordinary(name))


def _plain_last(people: People) -> frozenset[str]:
    return frozenset(name for name in people.frequent_last if not is_ordinary(name))
