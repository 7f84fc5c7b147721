"""The guards call nobody and load little when imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ALONE = """
import socket
class Blocked(socket.socket):
    def connect(self, *_): raise AssertionError("the guards tried to call out")
    connect_ex = sendto = connect
socket.socket = Blocked
socket.create_connection = socket.getaddrinfo = Blocked.connect
from guards.encoder import Encoder
from guards.phi.detector import Detector
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.policy.presets import PolicySet
from guards.stream import StreamGuard
import sys
heavy = {"hyperscan", "faker", "torch", "onnxruntime", "numpy.testing", "phonenumbers"}
print(sorted(heavy & set(sys.modules)))
detector = Detector()
text = "Patient Maria Gonzalez, call +1 212 555 1234 or x@example.com, www.example.co.uk, "
text += "IBAN GB82 WEST 1234 5698 7654 32"
redaction = Redactor(detector).redact(text, Identities(), Mode.PSEUDONYMISE)
guard = StreamGuard(Identities(), detector)
guard.push(text); guard.close()
PolicySet.preset("patient-portal").judge_prompt([text])
Encoder.load().embed([text])
print(len(redaction.spans))
"""


def test_nothing_calls_out_and_imports_stay_light(tmp_path: Path) -> None:
    """Native code that sends events keeps them in a file first: there must be none."""
    command = [sys.executable, "-W", "error", "-c", ALONE]
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    places = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME"), str(tmp_path))
    result = subprocess.run(
        command, env={**kept, **places}, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert result.stdout.splitlines() == ["[]", "5"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
