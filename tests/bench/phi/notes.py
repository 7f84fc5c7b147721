"""Part `notes`: leaks per note, per kind of identifier and per origin of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guards.phi.detector import Detector
from tests.bench.phi.documents import Document, in_capitals, without_case
from tests.bench.phi.figure import Figure, Result, at_least, at_most, share
from tests.bench.phi.injector import make_notes, read_carriers
from tests.bench.phi.origins import ORIGINS
from tests.bench.phi.scoring import (
    Outcome,
    leak_pairs,
    precision_pairs,
    recall_by_label,
)
from tests.bench.phi.setting import (
    NotMeasurable,
    Setting,
    misses,
    outcomes_of,
    untagged_detector,
)
from tests.bench.phi.unlisted import unlisted

PER_ORIGIN = 60
UNLISTED = "on no list"
CARRIERS_NAME_TOO = "a lower bound: what the prose itself identifies counts as wrong"
PLACES = frozenset({"CITY", "FACILITY"})
NAMES = frozenset({"NAME"})
CASES = (("lower case", without_case), ("capitals", in_capitals))
Groups = Mapping[str, Sequence[Outcome]]


def measure(setting: Setting) -> Result:
    """Figures over notes as written; then names and leaks in one case only."""
    notes = all_notes(setting)
    groups = {origin: outcomes_of(found) for origin, found in notes.items()}
    everything = [o for group in groups.values() for o in group]
    figures = [*_summary(everything), *_by_origin(groups), *_by_label(everything)]
    for case, change in CASES:
        recased = outcomes_of([change(d) for found in notes.values() for d in found])
        figures += _in_case(case, recased)
    if untagged := untagged_detector():
        figures += _without_tagger([d for found in notes.values() for d in found], untagged)
    return Result(figures, misses(everything, setting.examples))


def all_notes(setting: Setting) -> dict[str, list[Document]]:
    """Origin -> its notes. Raises: NotMeasurable where the carriers are not there."""
    try:
        carriers = read_carriers(setting.data)
    except OSError as error:
        raise NotMeasurable(f"the notes to write into cannot be read: {error.filename}") from error
    count = min(setting.limit or PER_ORIGIN, PER_ORIGIN)
    groups = {**ORIGINS, UNLISTED: unlisted(seed=setting.seed)}
    return {
        origin: list(make_notes(carriers, names, count, f"{setting.seed} {origin}"))
        for origin, names in groups.items()
    }


def _summary(outcomes: Sequence[Outcome]) -> list[Figure]:
    labels = {gold.label for o in outcomes for gold in o.document.spans}
    structured = frozenset(labels) - NAMES - PLACES
    return [
        share("notes", "structured identifiers", _recall(outcomes, structured), at_least(0.99)),
        share("notes", "names", _recall(outcomes, NAMES), at_least(0.98)),
        share("notes", "cities and facilities", _recall(outcomes, PLACES)),
        share("notes", "notes with any leak", leak_pairs(outcomes), at_most(0.10)),
        share(
            "notes", "token precision", precision_pairs(outcomes), note="carriers hold names too"
        ),
    ]


def _by_origin(groups: Groups) -> list[Figure]:
    """Worst first; the target is the worst one's."""
    figures = [
        share("notes", f"names, {origin}", _recall(outcomes, NAMES))
        for origin, outcomes in groups.items()
    ]
    figures.sort(key=lambda figure: figure.value or 0.0)
    worst = figures[0]
    pairs = _recall(groups[worst.name.removeprefix("names, ")], NAMES)
    note = worst.name.removeprefix("names, ")
    return [share("notes", "names of the worst origin", pairs, at_least(0.95), note), *figures]


def _by_label(outcomes: Sequence[Outcome]) -> list[Figure]:
    return [
        share("notes", f"recall of {label}", pairs)
        for label, pairs in recall_by_label(outcomes).items()
    ]


def _in_case(case: str, outcomes: Sequence[Outcome]) -> list[Figure]:
    return [
        share("notes", f"names in {case}", _recall(outcomes, NAMES)),
        share("notes", f"notes with any leak in {case}", leak_pairs(outcomes)),
    ]


def _without_tagger(notes: Sequence[Document], detector: Detector) -> list[Figure]:
    """What skipping the tagger would cost."""
    outcomes = outcomes_of(notes, detector)
    return [
        share("notes", "names without the tagger", _recall(outcomes, NAMES)),
        share("notes", "notes with any leak without the tagger", leak_pairs(outcomes)),
    ]


def _recall(outcomes: Sequence[Outcome], labels: frozenset[str]) -> list[tuple[int, int]]:
    """(found, of) in each document, of some labels only."""
    pairs = []
    for outcome in outcomes:
        flags = zip(outcome.document.spans, outcome.whole, strict=True)
        kept = [ok for gold, ok in flags if gold.label in labels]
        pairs.append((sum(kept), len(kept)))
    return pairs
