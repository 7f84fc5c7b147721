"""Spans -> surrogates and back: `[NAME_1]` stands for one value of one conversation.

A surrogate is a label and an ordinal, never derived from the value. Two spellings of a value
("Smith", "SMITH") get two surrogates, because `restore(redact(text)) == text` must hold exactly.
Text that somebody typed and that looks like a surrogate is itself replaced, by a surrogate of the
label LITERAL, so that it comes back as typed and never as somebody's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

import msgspec

from guards.phi.detector import Detector, KnownIdentifier, names_in
from guards.phi.labels import LETTERS, LITERAL, LITERAL_LETTER
from guards.phi.spans import merge, without
from guards.verdicts import GuardsError, Redacted, Span

SURROGATE = re.compile(r"\[([A-Z]{2,12})_([1-9][0-9]{0,8})\]")
"""The exact shape of every surrogate; nothing else is ever restored."""

MAX_SURROGATE_CHARS = 24

_LABELS = "|".join((*LETTERS, LITERAL))
_RESEMBLING = re.compile(
    rf"\[\s?(?:{_LABELS})[\s_-]{{0,2}}(?:[0-9]{{1,9}}|\?|[a-z])?\s?\]"
    rf"|\b(?:{_LABELS})_[0-9]{{1,9}}\b",
    re.IGNORECASE,
)


class Mode(StrEnum):
    """What happens to an identifier that was found."""

    PSEUDONYMISE = "pseudonymise"
    MASK = "mask"
    SAFE_HARBOR = "safe-harbor"
    LIMITED = "limited"
    OFF = "off"


class Identity(msgspec.Struct, frozen=True):
    """One value and the surrogate `[label_ordinal]` that stands for it."""

    label: str
    ordinal: int
    value: str

    @property
    def surrogate(self) -> str:
        """What the model sees."""
        return f"[{self.label}_{self.ordinal}]"


class Redaction(msgspec.Struct, frozen=True):
    """A redacted text and exactly the spans of the original that were replaced."""

    text: Redacted
    spans: tuple[Span, ...]


class Identities:
    """The two-way map of one conversation; grows as values appear, never renumbers."""

    def __init__(self, entries: Iterable[Identity] = ()) -> None:
        self._by_value: dict[tuple[str, str], Identity] = {}
        self._by_surrogate: dict[str, Identity] = {}
        self._last: dict[str, int] = {}
        for entry in entries:
            self._add(entry)

    def entries(self) -> tuple[Identity, ...]:
        """Every identity in the order it appeared: what the vault keeps."""
        return tuple(self._by_surrogate.values())

    def surrogate_for(self, label: str, value: str) -> str:
        """The surrogate of a value, issued now if the value is new."""
        entry = self._by_value.get((label, value))
        if entry is None:
            entry = Identity(label, self._last.get(label, 0) + 1, value)
            self._add(entry)
        return entry.surrogate

    def value_of(self, surrogate: str) -> str | None:
        """The value behind a surrogate; None where this map did not issue it."""
        entry = self._by_surrogate.get(surrogate)
        return None if entry is None else entry.value

    def restore(self, text: str, *, escape: Callable[[str], str] | None = None) -> str:
        """The text with issued surrogates turned back, in one pass: never inside a restored
        value. `escape` is applied to each value (a JSON string escape, say).
        """

        def value(match: re.Match[str]) -> str:
            entry = self._by_surrogate.get(match[0])
            if entry is None:
                return match[0]
            return entry.value if escape is None else escape(entry.value)

        return SURROGATE.sub(value, text)

    def unknown_in(self, text: str) -> tuple[str, ...]:
        """What resembles a surrogate but was never issued: altered or invented by the model.

        Such text is never restored; it stays as it is, and the caller reports it.
        """
        seen = (match[0] for match in _RESEMBLING.finditer(text))
        return tuple(found for found in seen if found not in self._by_surrogate)

    def _add(self, entry: Identity) -> None:
        self._by_value[entry.label, entry.value] = entry
        self._by_surrogate[entry.surrogate] = entry
        self._last[entry.label] = max(self._last.get(entry.label, 0), entry.ordinal)


class Redactor:
    """Finds identifiers and replaces them; the only maker of `Redacted` text."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector

    def redact(
        self,
        text: str,
        identities: Identities,
        mode: Mode,
        known: Sequence[KnownIdentifier] = (),
    ) -> Redaction:
        """The text without its identifiers.

        Raises: DetectorUnavailable; GuardsError for a mode that is not available yet.
        """
        return self.redact_all([text], identities, mode, known)[0]

    def redact_all(
        self,
        texts: Sequence[str],
        identities: Identities,
        mode: Mode,
        known: Sequence[KnownIdentifier] = (),
    ) -> list[Redaction]:
        """Each text without its identifiers; a name found in one is found in all of them."""
        _require_available(mode)
        if mode is Mode.OFF:
            return [Redaction(Redacted(text), ()) for text in texts]
        known = (*known, *_names_of(identities))
        found = [self.detector.detect(text, known) for text in texts]
        spread = _new_names(texts, found, known)
        if spread and len(texts) > 1:
            found = [self.detector.detect(text, (*known, *spread)) for text in texts]
        return [
            _replace(text, spans, identities, mode)
            for text, spans in zip(texts, found, strict=True)
        ]


def _require_available(mode: Mode) -> None:
    if mode in (Mode.SAFE_HARBOR, Mode.LIMITED):
        raise GuardsError(f"PHI mode '{mode}' is not available yet; use pseudonymise or mask")


def _names_of(identities: Identities) -> list[KnownIdentifier]:
    """The conversation's earlier names, so that a later turn hides them without a new cue."""
    return [
        part
        for entry in identities.entries()
        if entry.label == "NAME"
        for part in names_in(entry.value, [_whole(entry.value)])
    ]


def _new_names(
    texts: Sequence[str], found: Sequence[list[Span]], known: Sequence[KnownIdentifier]
) -> list[KnownIdentifier]:
    names = [n for text, spans in zip(texts, found, strict=True) for n in names_in(text, spans)]
    return [name for name in dict.fromkeys(names) if name not in known]


def _replace(text: str, found: list[Span], identities: Identities, mode: Mode) -> Redaction:
    spans = _with_literals(text, found)
    pieces: list[str] = []
    end = 0
    for span in spans:
        pieces += (text[end : span.start], _stand_in(text, span, identities, mode))
        end = span.end
    pieces.append(text[end:])
    return Redaction(Redacted("".join(pieces)), tuple(spans))


def _stand_in(text: str, span: Span, identities: Identities, mode: Mode) -> str:
    if mode is Mode.MASK:
        return f"[{span.label}]"
    return identities.surrogate_for(span.label, text[span.start : span.end])


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
