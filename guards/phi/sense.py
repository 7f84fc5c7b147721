"""Sense, for precision: what the tagger cannot have meant, told by what a finding is made of.

A label's test looks at the finding alone: a date has digits or a month, a telephone number seven
digits, ordinary words name nobody. What fails is dropped whatever its score.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from guards.phi.labels import LETTERS
from guards.phi.names.capitals import is_shouted
from guards.phi.names.eponyms import is_eponym
from guards.phi.names.lexicon import AMBIGUOUS_FIRST, is_ordinary
from guards.verdicts import Span

_WORD = re.compile(r"[^\W_]+")
_LEADING = re.compile(
    r"(?:[^\w(+#]|(?:the|a|an|and|or|of|at|in|on|from|with|by|to|for)\b)+", re.IGNORECASE
)
_TRAILING = re.compile(r"(?<![^\w.)])[^\w.)]+$")
"""Tried where a run of signs begins and nowhere in it, which stays fast for a million of them."""
_MONTH_NUMBER, _DAY_NUMBER = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATED = re.compile(
    rf"[a-z]{{3}}|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|\b{_MONTH_NUMBER}/{_DAY_NUMBER}\b"
    rf"|\b{_DAY_NUMBER}/{_MONTH_NUMBER}\b",
    re.IGNORECASE,
)
_AT = re.compile(r"@|\bat\b", re.IGNORECASE)
_OLD = re.compile(r"(?:9\d|1[0-2]\d)\b|[a-z]{4}", re.IGNORECASE)
_PUBLIC_NUMBER = re.compile(
    r"NCT\d+|(?:19|20)\d\d|\d{1,4}(?:\.\d+)?\s?[-/x:]\s?\d{1,4}(?:\.\d+)?|\d+\.\d+", re.IGNORECASE
)
_UNIT = re.compile(
    r"\s?(?:%|°|mg|mcg|µg|ug|g|kg|ml|dl|l|cc|mm|cm|m|mmhg|bpm|u|iu|units?|meq|mmol|kcal|cal|msv|gy"
    r"|hours?|hrs?|min(?:utes)?|days?|weeks?|months?|years?|pounds|lbs|patients|subjects)\b",
    re.IGNORECASE,
)
_NUMBERS = frozenset({"PHONE", "CODE"})
_PHONE_DIGITS = 7
_CODE_DIGITS = 4
_SHORT_ACRONYM = 3
_LIKELY_CODE = 0.5
_TITLE_WORDS = 3
_SURE = 0.9


class Finding(msgspec.Struct, frozen=True):
    """One learned span with its words; `has_case` tells whether capitals mean anything there."""

    text: str
    span: Span
    words: tuple[str, ...]
    has_case: bool

    @property
    def value(self) -> str:
        return self.text[self.span.start : self.span.end]

    @property
    def digits(self) -> int:
        return sum(map(str.isdigit, self.value))

    @property
    def is_ordinary(self) -> bool:
        """Whether every word is a common or clinical one, or the label of a placeholder."""
        return all(word in LETTERS or is_ordinary(word.lower()) for word in self.words)

    @property
    def is_title(self) -> bool:
        """Whether ordinary words are written as a name: "General Health Care"."""
        all_capital = self.has_case and all(word[0].isupper() for word in self.words)
        return all_capital and len(self.words) >= _TITLE_WORDS and self.span.score >= _SURE

    def is_acronym(self, at_most: int) -> bool:
        """Whether it is one word of capitals, where capitals mean something."""
        word = self.words[0]
        single = len(self.words) == 1 and 1 < len(word) <= at_most
        return self.has_case and single and word.isupper()


def sensible(text: str, tagged: Iterable[Span]) -> Iterator[Span]:
    """The findings that can be identifiers, without loose words and signs at their edges."""
    has_case = not (is_shouted(text) or text.islower())
    for span in (_trimmed(text, found) for found in tagged):
        words = tuple(_WORD.findall(text, span.start, span.end))
        if words and _TESTS[span.label](Finding(text, span, words, has_case)):
            yield span


def _is_name(found: Finding) -> bool:
    lower = " ".join(found.words).lower()
    if len(found.value) == 1 or found.is_ordinary or found.is_acronym(len(found.value)):
        return False
    if is_eponym(lower, found.text, found.span.end):
        return False
    return lower not in AMBIGUOUS_FIRST or found.span.score >= _SURE


def _is_place(found: Finding) -> bool:
    has_capital = not found.has_case or any(word[0].isupper() for word in found.words)
    if not has_capital or found.is_acronym(_SHORT_ACRONYM):
        return False
    return not found.is_ordinary or found.is_title


def _is_phone(found: Finding) -> bool:
    return found.digits >= _PHONE_DIGITS and not _PUBLIC_NUMBER.fullmatch(found.value)


def _is_code(found: Finding) -> bool:
    if found.digits < _CODE_DIGITS or found.span.score < _LIKELY_CODE:
        return False
    if _PUBLIC_NUMBER.fullmatch(found.value):
        return False
    return not _UNIT.match(found.text, found.span.end)


_TESTS: Mapping[str, Callable[[Finding], bool]] = MappingProxyType(
    {
        "NAME": _is_name,
        "ADDRESS": lambda found: not found.is_ordinary,
        "LOCATION": _is_place,
        "FACILITY": _is_place,
        "DATE": lambda found: bool(_DATED.search(found.value)),
        "AGE": lambda found: bool(_OLD.match(found.value)),
        "PHONE": _is_phone,
        "EMAIL": lambda found: bool(_AT.search(found.value)),
        "CODE": _is_code,
    }
)


def _trimmed(text: str, span: Span) -> Span:
    first = _LEADING.match(text, span.start, span.end)
    start = first.end() if first else span.start
    last = _TRAILING.search(text[start : span.end])
    end = start + last.start() if last else span.end
    if span.label in _NUMBERS and start < end:
        start, end = _token(text, start, end)
    if (start, end) == (span.start, span.end):
        return span
    return msgspec.structs.replace(span, start=start, end=max(start, end))


def _token(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch with the letters and digits that it cuts through."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
