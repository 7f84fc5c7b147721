"""Adapters change under load and nobody notices but by the better answers."""

from __future__ import annotations

import asyncio

import httpx
import openai

from gateway.settings import Settings
from tests.bench.swap import run
from tests.flow.conftest import NOTE, System


def settings_of(system: System) -> Settings:
    return Settings(home=system.home, port=int(system.url.rpartition(":")[2]))


def test_swaps_under_load_lose_and_mix_nothing(system: System) -> None:
    versions = system.versions("icd10-coder")
    order = [versions["v1"], versions["v2"]]
    out = asyncio.run(run(settings_of(system), order, seconds=8, clients=8))
    assert out.failed == 0
    assert out.disagreeing == 0
    assert set(out.answers) == set(order)


def test_rollback_restores_the_release_before(system: System) -> None:
    versions = system.versions("icd10-coder")
    system.command("adapters", "promote", "icd10-coder", versions["v2"])
    state = system.command("adapters", "promote", "icd10-coder", versions["v1"])
    assert state["version"] == versions["v1"]
    assert system.command("adapters", "rollback", "icd10-coder")["version"] == versions["v2"]


def test_a_promotion_already_in_force_changes_nothing(system: System) -> None:
    versions = system.versions("icd10-coder")
    first = system.command("adapters", "promote", "icd10-coder", versions["v2"])
    again = system.command("adapters", "promote", "icd10-coder", versions["v2"])
    assert again["revision"] == first["revision"]


def test_suspension_answers_at_once_and_is_lifted(system: System, client: openai.OpenAI) -> None:
    system.command("alias", "suspend", "note-summarizer", "--text", "Paused until noon.")
    said = client.chat.completions.create(
        model="note-summarizer", messages=[{"role": "user", "content": NOTE}], max_tokens=8
    )
    assert said.choices[0].message.content == "Paused until noon."
    assert said.choices[0].finish_reason == "content_filter"
    assert said.model_extra["preceptor"]["reason"] == "suspended"
    system.command("alias", "resume", "note-summarizer")
    answer = client.chat.completions.create(
        model="note-summarizer", messages=[{"role": "user", "content": NOTE}], max_tokens=8
    )
    assert answer.model_extra["preceptor"]["action"] == "allow"


def test_a_canary_takes_its_share_and_a_conversation_stays(system: System, api_key: str) -> None:
    versions = system.versions("icd10-coder")
    system.command("adapters", "promote", "icd10-coder", versions["v2"])
    system.command("adapters", "promote", "icd10-coder", versions["v1"], "--weight", "0.5")
    with httpx.Client(trust_env=False, headers={"authorization": f"Bearer {api_key}"}) as client:
        seen = {i: {_version(system, client, f"c{i}") for _ in range(2)} for i in range(12)}
    system.command("adapters", "rollback", "icd10-coder")
    assert all(len(versions_seen) == 1 for versions_seen in seen.values())
    assert {v for versions_seen in seen.values() for v in versions_seen} == set(versions.values())


def test_a_department_is_piloted(system: System, api_key: str) -> None:
    versions = system.versions("icd10-coder")
    system.command("adapters", "promote", "icd10-coder", versions["v2"])
    system.command("adapters", "pilot", "icd10-coder", "cardiology", versions["v1"])
    with httpx.Client(trust_env=False, headers={"authorization": f"Bearer {api_key}"}) as client:
        assert _version(system, client, "c", "cardiology") == versions["v1"]
        assert _version(system, client, "c", "oncology") == versions["v2"]
    system.command("adapters", "pilot", "icd10-coder", "cardiology")


def _version(
    system: System, client: httpx.Client, conversation: str, department: str | None = None
) -> str:
    body = {
        "model": "icd10-coder",
        "messages": [{"role": "user", "content": NOTE}],
        "max_tokens": 1,
        "preceptor": {"conversation_id": conversation, "department": department},
    }
    answer = client.post(f"{system.url}/v1/chat/completions", json=body, timeout=60)
    assert answer.status_code == 200
    return answer.headers["x-preceptor-version"]
