"""A server that cannot find or seal identifiers starts, says why, sends nothing, and heals."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onnxruntime.capi.onnxruntime_pybind11_state import Fail

import gateway.app
from gateway.crypto import create_master_key
from gateway.ledger.store import open_ledger
from guards.encoder import Encoder
from guards.phi.detector import Detector
from guards.phi.tagger.tagger import MODEL, Tagger
from guards.policy.presets import EMERGENCY_TEXT
from guards.verdicts import DetectorUnavailable, EncoderUnavailable
from tests.gateway.fake_vllm import FakeVllm
from tests.gateway.scene import Gateway, running_gateway

REASON = "names.onnx is missing or damaged; install the package again"


def no_detector() -> Detector:
    raise DetectorUnavailable(REASON)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, encoder: Encoder) -> None:
    monkeypatch.setattr(Encoder, "load", lambda: encoder)


async def assert_refused(preceptor: Gateway, reason: str) -> None:
    """Every endpoint that takes text answers 503 with a word on why."""
    asked = [
        (
            "/v1/chat/completions",
            {"model": "starter", "messages": [{"role": "user", "content": "x"}]},
        ),
        ("/v1/completions", {"model": "starter", "prompt": "x"}),
        ("/v1/embeddings", {"model": "all-MiniLM-L6-v2", "input": "x"}),
    ]
    for path, body in asked:
        answer = await preceptor.post(path, body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "safety_unavailable")
        assert int(answer.headers["retry-after"]) >= 1
        assert reason in answer.json()["error"]["message"]
    ready = await preceptor.http.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert reason in ready.json()["unfit"][0]
    assert (await preceptor.http.get("/healthz")).status_code == 200
    assert (await preceptor.http.get("/metrics")).status_code == 200


async def assert_serves(preceptor: Gateway) -> None:
    assert (await preceptor.chat("hello")).status_code == 200
    ready = await preceptor.http.get("/readyz")
    assert (ready.status_code, ready.json()["unfit"]) == (200, [])


async def test_without_its_detector_a_server_refuses_until_it_is_mended(
    home: Path,
    vllm: FakeVllm,
    model_dir: Path,
    loaded: None,
    detector: Detector,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gateway.app, "_warm_detector", no_detector)
    async with running_gateway(home, [vllm], model_dir) as preceptor:
        await assert_refused(preceptor, REASON)
        await preceptor.bind("portal", policy="patient-portal")
        answer = await preceptor.chat("x", model="portal")
        assert EMERGENCY_TEXT in answer.json()["error"]["message"]
    assert vllm.prompts == []
    monkeypatch.setattr(gateway.app, "_warm_detector", lambda: detector)
    async with running_gateway(home, [vllm], model_dir) as preceptor:
        await assert_serves(preceptor)


def lose(path: Path) -> None:
    path.unlink()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("harm", [lose, truncate])
@pytest.mark.parametrize("name", ["tagger.json", "tagger.onnx", "tagger.safetensors"])
async def test_without_its_tagger_s_own_files_a_server_refuses(
    home: Path,
    vllm: FakeVllm,
    model_dir: Path,
    tmp_path: Path,
    loaded: None,
    name: str,
    harm: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = Path(shutil.copytree(MODEL, tmp_path / "tagger"))
    harm(files / name)
    load = Tagger.load
    monkeypatch.setattr(Tagger, "load", lambda: load(files))
    async with running_gateway(home, [vllm], model_dir) as preceptor:
        await assert_refused(preceptor, "install again")
        assert str(tmp_path) not in (await preceptor.http.get("/readyz")).text
    assert vllm.prompts == []


class BrokenSession:
    def run(self, outputs: list[str], feed: dict[str, Any]) -> list[Any]:
        raise Fail("out of memory")


async def test_a_tagger_that_fails_in_a_request_lets_nothing_through(
    home: Path,
    vllm: FakeVllm,
    model_dir: Path,
    loaded: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tagger = Tagger.load()
    monkeypatch.setattr(gateway.app, "_warm_detector", lambda: Detector(tagger=tagger))
    async with running_gateway(home, [vllm], model_dir) as preceptor:
        await assert_serves(preceptor)
        served = len(vllm.prompts)
        with monkeypatch.context() as broken:
            broken.setattr(tagger, "_session", BrokenSession())
            answer = await preceptor.chat("Adaeze Okonkwo called")
            assert (answer.status_code, answer.json()["error"]["code"]) == (
                503,
                "safety_unavailable",
            )
            assert int(answer.headers["retry-after"]) >= 1
            assert "Okonkwo" not in answer.text
        assert len(vllm.prompts) == served
        await assert_serves(preceptor)


async def test_without_its_encoder_a_server_chats_and_embeds_nothing(
    home: Path,
    vllm: FakeVllm,
    model_dir: Path,
    loaded_once: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_encoder() -> Encoder:
        raise EncoderUnavailable("the encoder cannot be loaded")

    monkeypatch.setattr(Encoder, "load", no_encoder)
    async with running_gateway(home, [vllm], model_dir) as preceptor:
        await assert_serves(preceptor)
        body = {"model": "all-MiniLM-L6-v2", "input": "x"}
        answer = await preceptor.post("/v1/embeddings", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "safety_unavailable")
        models = await preceptor.http.get("/v1/models", headers=preceptor.auth())
        assert [model["id"] for model in models.json()["data"]] == ["starter"]


def forget(key: Path) -> None:
    key.unlink()


def damage(key: Path) -> None:
    key.write_bytes(b"no key")


def expose(key: Path) -> None:
    key.chmod(0o644)


def rotate(key: Path) -> None:
    key.unlink()
    create_master_key(key)


@pytest.mark.parametrize("harm", [forget, damage, expose, rotate])
async def test_without_its_master_key_a_server_refuses_until_it_is_restored(
    home: Path,
    vllm: FakeVllm,
    model_dir: Path,
    loaded_once: None,
    harm: Callable[[Path], None],
) -> None:
    key_file = home / "master.key"
    with open_ledger(home) as ledger:
        ledger.keyring.prepare("ward")
    kept = key_file.read_bytes()
    harm(key_file)
    async with running_gateway(home, [vllm], model_dir) as preceptor:
        await assert_refused(preceptor, "key")
        assert str(home) not in (await preceptor.http.get("/readyz")).text
    assert vllm.prompts == []
    key_file.write_bytes(kept)
    key_file.chmod(0o600)
    async with running_gateway(home, [vllm], model_dir) as preceptor:
        await assert_serves(preceptor)
