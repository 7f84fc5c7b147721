"""What ONNX Runtime raises: classes without a common base of their own, found when they are needed.

A runtime of another version can refuse a graph that is intact, and memory can end in a run; both
must read as "unavailable" and close the gateway's door, not stop the process.
"""

from __future__ import annotations

import sys

_STATE = "onnxruntime.capi.onnxruntime_pybind11_state"


def runtime_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """ONNX Runtime's exceptions, if it was imported, and the others: for an `except` clause."""
    named = vars(sys.modules[_STATE]).values() if _STATE in sys.modules else ()
    own = (found for found in named if isinstance(found, type) and issubclass(found, Exception))
    return (*others, *own)
