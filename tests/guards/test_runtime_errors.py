"""Whatever ONNX Runtime raises is caught by name, and nothing else is."""

from __future__ import annotations

import subprocess
import sys

import onnxruntime
import pytest

from guards.runtime_errors import runtime_errors


def test_what_a_session_raises_is_among_them() -> None:
    with pytest.raises(runtime_errors()):
        onnxruntime.InferenceSession(b"no graph", providers=["CPUExecutionProvider"])


def test_other_errors_are_only_those_that_were_asked_for() -> None:
    assert KeyError in runtime_errors(KeyError)
    assert not {Exception, ValueError, KeyError} & set(runtime_errors())


def test_asking_imports_no_runtime() -> None:
    code = "from guards.runtime_errors import runtime_errors as r; import sys; print(r(OSError))"
    command = [sys.executable, "-c", f"{code}; print('onnxruntime' in sys.modules)"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.split("\n")[:2] == ["(<class 'OSError'>,)", "False"]
