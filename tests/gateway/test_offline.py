"""A gateway that holds identifiers calls nobody: sockets blocked, it still works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROXIES = {"http_proxy": "http://192.0.2.1:9", "https_proxy": "http://192.0.2.1:9"}


def test_a_gateway_that_may_call_nobody_has_tried_nobody_and_works(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tests.gateway.offline", str(tmp_path)]
    env = {**os.environ, **PROXIES, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["tried"] == []
    assert report["statuses"] == [200, 200, 201]
    assert report["restored"]
    assert not any(value in report["seen"] for value in ("Ottoline", "Quux", "12345678", "Elm"))


def test_the_watch_would_see_a_call(tmp_path: Path) -> None:
    code = (
        "import socket, urllib.request\n"
        "from tests.gateway import offline\n"
        "for call in (lambda: socket.getaddrinfo('example.org', 80),\n"
        "             lambda: socket.create_connection(('192.0.2.1', 80), timeout=1),\n"
        "             lambda: urllib.request.urlopen('http://example.org', timeout=1)):\n"
        "    try:\n        call()\n    except OSError:\n        pass\n"
        "print(len([t for t in offline.TRIED if 'socket' in t]))"
    )
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3
