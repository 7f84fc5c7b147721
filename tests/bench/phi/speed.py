"""Part `speed`: our rules and our whole detector beside Presidio's patterns, in the same run.

Engines take turns on one core, on the same texts, which no round repeats. Figures are medians over
rounds; the interval is the range over rounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

import numpy as np

from tests.bench.phi.engines import Engine, Round, names_here, running
from tests.bench.phi.figure import Figure, Result, Target, at_least, at_most
from tests.bench.phi.notes import all_notes
from tests.bench.phi.setting import NotMeasurable, Setting

ROUNDS = 5
TEXTS = {300: 60, 2_000: 12, 20_000: 2}
"""Characters of a text -> how many of them a round has."""

TITLES = {
    "presidio": "Presidio, patterns",
    "rules": "rules alone",
    "whole": "whole detector",
    "gateway": "through the gateway's redaction",
    "untagged": "whole detector without its tagger",
}
RATIOS = (("rules", at_least(10.0)), ("whole", at_least(2.0)))
Rounds = dict[str, dict[int, list[Round]]]


def measure(setting: Setting) -> Result:
    """Ratios to Presidio, then each engine's own figures."""
    names = names_here()
    texts = _texts(setting)
    with running(names) as engines:
        rounds = _rounds(engines, texts)
        ready = {engine.name: engine.ready_s for engine in engines}
    ratios = [_ratio(rounds, name, chars, target) for name, target in RATIOS for chars in TEXTS]
    own = [f for name in names for f in _own(name, rounds[name], ready[name])]
    return Result([*ratios, *own])


def _rounds(engines: Sequence[Engine], texts: Iterator[str]) -> Rounds:
    found: Rounds = {engine.name: {chars: [] for chars in TEXTS} for engine in engines}
    for number in range(ROUNDS):
        first = number % len(engines)
        order = [*engines[first:], *engines[:first]]
        for chars, count in TEXTS.items():
            batch = [_cut(texts, chars) for _ in range(count)]
            for engine in order:
                found[engine.name][chars].append(engine.run(batch))
    return found


def _ratio(rounds: Rounds, name: str, chars: int, target: Target) -> Figure:
    """How many times less processor time than Presidio, round by round: what else runs on the
    machine does not count in it.
    """
    mine, peers = rounds[name][chars], rounds["presidio"][chars]
    times = [p.cpu_s / m.cpu_s for m, p in zip(mine, peers, strict=True)]
    title = f"{TITLES[name]} beside Presidio, {chars:,} characters"
    return Figure("speed", title, median(times), "x", min(times), max(times), target=target)


def _own(name: str, rounds: dict[int, list[Round]], ready_s: float) -> Iterator[Figure]:
    title = TITLES[name]
    budget = at_most(5.0) if name == "gateway" else None
    for percentile, target in ((50, budget), (99, None)):
        took_ms = [1_000 * float(np.percentile(r.took_s, percentile)) for r in rounds[300]]
        figure = f"{title}, 300 characters, p{percentile}"
        yield Figure(
            "speed", figure, median(took_ms), "ms", min(took_ms), max(took_ms), target=target
        )
    for chars, runs in rounds.items():
        rates = [chars * len(r.took_s) / sum(r.took_s) / 1e6 for r in runs]
        figure = f"{title}, {chars:,} characters"
        yield Figure("speed", figure, median(rates), "MB/s", min(rates), max(rates))
    cpu_ms = [1_000 * r.cpu_s / len(r.took_s) for r in rounds[300]]
    yield Figure("speed", f"{title}, processor time of the process per 300", median(cpu_ms), "ms")
    yield Figure("speed", f"{title}, ready after", ready_s, "s")
    yield Figure("speed", f"{title}, memory", rounds[20_000][-1].peak_mib, "MiB")


def _texts(setting: Setting) -> Iterator[str]:
    """Notes with identifiers, in an order that mixes their kinds and origins."""
    groups = list(all_notes(Setting(setting.data, seed=setting.seed)).values())
    notes = [note.text for together in zip(*groups, strict=True) for note in together]
    if sum(map(len, notes)) < ROUNDS * sum(c * n for c, n in TEXTS.items()):
        raise NotMeasurable("there are too few notes to time all rounds on")
    return iter(notes)


def _cut(notes: Iterator[str], chars: int) -> str:
    """The next text of exactly `chars` characters; what is left of its last note is dropped."""
    text = ""
    while len(text) < chars:
        text += next(notes) + "\n\n"
    return text[:chars]
