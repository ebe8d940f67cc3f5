"""Makes a fitted network narrower, and teaches it to answer as the wide one does.

Two thirds of the weights of a layer stand between its wide inner units. Those that move its output least are taken
out, and what is left learns the wide network's answers (Hinton and others, 2015) and its rows, layer by layer (Jiao
and others, 2020): on the corpus with swapped countries, and on questions that the coder asks in its sentences, which
nobody marked.
"""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from examples import Example, renamed
from fit import BATCH, LARGE_BATCH, batches, pair_of, tensors
from model import HIDDEN, Coder
from tidings.codebook.inputs import Encoded, Pair, Tokenizer, encode

STATUS_WEIGHT, VECTOR_WEIGHT, ROWS_WEIGHT = 0.5, 0.5, 0.5  # beside the kinds, which have 1
HEADS_RATE = 3  # times that of the encoder


@dataclass(frozen=True, kw_only=True)
class Teaching:
    """How to teach."""

    epochs: int = 9
    rate: float = 2e-4  # of the encoder
    rename_share: float = 0.5
    unmarked: int = 6_000  # questions of the coder in each epoch, drawn anew
    seed: int = 5


@torch.no_grad()
def narrowed(network: Coder, samples: Sequence[Encoded], width: int) -> Coder:
    """A copy of the network with the `width` inner units of each layer that move its output most over the samples."""
    small = copy.deepcopy(network)
    layers = small.encoder.encoder.layer
    size: dict[int, Tensor] = {}

    def watch(number: int) -> object:
        def look(_: nn.Module, __: object, out: Tensor) -> None:
            size[number] = size.get(number, torch.zeros(out.shape[-1])) + out.abs().sum((0, 1))

        return look

    hooks = [layer.intermediate.register_forward_hook(watch(n)) for n, layer in enumerate(layers)]
    for rows in batches(samples, LARGE_BATCH, None):
        small(*tensors([samples[i] for i in rows]))
    for hook in hooks:
        hook.remove()
    for number, layer in enumerate(layers):
        up, down = layer.intermediate.dense, layer.output.dense
        kept = (size[number] * down.weight.norm(dim=0)).topk(width).indices.sort().values
        layer.intermediate.dense = _linear(up.weight[kept], up.bias[kept])
        layer.output.dense = _linear(down.weight[:, kept], down.bias)
    return small


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight, made.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
    return made


def taught(
    student: Coder,
    teacher: Coder,
    examples: Sequence[Example],
    unmarked: Sequence[Pair],
    *,
    tokenizer: Tokenizer,
    plan: Teaching,
) -> Coder:
    """The student, which now answers much as the teacher does; their layers are of one number."""
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    teacher.eval().requires_grad_(False)
    student.requires_grad_(True)
    student.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    told, shown = _watched(teacher), _watched(student)
    drawn = min(plan.unmarked, len(unmarked))
    steps = plan.epochs * math.ceil((len(examples) + drawn) / BATCH)
    optimiser, schedule = _optimiser(student, plan.rate, steps)
    for epoch in range(plan.epochs):
        begun = time.perf_counter()
        student.train()
        total = 0.0
        asked = [pair_of(renamed(e, rng) if rng.random() < plan.rename_share else e) for e in examples]
        encoded = [encode(p, tokenizer, masked=False) for p in (*asked, *rng.sample(list(unmarked), drawn))]
        for rows in batches(encoded, BATCH, rng):
            given = tensors([encoded[i] for i in rows])
            told.clear()
            shown.clear()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                with torch.no_grad():
                    wanted = teacher(*given)
                found = student(*given)
            loss = _unlike(found, wanted) + ROWS_WEIGHT * _apart(shown, told, given[1])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in student.parameters() if p.requires_grad], 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item() * len(rows)
        took = time.perf_counter() - begun
        print(f"  taught {epoch + 1}: loss {total / len(encoded):.3f}, {took:.0f} s", flush=True)
    return student.eval()


def _watched(network: Coder) -> list[Tensor]:
    """A list that each reading fills with the rows after each layer."""
    rows: list[Tensor] = []

    def look(_: nn.Module, __: object, out: Tensor | tuple[Tensor, ...]) -> None:
        rows.append(out[0] if isinstance(out, tuple) else out)

    for layer in network.encoder.encoder.layer:
        layer.register_forward_hook(look)
    return rows


def _optimiser(
    student: Coder, rate: float, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    body = [p for n, p in student.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in student.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": HEADS_RATE * rate}], weight_decay=0.01
    )
    rise = max(1, steps // 20)
    return optimiser, torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / rise, max(0.02, (steps - s) / (steps - rise)))
    )


def _unlike(found: Sequence[Tensor], wanted: Sequence[Tensor]) -> Tensor:
    """How far the answers lie apart: of kinds, of statuses, and the pair's vector."""
    (_, kinds, states, vector), (_, kinds_told, states_told, vector_told) = (
        [x.float() for x in answers] for answers in (found, wanted)
    )
    loss = _divergence(kinds, kinds_told) + STATUS_WEIGHT * _divergence(states, states_told)
    return loss + VECTOR_WEIGHT * functional.mse_loss(vector, vector_told) / vector_told.var()


def _divergence(found: Tensor, wanted: Tensor) -> Tensor:
    logs, told = functional.log_softmax(found, -1), functional.log_softmax(wanted, -1)
    return functional.kl_div(logs, told, reduction="batchmean", log_target=True)


def _apart(found: Sequence[Tensor], wanted: Sequence[Tensor], mask: Tensor) -> Tensor:
    """Mean squared differences of the layers' rows, each as a share of the mean square of the teacher's."""
    real = mask[..., None].float()
    tokens = real.sum() * HIDDEN
    total = torch.zeros(())
    for mine, told in zip(found, wanted, strict=True):
        error = ((mine.float() - told.float()) ** 2 * real).sum() / tokens
        total = total + error / ((told.float() ** 2 * real).sum() / tokens)
    return total
