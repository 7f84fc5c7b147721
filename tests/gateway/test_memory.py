"""A process that dies leaves nothing of its memory on a disk."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

DIES = "import os; {first}; os.abort()"
KEPT = "from gateway.memory import keep_memory_off_disk; keep_memory_off_disk()"
DUMPABLE = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"


def allow_core_dumps() -> None:
    """As a service manager may."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=folder, preexec_fn=allow_core_dumps, capture_output=True, text=True
    )


def test_an_abort_dumps_no_core(tmp_path: Path) -> None:
    done = run(DIES.format(first=KEPT), tmp_path)
    assert done.returncode == -signal.SIGABRT
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("first", "dumpable"), [("pass", "1"), (KEPT, "0")])
def test_the_kernel_is_told_not_to_dump(first: str, dumpable: str, tmp_path: Path) -> None:
    """Also where dumps are piped to a collector, which no limit prevents."""
    assert run(f"{first}; {DUMPABLE}", tmp_path).stdout.strip() == dumpable
