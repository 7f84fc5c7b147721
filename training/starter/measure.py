"""Figures of the starter suite, as pure functions of answers and targets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

Pairs = list[tuple[str, str]]
"""(code, evidence) in the order of an answer."""


def parse_codes(answer: str) -> Pairs | None:
    """The codes of an answer, or None when it is not the JSON list that was asked for.

    >>> parse_codes('[{"code":"I10","evidence":"HTN"}]')
    [('I10', 'HTN')]
    >>> parse_codes('I10') is None
    True
    """
    try:
        items = json.loads(answer)
    except json.JSONDecodeError:
        return None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return None
    if not all({"code", "evidence"} <= item.keys() for item in items):
        return None
    return [(str(item["code"]), str(item["evidence"])) for item in items]


def micro_f1(found: Sequence[Iterable[str]], wanted: Sequence[Iterable[str]]) -> dict[str, float]:
    """Precision, recall and F1 over all codes of all notes together; 1.0 of nothing at all."""
    pairs = [(set(f), set(w)) for f, w in zip(found, wanted, strict=True)]
    right = sum(len(f & w) for f, w in pairs)
    predicted, expected = sum(len(f) for f, _ in pairs), sum(len(w) for _, w in pairs)
    precision = right / predicted if predicted else float(not expected)
    recall = right / expected if expected else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "micro_f1": f1}


def evidence_rate(notes: Sequence[str], found: Sequence[Pairs]) -> float | None:
    """Share of given codes whose evidence stands word for word in the note; None of no codes."""
    hits = [words in note for note, pairs in zip(notes, found, strict=True) for _, words in pairs]
    return sum(hits) / len(hits) if hits else None


def abstention(found: Sequence[Pairs | None]) -> float | None:
    """Share of notes answered with an empty list; an unreadable answer is no abstention."""
    return sum(pairs == [] for pairs in found) / len(found) if found else None


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers."""
    return re.findall(r"[a-z]+|\d+(?:[./]\d+)*", text.lower())


def rouge_l(answer: str, reference: str) -> float:
    """F1 of the longest common subsequence of words (Lin 2004).

    >>> round(rouge_l("the cat sat", "the cat sat down"), 3)
    0.857
    """
    ours, theirs = words_of(answer), words_of(reference)
    if not ours or not theirs:
        return float(ours == theirs)
    common = _common_length(ours, theirs)
    return 2 * common / (len(ours) + len(theirs))


def _common_length(left: list[str], right: list[str]) -> int:
    previous = [0] * (len(right) + 1)
    for word in left:
        current = [0]
        for i, other in enumerate(right):
            current.append(previous[i] + 1 if word == other else max(previous[i + 1], current[-1]))
        previous = current
    return previous[-1]


def entity_recall(answer: str, reference: str, lexicon: Iterable[str]) -> float | None:
    """Share of the reference's terms and numbers that the answer has; None when it has none."""
    wanted = _entities(reference, lexicon)
    return len(wanted & _entities(answer, lexicon)) / len(wanted) if wanted else None


def _entities(text: str, lexicon: Iterable[str]) -> set[str]:
    padded = f" {' '.join(words_of(text))} "
    terms = {term for term in lexicon if f" {' '.join(words_of(term))} " in padded}
    return terms | {word for word in padded.split() if word[0].isdigit()}


def mean(values: Iterable[float | None]) -> float | None:
    """Mean of what was measured; None when nothing was."""
    measured = [value for value in values if value is not None]
    return sum(measured) / len(measured) if measured else None
