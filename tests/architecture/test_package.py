"""What the code reads beside itself is installed with it: lists, graphs, weights."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.architecture.test_house import PACKAGES, ROOT, tracked

CODE_AND_WORDS = {".py", ".md"}
DATA = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]


def installed(package: str) -> set[Path]:
    folder = ROOT / package
    return {path for pattern in DATA.get(package, []) for path in folder.glob(pattern)}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_data_is_in_the_package(package: str) -> None:
    data = {
        path
        for path in tracked()
        if path.is_relative_to(ROOT / package) and path.suffix not in CODE_AND_WORDS
    }
    assert data - installed(package) == set()


@pytest.mark.parametrize("package", DATA)
def test_no_pattern_is_idle(package: str) -> None:
    assert all(list((ROOT / package).glob(pattern)) for pattern in DATA[package])


def test_the_tagger_is_among_it() -> None:
    names = {path.name for path in installed("guards")}
    assert {"tagger.json", "tagger.onnx", "tagger.safetensors", "presets.yaml"} <= names
