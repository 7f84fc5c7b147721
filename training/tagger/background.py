"""Real clinical English without identifiers, from the user's data folder: never committed.

Read are the training parts alone; where a file has no parts, the half of its records whose digest
is even. What the detector's rules find an identifier in is left out, because it would be learned as
none.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from guards.phi.detector import Detector

_FIELDS = {
    "summarise/mts_dialog_{}.jsonl": ("note", "dialogue"),
    "summarise/aci_bench_{}.jsonl": ("note", "dialogue"),
    "notes/mtsamples_specialty.jsonl": ("text", "description"),
    "retrieval/medquad_nih.jsonl": ("question", "answer"),
    "summarise/meqsum.jsonl": ("question", "summary"),
    "trials/trial_patients.jsonl": ("text",),
}
_TAGGED = ("ner/bc5cdr_{}.conll", "ner/ncbi_disease_{}.conll")
_MAX_CHARS = 700
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])|\n+")
_NO_SPACE_BEFORE = re.compile(r" ([.,;:?!)\]%])")
_NO_SPACE_AFTER = re.compile(r"([(\[]) ")


def background(data: Path, detector: Detector, *, training: bool = True) -> list[str]:
    """Paragraphs of up to 700 characters in which the rules find nothing: to train on, or the
    others, to measure on.
    """
    return [text for text in _paragraphs(data, training) if not detector.detect(text)]


def in_training_half(text: str) -> bool:
    """Whether a record of an undivided file belongs to training; the rest is for measuring."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 0


def _paragraphs(data: Path, training: bool) -> Iterator[str]:
    for name, fields in _FIELDS.items():
        is_divided = "{}" in name
        for text in _records(data / name.format("train" if training else "valid"), fields):
            if is_divided or in_training_half(text) == training:
                yield from _cut(text)
    for name in _TAGGED:
        yield from _sentences(data / name.format("train" if training else "devel"))


def _records(path: Path, fields: tuple[str, ...]) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        yield from (record[field] for field in fields if isinstance(record.get(field), str))


def _cut(text: str) -> Iterator[str]:
    """Runs of whole sentences, none longer than a paragraph may be."""
    paragraph = ""
    for sentence in _SENTENCE.split(text):
        if paragraph and len(paragraph) + len(sentence) > _MAX_CHARS:
            yield paragraph
            paragraph = ""
        paragraph = f"{paragraph} {sentence}".strip() if sentence else paragraph
    if 0 < len(paragraph) <= _MAX_CHARS:
        yield paragraph


def _sentences(path: Path) -> Iterator[str]:
    for block in path.read_text("utf-8").split("\n\n"):
        joined = " ".join(line.split("\t")[0] for line in block.splitlines() if line.strip())
        yield _NO_SPACE_AFTER.sub(r"\1", _NO_SPACE_BEFORE.sub(r"\1", joined))
