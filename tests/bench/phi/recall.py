"""Part `recall`: what is found of the identifiers of public labelled sets."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.phi.documents import Document, kept_labels, read_documents
from tests.bench.phi.figure import Figure, Result, at_least, at_most, share
from tests.bench.phi.meddocan import LETTER_OF
from tests.bench.phi.scoring import (
    Outcome,
    precision_pairs,
    recall_by_label,
    recall_pairs,
    touched_pairs,
)
from tests.bench.phi.setting import Setting, misses, outcomes_of

PRESIDIO = ("presidio_generated_large", "presidio_synth_v2")


def asq_phi(setting: Setting) -> Result:
    """Clinicians' queries: recall, precision, and texts without identifiers."""
    documents = read_documents(setting.file("phi", "asq_phi.jsonl"), setting.limit)
    outcomes = outcomes_of(documents)
    part = "asq-phi"
    figures = [
        share(part, "full-span recall", recall_pairs(outcomes), at_least(0.98)),
        share(part, "hard negatives touched", touched_pairs(outcomes), at_most(0.10)),
        share(part, "token precision", precision_pairs(outcomes), at_least(0.95)),
        *_by_label(part, outcomes),
    ]
    return Result(figures, misses(outcomes, setting.examples))


def presidio(setting: Setting) -> Result:
    """Persons in presidio-research's generated texts, whose templates nothing was trained on."""
    figures: list[Figure] = []
    together: list[Outcome] = []
    for name in PRESIDIO:
        documents = read_documents(setting.file("phi", f"{name}.jsonl"), setting.limit)
        outcomes = outcomes_of(kept_labels(documents, frozenset({"PERSON"})))
        figures.append(share("presidio", f"PERSON, {name}", recall_pairs(outcomes)))
        together += outcomes
    overlap = recall_pairs(together, partial=True)
    summary = [
        share("presidio", "PERSON full-span recall", recall_pairs(together), at_least(0.90)),
        share("presidio", "PERSON found in part", overlap),
    ]
    return Result(summary + figures, misses(together, setting.examples))


def meddocan(setting: Setting) -> Result:
    """Spanish case reports: reported, not targeted."""
    files = [setting.file("phi", f"meddocan_{half}.jsonl") for half in ("dev", "train")]
    documents = [d for file in files for d in read_documents(file, setting.limit)]
    outcomes = outcomes_of([_in_letters(d) for d in documents])
    figures = [
        share("meddocan", "full-span recall (Spanish)", recall_pairs(outcomes)),
        share("meddocan", "token precision (Spanish)", precision_pairs(outcomes)),
        *_by_label("meddocan", outcomes),
    ]
    return Result(figures, misses(outcomes, setting.examples))


def _in_letters(document: Document) -> Document:
    """The identifiers of a Spanish text that Safe Harbor knows, under our labels."""
    spans = [s for s in document.spans if s.label in LETTER_OF]
    renamed = tuple(type(s)(s.start, s.end, LETTER_OF[s.label]) for s in spans)
    return Document(document.id, document.text, renamed)


def _by_label(part: str, outcomes: Sequence[Outcome]) -> list[Figure]:
    return [
        share(part, f"recall of {label}", pairs)
        for label, pairs in recall_by_label(outcomes).items()
    ]
