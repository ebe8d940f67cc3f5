"""Fits one network on a list of examples: batches, loss, schedule. No files, no measuring."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from examples import STATUSES, Example, renamed
from model import Coder
from tidings.codebook.inputs import Encoded, Pair, Tokenizer, encode, shortened

BATCH = 32
LARGE_BATCH = 64  # without gradients


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How to fit."""

    epochs: int = 6
    rate: float = 1e-4  # of the encoder
    head_rate: float = 1e-3
    masked_share: float = 1.0  # of the examples of an epoch, ends masked; the rest marked around their words
    rename_share: float = 0.5
    kind_weight: float = 0.5
    status_weight: float = 0.3
    smoothing: float = 0.05
    seed: int = 1
    layers: int = 6
    frozen: int = 0  # layers from below that stay as they are


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The label sets, in the order of the network's outputs."""

    types: tuple[str, ...]
    kinds: tuple[tuple[str, str | None], ...]
    statuses: tuple[str, ...] = field(default=STATUSES)


def batches(encoded: Sequence[Encoded], size: int, rng: random.Random | None) -> list[list[int]]:
    """Indices in batches of like length; shuffled where `rng` is given."""
    order = list(range(len(encoded)))
    if rng:
        rng.shuffle(order)
    pool = size * 16
    found: list[list[int]] = []
    for at in range(0, len(order), pool):
        part = sorted(order[at : at + pool], key=lambda i: len(encoded[i].ids))
        found += [part[i : i + size] for i in range(0, len(part), size)]
    if rng:
        rng.shuffle(found)
    return found


def tensors(encoded: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    longest = max(len(e.ids) for e in encoded)
    ids = torch.zeros(len(encoded), longest, dtype=torch.long)
    mask = torch.zeros(len(encoded), longest, dtype=torch.long)
    for row, e in enumerate(encoded):
        ids[row, : len(e.ids)] = torch.tensor(e.ids)
        mask[row, : len(e.ids)] = 1
    return ids, mask, torch.tensor([e.actor for e in encoded]), torch.tensor([e.recipient for e in encoded])


def pair_of(example: Example) -> Pair:
    return Pair(sentence=example.sentence, actor=example.actor, recipient=example.recipient)


def fit(
    examples: Sequence[Example],
    *,
    labels: Labels,
    tokenizer: Tokenizer,
    plan: Plan,
    start: dict[str, Tensor] | None = None,
) -> Coder:
    """The fitted network, begun from the weights `start` where they are given."""
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    network = Coder(labels.kinds, labels.types, len(labels.statuses))
    network.encoder.encoder.layer = network.encoder.encoder.layer[: plan.layers]
    for layer in network.encoder.encoder.layer[: plan.frozen]:
        layer.requires_grad_(False)
    if plan.frozen:
        network.encoder.embeddings.requires_grad_(False)
    if start is not None:
        network.load_state_dict(start)
    counts = Counter(e.type for e in examples)
    mean = len(examples) / len(counts)
    # the square root softens the balance: rare types count more, but no single line dominates
    weight = torch.tensor([min(3.0, math.sqrt(mean / counts[t])) if counts[t] else 1.0 for t in labels.types])
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    body = [p for n, p in network.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}], weight_decay=0.01
    )
    steps = plan.epochs * math.ceil(len(examples) / BATCH)
    rise = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / rise, max(0.0, (steps - s) / (steps - rise)))
    )
    kind_number = {k: i for i, k in enumerate(labels.kinds)}
    for epoch in range(plan.epochs):
        begun = time.perf_counter()
        network.train()
        total = 0.0
        shown = [renamed(e, rng) if rng.random() < plan.rename_share else e for e in examples]
        encoded = [encode(pair_of(e), tokenizer, masked=rng.random() < plan.masked_share) for e in shown]
        for rows in batches(encoded, BATCH, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):  # 1.6 times as quick
                found = network(*tensors([encoded[i] for i in rows]))
            types, kinds, statuses, _ = (x.float() for x in found)
            gold = torch.tensor([labels.types.index(examples[i].type) for i in rows])
            fine = torch.tensor([kind_number.get((examples[i].type, examples[i].mode), -100) for i in rows])
            loss = nn.functional.cross_entropy(types, gold, weight=weight, label_smoothing=plan.smoothing)
            loss = loss + plan.kind_weight * nn.functional.cross_entropy(kinds, fine, ignore_index=-100)
            state = torch.tensor(
                [labels.statuses.index(examples[i].status) if examples[i].type != "NONE" else -100 for i in rows]
            )
            if bool((state >= 0).any()):
                loss = loss + plan.status_weight * nn.functional.cross_entropy(statuses, state, ignore_index=-100)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item() * len(rows)
        print(
            f"  epoch {epoch + 1}: loss {total / len(examples):.3f}, {time.perf_counter() - begun:.0f} s",
            flush=True,
        )
    return network.eval()


@torch.no_grad()
def predict(
    network: Coder, pairs: Sequence[Pair], tokenizer: Tokenizer, *, masked: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """Logits of types, kinds and statuses for each pair."""
    network.eval()
    encoded = [encode(p, tokenizer, masked=masked) for p in pairs]
    if network.narrow:
        encoded = [shortened(e) for e in encoded]
    out: list[tuple[Tensor, ...] | None] = [None] * len(pairs)
    for rows in batches(encoded, LARGE_BATCH, None):
        found = network(*tensors([encoded[i] for i in rows]))
        for at, row in enumerate(rows):
            out[row] = tuple(f[at] for f in found[:3])
    return tuple(torch.stack([o[k] for o in out if o is not None]) for k in range(3))  # type: ignore[return-value]
