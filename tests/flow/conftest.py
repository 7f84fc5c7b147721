"""One real system for all whole-request tests: `preceptor serve` with real vLLM on CPU.

It is started once, on free ports and in a home of its own, and stopped by SIGTERM; that every
child is gone afterwards is itself checked.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import openai
import psutil
import pytest

from gateway.ledger.store import Ledger, open_ledger
from gateway.supervisor import free_port

START_TIMEOUT_S = 240.0
NOTE = "Follow-up of type 2 diabetes and essential hypertension."


@dataclass(frozen=True)
class System:
    """A running `preceptor serve`."""

    home: Path
    url: str
    process: subprocess.Popen[bytes]
    env: dict[str, str]

    def command(self, *words: str, code: int = 0) -> Any:
        """Runs `preceptor WORDS --json`, expects its exit code, and returns the document."""
        argv = [sys.executable, "-m", "gateway.cli", *words, "--json"]
        done = subprocess.run(argv, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def key(self, role: str = "application", tenant: str = "flow", *options: str) -> str:
        """A fresh API key."""
        made = self.command("keys", "create", "--tenant", tenant, "--role", role, *options)
        return str(made["key"])

    def versions(self, name: str) -> dict[str, str]:
        """`name@version` by label, v1 and v2."""
        listed = self.command("adapters", "list")
        return {a["label"]: f"{name}@{a['version']}" for a in listed if a["name"] == name}

    def ledger(self) -> Ledger:
        """A second opening of the system's ledger."""
        return open_ledger(self.home)

    def children(self) -> list[psutil.Process]:
        """Every process of the system but the supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def wait_ready(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Waits for `/readyz`."""
        until(lambda: _status(f"{self.url}/readyz") == 200, timeout_s)


def until(condition: Callable[[], bool], timeout_s: float) -> None:
    """Waits for a condition; fails the test when it does not come true in time."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s, f"not within {timeout_s} s"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    home, port = tmp_path_factory.mktemp("system") / "home", free_port()
    env = {**os.environ, "PRECEPTOR_HOME": str(home), "PRECEPTOR_PORT": str(port)}
    argv = [sys.executable, "-m", "gateway.cli", "serve"]
    log = (home.parent / "serve.log").open("wb")
    process = subprocess.Popen(argv, env=env, stdout=log, stderr=log)
    running = System(home, f"http://127.0.0.1:{port}", process, env)
    try:
        running.wait_ready()
        yield running
    finally:
        children = running.children()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        log.close()
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive, f"left behind: {[child.pid for child in alive]}"


@pytest.fixture(scope="session")
def api_key(system: System) -> str:
    return system.key()


@pytest.fixture
def client(system: System, api_key: str) -> Iterator[openai.OpenAI]:
    """The official client, as any application would make it."""
    with openai.OpenAI(base_url=f"{system.url}/v1", api_key=api_key, max_retries=0) as made:
        yield made


def _status(url: str) -> int:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code
    except httpx.HTTPError:
        return 0
