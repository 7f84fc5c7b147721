"""The token tagger: frozen word pieces, learned word features, and a stack of dilated convolutions.

A convolution sees a bounded context, so the tag of a unit depends on `REACH` units to each side and
on nothing else: a long text may be read in windows, and gives what it gives as a whole. The word
pieces' vectors are MiniLM's and stay as they are; what is learned is small.

Sources: iterated dilated convolutions for tagging, Strubell et al., 2017 (1702.02098); MiniLM, Wang
et al., 2020 (2002.10957).
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from guards.phi.tagger.features import AFFIX_BUCKETS, SHAPES
from guards.phi.tagger.reading import TAGS
from guards.phi.tagger.tagger import DILATIONS

PIECE_WIDTH = 384
UNSEEN_SHARE = 0.08
"""How many units are trained on as if their word were unknown, so that company must tell."""
WIDTH = 192
INNER = 256


class Word(nn.Module):
    """One unit out of context -> a vector [WIDTH]: linear in each of its features.

    While training, the N vectors are followed by N of the shapes alone: what is known of a word
    that was never seen.
    """

    def __init__(self, lists: int) -> None:
        super().__init__()
        self.first = nn.Linear(PIECE_WIDTH, WIDTH)
        self.mean = nn.Linear(PIECE_WIDTH, WIDTH, bias=False)
        self.prefix = nn.Embedding(AFFIX_BUCKETS, WIDTH)
        self.suffix = nn.Embedding(AFFIX_BUCKETS, WIDTH)
        self.shape = nn.Embedding(SHAPES, WIDTH)
        self.lists = nn.Linear(lists, WIDTH, bias=False)
        for table in (self.prefix, self.suffix, self.shape):
            nn.init.normal_(table.weight, std=0.1)

    def forward(self, pieces: Tensor, table: Tensor, word: Tensor, lists: Tensor) -> Tensor:
        """`pieces` [N, 6] (-1 pads), `word` [N, 3] prefix, suffix, shape; -> [N, WIDTH]."""
        there = (pieces >= 0).unsqueeze(-1)
        vectors = table[pieces.clamp(min=0)] * there
        mean = vectors.sum(1) / there.sum(1).clamp(min=1)
        affixes = self.prefix(word[:, 0]) + self.suffix(word[:, 1]) + self.shape(word[:, 2])
        known: Tensor = self.lists(lists)
        summed: Tensor = self.first(vectors[:, 0]) + self.mean(mean) + affixes + known
        if self.training:
            bare = self.shape(word[:, 2]) + self.first.bias
            return torch.cat([summed, bare])
        return summed


class Block(nn.Module):
    """x + W2 relu(W1 [x(-d), x, x(+d)]), normalised before: one dilated convolution of width 3."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.norm = nn.LayerNorm(WIDTH)
        self.inner = nn.Linear(3 * WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        """`x` [B, T, WIDTH], `there` [B, T, 1] zero on padding."""
        y = functional.pad(self.norm(x) * there, (0, 0, self.dilation, self.dilation))
        length = x.shape[1]
        sides = [y[:, i * self.dilation : i * self.dilation + length] for i in range(3)]
        out: Tensor = self.outer(functional.relu(self.inner(torch.cat(sides, -1))))
        return x + out


class TaggerNet(nn.Module):
    """Units -> logits [B, T, TAGS]."""

    def __init__(self, lists: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = Word(lists)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in DILATIONS)
        self.norm = nn.LayerNorm(WIDTH)
        self.tags = nn.Linear(WIDTH, len(TAGS))

    def layers(self) -> Iterator[Block]:
        """The blocks in order."""
        for block in self.blocks:
            assert isinstance(block, Block)
            yield block

    def forward(self, words: Tensor, index: Tensor) -> Tensor:
        """`words` [N, WIDTH] of a batch's units, `index` [B, T] into them, -1 on padding."""
        there = (index >= 0).unsqueeze(-1).to(words.dtype)
        at = index.clamp(min=0)
        if self.training:
            unseen = torch.rand(index.shape) < UNSEEN_SHARE
            at = at + unseen * (len(words) // 2)
        x = self.dropout(words)[at] * there
        for block in self.layers():
            x = block(x, there)
        tags: Tensor = self.tags(self.dropout(self.norm(x)))
        return tags
