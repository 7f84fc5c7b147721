"""The real thing, as `preceptor serve` starts it, with everything it writes below one folder.

`work/` is what is searched: `home/` is PRECEPTOR_HOME, `tmp/`, `user/` and `cwd/` take temporary
files, caches and core dumps, `seen/` metrics scrapes and exported spans, `serve.log` what the
supervisor prints. `outside/` holds what the engine received: misses, not leaks at rest.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import psutil
import yaml

from gateway.contracts import AliasState, Release
from gateway.keys import new_key
from gateway.ledger.store import open_ledger
from gateway.supervisor import free_port

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 60.0
PROFILE = "profile.yaml"
MAX_BODY_BYTES = 200_000
ENGINE_IDLE_TIMEOUT_S = 2.0


class NotReady(Exception):
    """Something did not come up or go down in time; its log says why."""


class System:
    """A gateway, its scorer and its supervisor over a recording engine."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.outside = folder / "outside"
        self.home = self.work / "home"
        self.seen = self.work / "seen"
        for path in (self.home, self.seen, self.outside, *map(self._own, ("tmp", "user", "cwd"))):
            path.mkdir(parents=True)
        self.port = free_port()
        self._engine_port = free_port()
        self._engine: subprocess.Popen[bytes] | None = None
        self._serve: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def heard(self) -> list[dict[str, str]]:
        """What the engine received, in order: path, headers and body of each request."""
        lines = (self.outside / "engine.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    @property
    def strays(self) -> tuple[str, ...]:
        """Files that were written outside the home, by name below `work/`."""
        folders = map(self._own, ("tmp", "user", "cwd"))
        files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
        names = (str(path.relative_to(self.work)) for path in files if path.name != PROFILE)
        return tuple(sorted(names))

    def start_engine(self) -> None:
        command = [sys.executable, "-m", "tests.leak.engine", "--port", str(self._engine_port)]
        command += ["--record", str(self.outside / "engine.jsonl")]
        command += ["--spans", str(self.seen / "spans.bin")]
        with (self.outside / "engine.log").open("ab") as log:
            self._engine = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def start(self) -> None:
        """`preceptor serve`, noisy and free to dump its core; returns when it is ready."""
        command = [sys.executable, "-m", "gateway.cli", "serve"]
        with (self.work / "serve.log").open("ab") as log:
            self._serve = subprocess.Popen(
                command,
                cwd=self._own("cwd"),
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_allow_core_dumps,
            )
        self.wait_ready()

    def wait_ready(self) -> None:
        """Waits for `/readyz`. Raises: NotReady."""
        self._wait(lambda: _status(f"{self.url}/readyz") == 200, START_TIMEOUT_S, "the gateway")

    def kill_server(self, number: int) -> None:
        """Kills the server process; its supervisor will start another."""
        server = self.server()
        server.send_signal(number)
        server.wait(STOP_TIMEOUT_S)

    def server(self) -> psutil.Process:
        """The process that serves HTTP. Raises: NotReady: it is not there."""
        assert self._serve is not None
        for child in psutil.Process(self._serve.pid).children(recursive=True):
            if "gateway.server" in child.cmdline():
                return child
        raise NotReady(f"no server process; see {self.work / 'serve.log'}")

    def stop(self) -> None:
        """SIGTERM, as an operator would."""
        if self._serve is not None and self._serve.poll() is None:
            self._serve.send_signal(signal.SIGTERM)
            self._serve.wait(STOP_TIMEOUT_S)

    def close(self) -> None:
        """Ends everything, whatever state it is in."""
        self.stop()
        if self._engine is not None:
            self._engine.kill()
            self._engine.wait()

    def key(self, tenant: str, role: str = "application") -> str:
        """A fresh API key."""
        text, row = new_key(tenant, role)
        with open_ledger(self.home) as ledger:
            ledger.credentials.add(row)
        return text

    def redact(self, texts: Sequence[str]) -> None:
        """`preceptor redact` over these texts and over a line that breaks off; messages are kept.

        Raises: NotReady: it did not refuse the broken line.
        """
        lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
        broken = json.dumps({"id": "last", "text": texts[-1]})[:-3]
        done = subprocess.run(
            [sys.executable, "-m", "gateway.cli", "redact"],
            input="\n".join([*lines, broken]).encode(),
            cwd=self._own("cwd"),
            env=self._environment(),
            capture_output=True,
            check=False,
        )
        (self.seen / "redact.stderr").write_bytes(done.stderr)
        if done.returncode == 0:
            raise NotReady("preceptor redact took a line that is no JSON")

    def bind_lost_policy(self, alias: str) -> None:
        """Puts an alias into the ledger whose policy set this version does not have."""
        release = Release(alias=alias, policy="none-such")
        with open_ledger(self.home) as ledger:
            ledger.catalogue.put_alias(
                AliasState(alias=alias, live=release), expected_revision=None
            )

    def _environment(self) -> dict[str, str]:
        """Nobody's settings but ours; every place that a library might write to is ours too."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PRECEPTOR_")}
        profile = self._own("cwd") / PROFILE
        engine = f"http://127.0.0.1:{self._engine_port}"
        profile.write_text(
            yaml.safe_dump(
                {
                    "home": str(self.home),
                    "port": self.port,
                    "adapters_dir": None,
                    "vllm_urls": [engine],
                    "otlp_endpoint": engine,
                    "max_body_bytes": MAX_BODY_BYTES,
                    "engine_idle_timeout_s": ENGINE_IDLE_TIMEOUT_S,
                }
            )
        )
        own = {
            "PRECEPTOR_PROFILE": str(profile),
            "TMPDIR": str(self._own("tmp")),
            "HOME": str(self._own("user")),
            "XDG_CACHE_HOME": str(self._own("user")),
            "PYTHONPATH": str(ROOT),
            "PYTHONASYNCIODEBUG": "1",
            "PYTHONFAULTHANDLER": "1",
            "OTEL_LOG_LEVEL": "debug",
        }
        return {**kept, **own}

    def _own(self, name: str) -> Path:
        return self.work / name

    def _wait(self, holds: Callable[[], bool], timeout_s: float, what: str) -> None:
        deadline_s = time.monotonic() + timeout_s
        while not holds():
            if time.monotonic() > deadline_s:
                raise NotReady(f"{what} was not ready within {timeout_s:g} s; see {self.work}")
            time.sleep(0.1)


def _allow_core_dumps() -> None:
    """As generous as the machine lets us be: a service manager may be, too."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def _status(url: str) -> int:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code
    except httpx.HTTPError:
        return 0
