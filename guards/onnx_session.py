"""ONNX Runtime as the guards use it: on the processor, silent, on one core unless told more."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

from numpy.typing import NDArray


class Session(Protocol):
    """What is used of an ONNX Runtime session."""

    def run(self, outputs: list[str], feed: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """The named outputs for these inputs."""


def open_session(
    graph: bytes, weights: Mapping[str, NDArray[Any]] | None = None, *, threads: int = 1
) -> Session:
    """A session over the graph; `weights` are the initializers that it leaves outside."""
    onnxruntime = import_module("onnxruntime")  # it has no types
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if weights:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
        options.add_external_initializers(list(weights), values)
    providers = ["CPUExecutionProvider"]
    session: Session = onnxruntime.InferenceSession(graph, options, providers=providers)
    return session
