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
from guards.phi.names.gazetteer import people
from guards.phi.names.lexicon import AMBIGUOUS_FIRST, is_ordinary, words
from guards.phi.normal import folded
from guards.phi.places.geography import STATE_CODES
from guards.phi.spans import spanning
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
_COMPOUND = re.compile(r"[A-Za-z]{1,3}[- ]?\d{2,5}(?:-\d{2,4})?")
_SERIES = re.compile(
    rf"(?<![A-Za-z])(?!(?:{STATE_CODES})\b)[A-Z][A-Za-z]{{0,2}}[ -]?(?:\d{{1,3}}-)?$"
)
_SERIES_CHARS = 10
_CAPITALISED = re.compile(r"\b[A-Z][a-z]")
_SMALL = words("of the and for at in on de la le du des van von der den el los las y e s")
_UNIT = re.compile(
    r"\s?(?:%|°|mg|mcg|µg|ug|g|kg|ml|dl|l|cc|mm|cm|m|mmhg|bpm|u|iu|units?|meq|mmol|kcal|cal|msv|gy"
    r"|hours?|hrs?|min(?:utes)?|days?|weeks?|months?|years?|pounds|lbs|patients|subjects)\b",
    re.IGNORECASE,
)
_NUMBERS = frozenset({"PHONE", "CODE"})
_PHONE_DIGITS = 7
_CODE_DIGITS = 4
_ACRONYM = 5
_NEAR = 200
_LIKELY = 0.5
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
    def is_alone(self) -> bool:
        """Whether no other word is in the text: a value of a form or a word of a schema."""
        rest = len(self.text) - len(self.value)
        around = self.text[: self.span.start] + self.text[self.span.end :] if rest < _NEAR else "a"
        return not _WORD.search(around)

    @property
    def is_listed(self) -> bool:
        """Whether one of the words is somebody's name in the lists."""
        known = people()
        lower = (folded(word) for word in self.words)
        return any(word in known.first or word in known.last for word in lower)

    @property
    def is_capitalised(self) -> bool:
        """Whether every word but small ones is: "Our Lady of the Lake"."""
        large = [word for word in self.words if word not in _SMALL]
        return bool(large) and all(not word[0].islower() for word in large)

    @property
    def is_title(self) -> bool:
        """Whether ordinary words are written as a name: "General Health Care"."""
        written = self.has_case and self.is_capitalised
        return written and len(self.words) >= _TITLE_WORDS and self.span.score >= _SURE

    def is_acronym(self, at_most: int) -> bool:
        """Whether it is one word of capitals, where capitals mean something."""
        word = self.words[0]
        single = len(self.words) == 1 and 1 < len(word) <= at_most
        return self.has_case and single and word.isupper()


def sensible(text: str, tagged: Iterable[Span]) -> Iterator[Span]:
    """The findings that can be identifiers, without loose words and signs at their edges."""
    shouted = is_shouted(text)
    for span in (_trimmed(text, span) for span in tagged):
        found = tuple(_WORD.findall(text, span.start, span.end))
        has_case = not shouted and _has_case(text, span)
        if found and _TESTS[span.label](Finding(text, span, found, has_case)):
            yield span


def _has_case(text: str, span: Span) -> bool:
    """Whether the line around a finding writes any other word with a capital."""
    start = max(0, span.start - _NEAR, text.rfind("\n", 0, span.start) + 1)
    line_end = text.find("\n", span.end)
    end = min(span.end + _NEAR, len(text) if line_end < 0 else line_end)
    before, after = (start, span.start), (span.end, end)
    return any(_CAPITALISED.search(text, *stretch) for stretch in (before, after))


def _is_name(found: Finding) -> bool:
    lower = " ".join(found.words).lower()
    if len(found.value) == 1 or found.is_ordinary or found.is_acronym(len(found.value)):
        return False
    if is_eponym(lower, found.text, found.span.end):
        return False
    if found.is_alone:
        return found.is_listed and found.span.score >= _SURE
    if found.has_case and len(found.words) == 1 and found.words[0].islower():
        return found.is_listed
    doubtful = found.value.islower() or lower in AMBIGUOUS_FIRST or not found.is_listed
    return not doubtful or found.span.score >= _LIKELY


def _is_place(found: Finding) -> bool:
    if found.is_acronym(_ACRONYM) or (found.has_case and not found.is_capitalised):
        return False
    if found.is_alone and (found.value.islower() or found.span.score < _SURE):
        return False
    if found.value.isdigit() and _SERIES.search(
        found.text[max(0, found.span.start - _SERIES_CHARS) : found.span.start]
    ):
        return False
    return not found.is_ordinary or found.is_title


def _is_phone(found: Finding) -> bool:
    return found.digits >= _PHONE_DIGITS and not _PUBLIC_NUMBER.fullmatch(found.value)


def _is_code(found: Finding) -> bool:
    if found.digits < _CODE_DIGITS or found.span.score < _LIKELY:
        return False
    if _PUBLIC_NUMBER.fullmatch(found.value) or _COMPOUND.fullmatch(found.value):
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
    return spanning(span, start, max(start, end))


def _token(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch with the letters and digits that it cuts through."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
