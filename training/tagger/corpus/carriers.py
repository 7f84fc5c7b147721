"""Real texts as carriers: identifiers put where a note would have them."""

from __future__ import annotations

import re
from random import Random

from training.tagger.corpus.example import Piece
from training.tagger.corpus.grammar import frames
from training.tagger.corpus.scene import Scene

_MENTION = re.compile(
    r"\b(?:[Tt]he|[Tt]his) (?:patient|pt)\b(?!['’-])|(?<=[.!?] )(?:She|He)\b(?= \w)"
    r"|^(?:She|He|Patient)\b(?= \w)"
)
_SENTENCE_END = re.compile(r"(?<=[a-z)])[.](?=\s|$)")
_LONGEST = 1_800
_INSERTED = ("notes", "notes", "notes", "social", "phone", "portal", "admin", "shorthand")


def windowed(rng: Random, text: str) -> str:
    """A stretch of at most some 1,800 characters that begins and ends at a sentence."""
    longest = rng.choice((200, 400, 800, _LONGEST))
    if len(text) <= longest:
        return text.strip()
    starts = [match.end() for match in _SENTENCE_END.finditer(text, 0, len(text) - longest)]
    start = rng.choice(starts) if starts and rng.random() < 0.7 else 0
    cut = text[start : start + longest]
    last = [match.end() for match in _SENTENCE_END.finditer(cut)]
    return (cut[: last[-1]] if last else cut[: cut.rfind(" ")]).strip()


def carried(rng: Random, scene: Scene, text: str) -> list[Piece]:
    """The text with identifiers of the scene: its mentions named, its sentences lengthened,
    other sentences put between, a header before and a footer behind; one of these at least.
    """
    named = _mentioned(rng, scene, text) if rng.random() < 0.6 else [(text, "")]
    pieces = _between(rng, scene, named)
    if rng.random() < 0.3:
        pieces = [*scene.filled(rng.choice(frames("headers"))), ("\n", ""), *pieces]
    if rng.random() < 0.25 or not any(label for _, label in pieces):
        pieces = [*pieces, *scene.filled(rng.choice(frames("footers")))]
    return pieces


def _mentioned(rng: Random, scene: Scene, text: str) -> list[Piece]:
    """Mentions such as "the patient" become a name, with a title at times."""
    pieces: list[Piece] = []
    at = 0
    for match in _MENTION.finditer(text):
        if rng.random() < 0.5:
            pieces += [(text[at : match.start()], ""), *_mention(rng, scene)]
            at = match.end()
    return [*pieces, (text[at:], "")]


def _mention(rng: Random, scene: Scene) -> list[Piece]:
    patient = scene.who("PT")
    if rng.random() < 0.45:
        title = rng.choice(("Ms. ", "Mrs. ", "Miss ", "Ms ") if patient.female else ("Mr. ", "Mr "))
        return [(title, ""), (patient.last, "NAME")]
    style = rng.choice(("first", "first", "full", "full", "first_initial", "last", "nick"))
    return [(patient.written(style, rng), "NAME")]


def _between(rng: Random, scene: Scene, pieces: list[Piece]) -> list[Piece]:
    """Tails before full stops and whole sentences after them, some two in a text."""
    stops = sum(len(_SENTENCE_END.findall(text)) for text, label in pieces if not label)
    chance = 2 / max(stops, 2)
    made: list[Piece] = []
    for text, label in pieces:
        made.extend([(text, label)] if label else _lengthened(rng, scene, text, chance))
    return made


def _lengthened(rng: Random, scene: Scene, text: str, chance: float) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for match in _SENTENCE_END.finditer(text):
        if rng.random() >= chance:
            continue
        if rng.random() < 0.5:
            pieces += [(text[at : match.start()], ""), *scene.filled(rng.choice(frames("tails")))]
            at = match.start()
        else:
            register = rng.choice(_INSERTED)
            pieces += [(text[at : match.end()] + " ", "")]
            pieces += scene.filled(rng.choice(frames(register)))
            at = match.end()
    return [*pieces, (text[at:], "")]
