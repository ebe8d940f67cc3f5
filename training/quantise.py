"""Rounds the weights of the fitted network to whole numbers, so that its answers change least.

What a matrix sees while the network reads examples decides how it is rounded: channels are moved so that they swing
around zero (Wei and others, 2023), those that swing widely are shrunk and their weights grown in turn (Xiao and
others, 2023), and the error of each rounded row of weights is made good by the rows that are still to be rounded (the
optimal brain quantiser of Frantar and others, 2022).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from model import Coder
from tidings.codebook.inputs import Encoded

# Processors without VNNI add two products of a byte and a weight in 16 bits and cut off what does not fit. Up to 90
# that touches one output of some 10,000, by a little (127: one of 40; 63: none, at a quarter more error). After GELU
# most bytes are small, and as few are touched at 127.
LARGEST, LARGEST_AFTER_GELU = 90, 127
DAMPING = 0.01  # of the mean second moment, added to each channel's own: keeps the inverse finite
SMOOTHING = 0.85  # how far the swing of a channel is moved from the activations to the weights: 0 not at all, 1 wholly
SMALL = 1e-5  # swings below are taken for it


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one matrix was given over all tokens: sums of products of each two channels, and of each channel the sum
    and its ends.
    """

    count: int
    moment: Tensor  # (in, in)
    total: Tensor  # (in,)
    low: Tensor  # (in,)
    high: Tensor  # (in,)

    @property
    def middle(self) -> Tensor:
        """Halfway between the ends of each channel."""
        return (self.low + self.high) / 2

    @property
    def swing(self) -> Tensor:
        """How far each channel goes from its middle."""
        return (self.high - self.low) / 2

    def together(self, other: Seen) -> Seen:
        return Seen(
            count=self.count + other.count,
            moment=self.moment + other.moment,
            total=self.total + other.total,
            low=torch.minimum(self.low, other.low),
            high=torch.maximum(self.high, other.high),
        )

    def around_middle(self) -> Tensor:
        """The moment of the channels without their middles."""
        crossed = self.total[:, None] * self.middle[None]
        return self.moment - crossed - crossed.T + self.count * self.middle[:, None] * self.middle[None]


@dataclass(frozen=True, kw_only=True)
class Rounded:
    """Weights as whole numbers: `whole * scale` stands for them."""

    whole: Tensor  # (in, out), int8
    scale: Tensor  # (out,)


def watched(network: Coder) -> Iterator[tuple[int, str, nn.Linear]]:
    """Each layer's matrices that see different inputs: (layer, name, one matrix that sees it)."""
    for number, layer in enumerate(network.encoder.encoder.layer):
        yield number, "qkv", layer.attention.self.query
        yield number, "out", layer.attention.output.dense
        yield number, "up", layer.intermediate.dense
        yield number, "down", layer.output.dense


@torch.no_grad()
def see(network: Coder, samples: Sequence[Encoded]) -> dict[tuple[int, str], Seen]:
    """What the matrices of a narrowed network are given while it reads the samples: those of the last layer, but for
    its keys and values, only the three rows that the heads read.
    """
    found: dict[tuple[int, str], Seen] = {}
    read: list[int] = []
    last = len(network.encoder.encoder.layer) - 1

    def watch(key: tuple[int, str]) -> object:
        def look(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            rows = given[0].reshape(-1, given[0].shape[-1])
            if key[0] == last and key[1] != "qkv":
                rows = rows[read]
            now = _seen(rows)
            found[key] = known.together(now) if (known := found.get(key)) else now

        return look

    hooks = [m.register_forward_pre_hook(watch((layer, name))) for layer, name, m in watched(network)]
    for sample in samples:
        ids = torch.tensor([sample.ids])
        read[:] = (0, sample.actor, sample.recipient)
        network(ids, torch.ones_like(ids), torch.tensor([sample.actor]), torch.tensor([sample.recipient]))
    for hook in hooks:
        hook.remove()
    return found


def _seen(rows: Tensor) -> Seen:
    exact = rows.double()
    return Seen(count=len(rows), moment=exact.T @ exact, total=exact.sum(0), low=rows.amin(0), high=rows.amax(0))


def smoothed(weight: Tensor, swing: Tensor) -> Tensor:
    """For each input channel what to divide it by, and to multiply its weights (in, out) with."""
    divided = swing.clamp(min=SMALL) ** SMOOTHING / weight.abs().amax(1).clamp(min=SMALL) ** (1 - SMOOTHING)
    return (divided / divided.mean()).float()


def rounded(weight: Tensor, moment: Tensor, *, largest: int = LARGEST) -> Rounded:
    """The weights (in, out) as whole numbers up to `largest`, one scale an output.

    `moment` (in, in) is of what comes to them. Channels are rounded from the strongest on; what each rounding does to
    the products is taken back, as far as the channels move together, by the channels after it.
    """
    strength = moment.diagonal()
    order = torch.argsort(strength, descending=True, stable=True)
    left = weight.double()[order].clone()
    scale = left.abs().amax(0).clamp(min=1e-8) / largest
    damped = moment + torch.eye(len(moment), dtype=torch.float64) * DAMPING * strength.mean()
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped[order][:, order]))
    upper = torch.linalg.cholesky(inverse, upper=True)
    whole = torch.zeros_like(left)
    for i in range(len(left)):
        whole[i] = torch.round(left[i] / scale).clamp(-largest, largest)
        error = (left[i] - whole[i] * scale) / upper[i, i]
        left[i + 1 :] -= upper[i, i + 1 :, None] * error
    back = torch.empty_like(whole)
    back[order] = whole
    return Rounded(whole=back.to(torch.int8), scale=scale.float())
