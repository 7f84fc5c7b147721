"""Many streams of losses under one budget: conversations, then blocks, then a detector each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from evals.drift import Alarm, Budget, Detector, When


class Observation(msgspec.Struct, frozen=True):
    """One loss of a stream. `x` is None where nothing could be scored: not a loss of 0."""

    stream: str
    t: When
    x: float | None
    cluster: str | int | None = None


class StreamAlarm(msgspec.Struct, frozen=True):
    """An alarm and the stream it is about."""

    stream: str
    t: When
    e_value: float
    suspect_from: When


class Step(msgspec.Struct, frozen=True):
    """A mean loss from `since` until `t`."""

    loss_01: float
    since: When
    t: When


class Averaging:
    """Gathers losses and hands back their mean as one step."""

    def __init__(self) -> None:
        self._losses: list[float] = []
        self._since: When = 0
        self._until: When = 0

    def __len__(self) -> int:
        return len(self._losses)

    def add(self, step: Step) -> None:
        if not self._losses:
            self._since = step.since
        self._until = step.t
        self._losses.append(step.loss_01)

    def take(self) -> Step:
        """The mean of what was added; empties it."""
        mean = min(sum(self._losses) / len(self._losses), 1.0)
        self._losses = []
        return Step(mean, self._since, self._until)


class Watch:
    """One stream. Records of a cluster that follow one another are one loss, their mean; a cluster
    that comes back after another began is ignored, because it has had its say.
    """

    def __init__(self, budget: Budget, block: int) -> None:
        self.ignored = 0
        self.detector = Detector(budget)
        self._block_size = block
        self._block = Averaging()
        self._cluster = Averaging()
        self._open: str | int | None = None
        self._closed: set[str | int] = set()

    def observe(self, seen: Observation, loss_01: float) -> Iterator[Alarm]:
        """Takes one loss; the alarms it completes."""
        if seen.cluster is None or seen.cluster != self._open:
            yield from self.close()
        if seen.cluster in self._closed:
            self.ignored += 1
            return
        step = Step(loss_01, seen.t, seen.t)
        if seen.cluster is None:
            yield from self._advance(step)
        else:
            self._open = seen.cluster
            self._cluster.add(step)

    def close(self) -> Iterator[Alarm]:
        """Ends the open cluster, as the end of input does. A block left incomplete says nothing."""
        if self._open is not None:
            self._closed.add(self._open)
            self._open = None
            yield from self._advance(self._cluster.take())

    def _advance(self, step: Step) -> Iterator[Alarm]:
        self._block.add(step)
        if len(self._block) == self._block_size:
            block = self._block.take()
            alarm = self.detector.observe(block.loss_01, block.t, block.since)
            if alarm:
                yield alarm


class Watches:
    """Every stream of an input, by name. `not_scored` counts what carried no loss."""

    def __init__(self, budget: Budget, block: int = 1) -> None:
        if block < 1:
            raise ValueError("a block holds at least one loss")
        steps = -(-budget.horizon // block)
        self._budget = msgspec.structs.replace(budget, horizon=steps)
        self._block = block
        self._streams: dict[str, Watch] = {}
        self.not_scored = 0

    def run(self, observations: Iterable[Observation]) -> Iterator[StreamAlarm]:
        """The alarms of the whole input, each as soon as it is certain."""
        for seen in observations:
            if seen.x is None:
                self.not_scored += 1
                continue
            watch = self._streams.get(seen.stream)
            if watch is None:
                watch = self._streams[seen.stream] = Watch(self._budget, self._block)
            yield from _named(seen.stream, watch.observe(seen, seen.x))
        for name, watch in self._streams.items():
            yield from _named(name, watch.close())

    def caveats(self) -> list[str]:
        """What the promise did not cover, one line each."""
        lines = []
        longest = max((watch.detector.steps for watch in self._streams.values()), default=0)
        if len(self._streams) > self._budget.streams:
            lines.append(f"{len(self._streams)} streams share a budget for {self._budget.streams}")
        if longest > self._budget.horizon:
            lines.append(f"a stream has {longest} steps, the horizon is {self._budget.horizon}")
        if self.not_scored:
            lines.append(f"{self.not_scored} records were not scored")
        ignored = sum(watch.ignored for watch in self._streams.values())
        if ignored:
            lines.append(f"{ignored} records of clusters that had been counted were ignored")
        return lines


def _named(stream: str, alarms: Iterator[Alarm]) -> Iterator[StreamAlarm]:
    for alarm in alarms:
        yield StreamAlarm(stream, alarm.t, alarm.e_value, alarm.suspect_from)
