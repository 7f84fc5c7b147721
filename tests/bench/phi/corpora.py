"""Clinical prose with what must survive in it marked: entities, patterns, drug names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.bench.phi.documents import Document, Gold
from tests.bench.phi.protected import EPONYM_FRAMES, EPONYMS, protected_in
from tests.bench.phi.setting import Setting

NER_FILES = ("bc5cdr_train", "bc5cdr_devel", "ncbi_disease_train", "ncbi_disease_devel")
MEDQUAD_ANSWERS, MAX_CHARS = 2_000, 4_000
DRUG_KINDS = frozenset({"name", "Chemical/Ingredient"})
_TIGHT_BEFORE = frozenset(".,;:)]%'/-")
_TIGHT_AFTER = frozenset("([/-")
_DECIMAL = re.compile(r"\d[.,]$")
_WORD = re.compile(r"\b[a-zA-Z]{5,}\b")


def entities(setting: Setting) -> Iterator[Document]:
    """BC5CDR's and NCBI's sentences, each token of a chemical or disease marked."""
    for name in NER_FILES:
        text = setting.file("ner", f"{name}.conll").read_text("utf-8")
        sentences = text.split("\n\n")[: setting.limit or None]
        for number, sentence in enumerate(sentences):
            yield _sentence(f"{name}-{number}", sentence)


def prose(setting: Setting) -> Iterator[Document]:
    """MedQuAD's answers and MTSamples' and MTS-Dialog's notes, doses and the like marked."""
    drugs = drug_names(setting.file("codes", "drug_names_rxnorm_ndfrt.csv"))
    for id_, text in _texts(setting):
        marked = (*protected_in(text), *_drugs_in(text, drugs))
        yield Document(id_, text, marked)


def eponyms() -> Iterator[Document]:
    """Our own list of eponyms, each in every frame."""
    for name in EPONYMS:
        for frame in EPONYM_FRAMES:
            start = frame.index("{}")
            gold = Gold(start, start + len(name), "eponym, own list")
            yield Document(name, frame.replace("{}", name), (gold,))


def drug_names(path: Path) -> frozenset[str]:
    """Drugs of one word, lower-cased."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = (row["name"].lower() for row in rows if row["kind"] in DRUG_KINDS)
    return frozenset(name for name in names if _WORD.fullmatch(name))


def _drugs_in(text: str, drugs: frozenset[str]) -> Iterator[Gold]:
    for match in _WORD.finditer(text):
        if match[0].lower() in drugs:
            yield Gold(match.start(), match.end(), "drug")


def _texts(setting: Setting) -> Iterator[tuple[str, str]]:
    sources = (
        (setting.file("retrieval", "medquad_nih.jsonl"), "answer", MEDQUAD_ANSWERS),
        (setting.file("notes", "mtsamples_specialty.jsonl"), "text", 0),
        (setting.file("summarise", "mts_dialog_train.jsonl"), "note", 0),
    )
    for path, field, most in sources:
        lines = path.read_bytes().splitlines()
        kept = lines[:: max(1, len(lines) // most) if most else 1][: setting.limit or None]
        for row in map(msgspec.json.decode, kept):
            yield f"{path.stem}-{row['id']}", row[field][:MAX_CHARS]


def _sentence(name: str, lines: str) -> Document:
    """A sentence as it was before it was cut into tokens, as far as that can be told."""
    text, golds = "", []
    for line in lines.splitlines():
        token, _, tag = line.partition("\t")
        text += "" if _is_tight(text, token) else " "
        if tag != "O":
            golds.append(Gold(len(text), len(text) + len(token), tag[2:].lower()))
        text += token
    return Document(name, text, tuple(golds))


def _is_tight(text: str, token: str) -> bool:
    """Whether a token follows without a blank: after a bracket, in a decimal, in a possessive."""
    if not text or token[0] in _TIGHT_BEFORE or text[-1] in _TIGHT_AFTER:
        return True
    if token.isdigit():
        return _DECIMAL.search(text) is not None
    return token in ("s", "S") and text.endswith("'")
