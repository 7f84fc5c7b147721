"""The house rules that no linter knows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("gateway", "guards", "training", "evals")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAX_LINES = 300

MACHINE_PATH = re.compile(r"(?<![\w.~/:-])/(?:work|root|home|Users)/\w")
REGISTRY_HOST = re.compile(
    r"(?:pypi|pythonhosted|jfrog|artifactory|nexus)[\w.-]*\.(?:org|com|io|net)|--(?:extra-)?index-url"
)


def tracked() -> list[Path]:
    """Every file in version control, and those about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def lines_that_match(pattern: re.Pattern[str], path: Path) -> list[str]:
    try:
        lines = path.read_text().splitlines()
    except UnicodeDecodeError:
        return []
    return [
        f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if pattern.search(line)
    ]


def test_the_import_rule_holds() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_about_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) < MAX_LINES


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_of_tests_is_a_package(package: str) -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").is_file()]
    assert (ROOT / "tests" / package / "__init__.py").is_file()


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["path", "registry"])
def test_nothing_names_the_machine_it_was_made_on(pattern: re.Pattern[str]) -> None:
    found = [
        hit
        for path in tracked()
        if path != Path(__file__)
        for hit in lines_that_match(pattern, path)
    ]
    assert not found


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE_PATH.search("cd /home/ann/code")
    assert not MACHINE_PATH.search("https://example.org/home/ann")
    assert REGISTRY_HOST.search("https://files.pythonhosted.org/x.whl")


def test_contracts_load_no_web_framework() -> None:
    code = "import sys, gateway.contracts; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    modules = done.stdout.split()
    assert "gateway.contracts" in modules
    assert not {"fastapi", "starlette", "aiohttp", "torch"} & set(modules)


def test_the_gateway_package_itself_is_empty() -> None:
    assert (ROOT / "gateway" / "__init__.py").read_text() == ""
