"""Anytime-valid alarms for losses in [0, 1]: a mixture e-Shiryaev-Roberts detector.

For a stream whose conditional mean loss stays at or below the ceiling m, and any bet
0 < lambda < 1/m, the statistic

    M <- (1 + lambda (x - m)) (M + 1)

grows by at most one per step in expectation, and so does an average over bets. An alarm at
M >= T K / alpha is therefore false with probability at most alpha over all K streams and T steps
together, however often one looks. The promise needs what it says: a ceiling that bounds the
*conditional* mean, so one loss per conversation, and blocks where neighbours are correlated.

Source: Shin, Ramdas, Rinaldo, "E-detectors: a nonparametric framework for sequential change
detection" (arXiv 2203.03532).
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
When = int | float | str
"""How a caller names a step: an index, a time, a date. Only ever handed back."""

SMALLESTET, LARGESTET = 0.25, 32.0
BETS_PER_DOUBLING = 2
LARGEST_SHARE_AT_STAKE = 0.95


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """What is promised: under `ceiling`, a false alarm in any of `streams` streams within
    `horizon` steps of each has a probability of at most `alpha`.

    Raises:
        ValueError: a number for which the promise has no meaning.
    """

    ceiling: float
    streams: int = 1
    horizon: int = 10_000
    alpha: float = 0.01

    def __post_init__(self) -> None:
        if not 0 < self.ceiling < 1:
            raise ValueError(f"the ceiling must lie between 0 and 1, not at {self.ceiling}")
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha must lie between 0 and 1, not at {self.alpha}")
        if self.streams < 1 or self.horizon < 1:
            raise ValueError("there must be at least one stream and one step")

    @property
    def log_threshold(self) -> float:
        """log(T K / alpha)."""
        return float(np.log(self.horizon) + np.log(self.streams) - np.log(self.alpha))

    def bets(self) -> Array:
        """The geometric grid of lambdas; no step can lose more than the stake allows."""
        doublings = np.log2(LARGESTET / SMALLESTET)
        exponents = np.arange(int(doublings * BETS_PER_DOUBLING) + 1) / BETS_PER_DOUBLING
        grid = SMALLESTET * 2.0**exponents
        return grid[grid < LARGEST_SHARE_AT_STAKE / self.ceiling]


class Alarm(msgspec.Struct, frozen=True):
    """The ceiling is exceeded: `e_value` is M, and the likeliest restart is `suspect_from`."""

    t: When
    e_value: float
    suspect_from: When


class Detector:
    """One stream under a budget. Its state is plain JSON, so it lives across processes.

    An alarm spends the evidence: the stream starts anew with the next step.
    """

    def __init__(self, budget: Budget, state: dict[str, Any] | None = None) -> None:
        self._budget = budget
        self._bets = budget.bets()
        self._log_m: Array
        self._run: Array
        self._since: list[When | None]
        self._restart()
        self.steps = 0
        if state:
            self._restore(state)

    def observe(self, loss_01: float, t: When, since: When | None = None) -> Alarm | None:
        """Takes one step; an alarm if this step completes one. `since` is when it began.

        Raises:
            ValueError: the loss is not a number in [0, 1].
        """
        if not 0 <= loss_01 <= 1:  # also refuses NaN
            raise ValueError(f"a loss lies in [0, 1], not at {loss_01}")
        self.steps += 1
        growth = np.log1p(self._bets * (loss_01 - self._budget.ceiling))
        self._log_m = growth + np.logaddexp(self._log_m, 0.0)
        self._follow_runs(growth, t if since is None else since)
        log_m = float(np.logaddexp.reduce(self._log_m) - np.log(len(self._bets)))
        if log_m < self._budget.log_threshold:
            return None
        alarm = Alarm(t, float(np.exp(min(log_m, 700.0))), self._suspect())
        self._restart()
        return alarm

    def state(self) -> dict[str, Any]:
        """What a later `Detector` under the same budget goes on from."""
        return {
            "ceiling": self._budget.ceiling,
            "steps": self.steps,
            "log_m": [max(value, -1e300) for value in self._log_m.tolist()],
            "run": self._run.tolist(),
            "since": self._since,
        }

    def _restart(self) -> None:
        self._log_m = np.full(len(self._bets), -np.inf)
        self._run = np.zeros(len(self._bets))
        self._since = [None] * len(self._bets)

    def _restore(self, state: dict[str, Any]) -> None:
        """A state under another ceiling is evidence about another question: it is left alone."""
        self.steps = int(state["steps"])
        if state["ceiling"] == self._budget.ceiling and len(state["run"]) == len(self._bets):
            self._log_m = np.array(state["log_m"])
            self._run = np.array(state["run"])
            self._since = list(state["since"])

    def _follow_runs(self, growth: Array, since: When) -> None:
        """Per bet, the best single restart so far (a CUSUM) and when it was."""
        for bet in np.flatnonzero(self._run <= 0):
            self._since[bet] = since
        self._run = np.maximum(self._run, 0.0) + growth

    def _suspect(self) -> When:
        since = self._since[int(np.argmax(self._run))]
        assert since is not None, "an alarm follows at least one step"
        return since
