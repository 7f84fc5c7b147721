"""Environment first, then the profile, then the default; a wrong value is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from gateway.settings import Settings, SettingsError, read_settings


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "profile.yaml"
    monkeypatch.setenv("PRECEPTOR_PROFILE", str(path))
    return path


def test_the_environment_comes_before_the_profile(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile.write_text("port: 9001\nmax_inflight: 3\n")
    assert (read_settings().port, read_settings().max_inflight) == (9001, 3)
    monkeypatch.setenv("PRECEPTOR_PORT", "9002")
    assert (read_settings().port, read_settings().max_inflight) == (9002, 3)


def test_urls_are_a_list_either_way(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = ("http://a:1", "http://b:2")
    profile.write_text("vllm_urls: [http://a:1, http://b:2]\n")
    assert read_settings().vllm_urls == urls
    monkeypatch.setenv("PRECEPTOR_VLLM_URLS", "http://a:1/, http://b:2,")
    assert read_settings().vllm_urls == urls


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("port: 0\n", "port"),
        ("prot: 9000\n", "prot"),
        ("max_body_bytes: many\n", "max_body_bytes"),
    ],
)
def test_a_wrong_profile_is_named(profile: Path, content: str, named: str) -> None:
    profile.write_text(content)
    with pytest.raises(SettingsError, match=named):
        read_settings()


@pytest.mark.parametrize("content", ["{", "- a\n- b\n", "a: b: c"])
def test_a_profile_that_is_none_is_told(profile: Path, content: str) -> None:
    profile.write_text(content)
    with pytest.raises(SettingsError):
        read_settings()


def test_a_profile_that_is_not_there_is_told(profile: Path) -> None:
    with pytest.raises(SettingsError, match="no file"):
        read_settings()


def test_settings_cannot_be_changed_and_hide_their_secret() -> None:
    settings = Settings(vllm_api_key="hidden")  # type: ignore[arg-type]
    assert "hidden" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]
