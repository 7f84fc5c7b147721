"""The net sees `REACH` units to each side, and padding nowhere."""

from __future__ import annotations

import torch

from guards.phi.tagger.reading import TAGS
from guards.phi.tagger.tagger import REACH
from training.tagger.model import WIDTH, TaggerNet


def words(count: int) -> torch.Tensor:
    return torch.randn(count, WIDTH, generator=torch.Generator().manual_seed(3))


@torch.no_grad()
def test_a_tag_depends_on_its_reach_and_on_all_of_it(net: TaggerNet) -> None:
    net.eval()
    length, middle = 4 * REACH, 2 * REACH
    base = words(length + 1)
    seen = net(base, torch.arange(length)[None])[0, middle]
    changed = []
    for at in range(length):
        index = torch.arange(length)
        index[at] = length
        if not torch.equal(net(base, index[None])[0, middle], seen):
            changed.append(at)
    assert (changed[0], changed[-1]) == (middle - REACH, middle + REACH)


@torch.no_grad()
def test_padding_and_neighbours_in_a_batch_change_nothing(net: TaggerNet) -> None:
    net.eval()
    base = words(30)
    alone = net(base, torch.arange(10)[None])
    padded = torch.full((2, 30), -1)
    padded[0, :10] = torch.arange(10)
    padded[1] = torch.arange(30)
    together = net(base, padded)
    assert together.shape == (2, 30, len(TAGS))
    torch.testing.assert_close(together[:1, :10], alone)


@torch.no_grad()
def test_while_training_the_bare_shapes_follow_the_words(
    net: TaggerNet, table: torch.Tensor
) -> None:
    pieces = torch.tensor([[1, 2, -1, -1, -1, -1], [3, -1, -1, -1, -1, -1]])
    word = torch.tensor([[5, 6, 7], [8, 9, 7]])
    lists = torch.zeros(2, net.word.lists.in_features)
    both = net.train().word(pieces, table, word, lists)
    known = net.eval().word(pieces, table, word, lists)
    assert torch.equal(both[:2], known)
    assert torch.equal(both[2], both[3])
    assert not torch.equal(known[0], known[1])


@torch.no_grad()
def test_pieces_that_pad_count_for_nothing(net: TaggerNet, table: torch.Tensor) -> None:
    net.eval()
    word, lists = torch.tensor([[5, 6, 7]]), torch.zeros(1, net.word.lists.in_features)
    short = net.word(torch.tensor([[4, 9, -1]]), table, word, lists)
    long = net.word(torch.tensor([[4, 9, -1, -1, -1, -1]]), table, word, lists)
    torch.testing.assert_close(short, long)
    none = net.word(torch.full((1, 6), -1), table, word, lists)
    assert torch.isfinite(none).all()
