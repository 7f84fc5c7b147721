"""Every identifier in a text: rules, names, places, the tagger, and what the caller already knows.

Rules know shapes and cues, lists know names and places, the tagger knows company: their union is
what is hidden. What runs is named by `Detector.coverage`; it covers English.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from guards.phi.labels import KnownIdentifier, letter_of
from guards.phi.names.eponyms import is_eponym
from guards.phi.names.finder import NameFinder
from guards.phi.names.gazetteer import cities, people
from guards.phi.names.lexicon import AMBIGUOUS_FIRST, is_ordinary
from guards.phi.normal import Plain, caseless
from guards.phi.places.address import whole_places
from guards.phi.places.finder import PlaceFinder
from guards.phi.rules.patterns import Patterns
from guards.phi.rules.rulebook import RULES
from guards.phi.spans import merge, spanning
from guards.phi.tagger.tagger import Tagger
from guards.phi.union import confirmed, joined
from guards.verdicts import Span

__all__ = ["Detector", "KnownIdentifier"]

_VERSION = 2
_WORD = re.compile(r"[^\W\d_]+(?:['-](?!s\b)[^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*")
_MIN_KNOWN_LENGTH = 2
_WORD_LIKE = frozenset({"NAME", "LOCATION"})
"""Values that are words too: "rose" is no Rose, "reading" no town."""


class Detector:
    """Text -> disjoint spans. Safe to call from several threads; holds no text between calls."""

    def __init__(
        self, *, names: bool = True, tagger: bool | Tagger = True, prefilter: bool = True
    ) -> None:
        """`names=False` leaves names, places and the tagger out, `tagger=False` the tagger alone;
        `prefilter=False` does without hyperscan.

        Raises: DetectorUnavailable when a list, the engine or the tagger cannot be loaded.
        """
        self._patterns = Patterns(RULES, prefilter=prefilter)
        self._names = NameFinder(people()) if names else None
        self._places = PlaceFinder(cities(), prefilter=prefilter) if names else None
        self._tagger = (Tagger.load() if tagger is True else tagger or None) if names else None
        kinds = "phi.rules" if names else "phi.patterns"
        learned = f"+tagger@{self._tagger.version}" if self._tagger else ""
        self.coverage = f"{kinds}@{_VERSION}{learned}"

    def detect(self, text: str, known: Sequence[KnownIdentifier] = ()) -> list[Span]:
        """Identifiers as sorted, disjoint spans in code points of `text`."""
        plain = Plain(text)
        found = self._patterns.find(plain.text)
        if self._names is not None and self._places is not None:
            found += self._names.find(plain.text)
            found += self._places.find(plain.text)
        found += _known_spans(plain.text, known)
        reading = self._tagger.read(plain.text) if self._tagger is not None else None
        if reading is None:
            found = merge(found)
            repeats = _repeats(plain.text, found)
        else:
            found = joined(plain.text, confirmed(plain.text, found, reading), reading)
            repeats = confirmed(plain.text, _repeats(plain.text, found), reading)
        found = merge(found + repeats)
        return _to_original(plain, whole_places(plain.text, found))

    def spread(
        self, text: str, found: Sequence[Span], names: Sequence[KnownIdentifier]
    ) -> list[Span]:
        """What `detect` found in a text, and these names too: found elsewhere, after it ran."""
        plain = Plain(text)
        named = _to_original(plain, _known_spans(plain.text, names))
        return merge([*found, *named]) if named else list(found)

    def detect_patterns(self, text: str) -> list[Span]:
        """Only what has a shape or a cue (letters C to R): cheap enough for streamed pieces."""
        plain = Plain(text)
        return _to_original(plain, merge(self._patterns.find(plain.text)))


def names_in(text: str, spans: Iterable[Span]) -> list[KnownIdentifier]:
    """The single names in a text's spans, to be found again in the rest of a conversation."""
    words: dict[str, None] = {}
    for span in spans:
        if span.label == "NAME":
            words.update(dict.fromkeys(_WORD.findall(text[span.start : span.end])))
    return [KnownIdentifier("NAME", word) for word in words if _repeats_safely(word)]


def _repeats_safely(word: str) -> bool:
    """Whether a part of a name still means the person when it stands alone."""
    lower = word.lower()
    ordinary = is_ordinary(lower) or lower in AMBIGUOUS_FIRST
    return len(word) > 2 and not ordinary and word[0].isupper()


def _repeats(text: str, found: Sequence[Span]) -> list[Span]:
    """Names found once, wherever else they stand with a capital."""
    return _occurrences(text, names_in(text, found), "names:repeat", 0.4)


def _known_spans(text: str, known: Sequence[KnownIdentifier]) -> list[Span]:
    """What the caller knows: whole values in any case, and the single words of names."""
    usable = [k for k in known if len(k.value.strip()) >= _MIN_KNOWN_LENGTH]
    spans = _occurrences(text, usable, "known", 1.0)
    words = [
        KnownIdentifier("NAME", word)
        for k in usable
        if k.label == "NAME"
        for word in _WORD.findall(k.value)
        if _repeats_safely(word)
    ]
    return spans + _occurrences(text, words, "known:part", 0.95)


def _occurrences(
    text: str, values: Sequence[KnownIdentifier], source: str, score: float
) -> list[Span]:
    """Every whole-word occurrence of the values; blanks may differ, eponyms are left alone."""
    labels = {caseless(value.value): value.label for value in values}
    spans = []
    for match in _candidates(text, labels):
        label = labels.get(caseless(match[0]))
        if label is None or (label in _WORD_LIKE and not _reads_as_name(text, match)):
            continue
        letter = letter_of(label)
        spans.append(Span(match.start(), match.end(), label, letter, score, source))
    return spans


def _candidates(text: str, values: Collection[str]) -> Iterator[re.Match[str]]:
    """Where a value may stand: every word where values are words, which stays fast for thousands
    of them, and the matches of one pattern for the others.
    """
    phrases = [value for value in values if not _PART.fullmatch(value)]
    if phrases:
        longest_first = sorted(phrases, key=len, reverse=True)
        pattern = "|".join(r"\s+".join(map(re.escape, value.split())) for value in longest_first)
        yield from re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
    if len(phrases) < len(values):
        yield from _PART.finditer(text)


def _reads_as_name(text: str, match: re.Match[str]) -> bool:
    """Whether a name's word is meant: with its capital, or beside its others, or in a text that
    has no capitals; "Parkinson's disease" is not one even of Mr. Parkinson.
    """
    plain = match[0][0].isupper() or " " in match[0] or not any(map(str.isupper, text))
    return plain and not is_eponym(match[0].lower(), text, match.end())


def _to_original(plain: Plain, spans: Iterable[Span]) -> list[Span]:
    return [spanning(span, *plain.original(span.start, span.end)) for span in spans]
