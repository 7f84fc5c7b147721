from __future__ import annotations

import json
from pathlib import Path
from random import Random

from training.starter.coding import Split, Writer, read_carriers, read_terms
from training.starter.measure import parse_codes, words_of
from training.starter.suite import coder_cases, read_cases, summary_cases, write_cases


def test_no_carrier_family_or_sentence_is_on_both_sides() -> None:
    train, held_out = read_carriers("train").families, read_carriers("held_out").families
    for role in train:
        known = {t.lower() for group in train[role].values() for t in group}
        unknown = {t.lower() for group in held_out[role].values() for t in group}
        assert not known & unknown
        assert not train[role].keys() & held_out[role].keys()
        assert len(held_out[role]) >= 3


def test_notes_of_one_split_use_no_family_of_the_other() -> None:
    def families(split: Split) -> set[str]:
        writer = Writer(Random(1), read_carriers(split), read_terms())
        return set().union(*(writer.write().families for _ in range(300)))

    assert not families("train") & families("held_out")


def test_the_suite_is_the_same_every_time() -> None:
    assert list(coder_cases(per_slice=20)) == list(coder_cases(per_slice=20))
    assert list(coder_cases(per_slice=20)) != list(coder_cases(seed=8, per_slice=20))


def test_slices_ask_what_their_names_say() -> None:
    cases = list(coder_cases(per_slice=100))
    evidence = {
        name: {
            words.lower()
            for case in cases
            if case.slice == name
            for _, words in parse_codes(case.target) or []
        }
        for name in ("carriers", "synonyms", "outside")
    }
    seen = {s.lower() for group in read_terms().synonyms.values() for s in group}
    assert evidence["carriers"] <= seen
    assert evidence["synonyms"]
    assert not evidence["synonyms"] & seen
    assert not evidence["outside"]


def test_outside_notes_name_only_unseen_outside_diagnoses() -> None:
    trained = [words_of(term) for term in read_terms().outside]
    for case in coder_cases(per_slice=60):
        if case.slice == "outside":
            padded = f" {' '.join(words_of(case.messages[0]['content']))} "
            assert not [t for t in trained if f" {' '.join(t)} " in padded]


def test_cases_survive_a_file(tmp_path: Path) -> None:
    cases = list(coder_cases(per_slice=3))
    assert write_cases(cases, tmp_path / "suite.jsonl") == 9
    assert read_cases(tmp_path / "suite.jsonl") == cases


def test_summaries_are_read_at_run_time(tmp_path: Path) -> None:
    folder = tmp_path / "summarise"
    folder.mkdir()
    row = {
        "id": "x",
        "section_header": "ALLERGY",
        "dialogue": "Doctor: Any? \r\nPatient: No. ",
        "note": "None.\r\n",
    }
    (folder / "mts_dialog_valid.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    [case] = summary_cases(tmp_path)
    assert case.messages[0]["content"] == "Section: ALLERGY\n\nDoctor: Any?\nPatient: No."
    assert case.target == "None."
