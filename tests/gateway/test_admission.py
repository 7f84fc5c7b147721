"""Slots and allowances: nobody takes more than their own, and nothing is ever lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.admission import Admission, Allowance
from gateway.errors import Overloaded, RateLimited
from gateway.keys import Caller, new_key


def caller(**limits: Any) -> Caller:
    return Caller(new_key("t", "application", **limits)[1])


def admission(capacity: int = 1, queue: int = 10, timeout_s: float = 30.0) -> Admission:
    return Admission(capacity, queue, timeout_s)


async def test_a_permit_gives_its_slot_back_however_it_ends() -> None:
    gate, who = admission(), caller()
    permit = await gate.admit(who, 1)
    assert gate.running == 1
    with pytest.raises(ZeroDivisionError), permit:
        raise ZeroDivisionError
    assert gate.running == 0
    with await gate.admit(who, 1):
        pass


@pytest.mark.parametrize("ticks", range(8))
async def test_a_waiter_cancelled_at_any_moment_loses_no_slot(ticks: int) -> None:
    gate, who = admission(), caller(concurrency=2)
    first = await gate.admit(who, 1)
    waiting = asyncio.create_task(gate.admit(who, 1))
    await asyncio.sleep(0)
    assert gate.waiting == 1
    with first:
        pass
    for _ in range(ticks):
        await asyncio.sleep(0)
    was_admitted = waiting.done()
    waiting.cancel()
    if was_admitted:
        with waiting.result():
            pass
    else:
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert (gate.running, gate.waiting) == (0, 0)
    with await gate.admit(who, 1), pytest.raises(Overloaded):
        await Admission.admit(_full(gate), who, 1)


def _full(gate: Admission) -> Admission:
    """The same gate, without a queue."""
    gate._queue = 0
    return gate


async def test_a_cancelled_waiter_leaves_the_queue_to_the_next() -> None:
    gate, who = admission(), caller()
    first = await gate.admit(who, 1)
    waiters = [asyncio.create_task(gate.admit(who, 1)) for _ in range(3)]
    await asyncio.sleep(0)
    waiters[0].cancel()
    with first:
        pass
    for waiter in waiters[1:]:
        with await waiter:
            assert gate.running == 1
    assert (gate.running, gate.waiting) == (0, 0)


async def test_a_full_queue_is_told_at_once() -> None:
    gate, who = admission(queue=1), caller()
    with await gate.admit(who, 1):
        waiting = asyncio.create_task(gate.admit(who, 1))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded, match="1 requests run and 1 wait") as full:
            await gate.admit(who, 1)
        assert full.value.retry_after_s > 0
    with await waiting:
        pass


async def test_waiting_too_long_is_told() -> None:
    gate, who = admission(timeout_s=0.01), caller()
    with await gate.admit(who, 1), pytest.raises(Overloaded, match="within"):
        await gate.admit(who, 1)
    assert (gate.running, gate.waiting) == (0, 0)


async def test_a_keys_concurrency_is_its_own() -> None:
    gate, one, other = admission(capacity=5), caller(concurrency=1), caller()
    with await gate.admit(one, 1):
        with pytest.raises(RateLimited):
            await gate.admit(one, 1)
        with await gate.admit(other, 1):
            pass
    with await gate.admit(one, 1):
        pass


async def test_requests_a_minute() -> None:
    gate, who = admission(), caller(requests_per_minute=2)
    for _ in range(2):
        with await gate.admit(who, 1):
            pass
    with pytest.raises(RateLimited, match="2 requests a minute") as limited:
        await gate.admit(who, 1)
    assert 0 < limited.value.retry_after_s <= 30
    with await gate.admit(caller(requests_per_minute=2), 1):
        pass


async def test_tokens_a_minute_are_settled_by_what_was_used() -> None:
    gate, who = admission(), caller(tokens_per_minute=100)
    with await gate.admit(who, 90) as permit:
        permit.used_tokens = 10
    with await gate.admit(who, 80) as permit:
        permit.used_tokens = 80
    with pytest.raises(RateLimited, match="100 tokens"):
        await gate.admit(who, 80)


async def test_what_was_not_used_is_not_charged() -> None:
    gate, who = admission(queue=0), caller(tokens_per_minute=100)
    with await gate.admit(who, 100):
        pass
    with await gate.admit(caller(), 1), pytest.raises(Overloaded):
        await gate.admit(who, 100)
    with await gate.admit(who, 100):
        pass


async def test_a_huge_estimate_does_not_lock_its_key_out() -> None:
    gate, who = admission(), caller(tokens_per_minute=100)
    with await gate.admit(who, 10**15) as permit:
        permit.used_tokens = 5
    with await gate.admit(who, 90):
        pass


@given(st.integers(1, 10_000), st.lists(st.integers(0, 20_000), max_size=20))
def test_an_allowance_is_never_taken_twice(per_minute: int, amounts: list[int]) -> None:
    allowance = Allowance(per_minute)
    taken = sum(min(amount, per_minute) for amount in amounts if allowance.take(amount) == 0)
    assert taken <= per_minute * 1.5


@given(st.integers(1, 10_000), st.integers(0, 20_000), st.integers(0, 10_000))
def test_settling_never_gives_more_than_a_minute(per_minute: int, taken: int, used: int) -> None:
    allowance = Allowance(per_minute)
    allowance.take(taken)
    allowance.settle(taken, used)
    assert allowance.take(per_minute) >= 0
    assert allowance.take(per_minute) > 0, "a whole minute was taken; another is not there"
