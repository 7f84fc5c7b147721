"""Text made plain for matching, with the way back to the original offsets.

Typographic quotes, dashes, spaces, full-width characters and the digits of other scripts become
their ASCII twins one for one; zero-width characters, combining marks, controls and lone surrogates
vanish, so that nothing can hide behind them.
"""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH = range(0xFF01, 0xFF5F)
_VANISHING = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\U000e0000-\U000e01ef]"
)


class _Twins(dict[int, str]):
    """Code point -> the ASCII character it stands for, or itself; filled as texts are read."""

    def __missing__(self, code: int) -> str:
        self[code] = twin = _twin_of(chr(code))
        return twin


def _twin_of(char: str) -> str:
    if char.isascii():
        return char
    if ord(char) in _FULL_WIDTH:
        return chr(ord(char) - 0xFEE0)
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    category = unicodedata.category(char)
    return {"Pd": "-", "Zs": " ", "Zl": "\n", "Zp": "\n"}.get(category, char)


_TWINS = _Twins(
    {
        **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\uff07`\u00b4"), "'"),
        **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\uff02"), '"'),
        **dict.fromkeys(map(ord, "\u2212\u2043"), "-"),
        **dict.fromkeys(map(ord, "\u2044\u2215"), "/"),
        ord("\u2024"): ".",
        ord("\u0085"): "\n",
    }
)


class Plain:
    """A normalised text; `original` turns one of its spans into one of the text it came from."""

    __slots__ = ("_kept", "text")

    def __init__(self, text: str) -> None:
        self._kept: list[int] | None = None
        if _VANISHING.search(text):
            self._kept = [i for i, c in enumerate(text) if not _VANISHING.match(c)]
            self._kept.append(len(text))
            text = _VANISHING.sub("", text)
        self.text = text if text.isascii() else text.translate(_TWINS)

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


def caseless(value: str) -> str:
    """A value as it compares where case and blanks may differ."""
    return " ".join(value.split()).casefold()
