"""Who may start now: a key's own limits first, then the gateway's bounded queue.

A permit is held for the life of the *response*, and gives back its slot however that ends.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from types import TracebackType

from gateway.errors import Overloaded, RateLimited
from gateway.keys import Caller

MINUTE_S = 60.0


class Allowance:
    """A token bucket that refills `per_minute` over a minute and may go into debt."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._level = float(per_minute)
        self._at_s = time.monotonic()

    def take(self, amount: float) -> float:
        """Takes `amount` and returns 0, or takes nothing and returns the seconds to wait."""
        now_s = time.monotonic()
        refill = (now_s - self._at_s) * self.per_minute / MINUTE_S
        self._level = min(self.per_minute, self._level + refill)
        self._at_s = now_s
        wanted = min(amount, self.per_minute)  # a request above the limit may still run alone
        if self._level < wanted:
            return (wanted - self._level) * MINUTE_S / self.per_minute
        self._level -= wanted
        return 0.0

    def settle(self, taken: float, used: float) -> None:
        """Corrects an estimate once the real amount is known."""
        self._level = min(self.per_minute, self._level + min(taken, self.per_minute) - used)


class Admission:
    """Permits for requests; `capacity` run at once, `queue` more wait up to `timeout_s`."""

    def __init__(self, capacity: int, queue: int, timeout_s: float) -> None:
        self._slots = asyncio.Semaphore(capacity)
        self._queue = queue
        self._timeout_s = timeout_s
        self.waiting = 0
        self.running = 0
        self._per_key: defaultdict[str, int] = defaultdict(int)
        self._allowances: dict[tuple[str, str, int], Allowance] = {}

    async def admit(self, caller: Caller, estimated_tokens: int) -> Permit:
        """A permit to run one request; use it as a context manager.

        Raises:
            RateLimited: the key is over its requests, tokens or concurrency.
            Overloaded: the queue is full, or no slot came free in time.
        """
        permit = Permit(self, caller, estimated_tokens)
        self._charge(permit)
        self._per_key[caller.key.key_id] += 1
        try:
            await self._wait()
        except BaseException:
            self._leave_key(caller)
            self._settle(permit, used=0)
            raise
        self.running += 1
        return permit

    def release(self, permit: Permit) -> None:
        """Takes a permit back; called once, by the permit."""
        self.running -= 1
        self._slots.release()
        self._leave_key(permit.caller)
        self._settle(permit, permit.used_tokens)

    def _settle(self, permit: Permit, used: int) -> None:
        tokens = self._allowance(permit.caller, "tokens", permit.caller.key.tokens_per_minute)
        if tokens is not None:
            tokens.settle(permit.estimated_tokens, used)

    def _charge(self, permit: Permit) -> None:
        key = permit.caller.key
        if key.concurrency is not None and self._per_key[key.key_id] >= key.concurrency:
            raise RateLimited(
                f"this key may run {key.concurrency} requests at once", retry_after_s=1.0
            )
        requests = self._allowance(permit.caller, "requests", key.requests_per_minute)
        tokens = self._allowance(permit.caller, "tokens", key.tokens_per_minute)
        _take(requests, 1, "requests")
        _take(tokens, permit.estimated_tokens, "tokens")

    async def _wait(self) -> None:
        if self._slots.locked() and self.waiting >= self._queue:
            raise Overloaded(
                f"{self.running} requests run and {self.waiting} wait already; retry later",
                retry_after_s=1.0,
            )
        self.waiting += 1
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._slots.acquire()
        except TimeoutError as error:
            raise Overloaded(
                f"no slot came free within {self._timeout_s:g} s; retry later", retry_after_s=2.0
            ) from error
        finally:
            self.waiting -= 1

    def _leave_key(self, caller: Caller) -> None:
        key_id = caller.key.key_id
        self._per_key[key_id] -= 1
        if self._per_key[key_id] <= 0:
            del self._per_key[key_id]

    def _allowance(self, caller: Caller, unit: str, per_minute: int | None) -> Allowance | None:
        if per_minute is None:
            return None
        name = (caller.key.key_id, unit, per_minute)
        return self._allowances.setdefault(name, Allowance(per_minute))


class Permit:
    """The right to run one request, given back on exit with the tokens it `used_tokens`."""

    def __init__(self, admission: Admission, caller: Caller, estimated_tokens: int) -> None:
        self._admission = admission
        self.caller = caller
        self.estimated_tokens = estimated_tokens
        self.used_tokens = 0

    def __enter__(self) -> Permit:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._admission.release(self)


def _take(allowance: Allowance | None, amount: float, unit: str) -> None:
    if allowance is None:
        return
    wait_s = allowance.take(amount)
    if wait_s > 0:
        raise RateLimited(
            f"this key may use {allowance.per_minute} {unit} a minute", retry_after_s=wait_s
        )
