"""Text made plain for matching, with the way back to the original offsets.

Typographic quotes, dashes, spaces and full-width digits become their ASCII twins one for one;
zero-width characters and combining marks vanish, so that a name cannot hide behind them.
"""

from __future__ import annotations

import re
import unicodedata

_TWINS = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u02bc\uff07`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\uff02"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " "),
    **{0xFF10 + digit: str(digit) for digit in range(10)},
    **{0x0660 + digit: str(digit) for digit in range(10)},
    ord("\uff20"): "@",
    ord("\uff0e"): ".",
    ord("\uff1a"): ":",
    ord("\uff0f"): "/",
}
_VANISHING = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


class Plain:
    """A normalised text; `original` turns one of its spans into one of the text it came from."""

    __slots__ = ("_kept", "text")

    def __init__(self, text: str) -> None:
        self._kept: list[int] | None = None
        if not text.isascii():
            if _VANISHING.search(text):
                self._kept = [i for i, c in enumerate(text) if not _VANISHING.match(c)]
                self._kept.append(len(text))
                text = _VANISHING.sub("", text)
            text = text.translate(_TWINS)
        self.text = text

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The same half-open span (not empty) in code points of the original text.

        What vanished after its last character belongs to the span.
        """
        if self._kept is None:
            return start, end
        return self._kept[start], self._kept[end]


def folded(word: str) -> str:
    """A word in lower case without accents: how the name lists spell it."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.lower().replace("\u0142", "l"))
    return "".join(c for c in parts if not unicodedata.combining(c))
