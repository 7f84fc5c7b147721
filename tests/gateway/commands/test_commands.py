"""`preceptor ...`: results on stdout, messages on stderr, exit codes that mean it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from gateway.cli import build
from gateway.keys import KeyRing
from gateway.ledger.store import Ledger, open_ledger
from tests.gateway.fake_vllm import FakeVllm
from tests.gateway.scene import Gateway, write_adapter

APP = build()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, home: Path, model_dir: Path) -> None:
    monkeypatch.setenv("PRECEPTOR_HOME", str(home))
    monkeypatch.setenv("PRECEPTOR_MODEL_DIR", str(model_dir))


def run(*words: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(APP, list(words), input=stdin)


async def run_beside(*words: str) -> Result:
    """The same, while this loop serves."""
    return await asyncio.to_thread(run, *words)


def kinds(ledger: Ledger) -> set[str]:
    events = [event for name in ledger.events.chains() for event in ledger.events.chain(name)]
    return {event.kind for event in events}


def test_a_key_is_printed_alone_and_works(home: Path) -> None:
    done = run("keys", "create", "--tenant", "ward", "--role", "application", "--rpm", "9")
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    ledger = open_ledger(home)
    authorization = f"Bearer {done.stdout.strip()}"
    caller = asyncio.run(KeyRing(ledger.credentials, ledger.keyring).authenticate(authorization))
    assert (caller.tenant, caller.key.requests_per_minute) == ("ward", 9)
    assert "key.created" in kinds(ledger)
    ledger.close()


def test_keys_are_listed_without_secrets_and_revoked_once() -> None:
    key = run("keys", "create", "--tenant", "w", "--role", "operator").stdout.strip()
    _, key_id, secret = key.split("-", 2)
    listed = run("keys", "list", "--json")
    assert secret not in listed.stdout
    assert json.loads(listed.stdout)[0]["key_id"] == key_id
    assert run("keys", "revoke", key_id).exit_code == 0
    assert run("keys", "revoke", key_id).exit_code == 1
    assert json.loads(run("keys", "list", "--json").stdout)[0]["revoked"] is True


@pytest.mark.parametrize(
    "words",
    [
        ("keys", "create"),
        ("keys", "create", "--tenant", "w", "--role", "king"),
        ("keys", "create", "--tenant", "w", "--role", "operator", "--rpm", "0"),
        ("keys", "nothing"),
        ("redact", "--mode", "nothing"),
    ],
)
def test_wrong_usage_is_2(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr


@pytest.mark.parametrize(
    "words",
    [("keys", "list"), ("adapters", "register", "x"), ("adapters", "list"), ("doctor",)],
)
def test_a_wrong_setting_is_2(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("PRECEPTOR_PORT", "none")
    done = run(*words)
    assert done.exit_code == 2
    assert "port" in done.stderr


def test_adapters_are_registered_and_listed(tmp_path: Path, model_dir: Path) -> None:
    directory = write_adapter(tmp_path / "x", model_dir)
    done = run("adapters", "register", str(directory))
    assert done.exit_code == 0, done.stderr
    name, _, version = done.stdout.strip().partition("@")
    (listed,) = json.loads(run("adapters", "list", "--json").stdout)
    assert (listed["name"], listed["version"], listed["stage"]) == (name, version, "registered")
    assert listed.keys() >= {"name", "version", "base", "stage", "aliases", "metrics"}


def test_an_adapter_that_cannot_be_served_is_refused_with_1(
    tmp_path: Path, model_dir: Path
) -> None:
    directory = write_adapter(tmp_path / "x", model_dir, base_digest="f" * 64)
    done = run("adapters", "register", str(directory))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "trained on base" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        ("adapters", "promote", "a", "x@1"),
        ("adapters", "rollback", "a"),
        ("adapters", "load", "x@1"),
        ("alias", "set", "a"),
        ("alias", "suspend", "a"),
        ("alias", "resume", "a"),
    ],
)
def test_without_a_server_it_cannot_be_done_which_is_3(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "preceptor serve" in " ".join(done.stderr.split())


async def test_the_running_server_is_operated(
    preceptor: Gateway, tmp_path: Path, home: Path, vllm: FakeVllm
) -> None:
    versions = []
    for label in ("v1", "v2"):
        directory = write_adapter(tmp_path / label, preceptor.model_dir, label=label)
        versions.append((await run_beside("adapters", "register", str(directory))).stdout.strip())
    v1, v2 = versions
    steps: list[tuple[tuple[str, ...], str | None]] = [
        (("alias", "set", "coder", "--adapter", v1), v1),
        (("adapters", "load", v2), None),
        (("adapters", "promote", "coder", v2), v2),
        (("adapters", "promote", "coder", v2), v2),
        (("adapters", "rollback", "coder"), v1),
        (("alias", "suspend", "coder"), v1),
        (("alias", "resume", "coder"), v1),
        (("adapters", "pilot", "coder", "cardiology", v2), v1),
    ]
    for words, version in steps:
        done = await run_beside(*words, "--json")
        assert done.exit_code == 0, (words, done.stderr)
        if version is not None:
            assert json.loads(done.stdout)["version"] == version
    listed = json.loads((await run_beside("adapters", "list", "--json")).stdout)
    assert {adapter["stage"] for adapter in listed} == {"proved"}
    refused = await run_beside("adapters", "promote", "coder", "coder@none")
    assert (refused.exit_code, refused.stdout) == (1, "")
    await vllm.stop()
    await preceptor.reconciler.round()
    assert (await run_beside("adapters", "load", v2)).exit_code == 3
    assert (await run_beside("audit", "verify")).exit_code == 0
    assert (home / "operator.json").stat().st_mode & 0o077 == 0


def test_a_whole_audit_is_0_and_says_how_much_it_saw() -> None:
    run("keys", "create", "--tenant", "w", "--role", "operator")
    done = run("audit", "verify", "--json")
    assert done.exit_code == 0
    summary = json.loads(done.stdout)
    assert (summary["faults"], summary["events"]) == ([], 2)


@pytest.mark.parametrize(
    "tamper",
    [
        "DELETE FROM audit_events WHERE sequence = 0",
        "UPDATE audit_events SET body = replace(body, 'ward', 'other')",
        "UPDATE audit_events SET body = '{}' WHERE sequence = 1",
        "UPDATE audit_events SET body = 'x' WHERE sequence = 1",
        "UPDATE audit_events SET sequence = 9 - sequence",
    ],
)
def test_a_broken_audit_is_1(home: Path, tamper: str) -> None:
    run("keys", "create", "--tenant", "ward", "--role", "operator")
    with sqlite3.connect(home / "ledger.sqlite3") as connection:
        connection.execute(tamper)
    connection.close()
    done = run("audit", "verify", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["faults"]


def test_a_cut_audit_is_1_once_a_younger_chain_knows(home: Path) -> None:
    for _ in range(2):
        run("keys", "create", "--tenant", "ward", "--role", "operator")
    with sqlite3.connect(home / "ledger.sqlite3") as connection:
        oldest = "SELECT chain FROM audit_events ORDER BY at LIMIT 1"
        cut = f"DELETE FROM audit_events WHERE sequence = 1 AND chain = ({oldest})"
        assert connection.execute(cut).rowcount == 1
    connection.close()
    assert run("audit", "verify").exit_code == 1


def test_an_audit_that_cannot_be_read_is_3(home: Path) -> None:
    home.mkdir()
    (home / "ledger.sqlite3").write_bytes(b"no database " * 1000)
    done = run("audit", "verify")
    assert (done.exit_code, done.stdout) == (3, "")


def test_the_doctor_names_what_it_saw() -> None:
    done = run("doctor", "--json")
    names = {finding["name"] for finding in json.loads(done.stdout)}
    assert names >= {"platform", "python", "base model", "disk", "ledger", "server"}
