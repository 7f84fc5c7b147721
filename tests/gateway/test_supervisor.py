"""Children are kept alive with growing pauses, and none outlives the supervisor."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway import supervisor
from gateway.settings import Settings
from gateway.supervisor import Child, Supervisor, children, vllm_command

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
GRANDPARENT = (
    "import subprocess, sys, time; "
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "print(p.pid, flush=True); time.sleep(600)"
)
SUPERVISED = """
import pathlib, sys
from gateway.supervisor import Child, Supervisor
log = pathlib.Path(sys.argv[1])
child = Child("dummy", [sys.executable, "-c", sys.argv[2]], {}, log)
made = Supervisor([child])
with made.alive():
    print(child.pid, flush=True)
    for line in made.run(every_s=0.02):
        print(line, flush=True)
print("stopped", flush=True)
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "child.log"


@pytest.fixture
def sleeper(log: Path) -> Iterator[Child]:
    child = Child("sleeper", python(SLEEPER), {}, log)
    yield child
    child.stop()


def eventually(holds: object) -> None:
    """Returns once `holds()` is true; fails after ten seconds."""
    assert callable(holds)
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("never happened")


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def ended(child: Child) -> str:
    """The message of a child's end, once it has ended."""
    said: list[str] = []

    def looked() -> bool:
        message = child.check()
        said.extend([message] if message else [])
        return bool(said)

    eventually(looked)
    return said[0]


def test_a_child_that_lives_is_left_alone(sleeper: Child) -> None:
    assert sleeper.check() is None, "it was not started yet"
    sleeper.start()
    assert sleeper.check() is None
    assert sleeper.pid is not None
    assert is_alive(sleeper.pid)


def test_a_child_that_dies_is_started_again_after_a_growing_pause(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE_S", 4.0)
    now_s = [1000.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now_s[0])
    child = Child("dying", python("import sys; sys.exit(7)"), {}, log)
    child.start()
    for pause_s in (1, 2, 4, 4):
        message = ended(child)
        assert "dying ended with code 7" in message
        assert f"again in {pause_s} s" in message
        before = child.pid
        now_s[0] += pause_s - 0.1
        assert child.check() is None
        assert child.pid == before, "the pause is not over"
        now_s[0] += 0.2
        child.check()
        assert child.pid != before
    child.stop()


def test_a_child_that_was_stable_starts_with_the_first_pause_again(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [1000.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now_s[0])
    child = Child("dying", python("import sys; sys.exit(1)"), {}, log)
    child.start()
    ended(child)
    now_s[0] += 2
    child.check()
    now_s[0] += supervisor.STABLE_S + 1
    assert "again in 1 s" in ended(child)
    child.stop()


def test_a_killed_child_is_told_apart(sleeper: Child) -> None:
    sleeper.start()
    assert sleeper.pid is not None
    os.kill(sleeper.pid, signal.SIGKILL)
    assert "was killed (out of memory?)" in ended(sleeper)


def test_stopping_takes_the_whole_group(log: Path) -> None:
    child = Child("group", python(GRANDPARENT), {}, log)
    child.start()
    eventually(lambda: log.is_file() and log.read_text().strip())
    grandchild = int(log.read_text())
    assert is_alive(grandchild)
    child.stop()
    eventually(lambda: not is_alive(grandchild))
    assert child.pid is not None
    assert not is_alive(child.pid)
    child.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(log: Path, number: signal.Signals) -> None:
    command = [*python(SUPERVISED), str(log), SLEEPER]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    assert is_alive(pid)
    process.send_signal(number)
    assert process.communicate(timeout=20)[0].strip() == "stopped"
    assert process.returncode == 0
    assert not is_alive(pid)


def test_a_supervisor_that_is_killed_takes_its_children_along(log: Path) -> None:
    command = [*python(SUPERVISED), str(log), SLEEPER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    eventually(lambda: not is_alive(pid))


def test_what_is_started_follows_the_settings(home: Path, model_dir: Path) -> None:
    own = children(Settings(home=home, model_dir=model_dir))
    assert [child.name for child in own] == ["vllm", "server", "scorer"]
    outside = Settings(home=home, vllm_urls=("http://127.0.0.1:1",), score=False)
    assert [child.name for child in children(outside)] == ["server"]
    assert (home / "logs").stat().st_mode & 0o077 == 0


def test_vllm_listens_on_loopback_and_loads_adapters(model_dir: Path) -> None:
    words = vllm_command(Settings(model_dir=model_dir, max_lora_rank=64), 1234)
    options = dict(itertools.pairwise(words))
    assert options["--host"] == "127.0.0.1"
    assert options["--max-lora-rank"] == "64"
    assert "--enable-lora" in words


def test_a_supervisor_without_children_ends_when_told() -> None:
    made = Supervisor([])
    made.stopping.set()
    assert list(made.run()) == []
