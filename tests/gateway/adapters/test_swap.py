"""Hot swap against a fake engine: everything or nothing, once, and never under a request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.adapters.store import AdapterStore
from gateway.contracts import AliasState
from gateway.errors import AdapterRefused, Conflict, EngineFailed, NotFound
from tests.gateway.fake_vllm import FakeVllm, Script
from tests.gateway.scene import Gateway, until, write_adapter

Register = Callable[..., Awaitable[str]]


@pytest.fixture
def register(preceptor: Gateway, tmp_path: Path, home: Path) -> Register:
    """Registers an adapter of a label and returns its version."""

    async def registered(label: str, **facts: Any) -> str:
        model_dir = preceptor.model_dir
        directory = write_adapter(tmp_path / label, model_dir, label=label, **facts)
        store = AdapterStore(home, model_dir, 32, preceptor.ledger.catalogue)
        return (await asyncio.to_thread(store.register, directory)).version

    return registered


async def bound(preceptor: Gateway, register: Register) -> str:
    """The alias `coder`, answering from v1."""
    version = await register("v1")
    await preceptor.bind("coder", version)
    return version


async def said(preceptor: Gateway, /, **body: Any) -> str:
    answer = await preceptor.chat("hi", model="coder", **body)
    assert answer.status_code == 200, answer.text
    text: str = answer.json()["choices"][0]["message"]["content"]
    return text


def shown(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    state: dict[str, Any] = answer.json()
    return state


def in_force(preceptor: Gateway) -> AliasState:
    """The alias as the ledger has it, which is what this process serves."""
    stored = preceptor.ledger.catalogue.alias("coder")
    assert stored is not None
    assert preceptor.services.aliases.find("coder") == stored
    return stored


async def promote(preceptor: Gateway, version: str, **more: Any) -> httpx.Response:
    return await preceptor.admin("POST", "/aliases/coder/promote", {"version": version, **more})


async def test_a_promotion_flips_what_answers(preceptor: Gateway, register: Register) -> None:
    v1 = await bound(preceptor, register)
    assert await said(preceptor) == "v1: hi"
    v2 = await register("v2")
    assert shown(await promote(preceptor, v2))["version"] == v2
    answer = await preceptor.chat("hi", model="coder")
    assert answer.json()["choices"][0]["message"]["content"] == "v2: hi"
    assert answer.headers["x-preceptor-version"] == v2
    previous = in_force(preceptor).previous
    assert previous is not None
    assert previous.adapter == v1


async def test_promoting_what_is_in_force_changes_nothing(
    preceptor: Gateway, register: Register
) -> None:
    v1 = await bound(preceptor, register)
    before = in_force(preceptor)
    shown(await promote(preceptor, v1))
    assert in_force(preceptor) == before


async def test_an_adapter_that_vllm_refuses_leaves_the_alias_as_it_was(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    before = in_force(preceptor)
    v2 = await register("v2")
    vllm.refused[v2] = 500
    answer = await promote(preceptor, v2)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "adapter_refused"
    assert in_force(preceptor) == before
    assert await said(preceptor) == "v1: hi"


async def test_an_adapter_that_changes_nothing_is_refused(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    before = in_force(preceptor)
    no_op = await register("v2", tag="base")
    answer = await promote(preceptor, no_op)
    assert answer.status_code == 422
    assert "bare base" in answer.json()["error"]["message"]
    assert in_force(preceptor) == before
    assert no_op not in vllm.loaded
    (adapter,) = [a for a in preceptor.ledger.catalogue.adapters() if a.version == no_op]
    assert adapter.stage == "blocked"


async def test_an_answer_other_than_the_golden_one_is_refused(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    v2 = await register("v2")
    vllm.scripts[v2] = Script(text="something else")
    answer = await promote(preceptor, v2)
    assert answer.status_code == 422
    assert "probe 0" in answer.json()["error"]["message"]
    assert v2 not in vllm.loaded
    assert await said(preceptor) == "v1: hi"


async def test_a_probe_that_could_not_be_asked_proves_nothing(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    v2 = await register("v2")
    vllm.scripts[v2] = Script(status=500)
    assert (await promote(preceptor, v2)).status_code == 502
    (replica,) = preceptor.services.engine.replicas
    assert v2 not in replica.loaded
    del vllm.scripts[v2]
    shown(await promote(preceptor, v2))


async def test_of_two_promotions_at_once_one_wins_and_one_conflicts(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    v2, v3 = await register("v2"), await register("v3")
    await preceptor.admin("GET", "/aliases")  # the operator is known: neither waits for its key
    answers = await asyncio.gather(promote(preceptor, v2), promote(preceptor, v3))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (winner,) = [a.json()["version"] for a in answers if a.status_code == 200]
    assert in_force(preceptor).live.adapter == winner
    await preceptor.reconciler.round()
    (loser,) = {v2, v3} - {winner}
    assert loser not in vllm.loaded


async def test_rollback_restores_the_release_whole(preceptor: Gateway, register: Register) -> None:
    v1, v2 = await register("v1"), await register("v2")
    await preceptor.bind("coder", v1, prompt_template="Be brief.", policy="coding")
    first = in_force(preceptor).live
    await preceptor.bind("coder", v2, policy="clinician")
    shown(await preceptor.admin("POST", "/aliases/coder/rollback"))
    assert in_force(preceptor).live == first
    assert await said(preceptor) == "v1: hi"


async def test_there_is_nothing_to_roll_back_to_at_first(
    preceptor: Gateway, register: Register
) -> None:
    await bound(preceptor, register)
    answer = await preceptor.admin("POST", "/aliases/coder/rollback")
    assert answer.status_code == 409


async def test_the_previous_version_stays_loaded_and_the_one_before_goes(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    v1 = await bound(preceptor, register)
    v2, v3 = await register("v2"), await register("v3")
    await promote(preceptor, v2)
    await preceptor.reconciler.round()
    assert set(vllm.loaded) == {v1, v2}
    await promote(preceptor, v3)
    await preceptor.reconciler.round()
    assert set(vllm.loaded) == {v2, v3}


async def test_a_round_between_load_and_flip_does_not_take_the_version_away(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    v2 = await register("v2")
    await preceptor.services.swapper.load(v2)
    await preceptor.reconciler.round()
    assert v2 in vllm.loaded
    shown(await promote(preceptor, v2))
    assert await said(preceptor) == "v2: hi"
    assert vllm.unloads == []


async def test_draining_waits_for_a_running_stream(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    v1 = await bound(preceptor, register)
    gate = asyncio.Event()
    vllm.scripts[v1] = Script(text="v1: a long answer", gate=gate)
    asked = {"model": "coder", "messages": [{"role": "user", "content": "x"}], "stream": True}
    http, headers = preceptor.http, preceptor.auth()
    async with http.stream("POST", "/v1/chat/completions", json=asked, headers=headers) as answer:
        parts = answer.aiter_text()
        text = await anext(parts)
        v2, v3 = await register("v2"), await register("v3")
        await promote(preceptor, v2)
        await promote(preceptor, v3)
        await preceptor.reconciler.round()
        assert v1 in vllm.loaded, "a request still answers from it"
        gate.set()
        text += "".join([part async for part in parts])
    assert "data: [DONE]" in text
    await until(lambda: preceptor.services.aliases.running(v1) == 0)
    await preceptor.reconciler.round()
    assert v1 not in vllm.loaded


async def test_a_canary_takes_its_share_and_keeps_its_conversations(
    preceptor: Gateway, register: Register
) -> None:
    await bound(preceptor, register)
    v2 = await register("v2")
    shown(await promote(preceptor, v2, weight=0.5))
    assert in_force(preceptor).live.adapter != v2

    async def of(conversation: str) -> str:
        extra = {"conversation_id": conversation}
        return await said(preceptor, preceptor=extra)

    first = [await of(f"c{n}") for n in range(20)]
    assert set(first) == {"v1: hi", "v2: hi"}
    assert [await of(f"c{n}") for n in range(20)] == first
    shown(await preceptor.admin("POST", "/aliases/coder/rollback"))
    assert {await of(f"c{n}") for n in range(20)} == {"v1: hi"}


async def test_a_pilot_changes_its_department_only(preceptor: Gateway, register: Register) -> None:
    await bound(preceptor, register)
    v2 = await register("v2")
    pilot = {"department": "cardiology", "version": v2}
    shown(await preceptor.admin("POST", "/aliases/coder/pilot", pilot))
    there = {"preceptor": {"department": "cardiology"}}
    assert await said(preceptor, **there) == "v2: hi"
    assert await said(preceptor) == "v1: hi"
    ended = {"department": "cardiology", "version": None}
    shown(await preceptor.admin("POST", "/aliases/coder/pilot", ended))
    assert await said(preceptor, **there) == "v1: hi"


async def test_a_suspended_alias_answers_its_text_and_asks_no_engine(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    shown(await preceptor.admin("POST", "/aliases/coder/suspend", {"text": "Paused."}))
    before = len(vllm.seen)
    body = (await preceptor.chat("hi", model="coder")).json()
    assert body["choices"][0]["message"]["content"] == "Paused."
    assert body["choices"][0]["finish_reason"] == "content_filter"
    assert (body["preceptor"]["action"], body["preceptor"]["reason"]) == ("block", "suspended")
    assert len(vllm.seen) == before
    shown(await preceptor.admin("POST", "/aliases/coder/resume"))
    assert await said(preceptor) == "v1: hi"


async def test_promoting_the_live_version_out_of_a_suspension_keeps_the_way_back(
    preceptor: Gateway, register: Register
) -> None:
    v1 = await bound(preceptor, register)
    v2 = await register("v2")
    await promote(preceptor, v2)
    await preceptor.services.swapper.suspend("coder", "Paused.", by="test")
    shown(await promote(preceptor, v2))
    state = in_force(preceptor)
    assert state.suspended is None
    assert state.previous is not None
    assert state.previous.adapter == v1


async def test_a_refusal_on_one_of_two_replicas_unloads_it_from_the_other(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    services = preceptor.services
    v2 = await register("v2")
    other = FakeVllm()
    await other.start()
    try:
        other.refused[v2] = 500
        replica = type(services.engine.replicas[0])(other.url, services.engine.replicas[0]._session)
        services.engine.replicas.append(replica)
        await preceptor.reconciler.round()
        with pytest.raises(AdapterRefused):
            await services.swapper.load(v2)
        assert v2 not in vllm.loaded
        assert [v2 in replica.loaded for replica in services.engine.replicas] == [False, False]
    finally:
        await other.stop()


async def test_what_is_not_there_cannot_be_promoted(preceptor: Gateway) -> None:
    swapper = preceptor.services.swapper
    for alias, version in (("none", "coder@123"), ("starter", "coder@123")):
        with pytest.raises(NotFound):
            await swapper.promote(alias, version, weight=None, by="test")


async def test_a_change_decided_on_an_old_state_conflicts(preceptor: Gateway) -> None:
    swapper = preceptor.services.swapper
    old = await swapper.state("starter")
    await swapper.suspend("starter", "Paused.", by="test")
    with pytest.raises(Conflict):
        await swapper.flip(old, old, "promote", "test", {})


async def test_a_dead_engine_refuses_promotions(
    preceptor: Gateway, register: Register, vllm: FakeVllm
) -> None:
    await bound(preceptor, register)
    v2 = await register("v2")
    await vllm.stop()
    with pytest.raises(EngineFailed):
        await preceptor.services.swapper.promote("coder", v2, weight=None, by="test")
    assert in_force(preceptor).live.adapter != v2


async def test_every_flip_is_in_the_audit(preceptor: Gateway, register: Register) -> None:
    v1 = await bound(preceptor, register)
    await promote(preceptor, await register("v2"))
    await preceptor.admin("POST", "/aliases/coder/rollback")
    events = await preceptor.events("coder")
    assert [event.kind for event in events] == ["alias.bind", "alias.promote", "alias.rollback"]
    assert events[-1].detail["adapter"] == v1
