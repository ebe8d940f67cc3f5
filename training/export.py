"""Writes a fitted network as an int8 ONNX graph, node by node, so that what is shipped is plain to read.

Weights are int8, in blocks that each have a scale; activations are quantised where they enter a product, row
by row. Scales for whole matrices of activations, as the common dynamic quantisation has them, made four times
the error (mean difference of a logit 0.12 against 0.03). The graph takes one pair at a time, without padding:
an answer depends on nothing else.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from model import HIDDEN, Coder
from tidings.codebook.inputs import MAX_TOKENS

OPSET = 20
MICROSOFT = "com.microsoft"
HEADS = 12
EPSILON = 1e-12  # of BERT's layer normalisation
BLOCK = 128  # weights that share a scale; 32 halves the error again and costs three times the time


class Graph:
    """Nodes and constants gathered on the way through the network."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self,
        op: str,
        inputs: list[str],
        name: str,
        *,
        outputs: int = 1,
        domain: str = "",
        **attributes: object,
    ) -> str:
        names = [name] + [f"{name}_{i}" for i in range(1, outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, domain=domain, name=name, **attributes))
        return name

    def linear(self, x: str, name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """x @ weight + bias, the weight (in, out) as int8 in blocks."""
        inner, outer = weight.shape
        blocks = weight.T.reshape(outer, inner // BLOCK, BLOCK)
        scale = np.maximum(np.abs(blocks).max(2, keepdims=True), 1e-8) / 127
        quantised = (np.round(blocks / scale) + 128).astype(np.uint8)  # 128 is the operator's zero
        inputs = [
            x,
            self.constant(f"{name}.weight", quantised),
            self.constant(f"{name}.scale", scale.reshape(-1).astype(np.float32)),
            "",  # zero points: as they are by default
            "",  # order of the columns: as they are
            self.constant(f"{name}.bias", bias.astype(np.float32)),
        ]
        sizes = {"K": inner, "N": outer, "bits": 8, "block_size": BLOCK, "accuracy_level": 4}
        return self.add("MatMulNBits", inputs, name, domain=MICROSOFT, **sizes)

    def plain_linear(self, x: str, name: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        product = self.add("MatMul", [x, self.constant(f"{name}.weight", weight)], f"{name}.product")
        return self.add("Add", [product, self.constant(f"{name}.bias", bias)], name)


def array(tensor: torch.Tensor) -> NDArray[np.float32]:
    value: NDArray[np.float32] = tensor.detach().float().numpy()
    return value


def export(network: Coder, path: Path) -> None:
    """Writes `network` to `path`. Inputs: ids (n), ends (2). Outputs: kinds, statuses, vector, mean."""
    g = Graph()
    hidden = _embed(g, network)
    for number, layer in enumerate(network.encoder.encoder.layer):
        hidden = _layer(g, hidden, layer, f"layer{number}")
    _heads(g, hidden, network)
    outputs = ("kinds", "statuses", "vector", "mean")
    graph = helper.make_graph(
        g.nodes,
        "tidings-coder",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"]),
            helper.make_tensor_value_info("ends", TensorProto.INT64, [2]),
        ],
        [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs],
        g.constants,
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        producer_name="tidings",
    )
    model.ir_version = 9
    path.write_bytes(model.SerializeToString(deterministic=True))


def _embed(g: Graph, network: Coder) -> str:
    emb = network.encoder.embeddings
    table = array(emb.word_embeddings.weight).copy()
    table[1:8] = array(network.marks)
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    words = g.add("Gather", [g.constant("words", np.round(table / scale).astype(np.int8)), "ids"], "words.rows")
    scales = g.add("Gather", [g.constant("words.scale", scale.astype(np.float32)), "ids"], "words.scales")
    words = g.add("Mul", [g.add("Cast", [words], "words.float", to=TensorProto.FLOAT), scales], "words.value")
    places = array(emb.position_embeddings.weight)[:MAX_TOKENS] + array(emb.token_type_embeddings.weight)[0]
    shape = g.add("Shape", ["ids"], "length")
    zero, axis = g.constant("zero", np.array([0], np.int64)), g.constant("axis0", np.array([0], np.int64))
    place = g.add("Slice", [g.constant("places", places), zero, shape, axis], "places.used")
    total = g.add("Add", [words, place], "embedded")
    return _norm(g, g.add("Unsqueeze", [total, axis], "embedded.batch"), emb.LayerNorm, "embedding.norm")


def _norm(g: Graph, x: str, norm: torch.nn.LayerNorm, name: str) -> str:
    inputs = [
        x,
        g.constant(f"{name}.gamma", array(norm.weight)),
        g.constant(f"{name}.beta", array(norm.bias)),
    ]
    return g.add("LayerNormalization", inputs, name, axis=-1, epsilon=EPSILON)


def _layer(g: Graph, x: str, layer: torch.nn.Module, name: str) -> str:
    own = layer.attention.self
    weight = np.concatenate([array(p.weight).T for p in (own.query, own.key, own.value)], 1)
    bias = np.concatenate([array(p.bias) for p in (own.query, own.key, own.value)])
    joint = g.linear(x, f"{name}.qkv", weight, bias)
    g.nodes.append(
        helper.make_node("Split", [joint], [f"{name}.{p}" for p in "qkv"], name=f"{name}.split", axis=-1, num_outputs=3)
    )
    seen = g.add(
        "MultiHeadAttention",
        [f"{name}.{p}" for p in "qkv"],
        f"{name}.attention",
        domain=MICROSOFT,
        num_heads=HEADS,
    )
    dense = layer.attention.output.dense
    out = g.linear(seen, f"{name}.out", array(dense.weight).T, array(dense.bias))
    x = _norm(g, g.add("Add", [out, x], f"{name}.sum1"), layer.attention.output.LayerNorm, f"{name}.norm1")
    up, down = layer.intermediate.dense, layer.output.dense
    wide = g.linear(x, f"{name}.up", array(up.weight).T, array(up.bias))
    active = g.add("Gelu", [wide], f"{name}.gelu")
    out = g.linear(active, f"{name}.down", array(down.weight).T, array(down.bias))
    return _norm(g, g.add("Add", [out, x], f"{name}.sum2"), layer.output.LayerNorm, f"{name}.norm2")


def _heads(g: Graph, hidden: str, network: Coder) -> None:
    rows = g.add("Squeeze", [hidden, "axis0"], "rows")
    ends = g.add("Gather", [rows, "ends"], "rows.ends", axis=0)
    flat = g.add("Reshape", [ends, g.constant("flat", np.array([2 * HIDDEN], np.int64))], "rows.flat")
    mean = g.add("ReduceMean", [rows, "axis0"], "mean", keepdims=0)
    joined = g.add("Concat", [flat, mean], "joined", axis=0)
    vector = g.plain_linear(joined, "pair", array(network.pair.weight).T, array(network.pair.bias))
    g.add("Gelu", [vector], "vector")
    g.plain_linear("vector", "kinds", array(network.kind.weight).T, array(network.kind.bias))
    g.plain_linear("vector", "statuses", array(network.status.weight).T, array(network.status.bias))
