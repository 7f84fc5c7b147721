"""The guard over streamed answer text: restores surrogates, masks identifiers, holds back little.

The text is cut by what it contains, never by how it was split into pieces, so any split gives
the same result as the whole. An ordinary word leaves when the blank after it arrives. A word that
may belong to an identifier (it holds a digit, "@", "[", a month ...) opens a run. The run ends at
the next ordinary lower-case word, after three capitalised ones, or at a quote or brace; then the
rules see it with the text around it. At most `MAX_HELD_CHARS` are ever held.

Covered are identifiers with a shape or a cue (`Detector.detect_patterns`), not names or places
that the model invents.
"""

from __future__ import annotations

import json
import re

from guards.phi.detector import Detector
from guards.phi.spans import spanning, without
from guards.phi.surrogates.identities import SURROGATE, Identities
from guards.phi.surrogates.modes import Mode
from guards.verdicts import Redacted, Span

MAX_HELD_CHARS = 256
"""No more than this much text is held back between two pieces."""

_CONTEXT_CHARS = 64
_SETTLED_CHARS = MAX_HELD_CHARS - 64
"""Identifiers without a blank of up to 64 characters are never cut; longer ones are URLs."""

_MAX_ORDINARY_WORDS = 3
_BOUNDARY = re.compile(r"[\s\"{};<>|]")
_TO_LAST_BOUNDARY = re.compile(rf".*{_BOUNDARY.pattern}", re.DOTALL)
_HARD_BOUNDARIES = frozenset('"{};<>|')
_SHAPE = (
    r"[0-9@#\[\uff10-\uff19\u0660-\u0669]|://|www\.|\.(?:com|org|net|edu|gov|io|info|uk|jpe?g|png|dcm)\b"
    r"|\b(?i:mon|tues|wednes|thurs|fri|satur|sun)(?:day|DAY)\b|\bDay\b|\b[Nn]inet"
)
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_HOLIDAY = "Christmas|Thanksgiving|Halloween|Easter"
_SUSPECT = re.compile(rf"{_SHAPE}|^\W*(?i:{_MONTH})[A-Za-z]{{0,6}}(?:\W|$)|^(?:{_HOLIDAY})\b")
_TELLING = (
    re.compile(r"[0-9@#\[/.\uff10-\uff19\u0660-\u0669](?:(?<!\.)|\w)"),
    re.compile(f"www|day|Day|DAY|inet|{_MONTH}|{_MONTH.title()}|{_MONTH.upper()}|{_HOLIDAY}"),
)
"""One of them is in every suspect word, and in few others; written so that `re` skips fast."""
_LINKING = frozenset({"of", "the", "ext", "ext.", "x", "de", "day", "through"})
_JSON_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_OPEN_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')
_CUT = re.compile(r"[\s,:/&=?.\-]|(?=\[)")


class StreamGuard:
    """One stream's guard. Feed it pieces with `push`, finish with `close`.

    `identities` must be confined to the prompt (`Identities.within`): whatever it holds may be
    restored. Values come back where `restore` says that this caller may see them and the `mode`
    restores; the mode also says what is masked. With `json_strings` the stream is JSON text
    (tool-call arguments, a JSON answer): what is put in stays valid JSON.
    `masked` are the hidden spans as offsets into the raw stream, `unknown` the surrogate-like
    strings nobody issued, which are passed on as they are, and `held_chars` the most ever held.
    `redacted` is the text released so far as it may be stored: masked, surrogates unrestored.
    """

    def __init__(
        self,
        identities: Identities,
        detector: Detector | None,
        *,
        mode: Mode = Mode.PSEUDONYMISE,
        restore: bool = True,
        json_strings: bool = False,
    ) -> None:
        self._identities = identities
        self._detector = detector
        self._mode = mode
        self._restore = restore and mode.restores
        self._json = json_strings
        self._held = ""
        self._words_end = 0
        self._in_run = False
        self._ordinary = 0
        self._context = ""
        self._released = 0
        self._swallowing = False
        self._in_string = False
        self.masked: list[Span] = []
        self.unknown: list[str] = []
        self.held_chars = 0
        self._storable: list[str] = []

    @property
    def redacted(self) -> Redacted:
        """The released text, masked but not restored."""
        return Redacted("".join(self._storable))

    @property
    def is_holding(self) -> bool:
        """True while some text that was pushed has not been released."""
        return bool(self._held)

    def push(self, piece: str) -> str:
        """The text that may be released now."""
        self._held += piece
        ends_a_word = self._swallowing or _BOUNDARY.search(piece)
        released = ""
        if ends_a_word or len(self._held) >= MAX_HELD_CHARS:
            released = "".join(self._advance())
        self.held_chars = max(self.held_chars, len(self._held))
        return released

    def close(self) -> str:
        """The rest of the text; closing again returns nothing more."""
        released = "".join(self._advance())
        if self._swallowing:
            self._drop(len(self._held))
        last_word = self._held[self._words_end :]
        if self._in_run or _SUSPECT.search(last_word):
            return released + self._release(len(self._held))
        return released + self._pass(len(self._held))

    def _advance(self) -> list[str]:
        """Consume every complete word; what remains held is an open run or an unfinished word."""
        out: list[str] = []
        while self._held:
            if ordinary := self._ordinary_end():
                out.append(self._pass(ordinary))
            boundary = _BOUNDARY.search(self._held, self._words_end)
            end = boundary.end() if boundary else len(self._held) + 1
            if self._swallowing:
                if boundary is None:
                    self._drop(len(self._held))
                    break
                self._drop(boundary.start())
                self._swallowing = False
            elif end > MAX_HELD_CHARS and len(self._held) >= MAX_HELD_CHARS:
                out.append(self._overflow())
            elif boundary is None:
                break
            else:
                out.append(self._word(end))
        return out

    def _ordinary_end(self) -> int:
        """The end of the complete words that leave at once; 0 where the next one is looked at."""
        if self._in_run or self._swallowing:
            return 0
        end = _end(_TO_LAST_BOUNDARY.match(self._held, 0, MAX_HELD_CHARS))
        for pattern in _TELLING:
            if found := pattern.search(self._held, 0, end):
                end = _end(_TO_LAST_BOUNDARY.match(self._held, 0, found.start()))
        return end

    def _word(self, end: int) -> str:
        """Take in one complete word with its boundary; returns what this releases."""
        word = self._held[self._words_end : end - 1]
        closes = self._held[end - 1] in _HARD_BOUNDARIES
        if _SUSPECT.search(word):
            self._in_run, self._ordinary = True, 0
        elif not self._in_run:
            return self._pass(end)
        elif word:
            self._ordinary += 1
            closes = closes or self._ordinary == _MAX_ORDINARY_WORDS or _is_ordinary(word)
        self._words_end = end
        return self._release(end) if closes else ""

    def _pass(self, end: int) -> str:
        """Release ordinary text as it is: it holds no surrogate and nothing to detect."""
        text = self._held[:end]
        self._storable.append(text)
        self._drop(end)
        return text

    def _release(self, end: int) -> str:
        """Release the run's first `end` characters, masked and restored."""
        return self._rendered(end, self._spans(self._held[:end]))

    def _overflow(self) -> str:
        """Release part of a full window: up to a cut outside every identifier."""
        window = self._held[:MAX_HELD_CHARS]
        spans = self._spans(window)
        end = _cut(window, spans)
        self._swallowing = end == MAX_HELD_CHARS
        return self._rendered(end, [s for s in spans if s.end <= end])

    def _spans(self, text: str) -> list[Span]:
        """Identifiers in the text, seen after its context, without the surrogates in it."""
        if self._detector is None:
            return []
        shift = len(self._context)
        seen = self._context + text
        if self._json:
            seen = _JSON_ESCAPE.sub(lambda match: " " * len(match[0]), seen)
        holes = [match.span() for match in SURROGATE.finditer(text)]
        moved = [
            spanning(s, max(0, s.start - shift), s.end - shift)
            for s in self._detector.detect_patterns(seen)
            if s.end > shift and self._mode.hides_in_answer(s.label)
        ]
        return [part for span in moved for part in without(span, holes)]

    def _rendered(self, end: int, spans: list[Span]) -> str:
        text = self._held[:end]
        self.unknown.extend(self._identities.unknown_in(text))
        pieces: list[str] = []
        done = 0
        for span in spans:
            before, mask = text[done : span.start], self._mask(span)
            pieces += (self._restored(before), mask)
            self._storable += (before, mask)
            by = self._released
            self.masked.append(spanning(span, span.start + by, span.end + by))
            done = span.end
        pieces.append(self._restored(text[done:]))
        self._storable.append(text[done:])
        self._drop(end)
        return "".join(pieces)

    def _restored(self, text: str) -> str:
        if not self._restore or not text:
            return text
        return self._identities.restore(text, escape=_json_escaped if self._json else None)

    def _mask(self, span: Span) -> str:
        bare = self._json and not self._in_string
        return f'"[{span.label}]"' if bare else f"[{span.label}]"

    def _drop(self, end: int) -> None:
        """Move the first `end` held characters into the context; a new run may begin."""
        gone = self._held[:end]
        if self._json and len(_OPEN_QUOTE.findall(gone)) % 2:
            self._in_string = not self._in_string
        self._context = (self._context + gone)[-_CONTEXT_CHARS:]
        self._released += end
        self._held = self._held[end:]
        self._words_end, self._in_run, self._ordinary = 0, False, 0


def _cut(window: str, spans: list[Span]) -> int:
    """Where a window without a blank is cut: after a separator or before a bracket, outside every
    identifier, and far enough from its end that none of them can still be unfinished there.

    The whole window where one identifier fills it; the rest of that one is swallowed.
    """
    for cut in sorted((m.end() for m in _CUT.finditer(window, 1, _SETTLED_CHARS)), reverse=True):
        if not any(span.start < cut < span.end for span in spans):
            return cut
    over = next((s for s in spans if s.start < _SETTLED_CHARS < s.end), None)
    if over is None:
        return _SETTLED_CHARS
    if over.start:
        return over.start
    return over.end if over.end < MAX_HELD_CHARS - 1 else MAX_HELD_CHARS


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _is_ordinary(word: str) -> bool:
    return word[0].islower() and word not in _LINKING


def _json_escaped(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]
