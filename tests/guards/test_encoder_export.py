"""The committed graph is what the export script writes, and holds no weights."""

from __future__ import annotations

from pathlib import Path

import onnx

import guards
from guards.encoder_export import build

GRAPH = Path(guards.__path__[0]) / "encoder_graph.onnx"


def test_the_committed_graph_is_current() -> None:
    assert build().SerializeToString(deterministic=True) == onnx.load(
        GRAPH, load_external_data=False
    ).SerializeToString(deterministic=True)


def test_the_graph_is_only_shape() -> None:
    assert GRAPH.stat().st_size < 64_000
