"""Every setting, read once: environment first, then the profile file, then the default.

Each field `x` is set by `PRECEPTOR_X` or by `x:` in the YAML file that `PRECEPTOR_PROFILE` names.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)
from yaml import YAMLError

REPOSITORY = Path(__file__).resolve().parent.parent
STARTER = REPOSITORY / "training" / "starter"


class SettingsError(ValueError):
    """A setting is missing or out of range; the message names it."""


def _split(value: object) -> object:
    """`a,b` from the environment, a list from a profile."""
    if isinstance(value, str):
        return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
    return value


class Settings(BaseSettings):
    """One frozen object; `read_settings` makes it."""

    model_config = SettingsConfigDict(env_prefix="PRECEPTOR_", frozen=True, extra="forbid")

    home: Path = Path(".preceptor")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    demo: bool = True
    ledger_url: str = ""
    master_key_file: Path | None = None

    vllm_urls: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = ()
    vllm_api_key: SecretStr | None = None
    model_dir: Path = STARTER / "model"
    adapters_dir: Path | None = STARTER / "adapters"
    max_loras: int = Field(8, ge=1)
    max_lora_rank: int = 32
    kv_cache_gib: int = Field(1, ge=1)
    tool_call_parser: str = "hermes"
    engine_idle_timeout_s: float = 120.0

    max_body_bytes: int = Field(2_000_000, ge=1_000)
    max_inflight: int = Field(64, ge=1)
    max_queued: int = Field(128, ge=0)
    queue_timeout_s: float = Field(10.0, gt=0)
    identity_ttl_s: float = Field(7 * 86_400, gt=0)
    reconcile_every_s: float = Field(0.5, gt=0)

    score: bool = True
    otlp_endpoint: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit values, environment, profile file: in this order, and nothing else."""
        profile = os.environ.get("PRECEPTOR_PROFILE")
        if not profile:
            return (init_settings, env_settings)
        return (init_settings, env_settings, YamlConfigSettingsSource(settings_cls, Path(profile)))


def read_settings() -> Settings:
    """Reads the environment and the profile.

    Raises:
        SettingsError: a value is out of range, or the profile has an unknown field.
    """
    profile = os.environ.get("PRECEPTOR_PROFILE")
    if profile and not Path(profile).is_file():
        raise SettingsError(f"PRECEPTOR_PROFILE names {profile}, which is no file")
    try:
        return Settings()
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise SettingsError("; ".join(problems)) from error
    except (YAMLError, ValueError) as error:
        raise SettingsError(f"PRECEPTOR_PROFILE names {profile}, which is no YAML map") from error
