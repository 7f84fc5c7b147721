"""Part `stream`: every split of a text gives what the whole gives; what the window costs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random

import msgspec
import numpy as np

from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.stream import MAX_HELD_CHARS, StreamGuard
from tests.bench.phi.documents import Document, read_documents
from tests.bench.phi.figure import Figure, Result, Target, at_most, share
from tests.bench.phi.notes import all_notes
from tests.bench.phi.setting import Setting, whole_detector

RANDOM_SPLITS, MAX_PIECES, PIECE_CHARS, LONG_CHARS = 12, 9, 4, 1_000
NOTES_PER_ORIGIN = 2
SEED = 303


class Answer(msgspec.Struct, frozen=True):
    """What a model may stream: with surrogates to restore, with identifiers to mask, as JSON."""

    id: str
    text: str
    identities: Identities
    is_json: bool = False


class Passed(msgspec.Struct, frozen=True):
    """What came out of a guard."""

    released: str
    redacted: str
    masked: tuple[tuple[int, int, str], ...]
    unknown: tuple[str, ...]


def measure(setting: Setting) -> Result:
    """Splits that differ from the whole, and the delay and hold-back of pieces of one token."""
    documents = read_documents(setting.file("phi", "asq_phi.jsonl"), setting.limit)
    notes = [d for found in all_notes(setting).values() for d in found[:NOTES_PER_ORIGIN]]
    answers = list(answers_of(documents + notes[: setting.limit or None]))
    differing = [difference(answer) for answer in answers]
    wrong = [
        f"{count} splits of {answer.id} differ"
        for answer, (count, _) in zip(answers, differing, strict=True)
        if count
    ]
    took_ms, held = paced(answers)
    figures = [
        share("stream", "splits unlike the whole", differing, at_most(0.0)),
        _plain("added inter-piece delay, p50", _at(took_ms, 50), "ms", at_most(0.3)),
        _plain("added inter-piece delay, p99", _at(took_ms, 99), "ms"),
        _plain("held back at most, mean of answers", float(np.mean(held)), "characters"),
        _plain("held back at most", float(max(held)), "characters", at_most(MAX_HELD_CHARS)),
    ]
    return Result(figures, wrong[: setting.examples])


def answers_of(documents: Sequence[Document]) -> Iterator[Answer]:
    """Each text as an answer that repeats the surrogates, one that identifies, and one in JSON."""
    redactor = Redactor(whole_detector())
    for document in documents:
        identities = Identities()
        redacted = redactor.redact(document.text, identities, Mode.PSEUDONYMISE).text
        yield Answer(f"{document.id} restored", redacted, identities)
        yield Answer(f"{document.id} masked", document.text, identities)
        wrapped = json.dumps({"answer": redacted, "said": document.text})
        yield Answer(f"{document.id} JSON", wrapped, identities, is_json=True)


def difference(answer: Answer) -> tuple[int, int]:
    """(splits with another result than the whole, splits tried)."""
    whole = passed(answer, [answer.text])
    tried = list(splits(answer))
    return sum(passed(answer, pieces) != whole for pieces in tried), len(tried)


def splits(answer: Answer) -> Iterator[list[str]]:
    """Every split in two (of a note, a hundred), single characters, and random ones."""
    text, random = answer.text, Random(f"{SEED} {answer.id}")
    step = 1 if len(text) <= LONG_CHARS else len(text) // 100
    for cut in range(1, len(text), step):
        yield [text[:cut], text[cut:]]
    yield list(text)
    for _ in range(RANDOM_SPLITS):
        count = min(random.randint(2, MAX_PIECES), len(text))
        cuts = [0, *sorted(random.sample(range(1, len(text)), count - 1)), len(text)]
        yield [text[a:b] for a, b in pairwise(cuts)]


def passed(answer: Answer, pieces: Sequence[str]) -> Passed:
    """What a fresh guard makes of the pieces."""
    guard = _guard(answer)
    released = "".join(map(guard.push, pieces)) + guard.close()
    masked = tuple((span.start, span.end, span.label) for span in guard.masked)
    return Passed(released, guard.redacted, masked, tuple(guard.unknown))


def paced(answers: Sequence[Answer]) -> tuple[list[float], list[int]]:
    """Milliseconds of each push but the first of pieces of about one token, and the most
    that each answer's guard held.
    """
    took_ms: list[float] = []
    held: list[int] = []
    for answer in answers:
        guard = _guard(answer)
        for start in range(0, len(answer.text), PIECE_CHARS):
            piece = answer.text[start : start + PIECE_CHARS]
            began_s = time.perf_counter()
            guard.push(piece)
            took_ms.append(1_000 * (time.perf_counter() - began_s))
        guard.close()
        held.append(guard.held_chars)
    return took_ms, held


def _plain(name: str, value: float, unit: str, target: Target | None = None) -> Figure:
    return Figure("stream", name, value, unit, target=target)


def _guard(answer: Answer) -> StreamGuard:
    return StreamGuard(answer.identities, whole_detector(), json_strings=answer.is_json)


def _at(values: Sequence[float], percentile: float) -> float:
    return float(np.percentile(values, percentile))
