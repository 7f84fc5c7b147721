"""The processes that speed is measured in, all on one core, one at work at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from tests.bench.phi.setting import NotMeasurable, untagged_detector

ROOT = Path(__file__).resolve().parents[3]
PEER = ROOT / ".venv-litellm" / "bin" / "python"
SCRIPT = Path(__file__).with_name("engine.py")


class Round(msgspec.Struct, frozen=True):
    """One engine's figures over the texts of one round. `took_s` is per text."""

    took_s: list[float]
    cpu_s: float
    peak_mib: float


class Engine:
    """A running engine. `ready_s` is what it took to be ready for its first text."""

    def __init__(self, process: subprocess.Popen[str], name: str) -> None:
        self._process = process
        self.name = name
        self.ready_s = float(self._read()["ready_s"])

    def run(self, texts: Sequence[str]) -> Round:
        """The times of the texts, one after another. Raises: NotMeasurable if it died."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(texts) + "\n")
        self._process.stdin.flush()
        return msgspec.convert(self._read(), Round)

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NotMeasurable(
                f"the engine stopped: `python tests/bench/phi/engine.py {self.name}` says why"
            )
        answer: dict[str, Any] = json.loads(line)
        return answer


def names_here() -> list[str]:
    """The engines that can run: the peer where it is installed, ours by what they offer."""
    if not PEER.is_file():
        raise NotMeasurable("Presidio is not installed: run deploy/requirements/install peer")
    return ["presidio", "rules", "whole", "gateway", *(["untagged"] if untagged_detector() else [])]


@contextmanager
def running(names: Sequence[str]) -> Iterator[list[Engine]]:
    """The engines, stopped at the end."""
    core = min(os.sched_getaffinity(0))
    with ExitStack() as stack:
        yield [stack.enter_context(_running(name, core)) for name in names]


@contextmanager
def _running(name: str, core: int) -> Iterator[Engine]:
    python = str(PEER) if name == "presidio" else sys.executable
    with subprocess.Popen(
        [python, str(SCRIPT), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": "" if name == "presidio" else os.getcwd()},
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    ) as process:
        try:
            yield Engine(process, name)
        finally:
            process.kill()
