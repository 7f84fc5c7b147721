"""Part `survive`: how much of what must not be altered is altered, and by which rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from guards.phi.places.address import without_states
from guards.verdicts import Span
from tests.bench.phi.corpora import entities, eponyms, prose
from tests.bench.phi.documents import Document
from tests.bench.phi.figure import Figure, Result, at_most, share
from tests.bench.phi.scoring import Pairs, mask
from tests.bench.phi.setting import Setting, whole_detector

TARGET = at_most(0.0005)
AROUND = 30


class Survey:
    """Counts of altered and all protected items by kind, and of words in general."""

    def __init__(self) -> None:
        self.kinds: dict[str, Pairs] = defaultdict(list)
        self.words: Pairs = []
        self.sources: Counter[str] = Counter()
        self.cases: list[str] = []

    def add(self, document: Document, spans: Sequence[Span]) -> None:
        """Count one document."""
        hidden = mask(len(document.text), spans)
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for gold in document.spans:
            altered = any(hidden[gold.start : gold.end])
            counts[gold.label][0] += altered
            counts[gold.label][1] += 1
            if altered:
                self._blame(document, gold.start, gold.end, gold.label, spans)
        for kind, (altered_count, of) in counts.items():
            self.kinds[kind].append((altered_count, of))
        words = document.text.split()
        self.words.append(
            (sum(len(document.text[s.start : s.end].split()) for s in spans), len(words))
        )

    def _blame(
        self, document: Document, start: int, end: int, kind: str, spans: Sequence[Span]
    ) -> None:
        span = next(s for s in spans if s.start < end and s.end > start)
        self.sources[span.source] += 1
        text = document.text
        around = text[max(0, start - AROUND) : end + AROUND].replace("\n", " / ")
        hidden = text[span.start : span.end]
        self.cases.append(
            f"altered {kind} {text[start:end]!r}: {span.source} hid {hidden!r} in {around!r}"
        )


def measure(setting: Setting) -> Result:
    """One figure over everything protected, one a kind, one a corpus' words, one a rule."""
    entity, free, own = Survey(), Survey(), Survey()
    for survey, documents in (
        (entity, entities(setting)),
        (free, prose(setting)),
        (own, eponyms()),
    ):
        _survey(survey, documents)
    surveys = (entity, free, own)
    pairs = [p for s in surveys for kind in s.kinds.values() for p in kind]
    kinds = [
        share("survive", f"{kind} altered", counted)
        for s in surveys
        for kind, counted in s.kinds.items()
    ]
    words = [
        share("survive", "words altered, abstracts", entity.words),
        share("survive", "words altered, notes and answers", free.words, note=REAL_ONES_TOO),
    ]
    total = share("survive", "altered of what must survive", pairs, TARGET)
    cases = [case for s in surveys for case in s.cases]
    step = max(1, len(cases) // max(setting.examples, 1))
    blame = _by_source(sum((s.sources for s in surveys), Counter()))
    return Result([total, *kinds, *words, *blame], cases[::step][: setting.examples])


REAL_ONES_TOO = "identifiers in the prose among them"


def _survey(survey: Survey, documents: Iterable[Document]) -> None:
    detector = whole_detector()
    for document in documents:
        found = detector.detect(document.text)
        survey.add(document, without_states(document.text, found))


def _by_source(sources: Counter[str]) -> list[Figure]:
    return [
        Figure("survive", f"altered by {source}", float(count), unit="items")
        for source, count in sources.most_common(12)
    ]
