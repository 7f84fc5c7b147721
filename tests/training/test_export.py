from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.contracts import base_digest, file_digest, manifest_digest
from training.errors import RefusedError
from training.export import export_adapter, read_manifest
from training.generation import Answerer
from training.recipe import Recipe
from training.sft import Run, train_adapter


@pytest.fixture
def trained(recipe: Recipe, data: Path, tiny_base: Path, tmp_path: Path) -> tuple[Run, Path]:
    out = tmp_path / "adapter"
    return train_adapter(recipe, data, tiny_base, out), out


def test_the_manifest_binds_base_data_and_files(
    recipe: Recipe, trained: tuple[Run, Path], data: Path, tiny_base: Path
) -> None:
    run, out = trained
    made = export_adapter(recipe, run, tiny_base, out, {"micro_f1": 0.5}, "tiny-base")
    manifest = read_manifest(out)
    assert manifest_digest(manifest) == manifest_digest(made)
    assert manifest.base_digest == base_digest(tiny_base)
    assert manifest.data_digest == file_digest(data / "train.jsonl")
    assert manifest.files == {name: file_digest(out / name) for name in manifest.files}
    assert "Never for care" in (out / "README.md").read_text(encoding="utf-8")


def test_probes_replay_and_differ_from_the_base(
    recipe: Recipe, trained: tuple[Run, Path], tiny_base: Path
) -> None:
    run, out = trained
    manifest = export_adapter(recipe, run, tiny_base, out, {}, "tiny-base")
    adapted, bare = Answerer(tiny_base, out), Answerer(tiny_base)
    for probe in manifest.probes:
        assert adapted.answer(probe.messages, probe.max_tokens) == probe.answer
        assert bare.answer(probe.messages, probe.max_tokens) == probe.base_answer
        assert probe.answer != probe.base_answer


def test_no_path_of_this_machine_is_written(
    recipe: Recipe, trained: tuple[Run, Path], tiny_base: Path
) -> None:
    run, out = trained
    export_adapter(recipe, run, tiny_base, out, {}, "tiny-base")
    config = json.loads((out / "adapter_config.json").read_text(encoding="utf-8"))
    assert config["base_model_name_or_path"] == "tiny-base"
    for path in out.glob("*.json"):
        assert str(tiny_base) not in path.read_text(encoding="utf-8")


def test_an_adapter_that_does_nothing_is_refused(
    recipe: Recipe, trained: tuple[Run, Path], tiny_base: Path
) -> None:
    from safetensors.torch import load_file, save_file

    run, out = trained
    weights = load_file(out / "adapter_model.safetensors")
    silent = {k: v * 0 if "lora_B" in k else v for k, v in weights.items()}
    save_file(silent, out / "adapter_model.safetensors", metadata={"format": "pt"})
    with pytest.raises(RefusedError, match="as its base does"):
        export_adapter(recipe, run, tiny_base, out, {}, "tiny-base")
