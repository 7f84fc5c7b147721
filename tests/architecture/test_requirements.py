"""What the code imports is in the lock that is installed where the code runs."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"gateway", "guards", "training", "evals", "tests"}
DEVELOPMENT_ONLY = {"guards/encoder_export.py"}
DATA_PACKAGE = re.compile(r'_(?:package_folder\(|PACKAGE = )"(\w+)"')


def locked(lock: str) -> set[str]:
    lines = (ROOT / "deploy" / "requirements" / lock).read_text().splitlines()
    return {line.partition("==")[0] for line in lines if not line.startswith("#")}


def imported(path: Path) -> set[str]:
    """Top-level packages that a file imports, anywhere in it, or reads data from."""
    text = path.read_text()
    names = set(DATA_PACKAGE.findall(text))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names - OURS - set(sys.stdlib_module_names)


def missing(folders: tuple[str, ...], lock: str) -> list[str]:
    have, distributions = locked(lock), packages_distributions()
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in sorted(imported(path))
        if path.relative_to(ROOT).as_posix() not in DEVELOPMENT_ONLY or lock != "serve.lock"
        if not {_canonical(d) for d in distributions.get(name, [name])} & have
    ]


def _canonical(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


@pytest.mark.parametrize(
    ("folders", "lock"),
    [
        (("gateway", "guards"), "serve.lock"),
        (("gateway", "guards", "training", "evals", "tests"), "cpu.lock"),
    ],
)
def test_what_is_imported_is_locked(folders: tuple[str, ...], lock: str) -> None:
    assert missing(folders, lock) == []


def test_scoring_needs_nothing_that_serving_does_not_install() -> None:
    assert missing(("evals",), "serve.lock") == []


def test_a_package_that_is_not_locked_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text('import os, torchvision.ops\nfrom gateway import x\n_package_folder("names")\n')
    assert imported(file) == {"torchvision", "names"}
