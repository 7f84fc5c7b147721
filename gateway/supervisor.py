"""What `preceptor serve` starts and keeps alive: vLLM, the server, the scorer.

Each child runs in a process group of its own, is told by the kernel when the supervisor dies, and
is started again with growing pauses when it ends by itself. On SIGTERM or SIGINT every group is
stopped. Output goes to `<home>/logs/<name>.log`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from gateway.settings import Settings

BASE_NAME = "preceptor-base"
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
STABLE_S = 60.0
STOP_GRACE_S = 15.0
PR_SET_PDEATHSIG = 1

STRUCTURED_OUTPUTS = '{"backend": "xgrammar", "disable_any_whitespace": true}'
"""A small model would fill its answer with blanks that a JSON grammar allows."""

LIBC = ctypes.CDLL(None)
"""Loaded before any fork: the child must not import anything."""


class Child:
    """One supervised process."""

    def __init__(self, name: str, argv: list[str], env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self._argv = argv
        self._env = dict(env)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._started_s = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._retry_at_s = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._argv,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self._started_s = time.monotonic()

    def check(self) -> str | None:
        """Starts the child again when it has ended and its pause is over; says what happened."""
        if self._process is None or self._process.poll() is None:
            return None
        now_s = time.monotonic()
        if not self._retry_at_s:
            return self._ended(now_s)
        if now_s >= self._retry_at_s:
            self._retry_at_s = 0.0
            self.start()
        return None

    def stop(self) -> None:
        """Ends the whole process group, gently first."""
        if self._process is None:
            return
        _signal_group(self._process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_GRACE_S)
        _signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _ended(self, now_s: float) -> str:
        assert self._process is not None
        _signal_group(self._process.pid, signal.SIGKILL)  # whatever it left behind
        if now_s - self._started_s > STABLE_S:
            self._pause_s = FIRST_PAUSE_S
        self._retry_at_s = now_s + self._pause_s
        reason = _reason(self._process.returncode)
        message = f"{self.name} {reason}; starting it again in {self._pause_s:g} s ({self._log})"
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
        return message


class Supervisor:
    """Runs children until `stop`."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.stopping = threading.Event()

    def run(self, *, every_s: float = 0.2) -> Iterator[str]:
        """Keeps the children alive and yields a line whenever one of them ended."""
        while not self.stopping.wait(every_s):
            for child in self.children:
                message = child.check()
                if message:
                    yield message

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Starts every child, and stops all of them on the way out."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            for child in self.children:
                child.start()
            yield
        finally:
            for child in reversed(self.children):
                child.stop()


def children(settings: Settings) -> list[Child]:
    """The processes that these settings ask for."""
    logs = settings.home / "logs"
    logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    started = []
    env = {**os.environ, **ledger_env(settings)}
    if not settings.vllm_urls:
        port = free_port()
        env["PRECEPTOR_VLLM_URLS"] = f"http://127.0.0.1:{port}"
        vllm = Child("vllm", vllm_command(settings, port), vllm_env(settings), logs / "vllm.log")
        started.append(vllm)
    started.append(Child("server", _python("gateway.server"), env, logs / "server.log"))
    if settings.score:
        command = [*_python("gateway.cli"), "score"]
        started.append(Child("scorer", command, env, logs / "scorer.log"))
    return started


def ledger_env(settings: Settings) -> dict[str, str]:
    """Where the ledger is, for children that read no profile."""
    named = {
        "PRECEPTOR_HOME": settings.home,
        "PRECEPTOR_LEDGER_URL": settings.ledger_url,
        "PRECEPTOR_MASTER_KEY_FILE": settings.master_key_file,
    }
    return {name: str(value) for name, value in named.items() if value}


def vllm_command(settings: Settings, port: int) -> list[str]:
    """vLLM on loopback: the model in float32, runtime LoRA, no request logs."""
    options = {
        "--model": str(settings.model_dir),
        "--served-model-name": BASE_NAME,
        "--host": "127.0.0.1",
        "--port": str(port),
        "--dtype": "float32",
        "--max-loras": str(settings.max_loras),
        "--max-cpu-loras": str(2 * settings.max_loras),
        "--max-lora-rank": str(settings.max_lora_rank),
        "--tool-call-parser": settings.tool_call_parser,
        "--structured-outputs-config": STRUCTURED_OUTPUTS,
        "--uvicorn-log-level": "warning",
    }
    flags = ["--enable-lora", "--enable-auto-tool-choice", "--disable-uvicorn-access-log"]
    words = [word for option in options.items() for word in option]
    return [*_python("vllm.entrypoints.openai.api_server"), *words, *flags]


def vllm_env(settings: Settings) -> dict[str, str]:
    """vLLM's environment: no hub, no usage statistics, adapters through the endpoint alone."""
    return {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "1",
        "VLLM_CPU_KVCACHE_SPACE": str(settings.kv_cache_gib),
        "VLLM_ENFORCE_STRICT_TOOL_CALLING": "0",  # a demanded call follows the JSON grammar above
        "VLLM_LOGGING_LEVEL": "WARNING",
    }


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _die_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _reason(code: int) -> str:
    if code == -signal.SIGKILL:
        return "was killed (out of memory?)"
    return f"ended with signal {-code}" if code < 0 else f"ended with code {code}"
