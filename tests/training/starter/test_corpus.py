from __future__ import annotations

import json
from pathlib import Path

from training.starter import corpus

NOTE = "She has had pain in both knees since the spring of last year and rests a lot."


def test_tokens_join_as_prose() -> None:
    tokens = ["Parkinson", "'", "s", "disease", "(", "PD", ")", ",", "low", "-", "dose", "."]
    assert corpus._join(tokens) == "Parkinson's disease (PD), low-dose."


def test_mentions_stand_in_the_text_once_each() -> None:
    pairs = [["renal", "B-Disease"], ["failure", "I-Disease"], ["and", "O"]] * 2
    text = corpus._join([token for token, _ in pairs])
    assert corpus._spans(pairs, "Disease", text) == ["renal failure"]


def test_adjacent_mentions_stay_apart() -> None:
    pairs = [["gout", "B-Disease"], ["asthma", "B-Disease"]]
    assert corpus._spans(pairs, "Disease", "gout asthma") == ["gout", "asthma"]


def test_a_text_that_shares_words_with_a_held_out_note_is_found(tmp_path: Path) -> None:
    for name in corpus._HELD_OUT:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"note": NOTE}) + "\n", encoding="utf-8")
    held_out = corpus._held_out_shingles(tmp_path)
    assert len(corpus._shingles(f"Copied: {NOTE.upper()}") & held_out) > 2
    assert not corpus._shingles("Nothing of that note stands in this other text at all.") & held_out
