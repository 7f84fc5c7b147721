"""What keyboards, fax lines and copying do to a text. Works on pieces, so spans stay exact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

from training.tagger.corpus.example import Piece

LOWERED, SHOUTED = 0.15, 0.06
_WORD = re.compile(r"[^\W\d_]{4,}")
_LOWER_START = re.compile(r"(?<![\w'’])[a-z]")
_BULLETS = ("- ", "* ", "• ", "1. ", "> ", "## ", "#", "· ")
_EMOJI = ("🙂", "🙏", "👍", "❤️", "😷", "🚑", "😢", "!!!", "…", "💊")
_QUOTES = ('""', "“”", "''", "‘’", "()", "[]", "**", "__", "«»", "<>")
_BLANKS = ("  ", "   ", "\t", "\n", "\u00a0", " \n", "\u2009")
_NEIGHBOURS = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "wqetryuioaosdfghjkxzvcbnm"[:25] + "n", strict=False)
)

Noise = Callable[[Random, list[Piece]], list[Piece]]


def noisy(rng: Random, pieces: list[Piece]) -> list[Piece]:
    """The pieces after none, one or several kinds of noise."""
    for likelihood, noise in _KINDS:
        if rng.random() < likelihood:
            pieces = noise(rng, pieces)
    return _cased(rng, pieces)


def _cased(rng: Random, pieces: list[Piece]) -> list[Piece]:
    draw = rng.random()
    if draw < LOWERED:
        return [(text.lower(), label) for text, label in pieces]
    if draw < LOWERED + SHOUTED:
        return [(text.upper(), label) for text, label in pieces]
    return pieces


def _values_lowered(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(text.lower() if label else text, label) for text, label in pieces]


def _values_shouted(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(text.upper() if label == "NAME" else text, label) for text, label in pieces]


def _words_capitalised(_: Random, pieces: list[Piece]) -> list[Piece]:
    """Headline Style, in which a capital says nothing about names."""
    return [
        (text if label else _LOWER_START.sub(lambda match: match[0].upper(), text), label)
        for text, label in pieces
    ]


def _words_shouted(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(text if label else text.upper(), label) for text, label in pieces]


def _without_accents(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(_bare(text), label) for text, label in pieces]


def _bare(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _typos(rng: Random, pieces: list[Piece]) -> list[Piece]:
    rate = rng.choice((0.02, 0.05, 0.12))

    def struck(match: re.Match[str]) -> str:
        return _typo(rng, match[0]) if rng.random() < rate else match[0]

    return [(_WORD.sub(struck, text), label) for text, label in pieces]


def _typo(rng: Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _NEIGHBOURS.get(word[at], word[at]) + word[at + 1 :]


def _without_commas(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(text if label else text.replace(",", ""), label) for text, label in pieces]


def _without_stops(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(text if label else re.sub(r"\.(?=\s)", "", text), label) for text, label in pieces]


def _without_hyphens(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(text if label else text.replace("-", " "), label) for text, label in pieces]


def _odd_blanks(rng: Random, pieces: list[Piece]) -> list[Piece]:
    rate = rng.choice((0.04, 0.15))

    def odd(match: re.Match[str]) -> str:
        return rng.choice(_BLANKS) if rng.random() < rate else match[0]

    return [(re.sub(" ", odd, text), label) for text, label in pieces]


def _wrapped_lines(rng: Random, pieces: list[Piece]) -> list[Piece]:
    """Hard line breaks at a width, as mail and old terminals make them, in names as elsewhere."""
    width, column = rng.randrange(50, 90), 0
    wrapped: list[Piece] = []
    for text, label in pieces:
        made = ""
        for char in text:
            column = 0 if char == "\n" else column + 1
            if char == " " and column > width:
                char, column = "\n", 0
            made += char
        wrapped.append((made, label))
    return wrapped


def _run_together(rng: Random, pieces: list[Piece]) -> list[Piece]:
    """Blanks lost around values: "MRN:123", "DOB01/02/1950", "Smith,John"."""
    lost: list[Piece] = []
    for text, label in pieces:
        tight = not label and rng.random() < 0.5 and text.rstrip().endswith((":", ",", "#", "="))
        lost.append((text.rstrip(" ") if tight else text, label))
    return lost


def _quoted(rng: Random, pieces: list[Piece]) -> list[Piece]:
    opened, closed = tuple(rng.choice(_QUOTES))
    double = 2 if opened in "*_" else 1
    return [
        part
        for text, label in pieces
        for part in (
            ((opened * double, ""), (text, label), (closed * double, ""))
            if label
            else ((text, label),)
        )
    ]


def _bulleted(rng: Random, pieces: list[Piece]) -> list[Piece]:
    bullet = rng.choice(_BULLETS)
    marked = [(t if label else t.replace("\n", "\n" + bullet), label) for t, label in pieces]
    return [(bullet, ""), *marked]


def _emoji(rng: Random, pieces: list[Piece]) -> list[Piece]:
    return [*pieces, (" " + rng.choice(_EMOJI), "")]


def _in_json(rng: Random, pieces: list[Piece]) -> list[Piece]:
    key = rng.choice(("text", "note", "message", "content", "comment", "history", "query"))
    escaped = [(t.replace('"', '\\"').replace("\n", "\\n"), label) for t, label in pieces]
    return [(f'{{"{key}": "', ""), *escaped, ('"}', "")]


def _curly(_: Random, pieces: list[Piece]) -> list[Piece]:
    return [(text.replace("'", "’"), label) for text, label in pieces]


_KINDS: tuple[tuple[float, Noise], ...] = (
    (0.05, _words_capitalised),
    (0.015, _words_shouted),
    (0.05, _typos),
    (0.04, _without_commas),
    (0.05, _without_stops),
    (0.02, _without_hyphens),
    (0.02, _run_together),
    (0.03, _quoted),
    (0.03, _bulleted),
    (0.04, _odd_blanks),
    (0.05, _wrapped_lines),
    (0.25, _without_accents),
    (0.04, _values_lowered),
    (0.03, _values_shouted),
    (0.02, _emoji),
    (0.04, _curly),
    (0.025, _in_json),
)
