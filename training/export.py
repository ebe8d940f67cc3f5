"""Writes a fitted network as an int8 ONNX graph, node by node, so that what is shipped is plain to read.

Weights are whole numbers of a byte with a scale for each output; activations are quantised where they enter a
product, row by row, so that an answer depends on nothing else in its batch. A scale for a whole matrix of activations,
as the common dynamic quantisation has it, made twice the error and answers that depend on their neighbours; weights
in blocks, which shipped before, cost two to four times the time of a product. The graph takes pairs of one length at
a time, without padding. Of the last layer only the rows that the heads read are computed: the start token's and those
of the two ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from model import HIDDEN, Coder
from quantise import LARGEST_AFTER_GELU, Rounded, Seen, rounded, see, smoothed
from tidings.codebook.inputs import MAX_TOKENS, Encoded, shortened

OPSET = 20
MICROSOFT = "com.microsoft"
HEAD = 32  # channels of one head of attention
READ = 3  # rows of the last layer: the start token's and those of the two ends
EPSILON = 1e-12  # of BERT's layer normalisation
LOWEST = 0.17  # what GELU goes below zero at most; added, its outputs fill an unsigned byte


class Graph:
    """Nodes and constants gathered on the way through the network."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value).reshape(value.shape), name)
        return name

    def whole(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def number(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, np.float32))

    def add(
        self,
        op: str,
        inputs: list[str],
        name: str,
        *,
        outputs: tuple[str, ...] = (),
        domain: str = "",
        **attributes: object,
    ) -> str:
        self.nodes.append(helper.make_node(op, inputs, list(outputs) or [name], domain=domain, name=name, **attributes))
        return name

    def linear(self, x: str, name: str, weight: torch.Tensor, seen: Seen, *, smooth: bool = False) -> str:
        """x (rows, in) @ weight (in, out), each row of x in bytes around 128 with its own scale."""
        divided = smoothed(weight, seen) if smooth else None
        if divided is not None:
            inverse = self.constant(f"{name}.smooth", array(1 / divided))
            x, weight = self.add("Mul", [x, inverse], f"{name}.smoothed"), weight * divided[:, None]
        size = self.add("Abs", [x], f"{name}.size")
        steps = self.number("signed.steps", 1 / 127)
        middle = self.constant("middle", np.array(128, np.uint8))
        return self._product(x, size, steps, middle, name, *_numbers(rounded(weight, seen, divided)))

    def linear_of_gelu(
        self, x: str, name: str, weight: torch.Tensor, bias: torch.Tensor, seen: Seen
    ) -> tuple[str, NDArray[np.float32]]:
        """x @ weight for an x that is never below -LOWEST; and the bias that is still to be added."""
        whole, scale = _numbers(rounded(weight, seen, largest=LARGEST_AFTER_GELU))
        raised = self.add("Add", [x, self.number("lowest", LOWEST)], f"{name}.raised")
        steps = self.number("unsigned.steps", 1 / 255)
        zero = self.constant("bottom", np.array(0, np.uint8))
        product = self._product(raised, raised, steps, zero, name, whole, scale)
        return product, array(bias) - np.float32(LOWEST) * whole.astype(np.float32).sum(0) * scale

    def _product(
        self, x: str, size: str, steps: str, zero: str, name: str, whole: NDArray[np.int8], scale: NDArray[np.float32]
    ) -> str:
        one = self.number("one", 1.0)
        largest = self.add("ReduceMax", [size, self.whole("last", -1)], f"{name}.largest", keepdims=1)
        step = self.add("Mul", [largest, steps], f"{name}.step")
        stepped = self.add("Mul", [x, self.add("Reciprocal", [step], f"{name}.per.step")], f"{name}.stepped")
        given = self.add("QuantizeLinear", [stepped, one, zero], f"{name}.bytes")
        inputs = [
            given,
            self.constant(f"{name}.weight", whole),
            one,
            self.constant(f"{name}.scale", scale),
            zero,
            self.constant("weights.zero", np.array(0, np.int8)),
        ]
        product = self.add("MatMulIntegerToFloat", inputs, f"{name}.product", domain=MICROSOFT)
        return self.add("Mul", [product, step], name)

    def plain_linear(self, x: str, name: str, linear: torch.nn.Linear) -> str:
        inputs = [
            x,
            self.constant(f"{name}.weight", array(linear.weight)),
            self.constant(f"{name}.bias", array(linear.bias)),
        ]
        return self.add("Gemm", inputs, name, transB=1)


def array(tensor: torch.Tensor) -> NDArray[np.float32]:
    value: NDArray[np.float32] = tensor.detach().float().numpy()
    return value


def _numbers(found: Rounded) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    return found.whole.numpy(), found.scale.numpy()


@torch.no_grad()
def export(network: Coder, path: Path, samples: Sequence[Encoded]) -> None:
    """Writes `network` to `path`, rounded so that it reads the samples, some hundred pairs of the corpus, as before.

    Inputs: ids (b, n), ends (b, 2). Outputs, a row for each pair: kinds, statuses, vector, mean (which the
    start token has learnt).
    """
    g = Graph()
    seen = see(network, [shortened(s) for s in samples])
    rows = _embed(g, network)
    *layers, last = network.encoder.encoder.layer
    for number, layer in enumerate(layers):
        rows = _layer(g, rows, rows, layer, seen, number, "shape")
    _heads(g, _layer(g, _read_rows(g, rows), rows, last, seen, len(layers), "read.shape"), network)
    outputs = ("kinds", "statuses", "vector", "mean")
    graph = helper.make_graph(
        g.nodes,
        "tidings-coder",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["b", "n"]),
            helper.make_tensor_value_info("ends", TensorProto.INT64, ["b", 2]),
        ],
        [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs],
        list(g.constants.values()),
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        producer_name="tidings",
    )
    model.ir_version = 9
    path.write_bytes(model.SerializeToString(deterministic=True))


def _embed(g: Graph, network: Coder) -> str:
    """The rows of all tokens of all pairs, one under the other."""
    emb = network.encoder.embeddings
    table = array(emb.word_embeddings.weight).copy()
    table[1:8] = array(network.marks)
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    words = g.add("Gather", [g.constant("words", np.round(table / scale).astype(np.int8)), "ids"], "words.rows")
    scales = g.add("Gather", [g.constant("words.scale", scale.astype(np.float32)), "ids"], "words.scales")
    words = g.add("Mul", [g.add("Cast", [words], "words.float", to=TensorProto.FLOAT), scales], "words.value")
    places = array(emb.position_embeddings.weight)[:MAX_TOKENS] + array(emb.token_type_embeddings.weight)[0]
    shape = g.add("Shape", ["ids"], "shape")
    length = g.add("Slice", [shape, g.whole("first", 1), g.whole("second", 2)], "length")
    place = g.add("Slice", [g.constant("places", places), g.whole("start", 0), length, "start"], "places.used")
    total = _norm(g, g.add("Add", [words, place], "embedded"), emb.LayerNorm, "embedding.norm")
    return _by_token(g, total, HIDDEN, "embedding.rows")


def _norm(g: Graph, x: str, norm: torch.nn.LayerNorm, name: str) -> str:
    inputs = [
        x,
        g.constant(f"{name}.gamma", array(norm.weight)),
        g.constant(f"{name}.beta", array(norm.bias)),
    ]
    return g.add("LayerNormalization", inputs, name, axis=-1, epsilon=EPSILON)


def _read_rows(g: Graph, rows: str) -> str:
    """Of all rows those that the heads read, READ of each pair."""
    hidden = _by_pair(g, rows, "shape", HIDDEN, "hidden")
    pairs = g.add("Slice", ["shape", "start", g.whole("next", 1)], "pairs")
    g.add("Concat", [pairs, g.whole("read.count", READ)], "read.shape", axis=0)
    each = g.add("Concat", [pairs, "next"], "one.each", axis=0)
    first = g.add("Expand", [g.constant("first.place", np.zeros((1, 1), np.int64)), each], "first.places")
    places = g.add("Unsqueeze", [g.add("Concat", [first, "ends"], "read", axis=1), "last"], "read.places")
    return _by_token(g, g.add("GatherND", [hidden, places], "read.hidden", batch_dims=1), HIDDEN, "read.rows")


def _layer(
    g: Graph, x: str, whole: str, layer: torch.nn.Module, seen: dict[tuple[int, str], Seen], number: int, shape: str
) -> str:
    """The layer's rows for x, of which each attends to all of its pair's rows in `whole`. `shape` is (b, rows of a
    pair) of x.
    """
    name = f"layer{number}"
    told = _attention(g, x, whole, layer.attention.self, seen[number, "qkv"], name, shape)
    dense, up, down = layer.attention.output.dense, layer.intermediate.dense, layer.output.dense
    out = g.linear(told, f"{name}.out", dense.weight.T, seen[number, "out"])
    x = _sum(g, x, out, array(dense.bias), layer.attention.output.LayerNorm, f"{name}.sum1")
    wide = g.linear(x, f"{name}.up", up.weight.T, seen[number, "up"], smooth=True)
    wide = g.add("Add", [wide, g.constant(f"{name}.up.bias", array(up.bias))], f"{name}.wide")
    active = g.add("Gelu", [wide], f"{name}.gelu")
    out, rest = g.linear_of_gelu(active, f"{name}.down", down.weight.T, down.bias, seen[number, "down"])
    return _sum(g, x, out, rest, layer.output.LayerNorm, f"{name}.sum2")


def _attention(g: Graph, x: str, whole: str, own: torch.nn.Module, seen: Seen, name: str, shape: str) -> str:
    width = own.query.out_features
    parts = {"q": own.query, "k": own.key, "v": own.value}
    for names, rows, of in (("qkv", x, shape),) if x == whole else (("q", x, shape), ("kv", whole, "shape")):
        weight = torch.cat([parts[p].weight.T for p in names], 1)
        joint = g.linear(rows, f"{name}.{names}", weight, seen, smooth=True)
        split = [joint] if len(names) == 1 else [f"{name}.{p}.rows" for p in names]
        if len(names) > 1:
            g.add("Split", [joint], f"{name}.split", outputs=tuple(split), axis=-1, num_outputs=len(names))
        for p, part in zip(names, split, strict=True):
            _by_pair(g, part, of, width, f"{name}.{p}.pairs")
    bias = g.constant(f"{name}.qkv.bias", array(torch.cat([p.bias for p in parts.values()])))
    given = [*(f"{name}.{p}.pairs" for p in parts), bias]
    heads = g.add("MultiHeadAttention", given, f"{name}.heads", domain=MICROSOFT, num_heads=width // HEAD)
    return _by_token(g, heads, width, f"{name}.attention")


def _by_pair(g: Graph, rows: str, shape: str, width: int, name: str) -> str:
    """(b * n, width) as (b, n, width), where `shape` is (b, n)."""
    wanted = g.add("Concat", [shape, g.whole(f"width.{width}", width)], f"{name}.shape", axis=0)
    return g.add("Reshape", [rows, wanted], name)


def _by_token(g: Graph, rows: str, width: int, name: str) -> str:
    """(b, n, width) as (b * n, width)."""
    return g.add("Reshape", [rows, g.whole(f"by.token.{width}", -1, width)], name)


def _sum(g: Graph, x: str, more: str, bias: NDArray[np.float32], norm: torch.nn.LayerNorm, name: str) -> str:
    more = g.add("Add", [more, g.constant(f"{name}.bias", bias)], f"{name}.more")
    return _norm(g, g.add("Add", [x, more], name), norm, f"{name}.norm")


def _heads(g: Graph, rows: str, network: Coder) -> None:
    hidden = _by_pair(g, rows, "read.shape", HIDDEN, "read.last")
    start = g.add("Gather", [hidden, g.constant("start.row", np.array(0, np.int64))], "mean", axis=1)
    ends = g.add("Slice", [hidden, "next", g.whole("all.read", READ), "next"], "ends.rows")
    flat = g.add("Reshape", [ends, g.whole("ends.size", -1, 2 * HIDDEN)], "ends.flat")
    g.add("Gelu", [g.plain_linear(g.add("Concat", [flat, start], "joined", axis=-1), "pair", network.pair)], "vector")
    g.plain_linear("vector", "kinds", network.kind)
    g.plain_linear("vector", "statuses", network.status)
