"""Writes `encoder_graph.onnx`: the encoder's shape without its weights. Development only.

Run `python -m guards.encoder_export` after changing it (needs the package `onnx`). The graph is
BERT as MiniLM uses it, written out operator by operator so that its linear layers are ONNX
Runtime's int8 block kernels: weights and, on the fly, activations carry one scale for every
64 values. (One scale for a whole activation, as in DynamicQuantizeLinear, was measured too: cosine
to the float model 0.968 at worst, and a vector then depends on its batch.) Every weight is an
external initializer that `guards.encoder` supplies at load.

Source: Devlin et al., 2018 (1810.04805); Wang et al., 2020 (2002.10957).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from onnx import TensorProto, helper

LAYERS, HIDDEN, HEADS, INNER = 6, 384, 12, 1536
VOCABULARY, POSITIONS = 30522, 512
BLOCK = 64
_OPSET, _IR_VERSION = 20, 10
_ONNX_RUNTIME = "com.microsoft"
_INT8_ACTIVATIONS = 4
_LAYER_NORM_EPSILON = 1e-12


class Graph:
    """A growing list of nodes and the initializers they want."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def op(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> Any:
        """Append a node; returns the name of its output, or a list of names."""
        names = [f"{kind}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, name: str, kind: int, *shape: int) -> str:
        """Declare a weight that is supplied at load."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="supplied-at-load")
        self.weights.append(tensor)
        return name

    def constant(self, values: list[int] | list[float], *shape: int) -> str:
        """A small constant inside the graph."""
        kind = TensorProto.FLOAT if isinstance(values[0], float) else TensorProto.INT64
        tensor = helper.make_tensor(f"constant_{len(self.nodes)}", kind, shape, values)
        return str(self.op("Constant", value=tensor))

    def linear(self, x: str, name: str, wide_in: int, wide_out: int) -> str:
        """x W + b with W in int8 blocks; x is quantised block by block on the fly."""
        blocks = wide_in // BLOCK
        weight = self.weight(f"{name}.weight", TensorProto.UINT8, wide_out, blocks, BLOCK)
        scale = self.weight(f"{name}.scale", TensorProto.FLOAT, wide_out, blocks)
        product = self.op(
            "MatMulNBits",
            *(x, weight, scale),
            domain=_ONNX_RUNTIME,
            K=wide_in,
            N=wide_out,
            bits=8,
            block_size=BLOCK,
            accuracy_level=_INT8_ACTIVATIONS,
        )
        bias = self.weight(f"{name}.bias", TensorProto.FLOAT, wide_out)
        return str(self.op("Add", product, bias))

    def norm(self, x: str, name: str) -> str:
        """Layer normalisation over the last axis."""
        scale = self.weight(f"{name}.weight", TensorProto.FLOAT, HIDDEN)
        bias = self.weight(f"{name}.bias", TensorProto.FLOAT, HIDDEN)
        epsilon = _LAYER_NORM_EPSILON
        return str(self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=epsilon))


def build() -> Any:
    """The model: token ids and mask [B, T] in; token states [B, T, 384] and unit vectors out."""
    graph = Graph()
    states = _embeddings(graph)
    mask = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    hidden_keys = graph.op("Sub", graph.constant([1.0], 1), mask)
    penalty = graph.op("Mul", hidden_keys, graph.constant([-10_000.0], 1))
    penalty = graph.op("Unsqueeze", penalty, graph.constant([1, 2], 2))
    for layer in range(LAYERS):
        states = _layer(graph, states, penalty, f"layer.{layer}")
    graph.nodes.append(helper.make_node("Identity", [states], ["tokens"]))
    _pooled(graph, states, mask)
    return _model(graph)


def _embeddings(graph: Graph) -> str:
    """Word rows (int8 with a scale a row) plus positions; the token type is folded into those."""
    rows = graph.weight("words.weight", TensorProto.INT8, VOCABULARY, HIDDEN)
    scales = graph.weight("words.scale", TensorProto.FLOAT, VOCABULARY, 1)
    words = graph.op("Cast", graph.op("Gather", rows, "input_ids"), to=TensorProto.FLOAT)
    words = graph.op("Mul", words, graph.op("Gather", scales, "input_ids"))
    table = graph.weight("positions.weight", TensorProto.FLOAT, POSITIONS, HIDDEN)
    length = graph.op("Shape", "input_ids", start=1, end=2)
    zero = graph.constant([0], 1)
    positions = graph.op("Slice", table, zero, length, zero)
    return graph.norm(graph.op("Add", words, positions), "embeddings.norm")


def _layer(graph: Graph, states: str, penalty: str, name: str) -> str:
    mixed = graph.linear(states, f"{name}.qkv", HIDDEN, 3 * HIDDEN)
    query, key, value = graph.op("Split", mixed, outputs=3, axis=-1, num_outputs=3)
    split = graph.constant([0, 0, HEADS, HIDDEN // HEADS], 4)
    query = graph.op("Transpose", graph.op("Reshape", query, split), perm=[0, 2, 1, 3])
    key = graph.op("Transpose", graph.op("Reshape", key, split), perm=[0, 2, 3, 1])
    value = graph.op("Transpose", graph.op("Reshape", value, split), perm=[0, 2, 1, 3])
    scale = graph.constant([(HIDDEN / HEADS) ** -0.5], 1)
    scores = graph.op("Add", graph.op("Mul", graph.op("MatMul", query, key), scale), penalty)
    mixed = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), value)
    mixed = graph.op("Transpose", mixed, perm=[0, 2, 1, 3])
    mixed = graph.op("Reshape", mixed, graph.constant([0, 0, HIDDEN], 3))
    attended = graph.linear(mixed, f"{name}.attention", HIDDEN, HIDDEN)
    states = graph.norm(graph.op("Add", attended, states), f"{name}.attention.norm")
    inner = graph.op("Gelu", graph.linear(states, f"{name}.inner", HIDDEN, INNER))
    outer = graph.linear(inner, f"{name}.outer", INNER, HIDDEN)
    return graph.norm(graph.op("Add", outer, states), f"{name}.outer.norm")


def _pooled(graph: Graph, states: str, mask: str) -> None:
    """The mean over real tokens, scaled to unit length."""
    axis = graph.constant([1], 1)
    weights = graph.op("Unsqueeze", mask, graph.constant([2], 1))
    total = graph.op("ReduceSum", graph.op("Mul", states, weights), axis, keepdims=0)
    count = graph.op("ReduceSum", weights, axis, keepdims=0)
    mean = graph.op("Div", total, count)
    length = graph.op("ReduceL2", mean, graph.constant([-1], 1), keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, length], ["pooled"]))


def _model(graph: Graph) -> Any:
    ids = ["input_ids", "attention_mask"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["B", "T"]) for n in ids]
    outputs = [
        helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["B", "T", HIDDEN]),
        helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["B", HIDDEN]),
    ]
    body = helper.make_graph(graph.nodes, "minilm-int8", inputs, outputs, graph.weights)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_ONNX_RUNTIME, 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=_IR_VERSION)


if __name__ == "__main__":
    path = Path(__file__).with_name("encoder_graph.onnx")
    path.write_bytes(build().SerializeToString())
