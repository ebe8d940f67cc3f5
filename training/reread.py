"""Reads a shipped graph back as a network, to export it anew or to fit it further: `python training/reread.py FOLDER`.

What comes back are the whole numbers times their scales, so that it answers as the graph does but for the rounding of
activations. Rows that the graph keeps without their middles stay so: the biases make up for it, and the network is an
ordinary one. FOLDER gets the graph as `export` writes it now, with the shipped tokenizer, words and calibration.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from as_coded import in_clauses
from examples import read
from export import HEAD, LOWEST, export
from model import Coder
from narrow import linear_of
from tidings.codebook.model import Card, read_card
from train import TARGET, read_by, tokenizer


@torch.no_grad()
def reread(graph: Path, card: Card) -> Coder:
    """The narrowed network that a graph of `export` holds."""
    held = onnx.load(str(graph)).graph.initializer
    value = {one.name: torch.tensor(numpy_helper.to_array(one).copy()) for one in held}
    network = Coder(card.kinds, card.types, len(card.statuses))
    network.narrow = True
    _embeddings(network, value)
    for number, layer in enumerate(network.encoder.encoder.layer):
        name, own = f"layer{number}", layer.attention.self
        weight, bias = _joint(value, name)
        width = weight.shape[1] // 3
        for n, part in enumerate(("query", "key", "value")):
            at = slice(n * width, (n + 1) * width)
            setattr(own, part, linear_of(weight[:, at].T, bias[at]))
        own.num_attention_heads, own.all_head_size = width // HEAD, width
        layer.attention.output.dense = linear_of(_weight(value, f"{name}.out").T, value[f"{name}.out.bias"])
        layer.intermediate.dense = linear_of(_weight(value, f"{name}.up").T, value[f"{name}.up.bias"])
        down = _weight(value, f"{name}.down")
        layer.output.dense = linear_of(down.T, value[f"{name}.sum2.bias"] + LOWEST * down.sum(0))
        _norm(layer.attention.output.LayerNorm, value, f"{name}.sum1.norm")
        _norm(layer.output.LayerNorm, value, f"{name}.sum2.norm")
    for head, name in ((network.pair, "pair"), (network.kind, "kinds"), (network.status, "statuses")):
        head.weight.copy_(value[f"{name}.weight"])
        head.bias.copy_(value[f"{name}.bias"])
    return network.eval()


def _embeddings(network: Coder, value: dict[str, Tensor]) -> None:
    emb = network.encoder.embeddings
    table = value["words"].float() * value["words.scale"]
    emb.word_embeddings.weight.copy_(table)
    network.marks.copy_(table[1:8])
    places = value["places"]
    emb.position_embeddings.weight[: len(places)] = places - emb.token_type_embeddings.weight[0]
    _norm(emb.LayerNorm, value, "embedding.norm")


def _joint(value: dict[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    """Queries, keys and values beside each other; the last layer keeps its queries apart."""
    parts = [p for p in ("q", "qkv", "kv") if f"{name}.{p}.weight" in value]
    weight = torch.cat([_weight(value, f"{name}.{p}") for p in parts], 1)
    return weight, torch.cat([value[f"{name}.{p}.bias"] for p in parts])


def _weight(value: dict[str, Tensor], name: str) -> Tensor:
    """(in, out), for rows as they are before the graph divides them."""
    weight = value[f"{name}.weight"].float() * value[f"{name}.scale"]
    steps = value.get(f"{name}.steps")
    return weight if steps is None else weight * (steps * value[f"{name}.step"])[:, None]


def _norm(norm: nn.LayerNorm, value: dict[str, Tensor], name: str) -> None:
    norm.weight.copy_(value[f"{name}.gamma"])
    norm.bias.copy_(value[f"{name}.beta"])


def main() -> None:
    (folder,) = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    card = read_card(TARGET)
    examples = read(types=frozenset(card.types))
    samples = read_by(tokenizer(), [*examples, *in_clauses(examples)])
    for name in ("tokenizer.json", "words.npz"):
        shutil.copy(TARGET / name, folder / name)
    export(reread(TARGET / "coder.onnx", card), folder / "coder.onnx", samples)
    told = json.loads((TARGET / "model.json").read_text(encoding="utf-8"))
    told["sha256"]["coder.onnx"] = hashlib.sha256((folder / "coder.onnx").read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
