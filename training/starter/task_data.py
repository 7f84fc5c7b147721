"""Training conversations of the two starter adapters, written where a recipe can read them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from training.sft import TRAINING_FILE
from training.starter.coding import Terms, Writer, code_set, read_carriers, read_terms
from training.starter.corpus import rows
from training.starter.measure import words_of
from training.starter.suite import ask, section_prompt, section_text

CODER_NOTES = 40_000
_PUBLIC_OUTSIDE = 1_500


def write_task_data(data: Path, out: Path, seed: int = 1) -> dict[str, Path]:
    """A data directory for each adapter's name."""
    folders = {name: out / name for name in ("icd10-coder", "note-summarizer")}
    made = {"icd10-coder": coder_rows(data, seed), "note-summarizer": summariser_rows(data, seed)}
    for name, folder in folders.items():
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / TRAINING_FILE, made[name])
    return folders


def coder_rows(data: Path, seed: int, count: int = CODER_NOTES) -> Iterator[tuple[str, str]]:
    """Notes of training carriers and seen words; every other one with official names as noise."""
    rng, carriers, own = Random(seed), read_carriers("train"), read_terms()
    public = rng.sample(sorted(public_outside(data)), _PUBLIC_OUTSIDE)
    writers = [
        Writer(rng, carriers, own),
        Writer(rng, carriers, replace(own, outside=tuple(public))),
    ]
    for number in range(count):
        note = writers[number % 2].write()
        yield note.text, note.answer


def public_outside(data: Path) -> set[str]:
    """Short official disease names from categories that the set does not touch.

    Nothing that shares its words with a synonym or with a diagnosis kept for testing is taken.
    """
    categories = {code[:3] for code in code_set()}
    with (data / "codes/icd10cm_2021_codes.csv").open(encoding="utf-8") as table:
        names = [
            row["long_description"] for row in csv.DictReader(table)
            if row["code"][:3] not in categories and row["code"][0] not in "STVWXYZ"
        ]  # fmt: skip
    plain = {_say(name) for name in names if len(name) < 48 and not re.search(r"[\d()]", name)}
    kept_out = _protected_words()
    return {name for name in plain if not any(words <= set(words_of(name)) for words in kept_out)}


def _say(name: str) -> str:
    """An official name as a note would put it."""
    spoken = re.sub(r",? (unspecified|not elsewhere classified).*", "", name)
    return spoken[0].lower() + spoken[1:] if spoken[1:2].islower() else spoken


def _protected_words() -> list[set[str]]:
    every: list[Terms] = [read_terms(), read_terms(False, False)]
    synonyms = [s for terms in every for group in terms.synonyms.values() for s in group]
    return [set(words_of(term)) for term in (*synonyms, *every[1].outside) if words_of(term)]


def summariser_rows(data: Path, seed: int) -> Iterator[tuple[str, str]]:
    """The training dialogues of MTS-Dialog, shuffled."""
    sections = list(rows(data / "summarise/mts_dialog_train.jsonl"))
    Random(seed).shuffle(sections)
    yield from ((section_prompt(row), section_text(row)) for row in sections if row["note"])


def _write(path: Path, pairs: Iterable[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for question, answer in pairs:
            messages = [*ask(question), {"role": "assistant", "content": answer}]
            file.write(json.dumps({"messages": messages}, ensure_ascii=False) + "\n")
