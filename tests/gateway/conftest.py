"""A gateway in this process over fake vLLM servers; the ledger, files and HTTP are real."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import gateway.app
from gateway.ledger.store import Ledger, open_ledger
from guards.encoder import Encoder
from guards.phi.detector import Detector
from tests.gateway.fake_vllm import FakeVllm, fake_vllm
from tests.gateway.scene import Gateway, running_gateway, write_adapter, write_model

settings.register_profile("gateway", deadline=None, max_examples=40)
settings.load_profile("gateway")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, loaded once."""
    return Encoder.load()


@pytest.fixture(scope="session")
def detector() -> Detector:
    """The real detector, compiled once."""
    return Detector()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    opened = open_ledger(home)
    yield opened
    opened.close()


@pytest.fixture
def model_dir(tmp_path: Path) -> Path:
    return write_model(tmp_path / "model")


@pytest.fixture
def adapter_dir(tmp_path: Path, model_dir: Path) -> Path:
    return write_adapter(tmp_path / "adapter", model_dir)


@pytest.fixture
async def vllm() -> AsyncIterator[FakeVllm]:
    async with fake_vllm() as fake:
        yield fake


@pytest.fixture
def loaded_once(monkeypatch: pytest.MonkeyPatch, encoder: Encoder, detector: Detector) -> None:
    """Every gateway of the session shares the parts that are slow to load and hold no state."""
    monkeypatch.setattr(Encoder, "load", lambda: encoder)
    monkeypatch.setattr(gateway.app, "_warm_detector", lambda: detector)


@pytest.fixture
async def preceptor(
    home: Path, vllm: FakeVllm, model_dir: Path, loaded_once: None
) -> AsyncIterator[Gateway]:
    """A gateway over one replica, with the alias `starter` bound to the base."""
    async with running_gateway(home, [vllm], model_dir) as running:
        yield running
