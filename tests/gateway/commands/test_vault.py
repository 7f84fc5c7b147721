"""`preceptor vault`: by the running server where there is one, else on the ledger itself."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from gateway.cli import build
from gateway.ledger.store import open_ledger
from gateway.requests import conversation_of
from tests.gateway.fake_vllm import FakeVllm
from tests.gateway.scene import Gateway

APP = build()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, home: Path, model_dir: Path) -> None:
    monkeypatch.setenv("PRECEPTOR_HOME", str(home))
    monkeypatch.setenv("PRECEPTOR_MODEL_DIR", str(model_dir))


def run(*words: str) -> Result:
    return CliRunner().invoke(APP, ["vault", *words])


def fill(home: Path, *conversations: str, tenant: str = "ward") -> None:
    with open_ledger(home) as ledger:
        key = ledger.keyring.derive("conversation")
        names = [(tenant, conversation_of(tenant, given, key)) for given in conversations]
        ledger.conversations.write_all(dict.fromkeys(names, "[]"), expires_at=4e9)


def maps(home: Path) -> int:
    with open_ledger(home, may_be_locked=True) as ledger:
        return sum(holding.maps for holding in ledger.conversations.holdings(now_s=0.0))


def test_without_a_server_the_ledger_itself_is_purged(home: Path) -> None:
    fill(home, "a", "b", "c")
    done = run("purge", "--tenant", "ward", "--conversation", "b", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"purged": 1})
    assert maps(home) == 2
    assert run("purge", "--tenant", "ward").exit_code == 0
    assert maps(home) == 0


def test_what_is_not_there_is_1(home: Path) -> None:
    fill(home, "a")
    for words in (["--subject", "a"], ["--conversation", "b"], ["--tenant", "other"]):
        done = run("purge", "--tenant", "ward", *words)
        assert (done.exit_code, done.stdout) == (1, "")
    assert maps(home) == 1


def test_a_whole_tenant_can_be_purged_without_the_master_key(home: Path) -> None:
    fill(home, "a", "b")
    (home / "master.key").unlink()
    assert run("purge", "--tenant", "ward", "--conversation", "a").exit_code == 3
    assert run("purge", "--tenant", "ward").exit_code == 0
    assert maps(home) == 0


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--tenant", ""],
        ["--tenant", "ward", "--subject", "a", "--conversation", "b"],
        ["--tenant", "ward", "--subject", ""],
    ],
)
def test_a_purge_that_says_no_one_thing_is_2(home: Path, words: list[str]) -> None:
    fill(home, "a")
    done = run("purge", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert maps(home) == 1


def test_stats_count_and_are_on_record(home: Path) -> None:
    fill(home, "a", "b")
    (shown,) = json.loads(run("stats", "--json").stdout)
    assert (shown["tenant"], shown["maps"], shown["patients"]) == ("ward", 2, 0)
    assert "ward" in run("stats").stdout
    with open_ledger(home) as ledger:
        assert [event.kind for event in ledger.events.about("vault")] == ["vault.listed"] * 2


async def test_the_running_servers_memory_is_purged_too(preceptor: Gateway, vllm: FakeVllm) -> None:
    extras = {"conversation_id": "c"}
    await preceptor.chat("MRN: 11112222", preceptor=extras)
    words = ("purge", "--tenant", "ward", "--conversation", "c")
    assert (await asyncio.to_thread(run, *words)).exit_code == 0
    await preceptor.chat("MRN: 33334444", preceptor=extras)
    assert "[MRN_1]" in vllm.prompts[-1].text
