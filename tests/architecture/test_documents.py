"""The README and the locks say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
REQUIREMENTS = ROOT / "deploy" / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.lock"))
PROFILES = sorted((ROOT / "deploy" / "profiles").glob("*.yaml"))
PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*==[\w.!+]+")


def pins(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(field: str) -> None:
    assert f"`PRECEPTOR_{field.upper()}`" in README


def test_the_readme_documents_no_setting_that_is_gone() -> None:
    rows = set(re.findall(r"^\| `PRECEPTOR_(\w+)`", README, re.MULTILINE))
    assert {row.lower() for row in rows} == set(Settings.model_fields)


def test_every_top_level_folder_is_in_the_readme() -> None:
    folders = [p.parent.name for p in ROOT.glob("*/*") if p.is_file() and p.parent.name[0] != "."]
    documented = set(re.findall(r"^\| `(\w+)/`", README, re.MULTILINE))
    code = {
        name for name in folders if name in {"gateway", "training", "evals", "guards", "deploy"}
    }
    assert code | {"tests"} <= documented


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_names_and_versions_only(lock: Path) -> None:
    assert [line for line in pins(lock) if not PINNED.fullmatch(line)] == []


def test_serving_installs_a_part_of_what_the_tests_ran_with() -> None:
    assert set(pins(REQUIREMENTS / "serve.lock")) < set(pins(REQUIREMENTS / "cpu.lock"))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.name)
def test_a_profile_holds_settings_that_exist(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRECEPTOR_PROFILE", str(profile))
    named = {line.split(":")[0] for line in profile.read_text().splitlines() if line[:1].isalpha()}
    assert named == read_settings().model_fields_set
