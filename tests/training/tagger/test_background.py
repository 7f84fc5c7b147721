"""Background is real text without identifiers, in two halves that never meet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.detector import Detector
from training.tagger.background import background, in_training_half

CLEAN = "Dose {} of the drug was well tolerated and the pain resolved."
HIDDEN = "Dose {} was given; call 212-555-0182 with questions about the pain."


def write_lines(path: Path, records: Iterator[dict[str, str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the shape that `background` reads: a few records a file, of our own words."""
    folder = tmp_path_factory.mktemp("data")
    for corpus in ("mts_dialog", "aci_bench"):
        for part, number in (("train", 1), ("valid", 2), ("test", 3)):
            written = {
                "note": CLEAN.format(f"{corpus} {number}"),
                "dialogue": HIDDEN.format(number),
            }
            write_lines(folder / "summarise" / f"{corpus}_{part}.jsonl", iter([written]))
    undivided = {
        "notes/mtsamples_specialty.jsonl": "text",
        "retrieval/medquad_nih.jsonl": "answer",
        "summarise/meqsum.jsonl": "question",
        "trials/trial_patients.jsonl": "text",
    }
    for name, field in undivided.items():
        records = ({field: CLEAN.format(f"{field} {at}"), "id": "x"} for at in range(20))
        write_lines(folder / name, records)
    tagged = "Dose\tO\nof\tO\nsix\tO\n(\tO\n{}\tO\n)\tO\n.\tO\n\nPain\tO\nresolved\tO\n.\tO\n"
    (folder / "ner").mkdir()
    for corpus in ("bc5cdr", "ncbi_disease"):
        for part in ("train", "devel", "test"):
            (folder / "ner" / f"{corpus}_{part}.conll").write_text(
                tagged.format(f"{corpus}-{part}")
            )
    return folder


def test_texts_with_identifiers_are_left_out(data: Path, detector: Detector) -> None:
    texts = background(data, detector)
    assert CLEAN.format("mts_dialog 1") in texts
    assert not [text for text in texts if "555" in text or detector.detect(text)]


def test_halves_are_disjoint_and_undivided_files_are_in_one_or_the_other(
    data: Path, detector: Detector
) -> None:
    training = set(background(data, detector))
    measuring = set(background(data, detector, training=False))
    alike = {"Pain resolved."}
    assert training & measuring <= alike
    records = {CLEAN.format(f"answer {at}") for at in range(20)}
    assert records <= training | measuring
    assert records & training
    assert records & measuring


def test_parts_for_tests_are_never_read(data: Path, detector: Detector) -> None:
    texts = background(data, detector) + background(data, detector, training=False)
    assert not [text for text in texts if "_bench 3" in text or "dialog 3" in text]
    assert not [text for text in texts if text.endswith("-test).")]


def test_training_reads_training_parts_and_measuring_the_others(
    data: Path, detector: Detector
) -> None:
    assert "Dose of six (bc5cdr-train)." in background(data, detector)
    assert "Dose of six (bc5cdr-devel)." in background(data, detector, training=False)
    assert CLEAN.format("aci_bench 2") in background(data, detector, training=False)


def test_long_texts_are_cut_between_sentences(
    data: Path, detector: Detector, tmp_path: Path
) -> None:
    sentence = "The pain resolved and the wound was dry. "
    for source in data.rglob("*.*"):
        copy = tmp_path / source.relative_to(data)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text("")
    long = {"note": sentence * 60 + "\n" + "word " * 400}
    write_lines(tmp_path / "summarise" / "mts_dialog_train.jsonl", iter([long]))
    texts = [text for text in background(tmp_path, detector) if text]
    assert len(texts) > 3
    assert all(len(text) <= 700 and text.endswith("dry.") for text in texts)
    assert " ".join(texts).count(sentence.strip()) == 60


@given(st.text())
def test_a_text_is_always_in_the_same_half(text: str) -> None:
    assert in_training_half(text) == in_training_half(text)


def test_about_half_of_texts_are_for_training() -> None:
    share = sum(in_training_half(f"text {at}") for at in range(2000)) / 2000
    assert 0.45 < share < 0.55


def test_a_folder_without_the_data_says_which_file(detector: Detector, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="mts_dialog_train"):
        background(tmp_path, detector)
