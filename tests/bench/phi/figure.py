"""One figure of the report: a share with its interval, or a plain number, and its target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.phi.intervals import clustered


@dataclass(frozen=True)
class Target:
    """What a figure must reach."""

    bound: float
    at_least: bool

    def kept(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.bound:g}"


def at_least(bound: float) -> Target:
    """A floor."""
    return Target(bound, at_least=True)


def at_most(bound: float) -> Target:
    """A ceiling."""
    return Target(bound, at_least=False)


@dataclass(frozen=True)
class Figure:
    """What was measured. `value` is None where it could not be; `note` then says why.

    `unit` is "share" (0 to 1, with a 95% interval clustered by document), "x", "ms" ...
    """

    part: str
    name: str
    value: float | None
    unit: str = "share"
    low: float | None = None
    high: float | None = None
    found: int | None = None
    of: int | None = None
    target: Target | None = None
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the target is reached; None without one, False where nothing was measured."""
        if self.target is None:
            return None
        return self.value is not None and self.target.kept(self.value)

    def as_json(self) -> dict[str, Any]:
        """The figure as plain values, with its verdict."""
        target = str(self.target) if self.target else None
        return {**asdict(self), "target": target, "kept": self.kept}


def share(
    part: str,
    name: str,
    pairs: Iterable[tuple[int, int]],
    target: Target | None = None,
    note: str = "",
) -> Figure:
    """A share counted as (found, of) in each document."""
    counted = list(pairs)
    found, of = sum(p for p, _ in counted), sum(w for _, w in counted)
    if not of:
        return unmeasured(part, name, note or "nothing to count", target)
    low, high = clustered(counted)
    return Figure(part, name, found / of, "share", low, high, found, of, target, note)


def unmeasured(part: str, name: str, why: str, target: Target | None = None) -> Figure:
    """A figure that could not be had: it counts as missed where it has a target."""
    return Figure(part, name, None, target=target, note=why)


@dataclass(frozen=True)
class Result:
    """What one part of the benchmark found: figures, and cases worth looking at."""

    figures: list[Figure]
    examples: list[str] = field(default_factory=list)
