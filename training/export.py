"""Writes a fitted network as an int8 ONNX graph, node by node, so that what is shipped is plain to read.

Weights are whole numbers of a byte with a scale for each output. Activations are quantised where they enter a product:
in steps of one size for each matrix, which samples have set, or, behind GELU, with a step for each row; either way an
answer depends on nothing else in its batch. What makes one size good enough costs the graph nothing: the middles of
channels are taken off by the normalisation or the values before them and given back by biases, and what attention
gives is divided by dividing the values. Steps for whole batches, as the common dynamic quantisation has them, made
twice the error and answers that depend on their neighbours; weights in blocks cost two to four times the time of a
product (LOG.md). The graph takes pairs of one length at a time, without padding. Of the last layer only the rows that
the heads read are computed: the start token's and those of the two ends.
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

    def linear(
        self,
        x: str,
        name: str,
        weight: torch.Tensor,
        bias: torch.Tensor,
        seen: Seen,
        divided: torch.Tensor,
        *,
        is_divided: bool = False,
    ) -> str:
        """What was seen (rows, in) @ weight (in, out) + bias, for an x that comes without its middle and, where
        `is_divided`, with its channels divided. One step, which what was seen sets, makes it bytes around 128.
        """
        step = float((seen.swing / divided).max()) / 127
        own, middle = self.number(f"{name}.step", step), self.constant("middle", np.array(128, np.uint8))
        if not is_divided:
            x = self.add("Mul", [x, self.constant(f"{name}.steps", array(1 / divided / step))], f"{name}.stepped")
        given = self.add("QuantizeLinear", [x, own if is_divided else self.one, middle], f"{name}.bytes")
        moment = seen.around_middle() / torch.outer(divided, divided)
        found = rounded(weight * divided[:, None], moment)
        return self._product(given, own, middle, name, found, bias + seen.middle @ weight)

    def linear_of_gelu(
        self, x: str, name: str, weight: torch.Tensor, bias: torch.Tensor, seen: Seen
    ) -> tuple[str, NDArray[np.float32]]:
        """x @ weight for an x that is never below -LOWEST; and the bias that is still to be added. Each row has a step
        of its own: GELU lets a few channels through at a time, and one step for all would be far too wide for most.
        """
        found = rounded(weight, seen.moment, largest=LARGEST_AFTER_GELU)
        raised = self.add("Add", [x, self.number("lowest", LOWEST)], f"{name}.raised")
        largest = self.add("ReduceMax", [raised, self.whole("last", -1)], f"{name}.largest", keepdims=1)
        step = self.add("Mul", [largest, self.number("steps", 1 / 255)], f"{name}.step")
        stepped = self.add("Mul", [raised, self.add("Reciprocal", [step], f"{name}.per.step")], f"{name}.stepped")
        zero = self.constant("bottom", np.array(0, np.uint8))
        given = self.add("QuantizeLinear", [stepped, self.one, zero], f"{name}.bytes")
        product = self._product(given, self.one, zero, name, found)
        return self.add("Mul", [product, step], name), array(bias - LOWEST * (found.whole * found.scale).sum(0))

    @property
    def one(self) -> str:
        return self.number("one", 1.0)

    def _product(
        self, given: str, step: str, zero: str, name: str, found: Rounded, bias: torch.Tensor | None = None
    ) -> str:
        inputs = [
            given,
            self.constant(f"{name}.weight", found.whole.numpy()),
            step,
            self.constant(f"{name}.scale", found.scale.numpy()),
            zero,
            self.constant("weights.zero", np.array(0, np.int8)),
        ]
        if bias is not None:
            inputs.append(self.constant(f"{name}.bias", array(bias)))
        return self.add("MatMulIntegerToFloat", inputs, f"{name}.product", domain=MICROSOFT)

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


@torch.no_grad()
def export(network: Coder, path: Path, samples: Sequence[Encoded]) -> None:
    """Writes `network` to `path`, rounded so that it reads the samples, some hundred pairs of the corpus, as before.

    Inputs: ids (b, n), ends (b, 2). Outputs, a row for each pair: kinds, statuses, vector, mean (which the
    start token has learnt).
    """
    g = Graph()
    seen = see(network, [shortened(s) for s in samples])
    rows = _embed(g, network, seen[0, "qkv"])
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


def _embed(g: Graph, network: Coder, seen: Seen) -> str:
    """The rows of all tokens of all pairs, one under the other, without the middle of what was seen of them."""
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
    total = _norm(g, g.add("Add", [words, place], "embedded"), emb.LayerNorm, "embedding.norm", seen)
    return _by_token(g, total, HIDDEN, "embedding.rows")


def _norm(g: Graph, x: str, norm: torch.nn.LayerNorm, name: str, seen: Seen | None) -> str:
    less = 0 if seen is None else seen.middle
    inputs = [
        x,
        g.constant(f"{name}.gamma", array(norm.weight)),
        g.constant(f"{name}.beta", array(norm.bias - less)),
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
    g: Graph,
    x: str,
    whole: str,
    layer: torch.nn.Module,
    seen: dict[tuple[int, str], Seen],
    number: int,
    shape: str,
) -> str:
    """The layer's rows for x, of which each attends to all of its pair's rows in `whole`. `shape` is (b, rows of a
    pair) of x. All rows come without the middle of what the layer's first matrix was seen to be given, and go without
    the next layer's.
    """
    name = f"layer{number}"
    at_start, at_out, at_up = (seen[number, part] for part in ("qkv", "out", "up"))
    dense, up, down = layer.attention.output.dense, layer.intermediate.dense, layer.output.dense
    divided = smoothed(dense.weight.T, at_out.swing)
    rows = _attention(g, x, whole, layer.attention.self, at_start, (at_out.middle, divided), name, shape)
    out = g.linear(rows, f"{name}.out", dense.weight.T, dense.bias + at_start.middle, at_out, divided, is_divided=True)
    x = _sum(g, x, out, layer.attention.output.LayerNorm, f"{name}.sum1", at_up)
    wide = g.linear(x, f"{name}.up", up.weight.T, up.bias, at_up, smoothed(up.weight.T, at_up.swing))
    active = g.add("Gelu", [wide], f"{name}.gelu")
    out, rest = g.linear_of_gelu(active, f"{name}.down", down.weight.T, down.bias + at_up.middle, seen[number, "down"])
    out = g.add("Add", [out, g.constant(f"{name}.sum2.bias", rest)], f"{name}.sum2.more")
    return _sum(g, x, out, layer.output.LayerNorm, f"{name}.sum2", seen.get((number + 1, "qkv")))


def _attention(
    g: Graph,
    x: str,
    whole: str,
    own: torch.nn.Module,
    seen: Seen,
    wanted: tuple[torch.Tensor, torch.Tensor],
    name: str,
    shape: str,
) -> str:
    """What attention gives, less the first of `wanted` and divided by the second: what all values have, their
    weighted means have too.
    """
    width = own.query.out_features
    less, divided = wanted
    weights = {"q": own.query.weight.T, "k": own.key.weight.T, "v": own.value.weight.T / divided}
    biases = {"q": own.query.bias, "k": own.key.bias, "v": (own.value.bias - less) / divided}
    by = smoothed(torch.cat([part.weight.T for part in (own.query, own.key, own.value)], 1), seen.swing)
    for names, rows, of in (("qkv", x, shape),) if x == whole else (("q", x, shape), ("kv", whole, "shape")):
        weight, bias = torch.cat([weights[p] for p in names], 1), torch.cat([biases[p] for p in names])
        joint = g.linear(rows, f"{name}.{names}", weight, bias, seen, by)
        split = [joint] if len(names) == 1 else [f"{name}.{p}.rows" for p in names]
        if len(names) > 1:
            g.add("Split", [joint], f"{name}.split", outputs=tuple(split), axis=-1, num_outputs=len(names))
        for p, part in zip(names, split, strict=True):
            _by_pair(g, part, of, width, f"{name}.{p}.pairs")
    given = [f"{name}.{p}.pairs" for p in "qkv"]
    heads = g.add("MultiHeadAttention", given, f"{name}.heads", domain=MICROSOFT, num_heads=width // HEAD)
    return _by_token(g, heads, width, f"{name}.attention")


def _by_pair(g: Graph, rows: str, shape: str, width: int, name: str) -> str:
    """(b * n, width) as (b, n, width), where `shape` is (b, n)."""
    wanted = g.add("Concat", [shape, g.whole(f"width.{width}", width)], f"{name}.shape", axis=0)
    return g.add("Reshape", [rows, wanted], name)


def _by_token(g: Graph, rows: str, width: int, name: str) -> str:
    """(b, n, width) as (b * n, width)."""
    return g.add("Reshape", [rows, g.whole(f"by.token.{width}", -1, width)], name)


def _sum(g: Graph, x: str, more: str, norm: torch.nn.LayerNorm, name: str, seen: Seen | None) -> str:
    """The normed sum, without the middle of what was seen of it."""
    return _norm(g, g.add("Add", [x, more], name), norm, f"{name}.norm", seen)


def _heads(g: Graph, rows: str, network: Coder) -> None:
    hidden = _by_pair(g, rows, "read.shape", HIDDEN, "read.last")
    start = g.add("Gather", [hidden, g.constant("start.row", np.array(0, np.int64))], "mean", axis=1)
    ends = g.add("Slice", [hidden, "next", g.whole("all.read", READ), "next"], "ends.rows")
    flat = g.add("Reshape", [ends, g.whole("ends.size", -1, 2 * HIDDEN)], "ends.flat")
    g.add("Gelu", [g.plain_linear(g.add("Concat", [flat, start], "joined", axis=-1), "pair", network.pair)], "vector")
    g.plain_linear("vector", "kinds", network.kind)
    g.plain_linear("vector", "statuses", network.status)
