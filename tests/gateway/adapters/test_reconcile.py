"""What the ledger says and what the replicas do are made one again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web

from gateway.adapters.store import AdapterStore
from gateway.contracts import Release, RolloutDecision
from gateway.ledger.evidence import Findings
from tests.gateway.fake_vllm import FakeVllm, Script
from tests.gateway.scene import Gateway, write_adapter


async def registered(preceptor: Gateway, home: Path, label: str, **facts: Any) -> str:
    directory = write_adapter(home.parent / label, preceptor.model_dir, label=label, **facts)
    store = AdapterStore(home, preceptor.model_dir, 32, preceptor.ledger.catalogue)
    return (await asyncio.to_thread(store.register, directory)).version


async def bound(preceptor: Gateway, home: Path, *labels: str) -> list[str]:
    """The alias `coder`, promoted through the labels."""
    versions = [await registered(preceptor, home, label) for label in labels]
    await preceptor.bind("coder", versions[0])
    for version in versions[1:]:
        await preceptor.services.swapper.promote("coder", version, weight=None, by="test")
    return versions


def decide(preceptor: Gateway, kind: Any, alias: str, release: str, number: int = 0) -> None:
    decision = RolloutDecision(
        id=f"d{number}",
        alias=alias,
        kind=kind,
        release=release,
        reason="harm",
        evidence={},
        created_at=float(number),
    )
    preceptor.ledger.evidence.commit(Findings(feedback_ids=[], decisions=[decision]), 1.0)


async def answer_of(preceptor: Gateway, alias: str = "coder") -> str:
    answer = await preceptor.chat("hi", model=alias)
    assert answer.status_code == 200, answer.text
    text: str = answer.json()["choices"][0]["message"]["content"]
    return text


async def test_a_restarted_replica_is_healed_before_it_takes_traffic(
    preceptor: Gateway, home: Path, vllm: FakeVllm
) -> None:
    (v1,) = await bound(preceptor, home, "v1")
    await vllm.stop()
    await preceptor.reconciler.round()
    assert not preceptor.reconciler.ready
    assert (await preceptor.chat("hi", model="coder")).status_code == 503
    vllm.loaded.clear()
    (replica,) = preceptor.services.engine.replicas
    seen_ready: list[bool] = []
    vllm.on_load = lambda: seen_ready.append(replica.ready or v1 in replica.loaded)
    await vllm.start()
    await preceptor.reconciler.round()
    assert seen_ready == [False]
    assert preceptor.reconciler.ready
    assert await answer_of(preceptor) == "v1: hi"


async def test_a_restart_between_two_rounds_serves_no_unproved_version(
    preceptor: Gateway, home: Path, vllm: FakeVllm
) -> None:
    (v1,) = await bound(preceptor, home, "v1")
    await vllm.restart()
    vllm.scripts[v1] = Script(status=500)
    await preceptor.reconciler.round()
    (replica,) = preceptor.services.engine.replicas
    assert v1 not in replica.loaded
    assert not preceptor.reconciler.ready
    assert (await preceptor.chat("hi", model="coder")).status_code == 503
    del vllm.scripts[v1]
    await preceptor.reconciler.round()
    assert preceptor.reconciler.ready
    assert preceptor.reconciler.blocked == {}
    assert await answer_of(preceptor) == "v1: hi"


async def test_a_blocked_adapter_blocks_its_own_alias_only(
    preceptor: Gateway, home: Path, vllm: FakeVllm
) -> None:
    (v1,) = await bound(preceptor, home, "v1")
    await vllm.restart()
    vllm.scripts[v1] = Script(text="not what was recorded")
    await preceptor.reconciler.round()
    assert list(preceptor.reconciler.blocked) == [v1]
    assert (await preceptor.chat("hi", model="coder")).status_code == 503
    assert await answer_of(preceptor, "starter") == "base: hi"
    ready = await preceptor.http.get("/readyz")
    assert (ready.status_code, ready.json()["unproved"]) == (503, [v1])


async def test_a_flip_of_another_process_is_followed(preceptor: Gateway, home: Path) -> None:
    v1 = await registered(preceptor, home, "v1")
    state = preceptor.services.aliases.find("starter")
    changed = type(state)(alias="starter", live=Release(alias="starter", adapter=v1))
    preceptor.ledger.catalogue.put_alias(changed, expected_revision=state.revision)
    await preceptor.reconciler.round()
    assert await answer_of(preceptor, "starter") == "v1: hi"


async def test_a_decision_rolls_back_what_is_live(preceptor: Gateway, home: Path) -> None:
    await bound(preceptor, home, "v1", "v2")
    decide(preceptor, "rollback", "coder", preceptor.services.aliases.find("coder").live.id)
    await preceptor.reconciler.round()
    assert await answer_of(preceptor) == "v1: hi"
    assert preceptor.ledger.evidence.open_decisions() == []
    (event,) = [e for e in await preceptor.events("coder") if e.kind == "alias.rollback"]
    assert event.detail["by"] == "decision d0"


async def test_a_decision_about_a_release_no_longer_live_is_void(
    preceptor: Gateway, home: Path
) -> None:
    await bound(preceptor, home, "v1", "v2")
    previous = preceptor.services.aliases.find("coder").previous
    assert previous is not None
    decide(preceptor, "rollback", "coder", previous.id)
    await preceptor.reconciler.round()
    assert await answer_of(preceptor) == "v2: hi"
    assert preceptor.ledger.evidence.open_decisions() == []


async def test_a_decision_against_what_is_live_is_not_spent_on_a_canary(
    preceptor: Gateway, home: Path
) -> None:
    await bound(preceptor, home, "v1", "v2")
    v3 = await registered(preceptor, home, "v3")
    await preceptor.services.swapper.promote("coder", v3, weight=0.5, by="test")
    decide(preceptor, "rollback", "coder", preceptor.services.aliases.find("coder").live.id)
    await preceptor.reconciler.round()
    assert await answer_of(preceptor) == "v1: hi"
    assert preceptor.services.aliases.find("coder").canary is None


async def test_a_decision_against_a_canary_ends_the_canary_alone(
    preceptor: Gateway, home: Path
) -> None:
    await bound(preceptor, home, "v1", "v2")
    v3 = await registered(preceptor, home, "v3")
    state = await preceptor.services.swapper.promote("coder", v3, weight=0.5, by="test")
    assert state.canary is not None
    decide(preceptor, "rollback", "coder", state.canary.id)
    await preceptor.reconciler.round()
    assert preceptor.services.aliases.find("coder").canary is None
    assert await answer_of(preceptor) == "v2: hi"


async def test_a_decision_suspends(preceptor: Gateway, home: Path) -> None:
    await bound(preceptor, home, "v1")
    decide(preceptor, "suspend", "coder", preceptor.services.aliases.find("coder").live.id)
    await preceptor.reconciler.round()
    assert await answer_of(preceptor) == "harm"


async def test_a_decision_never_lifts_a_suspension(preceptor: Gateway, home: Path) -> None:
    await bound(preceptor, home, "v1", "v2")
    await preceptor.services.swapper.suspend("coder", "Paused.", by="test")
    decide(preceptor, "rollback", "coder", preceptor.services.aliases.find("coder").live.id)
    await preceptor.reconciler.round()
    assert await answer_of(preceptor) == "Paused."
    assert preceptor.ledger.evidence.open_decisions() == []


async def test_a_decision_that_cannot_be_enacted_holds_no_other_up(
    preceptor: Gateway, home: Path
) -> None:
    await bound(preceptor, home, "v1", "v2")
    live = preceptor.services.aliases.find("coder").live.id
    decide(preceptor, "rollback", "no such alias", live, 0)
    decide(preceptor, "rollback", "starter", preceptor.services.aliases.find("starter").live.id, 1)
    decide(preceptor, "rollback", "coder", live, 2)
    await preceptor.reconciler.round()
    assert await answer_of(preceptor) == "v1: hi"
    assert preceptor.ledger.evidence.open_decisions() == []


async def test_a_replica_that_talks_nonsense_does_not_end_the_rounds(
    preceptor: Gateway, vllm: FakeVllm
) -> None:
    vllm.models_reply = web.Response(status=401, body=b'{"error": "Unauthorized"}')
    await preceptor.reconciler.round()
    assert not preceptor.reconciler.ready
    vllm.models_reply = None
    await preceptor.reconciler.round()
    assert preceptor.reconciler.ready
