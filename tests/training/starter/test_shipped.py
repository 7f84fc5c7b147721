"""The model and the adapters that ship with the repository are what their manifests say."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.contracts import base_digest, file_digest
from training.export import read_manifest
from training.generation import Answerer
from training.sft import load_tokenizer
from training.starter import coding

STARTER = Path(coding.__file__).parent
MODEL = STARTER / "model"
ADAPTERS = [
    STARTER / "adapters" / name / label
    for name in ("icd10-coder", "note-summarizer")
    for label in ("v1", "v2")
]
MAX_BYTES = 35 * 1024 * 1024


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_manifest_binds_its_files_and_its_base(adapter: Path) -> None:
    manifest = read_manifest(adapter)
    assert (manifest.name, manifest.label) == adapter.parts[-2:]
    assert manifest.base_digest == base_digest(MODEL)
    assert manifest.files == {name: file_digest(adapter / name) for name in manifest.files}
    assert 3 <= len(manifest.probes) <= 5


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda path: "/".join(path.parts[-2:]))
def test_golden_answers_replay_to_the_character(adapter: Path) -> None:
    answerer = Answerer(MODEL, adapter)
    for probe in read_manifest(adapter).probes:
        assert answerer.answer(probe.messages, probe.max_tokens) == probe.answer


def test_the_base_answers_as_recorded() -> None:
    answerer = Answerer(MODEL)
    for probe in read_manifest(ADAPTERS[0]).probes:
        assert answerer.answer(probe.messages, probe.max_tokens) == probe.base_answer


@pytest.mark.parametrize(
    ("name", "figure"), [("icd10-coder", "micro_f1"), ("note-summarizer", "rouge_l")]
)
def test_the_second_version_measured_better(name: str, figure: str) -> None:
    first, second = (read_manifest(STARTER / "adapters" / name / label) for label in ("v1", "v2"))
    assert second.metrics[figure] > first.metrics[figure]


def test_the_template_marks_what_is_learnt() -> None:
    load_tokenizer(MODEL)


def test_everything_fits_the_repository() -> None:
    files = [path for folder in (MODEL, STARTER / "adapters") for path in folder.rglob("*")]
    assert sum(path.stat().st_size for path in files if path.is_file()) <= MAX_BYTES
