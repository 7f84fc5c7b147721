"""What a campaign showed: leaks at rest, replies to others, and what the engine saw in clear."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.phi.intervals import wilson
from tests.leak.courier import Reply, Sent
from tests.leak.identifiers import Identifier
from tests.leak.needles import Search
from tests.leak.rest import Found, Searched

MAY_PASS = {"limited": frozenset({"ZIP", "LOCATION"})}
"""What a mode lets through. Source: 45 CFR 164.514(e)(2)(ii), town and ZIP code stay."""
OPERATORS = "operator's mistake"


@dataclass(frozen=True)
class Row:
    """Of `sent` identifiers of one kind in one mode that reached the engine, `missed` in clear."""

    kind: str
    label: str
    mode: str
    sent: int
    missed: int

    @property
    def recall_01(self) -> float:
        return 1 - self.missed / self.sent

    @property
    def interval_01(self) -> tuple[float, float]:
        """95% of the recall, by Wilson."""
        return wilson(self.sent - self.missed, self.sent)


@dataclass(frozen=True)
class Report:
    """The figures of one run."""

    identifiers: int
    needles: int
    requests: int
    statuses: Mapping[str, Mapping[int, int]]
    rest: Searched
    overheard: tuple[Found, ...]
    echoed: Mapping[str, int]
    in_headers: tuple[Found, ...]
    engine: tuple[Row, ...]
    by_channel: Mapping[str, tuple[int, int]]
    by_origin: Mapping[str, tuple[int, int]]
    missed: tuple[Found, ...]
    restored: tuple[int, int]
    strays: tuple[str, ...]
    unbound: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Nothing at rest, nothing told to others, nothing sent on in a header."""
        return not (self.rest.found or self.overheard or self.in_headers or self.echoed)

    def document(self) -> dict[str, Any]:
        """The report as JSON has it; values are invented and may be shown."""
        rows = [
            {**asdict(row), "recall": row.recall_01, "interval": row.interval_01}
            for row in self.engine
        ]
        return {**asdict(self), "engine": rows, "clean": self.is_clean}


def overheard(search: Search, replies: Iterable[Reply]) -> tuple[Found, ...]:
    """Identifiers in replies to callers who had not sent them."""
    return tuple(
        Found(reply.sent.channel, hit.form, hit.identifier.label, hit.identifier.value)
        for reply in replies
        for hit in search.hits(reply.told)
    )


def echoed(search: Search, replies: Iterable[Reply]) -> dict[str, int]:
    """Errors that quote identifiers back to their own sender, by channel: logs keep errors.

    An operator is told which setting is wrong, and may read it.
    """
    quoting = (
        reply.sent.channel
        for reply in replies
        if reply.status >= 400
        and reply.sent.channel != OPERATORS
        and any(True for _ in search.hits(reply.told))
    )
    return dict(Counter(quoting))


def restored(search: Search, replies: Iterable[Reply]) -> tuple[int, int]:
    """(identifiers that came back in answers, identifiers sent), in pseudonymised plain chats."""
    back = sent = 0
    for reply in replies:
        if (reply.sent.channel, reply.sent.mode, reply.status) == ("chat", "pseudonymise", 200):
            assert reply.sent.bundle is not None
            shown = {hit.identifier for hit in search.hits(reply.told)}
            sent += len(reply.sent.bundle.identifiers)
            back += len(shown.intersection(reply.sent.bundle.identifiers))
    return back, sent


def statuses(replies: Iterable[Reply]) -> dict[str, dict[int, int]]:
    """How often each channel was answered how."""
    counted: dict[str, Counter[int]] = {}
    for reply in replies:
        counted.setdefault(reply.sent.channel, Counter())[reply.status] += 1
    return {channel: dict(sorted(counts.items())) for channel, counts in counted.items()}


@dataclass(frozen=True)
class Heard:
    """One identifier that reached the engine in one request: hidden, or missed."""

    sent: Sent
    identifier: Identifier
    missed: bool


def heard_by_engine(
    search: Search, heard: Iterable[Mapping[str, Any]], by_serial: Mapping[int, Sent]
) -> Iterator[Heard]:
    """Every identifier of every bundle that came to the engine."""
    for request in heard:
        sent = by_serial.get(_serial(request["body"]))
        if sent is None or sent.bundle is None or sent.mode == "off":
            continue
        shown = {hit.identifier for hit in search.hits(request["body"].encode())}
        passes = MAY_PASS.get(sent.mode, frozenset())
        for identifier in sent.bundle.identifiers:
            if identifier.label not in passes and sent.channel != "headers":
                yield Heard(sent, identifier, identifier in shown)


def in_headers(search: Search, heard: Iterable[Mapping[str, Any]]) -> tuple[Found, ...]:
    """Identifiers that the gateway sent on in a path or a header."""
    return tuple(
        Found("engine's headers", hit.form, hit.identifier.label, hit.identifier.value)
        for request in heard
        for hit in search.hits(json.dumps([request["path"], request["headers"]]).encode())
    )


def rows(heard: Sequence[Heard]) -> tuple[Row, ...]:
    """By kind and mode, worst first; an identifier counts once a mode, missed if ever missed."""
    fates: dict[tuple[str, str, str], dict[Identifier, bool]] = {}
    for one in heard:
        key = (one.identifier.kind, one.identifier.label, one.sent.mode)
        fate = fates.setdefault(key, {})
        fate[one.identifier] = fate.get(one.identifier, False) or one.missed
    made = [Row(*key, len(fate), sum(fate.values())) for key, fate in fates.items()]
    return tuple(sorted(made, key=lambda row: (row.recall_01, row.kind, row.mode)))


def total(rows: Collection[Row]) -> Row:
    """The rows of one kind as one; there is one at least."""
    first = next(iter(rows))
    sent, missed = sum(row.sent for row in rows), sum(row.missed for row in rows)
    return Row(first.kind, first.label, "every", sent, missed)


def shares(keys: Iterable[str], heard: Sequence[Heard]) -> dict[str, tuple[int, int]]:
    """(missed, heard) for each key, worst first; an empty key is left out."""
    missed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for key, one in zip(keys, heard, strict=True):
        if key:
            total[key] += 1
            missed[key] += one.missed
    worst_first = sorted(total, key=lambda key: (-missed[key] / total[key], key))
    return {key: (missed[key], total[key]) for key in worst_first}


def misses(heard: Iterable[Heard]) -> tuple[Found, ...]:
    """Each missed identifier once a channel."""
    seen = (
        Found(f"{one.sent.channel}, {one.sent.mode}", "plain", i.label, i.value)
        for one in heard
        if one.missed
        for i in [one.identifier]
    )
    return tuple(dict.fromkeys(seen))


def _serial(body: str) -> int:
    """The number a courier gave the request. -1 for one that no courier sent."""
    try:
        seed = json.loads(body)["seed"]
    except (ValueError, KeyError, TypeError):
        return -1
    return seed // 100 if isinstance(seed, int) else -1
