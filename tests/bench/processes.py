"""The servers under test, each its own session on a core of its own choosing."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gateway.supervisor import free_port
from tests.bench.client import Target

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT / ".venv-litellm" / "bin" / "litellm"
START_TIMEOUT_S = 90.0
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class NotReady(Exception):
    """A server did not come up; its log says why."""


class Server:
    """A running server and the processes it made."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def cpu_s(self) -> float:
        """Processor time of every process in the server's session so far."""
        return sum(_cpu_s(path, self.process.pid) for path in Path("/proc").glob("[0-9]*/stat"))


@contextmanager
def mock_upstream(core: int, home: Path) -> Iterator[Target]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.upstream", "--port", str(port)]
    with _running("upstream", command, {}, core, home, port, "/v1/models"):
        yield Target("direct", port, "bench-base")


@contextmanager
def litellm_proxy(core: int, home: Path, upstream: Target) -> Iterator[tuple[Server, Target]]:
    """A bare proxy: no database, no callbacks, one worker; it insists on a master key."""
    port, key = free_port(), f"sk-{secrets.token_hex(32)}"
    config = home / "litellm.yaml"
    config.write_text(
        "model_list:\n  - model_name: bench\n    litellm_params:\n"
        f"      model: openai/{upstream.model}\n      api_key: none\n"
        f"      api_base: http://127.0.0.1:{upstream.port}/v1\n"
    )
    command = [str(PEER), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--num_workers", "1", "--telemetry", "False"]
    env = {
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_LOG": "ERROR",
        "LITELLM_MASTER_KEY": key,
    }
    with _running("litellm", command, env, core, home, port, "/health/liveliness") as server:
        yield server, Target("litellm", port, "bench", key)


@contextmanager
def preceptor(core: int, home: Path, upstream: Target) -> Iterator[tuple[Server, Target]]:
    """Our server, everything on: keys, redaction, guards of `clinician`, vault, audit, traces."""
    port = free_port()
    profile = home / "profile.yaml"
    profile.write_text(f"port: {port}\nhome: {home / 'preceptor'}\nadapters_dir: null\n")
    env = {
        "PRECEPTOR_PROFILE": str(profile),
        "PRECEPTOR_VLLM_URLS": f"http://127.0.0.1:{upstream.port}",
    }
    key = _application_key({**os.environ, **env})
    command = [sys.executable, "-m", "gateway.server"]
    with _running("preceptor", command, env, core, home, port, "/readyz") as server:
        yield server, Target("preceptor", port, "starter", key)


def _application_key(env: dict[str, str]) -> str:
    words = ["keys", "create", "--tenant", "bench", "--role", "application"]
    command = [sys.executable, "-m", "gateway.cli", *words]
    made = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise NotReady(f"no key could be made:\n{made.stderr[-1_000:]}")
    return made.stdout.strip()


@contextmanager
def _running(
    name: str,
    command: list[str],
    env: Mapping[str, str],
    core: int,
    home: Path,
    port: int,
    ready_path: str,
) -> Iterator[Server]:
    log = home / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**_loopback_only(), **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
    try:
        _wait_until_ready(name, process, f"http://127.0.0.1:{port}{ready_path}", log)
        yield Server(process, port)
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _loopback_only() -> dict[str, str]:
    """The environment without proxies: nothing here leaves the machine."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return {k: v for k, v in kept.items() if not k.startswith("PRECEPTOR_")}


def _wait_until_ready(name: str, process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline_s and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    tail = log.read_text(errors="replace").splitlines()[-15:]
    raise NotReady("\n".join([f"{name} did not come up; the end of its log:", *tail]))


def _cpu_s(stat: Path, session: int) -> float:
    """User and system time of one process, if it belongs to the session. See proc(5)."""
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) * TICK_S if int(fields[3]) == session else 0.0
