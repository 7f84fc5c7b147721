"""Streams, conversations and blocks, before a detector sees them."""

from __future__ import annotations

import pytest

from evals.drift import Budget
from evals.watch import Observation, StreamAlarm, Watches

BUDGET = Budget(ceiling=0.1, streams=4, horizon=1_000)


def bad(stream: str, count: int) -> list[Observation]:
    return [Observation(stream, t, 1.0) for t in range(count)]


def alarms(observations: list[Observation], block: int = 1) -> list[StreamAlarm]:
    return list(Watches(BUDGET, block).run(observations))


def test_streams_do_not_share_evidence() -> None:
    mixed = [o for pair in zip(bad("a", 7), bad("b", 7), strict=True) for o in pair]
    assert alarms(bad("a", 7)) == []
    assert alarms(mixed) == []
    assert [alarm.stream for alarm in alarms(bad("a", 14))] == ["a"]


def test_not_scored_is_no_loss_and_is_told() -> None:
    watches = Watches(BUDGET)
    seen = [Observation("a", t, None) for t in range(100)]
    assert list(watches.run(seen)) == []
    assert watches.caveats() == ["100 records were not scored"]


def test_a_conversation_is_one_loss() -> None:
    talk = [Observation("a", t, 1.0, cluster="one") for t in range(200)]
    assert alarms(talk) == []


def test_a_conversation_that_comes_back_is_ignored_and_told() -> None:
    watches = Watches(BUDGET)
    turns = [Observation("a", t, 1.0, cluster=t % 2) for t in range(100)]
    assert list(watches.run(turns)) == []
    assert watches.caveats() == ["98 records of clusters that had been counted were ignored"]


def test_the_last_conversation_counts_at_the_end_of_input() -> None:
    talks = [Observation("a", t, 1.0, cluster=t) for t in range(30)]
    plain = alarms(bad("a", 30))
    assert alarms(talks)[0] == plain[0]
    needed = int(plain[0].t) + 1
    assert len(alarms(talks[:needed])) == 1


def test_a_block_is_dated_from_its_first_to_its_last_loss() -> None:
    (alarm, *_) = alarms(bad("a", 200), block=10)
    assert int(alarm.t) % 10 == 9
    assert alarm.suspect_from == 0


def test_a_block_left_incomplete_says_nothing() -> None:
    assert alarms(bad("a", 99), block=100) == []


def test_what_the_budget_does_not_cover_is_told() -> None:
    watches = Watches(BUDGET)
    list(watches.run([Observation(str(n), 0, 0.0) for n in range(5)]))
    list(watches.run([Observation("long", t, 0.0) for t in range(1_001)]))
    assert watches.caveats() == [
        "6 streams share a budget for 4",
        "a stream has 1001 steps, the horizon is 1000",
    ]


def test_a_block_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="block"):
        Watches(BUDGET, 0)
