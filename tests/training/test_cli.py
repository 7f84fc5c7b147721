from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import yaml
from typer.testing import CliRunner

from training.cli import app
from training.recipe import Recipe


@pytest.fixture
def recipe_file(recipe: Recipe, tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(yaml.safe_dump(msgspec.to_builtins(recipe)), encoding="utf-8")
    return path


def train(recipe: Path | str, data: Path, base: Path, out: Path, *more: str) -> tuple[int, str]:
    options = ["--data", str(data), "--base", str(base), "--out", str(out), *more]
    done = CliRunner().invoke(app, [str(recipe), *options])
    return done.exit_code, done.stdout


def test_training_prints_one_json_document(
    recipe_file: Path, data: Path, tiny_base: Path, tmp_path: Path
) -> None:
    out = tmp_path / "adapter"
    code, printed = train(recipe_file, data, tiny_base, out, "--json")
    assert code == 0
    summary = json.loads(printed)
    assert summary["steps"] == 2
    assert summary["version"].startswith("tiny@")
    assert (out / "manifest.json").is_file()


def test_a_version_is_never_overwritten(
    recipe_file: Path, data: Path, tiny_base: Path, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    assert train(recipe_file, data, tiny_base, tmp_path)[0] == 1


@pytest.mark.parametrize("missing", ["recipe", "data", "base"])
def test_what_cannot_be_read_is_not_called_a_refusal(
    recipe_file: Path, data: Path, tiny_base: Path, tmp_path: Path, missing: str
) -> None:
    given = {"recipe": recipe_file, "data": data, "base": tiny_base} | {missing: tmp_path / "none"}
    assert train(given["recipe"], given["data"], given["base"], tmp_path / "out")[0] == 3


def test_help_shows_an_example() -> None:
    assert "Example: preceptor train" in CliRunner().invoke(app, ["--help"]).stdout
