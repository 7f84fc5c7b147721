"""A trained tagger -> the three files of `guards/phi/tagger/model/`. Needs the package `onnx`.

The blocks' matrices become int8 with a scale a column and seven bits, which every processor adds up
without overflow; their inputs become uint8 with one scale a matrix, measured on generated texts.
Scales are fixed, so a unit's tag does not depend on what else stands in the batch.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save

from guards.phi.names.gazetteer import cities, people
from guards.phi.tagger.features import Featuriser
from guards.phi.tagger.reading import LABELS, TAGS
from guards.phi.tagger.tagger import MODEL, Manifest
from guards.word_pieces import WordPieces
from training.tagger.batches import Batch, batches
from training.tagger.corpus import examples
from training.tagger.model import WIDTH, TaggerNet
from training.tagger.train import SAVED

Array = NDArray[Any]
_WEIGHT_LEVELS = 63
_INPUT_LEVELS = 255
_CALIBRATION_BATCHES = 12
_OPSET, _IR_VERSION = 20, 10
_ONNX_RUNTIME = "com.microsoft"
_END = 2**31 - 1


class Quantised(NamedTuple):
    """A value in bytes: `zero` stands for 0 and a step is worth `scale`; each a name."""

    values: str
    scale: str
    zero: str


class Graph:
    """A growing list of nodes and constants."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def op(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Append a node; returns the name of its output."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def constant(self, values: Array) -> str:
        """Append a constant; returns its name."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def norm(self, x: str, layer: torch.nn.LayerNorm) -> str:
        """Layer normalisation of the last axis."""
        weights = (self.constant(_numpy(part)) for part in (layer.weight, layer.bias))
        return self.op("LayerNormalization", x, *weights, axis=-1, epsilon=layer.eps)

    def quantised(self, x: str, seen: tuple[float, float]) -> Quantised:
        """x in 256 steps of the range `seen`, beyond which it is cut."""
        low, high = min(seen[0], 0.0), max(seen[1], 1e-3)
        step = (high - low) / _INPUT_LEVELS
        scale = self.constant(np.array(step, np.float32))
        zero = self.constant(np.array(round(-low / step), np.uint8))
        return Quantised(self.op("QuantizeLinear", x, scale, zero), scale, zero)

    def linear(self, x: Quantised, layer: torch.nn.Linear) -> str:
        """x W + b, multiplied and added up in integers."""
        weight = _numpy(layer.weight).T
        column_scale = np.maximum(np.abs(weight).max(0), 1e-9) / _WEIGHT_LEVELS
        rows = np.rint(weight / column_scale).astype(np.int8)
        return self.op(
            "MatMulIntegerToFloat",
            x.values,
            self.constant(rows),
            x.scale,
            self.constant(column_scale.astype(np.float32)),
            x.zero,
            self.constant(np.zeros(len(column_scale), np.int8)),
            self.constant(_numpy(layer.bias)),
            domain=_ONNX_RUNTIME,
        )

    def sides(self, x: Quantised, dilation: int) -> Quantised:
        """[x(t-d), x(t), x(t+d)] side by side, zero beyond the ends."""
        around = self.constant(np.array([dilation, 0, dilation, 0]))
        padded = self.op("Pad", x.values, around, x.zero)
        axis = self.constant(np.array([0]))
        parts = [
            self.op(
                "Slice",
                padded,
                self.constant(np.array([i * dilation])),
                self.constant(np.array([(i - 2) * dilation if i < 2 else _END])),
                axis,
            )
            for i in range(3)
        ]
        return Quantised(self.op("Concat", *parts, axis=-1), x.scale, x.zero)


def build(net: TaggerNet, ranges: dict[str, tuple[float, float]]) -> bytes:
    """The graph: word vectors [T, WIDTH] in, tag probabilities [T, TAGS] out."""
    graph = Graph()
    x = "words"
    for at, block in enumerate(net.layers()):
        y = graph.quantised(graph.norm(x, block.norm), ranges[f"{at}.inner"])
        inner = graph.op("Relu", graph.linear(graph.sides(y, block.dilation), block.inner))
        outer = graph.linear(graph.quantised(inner, ranges[f"{at}.outer"]), block.outer)
        x = graph.op("Add", x, outer)
    weights = (graph.constant(_numpy(part)) for part in (net.tags.weight.T, net.tags.bias))
    logits = graph.op("Gemm", graph.norm(x, net.norm), *weights)
    graph.nodes.append(helper.make_node("Softmax", [logits], ["tags"]))
    body = helper.make_graph(
        graph.nodes,
        "tagger",
        [helper.make_tensor_value_info("words", TensorProto.FLOAT, ["T", WIDTH])],
        [helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["T", len(TAGS)])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_ONNX_RUNTIME, 1)]
    model = helper.make_model(body, opset_imports=opsets, ir_version=_IR_VERSION)
    return bytes(model.SerializeToString())


def word_tables(net: TaggerNet) -> bytes:
    """The linear parts of a word's vector, as safetensors in float16."""
    word = net.word
    tables = {
        "first": word.first.weight.T,
        "mean": word.mean.weight.T,
        "bias": word.first.bias,
        "prefix": word.prefix.weight,
        "suffix": word.suffix.weight,
        "shape": word.shape.weight,
        "lists": word.lists.weight.T,
    }
    return save({name: _numpy(table).astype(np.float16) for name, table in tables.items()})


def ranges_of(net: TaggerNet, table: torch.Tensor, seen: Iterator[Batch]) -> dict[str, Any]:
    """What goes into each matrix: the 0.01% and 99.99% points over some batches."""
    inputs: dict[str, list[torch.Tensor]] = {}
    for at, block in enumerate(net.layers()):
        for name in ("inner", "outer"):
            kept = inputs.setdefault(f"{at}.{name}", [])
            getattr(block, name).register_forward_pre_hook(
                lambda _, x, kept=kept: kept.append(x[0].flatten()[::7].clone())
            )
    with torch.no_grad():
        for batch in seen:
            words = net.word(
                torch.from_numpy(batch.pieces),
                table,
                torch.from_numpy(batch.words),
                torch.from_numpy(batch.lists),
            )
            net(words, torch.from_numpy(batch.index))
    points = [0.0001, 0.9999]
    return {
        name: tuple(np.quantile(torch.cat(kept).numpy(), points).tolist())
        for name, kept in inputs.items()
    }


def export(
    net: TaggerNet, ranges: dict[str, Any], folder: Path, version: str, thresholds: dict[str, float]
) -> None:
    """Write the three files; their digests tie them together."""
    folder.mkdir(parents=True, exist_ok=True)
    graph, words = build(net, ranges), word_tables(net)
    (folder / "tagger.onnx").write_bytes(graph)
    (folder / "tagger.safetensors").write_bytes(words)
    manifest = Manifest(version, _sha256(graph), _sha256(words), thresholds)
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / "tagger.json").write_bytes(encoded + b"\n")


def main() -> None:
    """Export a checkpoint; thresholds are those of the tagger in place, or 0.5."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="folder that training wrote")
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--version", required=True)
    arguments = parser.parse_args()
    pieces = WordPieces.load()
    featuriser = Featuriser(people(), cities(), pieces.ids)
    net = TaggerNet(featuriser.lists)
    net.load_state_dict(torch.load(arguments.checkpoint / SAVED, weights_only=True))
    net.eval()
    drawn = ((e.text, e.spans) for e in examples(seed=977))
    seen = islice(batches(drawn, featuriser), _CALIBRATION_BATCHES)
    ranges = ranges_of(net, torch.from_numpy(pieces.table).float(), seen)
    export(net, ranges, arguments.out, arguments.version, dict.fromkeys(LABELS, 0.5))


def _numpy(tensor: torch.Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.detach().numpy().astype(np.float32)
    return np.ascontiguousarray(array)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()
