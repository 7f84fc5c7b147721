"""Operators see how much could be restored, and have it forgotten: on disk and in memory."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.subject import subject_of
from tests.gateway.fake_vllm import FakeVllm
from tests.gateway.scene import Gateway

NOTE = "MRN: 12345678 is asked about"


async def told(preceptor: Gateway, number: str, **extras: str) -> None:
    await preceptor.chat(f"MRN: {number} is asked about", preceptor=extras)
    await preceptor.services.vault.flush()


async def purged(preceptor: Gateway, **body: Any) -> int:
    answer = await preceptor.admin("POST", "/vault/purge", {"tenant": "ward", **body})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["purged"])


async def ordinal(preceptor: Gateway, vllm: FakeVllm, number: str, **extras: str) -> str:
    """The surrogate that a number gets now."""
    await told(preceptor, number, **extras)
    text: str = vllm.prompts[-1].body["messages"][0]["content"]
    return text.split()[1]


@pytest.mark.parametrize(
    "named",
    [
        {"subject_ref": "4711-a"},
        {"conversation_id": "c-1"},
    ],
    ids=str,
)
async def test_a_purged_map_is_gone_from_the_running_server(
    preceptor: Gateway, vllm: FakeVllm, named: dict[str, str]
) -> None:
    ((field, value),) = named.items()
    await told(preceptor, "11112222", **named)
    assert await ordinal(preceptor, vllm, "33334444", **named) == "[MRN_2]"
    await told(preceptor, "11112222", conversation_id="another")
    scope = {"subject_ref": "subject", "conversation_id": "conversation"}[field]
    assert await purged(preceptor, **{scope: value}) == 1
    assert await purged(preceptor, **{scope: value}) == 0
    assert await ordinal(preceptor, vllm, "33334444", **named) == "[MRN_1]"
    assert await ordinal(preceptor, vllm, "33334444", conversation_id="another") == "[MRN_2]"


async def test_a_map_can_be_named_as_the_audit_names_it(preceptor: Gateway) -> None:
    await told(preceptor, "11112222", subject_ref="4711-a")
    key = preceptor.ledger.keyring.derive("conversation")
    assert await purged(preceptor, subject=subject_of("ward", "4711-a", key)) == 1


async def test_a_tenant_is_purged_whole_and_alone(preceptor: Gateway) -> None:
    other = {"authorization": f"Bearer {preceptor.key(tenant='other')}"}
    await preceptor.chat(NOTE, headers=other)
    for number in ("11112222", "33334444"):
        await told(preceptor, number, conversation_id=number)
    await told(preceptor, "55556666", subject_ref="4711-a")
    listed = {h["tenant"]: h for h in (await preceptor.admin("GET", "/vault")).json()["data"]}
    assert (listed["ward"]["maps"], listed["ward"]["patients"]) == (3, 1)
    assert await purged(preceptor) == 3
    (left,) = (await preceptor.admin("GET", "/vault")).json()["data"]
    assert (left["tenant"], left["maps"]) == ("other", 1)


async def test_a_purge_is_on_record_and_names_nobody(preceptor: Gateway) -> None:
    await purged(preceptor, subject="4711-a")
    (event,) = [e for e in await preceptor.events("ward") if e.kind == "vault.purge"]
    assert "4711-a" not in str(event)
    assert event.detail["maps"][0].startswith("subject.")
    assert event.detail["by"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"tenant": ""},
        {"tenant": 5},
        {"tenant": "ward", "subject": ""},
        {"tenant": "ward", "subject": "a", "conversation": "b"},
        {"tenant": "ward", "patient": "Ottoline"},
    ],
    ids=str,
)
async def test_a_purge_that_says_no_one_thing_is_refused(
    preceptor: Gateway, body: dict[str, Any]
) -> None:
    await told(preceptor, "11112222")
    answer = await preceptor.admin("POST", "/vault/purge", body)
    assert answer.status_code == 400
    assert "Ottoline" not in answer.text
    assert len(preceptor.ledger.conversations.holdings(now_s=0.0)) == 1
