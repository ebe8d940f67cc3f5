"""Makes a fitted network narrower, and teaches it to answer as the wide one does.

Inner units of a layer and heads of its attention that move its output least are taken out (Michel and others, 2019,
for heads), and so are the marks that close an end; the start token's row stands for the whole of a sentence, so that
the last layer has three rows to give instead of all. What is left learns the wide network's answers (Hinton and
others, 2015) and its rows, layer by layer (Jiao and others, 2020): on the corpus with swapped countries, on questions
that the coder asks in its sentences, which nobody marked, and on sentences without ends.
"""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from examples import Example, renamed
from fit import BATCH, LARGE_BATCH, batches, pair_of, tensors
from model import Coder, mean_of
from tidings.codebook.inputs import CLOSING, Encoded, Pair, Tokenizer, encode, shortened

STATUS_WEIGHT, VECTOR_WEIGHT, ROWS_WEIGHT = 0.5, 0.5, 0.5  # beside the kinds, which have 1
HEADS_RATE = 3  # times that of the encoder


@dataclass(frozen=True, kw_only=True)
class Teaching:
    """How to teach."""

    epochs: int = 9
    rate: float = 2e-4  # of the encoder
    rename_share: float = 0.5
    unmarked: int = 8_000  # questions of the coder in each epoch, drawn anew
    bare: int = 1_500  # sentences without ends in each epoch, as `encode` is given them
    seed: int = 5


@torch.no_grad()
def narrowed(network: Coder, samples: Sequence[Encoded], *, width: int, heads: int) -> Coder:
    """A copy of the network with the inner units and the heads of each layer that move its output most over the
    samples; it reads shortened pairs and the start token's row.
    """
    small = copy.deepcopy(network)
    small.narrow = True
    layers = small.encoder.encoder.layer
    told, inner = _sizes(small, samples)
    for layer, attended, size in zip(layers, told, inner, strict=True):
        own, dense = layer.attention.self, layer.attention.output.dense
        kept = _strongest(attended * dense.weight.norm(dim=0), heads, own.attention_head_size)
        for name in ("query", "key", "value"):
            part = getattr(own, name)
            setattr(own, name, linear_of(part.weight[kept], part.bias[kept]))
        layer.attention.output.dense = linear_of(dense.weight[:, kept], dense.bias)
        own.num_attention_heads, own.all_head_size = heads, len(kept)
        up, down = layer.intermediate.dense, layer.output.dense
        kept = _strongest(size * down.weight.norm(dim=0), width, 1)
        layer.intermediate.dense = linear_of(up.weight[kept], up.bias[kept])
        layer.output.dense = linear_of(down.weight[:, kept], down.bias)
    return small


def _sizes(network: Coder, samples: Sequence[Encoded]) -> tuple[list[Tensor], list[Tensor]]:
    """For each layer the summed sizes of what its attention and its inner units give over the samples."""
    layers = network.encoder.encoder.layer
    told = [torch.zeros(layer.attention.output.dense.in_features) for layer in layers]
    inner = [torch.zeros(layer.intermediate.dense.out_features) for layer in layers]

    def adder(total: Tensor) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def look(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            total.add_(given[0].abs().sum((0, 1)))

        return look

    hooks = [
        module.register_forward_pre_hook(adder(total))
        for layer, heads, units in zip(layers, told, inner, strict=True)
        for module, total in ((layer.attention.output.dense, heads), (layer.output.dense, units))
    ]
    for rows in batches(samples, LARGE_BATCH, None):
        network(*tensors([samples[i] for i in rows]))
    for hook in hooks:
        hook.remove()
    return told, inner


def _strongest(strength: Tensor, count: int, size: int) -> Tensor:
    """The channels of the `count` groups of `size` channels that have the most strength together, in order."""
    groups = strength.reshape(-1, size).sum(1).topk(count).indices.sort().values
    return (groups[:, None] * size + torch.arange(size)).reshape(-1)


def linear_of(weight: Tensor, bias: Tensor) -> nn.Linear:
    """A layer of these weights (out, in) and biases."""
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
    bare = [Pair(sentence=e.sentence, actor=None, recipient=None) for e in examples]
    steps = plan.epochs * math.ceil((len(examples) + drawn + plan.bare) / BATCH)
    optimiser, schedule = _optimiser(student, plan.rate, steps)
    for epoch in range(plan.epochs):
        begun = time.perf_counter()
        student.train()
        total = 0.0
        asked = [pair_of(renamed(e, rng) if rng.random() < plan.rename_share else e) for e in examples]
        asked += rng.sample(list(unmarked), drawn) + rng.sample(bare, plan.bare)
        encoded = [encode(p, tokenizer, masked=False) for p in asked]
        for rows in batches(encoded, BATCH, rng):
            given = tensors([encoded[i] for i in rows])
            short = tensors([shortened(encoded[i]) for i in rows])
            told.clear()
            shown.clear()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                with torch.no_grad():
                    wanted = teacher(*given)
                found = student(*short)
            loss = _unlike(found, wanted) + ROWS_WEIGHT * _apart(shown, told, short, given)
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


def _apart(
    found: Sequence[Tensor], wanted: Sequence[Tensor], short: Sequence[Tensor], given: Sequence[Tensor]
) -> Tensor:
    """Mean squared differences of the layers' rows for the tokens that both read, each as a share of the mean square
    of the teacher's. After the last layer the start token's row is to be the mean of the teacher's.
    """
    ids, mask = given[:2]
    total = _share(found[-1][:, 0].float(), mean_of(wanted[-1].float(), mask))
    mine, both = short[1].bool(), mask.bool() & ~torch.isin(ids, torch.tensor(sorted(CLOSING)))
    for rows, told in zip(found[:-1], wanted[:-1], strict=True):
        total = total + _share(rows.float()[mine], told.float()[both])
    return total


def _share(found: Tensor, wanted: Tensor) -> Tensor:
    return functional.mse_loss(found, wanted) / (wanted**2).mean()
