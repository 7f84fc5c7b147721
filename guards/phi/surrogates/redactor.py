"""Text -> redacted text: finds identifiers and puts in their places what the mode says.

Text that somebody typed and that looks like a surrogate is itself replaced, by a surrogate of the
label LITERAL, so that it comes back as typed and never as somebody's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeAlias
from weakref import WeakKeyDictionary

import msgspec

from guards.phi.detector import Detector, KnownIdentifier, names_in
from guards.phi.labels import LITERAL, LITERAL_LETTER
from guards.phi.places.address import without_states, without_towns
from guards.phi.spans import merge, without
from guards.phi.surrogates.identities import SURROGATE, Identities, Identity
from guards.phi.surrogates.modes import Mode, stand_in
from guards.verdicts import Redacted, Span

__all__ = ["SURROGATE", "Identities", "Identity", "Mode", "Redaction", "Redactor"]


SeenNames: TypeAlias = tuple[int, tuple[KnownIdentifier, ...]]
"""How many entries of a map were looked at, and the single names in them."""


class Redaction(msgspec.Struct, frozen=True):
    """A redacted text and the spans of the original that were replaced.

    A place's span may end with its state, which stands in the redacted text again.
    """

    text: Redacted
    spans: tuple[Span, ...]


def _current_year() -> int:
    return date.today().year


class Redactor:
    """Finds identifiers and replaces them; the only maker of `Redacted` text."""

    def __init__(self, detector: Detector, *, this_year: Callable[[], int] = _current_year) -> None:
        """`this_year` tells which years reveal an age over 89."""
        self.detector = detector
        self._this_year = this_year
        self._names: WeakKeyDictionary[Identities, SeenNames] = WeakKeyDictionary()

    def redact(
        self,
        text: str,
        identities: Identities,
        mode: Mode,
        known: Sequence[KnownIdentifier] = (),
    ) -> Redaction:
        """The text without its identifiers. Raises: DetectorUnavailable."""
        return self.redact_all([text], identities, mode, known)[0]

    def redact_all(
        self,
        texts: Sequence[str],
        identities: Identities,
        mode: Mode,
        known: Sequence[KnownIdentifier] = (),
    ) -> list[Redaction]:
        """Each text without its identifiers; a name found in one is found in all of them.

        Ordinals are those of `identities`, which grows; `Mode.LIMITED` moves dates by its
        `shift_days` and hides them where that is 0. Raises: DetectorUnavailable.
        """
        if mode is Mode.OFF:
            return [Redaction(Redacted(text), ()) for text in texts]
        known = (*known, *self._names_of(identities))
        found = [self.detector.detect(text, known) for text in texts]
        spread = _new_names(texts, found, known)
        if spread and len(texts) > 1:
            found = [
                self.detector.spread(text, spans, spread)
                for text, spans in zip(texts, found, strict=True)
            ]
        return [
            self.replace(text, spans, identities, mode)
            for text, spans in zip(texts, found, strict=True)
        ]

    def _names_of(self, identities: Identities) -> tuple[KnownIdentifier, ...]:
        """The map's earlier names, so that a later turn hides them without a new cue.

        Kept as long as the map itself: only what it issued since is looked at.
        """
        entries = identities.entries()
        seen, names = self._names.get(identities, (0, ()))
        new = [
            part
            for entry in entries[seen:]
            if entry.label == "NAME"
            for part in names_in(entry.value, [_whole(entry.value)])
        ]
        if seen < len(entries):
            names = tuple(dict.fromkeys((*names, *new)))
            self._names[identities] = (len(entries), names)
        return names

    def replace(
        self, text: str, found: list[Span], identities: Identities, mode: Mode
    ) -> Redaction:
        """The text with what was found in it (sorted, disjoint) replaced as the mode says."""
        redaction = self._replace(text, _concerned(text, found, mode), identities, mode)
        if mode is Mode.LIMITED:
            return redaction
        return Redaction(redaction.text, tuple(_whole_places(found, redaction.spans)))

    def _replace(
        self, text: str, spans: Sequence[Span], identities: Identities, mode: Mode
    ) -> Redaction:
        year = self._this_year()
        pieces: list[str] = []
        replaced: list[Span] = []
        end = 0
        for span in spans:
            value = text[span.start : span.end]
            instead = stand_in(span.label, value, mode, identities, year)
            if instead != value:
                pieces += (text[end : span.start], instead)
                replaced.append(span)
                end = span.end
        pieces.append(text[end:])
        return Redaction(Redacted("".join(pieces)), tuple(replaced))


def _new_names(
    texts: Sequence[str], found: Sequence[list[Span]], known: Sequence[KnownIdentifier]
) -> list[KnownIdentifier]:
    names = [n for text, spans in zip(texts, found, strict=True) for n in names_in(text, spans)]
    return [name for name in dict.fromkeys(names) if name not in known]


def _concerned(text: str, found: list[Span], mode: Mode) -> list[Span]:
    """What of the found spans the mode is about: no state, in `limited` no town of an address,
    and, where surrogates carry ordinals, placeholders that somebody typed.
    """
    spans = without_states(text, found)
    if mode is Mode.LIMITED:
        spans = without_towns(text, spans)
    return _with_literals(text, spans) if mode.numbers else spans


def _whole_places(found: Sequence[Span], replaced: Sequence[Span]) -> Iterator[Span]:
    """The replaced spans, those that are parts of one found span as that span: both are sorted."""
    wholes = iter(found)
    whole = next(wholes, None)
    last: Span | None = None
    for part in replaced:
        while whole is not None and whole.end < part.end:
            whole = next(wholes, None)
        within = whole is not None and whole.start <= part.start
        span = whole if within and whole is not None else part
        if span is not last:
            yield span
        last = span


def _with_literals(text: str, found: list[Span]) -> list[Span]:
    """The found spans and the typed placeholders, disjoint: a placeholder is never cut."""
    typed = [
        Span(match.start(), match.end(), LITERAL, LITERAL_LETTER, 1.0, "surrogates:typed")
        for match in SURROGATE.finditer(text)
    ]
    if not typed:
        return found
    swallowed = [t for t in typed if any(f.start <= t.start and t.end <= f.end for f in found)]
    loose = [t for t in typed if t not in swallowed]
    holes = [(t.start, t.end) for t in loose]
    spans = merge(loose + [part for span in found for part in without(span, holes)])
    assert all(a.end <= b.start for a, b in pairwise(spans)), "spans must be disjoint"
    return spans


def _whole(value: str) -> Span:
    return Span(0, len(value), "NAME", "A", 1.0, "identities")
