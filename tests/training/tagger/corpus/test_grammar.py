from __future__ import annotations

from random import Random

import pytest

from training.tagger.corpus.grammar import (
    FrameError,
    Slot,
    frames,
    parsed,
    registers,
    slots,
    walked,
)
from training.tagger.corpus.scene import Scene


def ways(line: str) -> set[str]:
    frame = parsed(line)
    return {
        "".join(part if isinstance(part, str) else f"_{part.kind}" for part in walked(frame, rng))
        for rng in map(Random, range(60))
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain", {"plain"}),
        ("a <b|c> d", {"a b d", "a c d"}),
        ("a[ b]", {"a", "a b"}),
        ("<a|b[c]>", {"a", "b", "bc"}),
        ("<a|>b", {"ab", "b"}),
        ("{NAME:full} x", {"_NAME x"}),
        (r"\{a\}\[b\]\<c\>\n", {"{a}[b]<c>\n"}),
        ("a|b", {"a|b"}),
    ],
)
def test_a_frame_has_these_ways(line: str, expected: set[str]) -> None:
    assert ways(line) == expected


@pytest.mark.parametrize("line", ["{NAME", "<a|b", "[a", "a>", "a]", "<a|{b>", "[<a]>"])
def test_brackets_that_do_not_match_are_refused(line: str) -> None:
    with pytest.raises(FrameError):
        parsed(line)


def test_a_slot_has_a_kind_and_an_argument() -> None:
    assert slots(parsed("{PT:full} <{age}|x>")) == [Slot("PT", "full"), Slot("age", "")]


@pytest.mark.parametrize("register", registers())
def test_every_slot_of_every_frame_can_be_filled(register: str) -> None:
    for frame in frames(register):
        for slot in slots(frame):
            ((text, _),) = Scene(Random(1)).filled((slot,))
            assert text


@pytest.mark.parametrize("register", [name for name in registers() if name.startswith("neg_")])
def test_a_negative_frame_holds_no_identifier(register: str) -> None:
    scene = Scene(Random(2))
    assert not [label for frame in frames(register) for _, label in scene.filled(frame) if label]


@pytest.mark.parametrize("register", [name for name in registers() if not name.startswith("neg_")])
def test_a_positive_frame_holds_one_on_some_way(register: str) -> None:
    scene = Scene(Random(3))
    for frame in frames(register):
        assert any(label for _ in range(40) for _, label in scene.filled(frame))


def test_a_role_keeps_its_name_in_a_text() -> None:
    scene, frame = Scene(Random(4)), parsed("{PT:last}")
    assert scene.filled(frame) == scene.filled(frame)
