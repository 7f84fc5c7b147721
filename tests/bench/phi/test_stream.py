"""Splits are splits of the same text, and a guard that depends on them would be seen."""

from __future__ import annotations

import pytest

from guards.phi.surrogates.redactor import Identities, Identity
from guards.stream import StreamGuard
from tests.bench.phi import stream
from tests.bench.phi.documents import Document
from tests.bench.phi.stream import Answer, answers_of, difference, paced, passed, splits

TEXT = "Tell [NAME_1] to call (212) 555-0142 on 3/4/2024 about metoprolol 25 mg."
ANSWER = Answer("a", TEXT, Identities([Identity("NAME", 1, "Ana Ruiz")]))


def test_splits_are_of_the_whole_text_and_all_cuts_are_tried() -> None:
    tried = list(splits(ANSWER))
    assert all("".join(pieces) == TEXT for pieces in tried)
    assert {len(p[0]) for p in tried if len(p) == 2} >= set(range(1, len(TEXT)))
    assert list(TEXT) in tried


def test_the_guard_gives_the_same_for_every_split() -> None:
    wrong, tried = difference(ANSWER)
    assert wrong == 0
    assert tried > len(TEXT)
    assert "Ana Ruiz" in passed(ANSWER, [TEXT]).released
    assert "555" not in passed(ANSWER, [TEXT]).released


def test_a_guard_that_depends_on_the_split_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless(StreamGuard):
        def push(self, piece: str) -> str:
            return self._identities.restore(piece)

    def careless(answer: Answer) -> StreamGuard:
        return Careless(answer.identities, None)

    monkeypatch.setattr(stream, "_guard", careless)
    wrong, _ = difference(ANSWER)
    assert wrong >= len("[NAME_1]") - 1


def test_each_text_makes_three_answers() -> None:
    text = "Ana Ruiz, MRN 7712345, called from (212) 555-0142."
    restored, masked, wrapped = answers_of([Document("d", text)])
    assert "[" in restored.text
    assert masked.text == text
    assert wrapped.is_json
    assert passed(restored, [restored.text]).released == text


def test_every_push_is_timed() -> None:
    took_ms, held = paced([ANSWER])
    assert len(took_ms) == -(-len(TEXT) // stream.PIECE_CHARS)
    assert 0 < held[0] <= len(TEXT)
