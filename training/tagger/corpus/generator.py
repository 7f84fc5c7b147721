"""Endless training texts for the token tagger, with exact spans, deterministic for a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from random import Random

from training.tagger.corpus.carriers import carried, windowed
from training.tagger.corpus.example import Example, Piece, assembled
from training.tagger.corpus.grammar import Frame, frames
from training.tagger.corpus.noise import noisy
from training.tagger.corpus.scene import Scene

NEGATIVE = 0.35
"""The share of texts without any identifier."""

_CARRIED, _BARE_BACKGROUND = 0.3, 0.5
_SUFFIXED = 0.25
_JOINTS = (" ", " ", " ", "\n", "\n", "\n\n", "  ")


def examples(seed: int, background: Sequence[str] = ()) -> Iterator[Example]:
    """Texts without end: the same seed and background give the same texts.

    `background`: real medical texts without identifiers, which serve as negatives and carriers.
    """
    rng = Random(seed)
    while True:
        yield _example(rng, background)


def _example(rng: Random, background: Sequence[str]) -> Example:
    if rng.random() < NEGATIVE:
        return assembled(noisy(rng, _negative(rng, background)))
    while True:
        example = assembled(noisy(rng, _positive(rng, background)))
        if example.spans:
            return example


def _negative(rng: Random, background: Sequence[str]) -> list[Piece]:
    if background and rng.random() < _BARE_BACKGROUND:
        return [(windowed(rng, rng.choice(background)), "")]
    kind = rng.random()
    if kind < 0.35:
        return _glued(rng, ("neg_queries",), 1)
    if kind < 0.5:
        return _glued(rng, ("neg_general",), 1 + int(rng.random() * 3))
    return _glued(rng, ("neg_notes",), 1 + int(rng.random() ** 2 * 14))


def _positive(rng: Random, background: Sequence[str]) -> list[Piece]:
    if background and rng.random() < _CARRIED:
        return carried(rng, Scene(rng), windowed(rng, rng.choice(background)))
    return rng.choices(_KINDS, cum_weights=_WEIGHTS)[0](rng)


def _glued(rng: Random, registers: Sequence[str], sentences: int) -> list[Piece]:
    """So many frames of the registers about one scene."""
    scene = Scene(rng)
    joint = rng.choice(_JOINTS)
    pieces: list[Piece] = []
    used: set[int] = set()
    for _ in range(sentences):
        pieces += [*scene.filled(_fresh(rng, rng.choice(registers), used)), (joint, "")]
    return pieces[:-1]


def _fresh(rng: Random, register: str, used: set[int]) -> Frame:
    """A frame that the text has not used, if a few draws find one."""
    for _ in range(4):
        frame = rng.choice(frames(register))
        if id(frame) not in used:
            break
    used.add(id(frame))
    return frame


def _query(rng: Random) -> list[Piece]:
    pieces = _glued(rng, ("queries",), 1)
    if rng.random() < _SUFFIXED:
        pieces += Scene(rng).filled(rng.choice(frames("suffixes")))
    return pieces


def _single(rng: Random) -> list[Piece]:
    return _glued(rng, _ONE_LINERS, 1)


def _general(rng: Random) -> list[Piece]:
    return _glued(rng, ("general", "compositional"), 1 if rng.random() < 0.8 else 2)


def _paragraph(rng: Random) -> list[Piece]:
    return _glued(rng, rng.choice(_MIXTURES), 2 + int(rng.random() * 4))


def _note(rng: Random) -> list[Piece]:
    """A header, sentences with and without identifiers, a footer: most of them there."""
    scene = Scene(rng)
    joint = rng.choice(_JOINTS)
    pieces = scene.filled(rng.choice(frames("headers"))) if rng.random() < 0.7 else []
    used: set[int] = set()
    for _ in range(2 + int(rng.random() ** 1.5 * 12)):
        register = rng.choice(("notes", "notes", "social", "neg_notes", "neg_notes", "neg_notes"))
        pieces += [*scene.filled(_fresh(rng, register, used)), (joint, "")]
    return pieces + (scene.filled(rng.choice(frames("footers"))) if rng.random() < 0.6 else [])


def _form(rng: Random) -> list[Piece]:
    scene = Scene(rng)
    pieces = scene.filled(rng.choice(frames("headers")))
    return pieces + (scene.filled(rng.choice(frames("footers"))) if rng.random() < 0.3 else [])


_ONE_LINERS = ("notes", "notes", "notes", "portal", "phone", "social", "shorthand", "admin")
_MIXTURES = (
    ("notes", "neg_notes"),
    ("notes", "notes", "neg_notes"),
    ("social", "notes"),
    ("portal", "neg_general"),
    ("phone",),
    ("shorthand", "neg_notes"),
    ("admin", "notes"),
    ("general", "neg_general"),
    ("machine",),
)
_MIX: dict[Callable[[Random], list[Piece]], int] = {
    _query: 22,
    _single: 22,
    _general: 23,
    _paragraph: 14,
    _note: 14,
    _form: 7,
}
_KINDS = tuple(_MIX)
_WEIGHTS = tuple(accumulate(_MIX.values()))
