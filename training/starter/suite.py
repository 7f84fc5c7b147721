"""The held-out starter suite: coder notes by slice, and section summaries read at run time.

`python -m training.starter.suite --data DIR --out suite.jsonl`
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from training.starter.coding import Shape, Writer, read_carriers, read_terms
from training.starter.corpus import rows

SEED = 7
_NOTHING_CODED = Shape(coded=(1.0,), outside=(0.0, 3.0, 1.0), negated=(3.0, 1.0))


@dataclass(frozen=True)
class Case:
    """One question with its right answer. Slices: carriers, synonyms, outside, summaries."""

    id: str
    task: str
    slice: str
    messages: list[dict[str, str]]
    target: str


def coder_cases(seed: int = SEED, per_slice: int = 200) -> Iterator[Case]:
    """Notes that no training note shares a carrier family, a synonym or a diagnosis with.

    `carriers`: held-out phrasing, known words. `synonyms`: known phrasing, unseen synonyms.
    `outside`: held-out phrasing around unseen diagnoses that have no code here.
    """
    held_out, known = read_carriers("held_out"), read_carriers("train")
    writers = {
        "carriers": Writer(Random(seed), held_out, read_terms()),
        "synonyms": Writer(Random(seed + 1), known, read_terms(seen_synonyms=False)),
        "outside": Writer(
            Random(seed + 2), held_out, read_terms(seen_outside=False), _NOTHING_CODED
        ),
    }
    for name, writer in writers.items():
        for number in range(per_slice):
            note = writer.write()
            yield Case(f"{name}-{number:03}", "icd10-coder", name, ask(note.text), note.answer)


def summary_cases(data: Path) -> Iterator[Case]:
    """The validation dialogues of MTS-Dialog, which nothing was trained on."""
    for row in rows(data / "summarise/mts_dialog_valid.jsonl"):
        yield Case(
            str(row["id"]),
            "note-summarizer",
            "summaries",
            ask(section_prompt(row)),
            section_text(row),
        )


def section_prompt(row: dict[str, object]) -> str:
    """What the summariser is asked: the section's name and its dialogue."""
    return f"Section: {row['section_header']}\n\n{tidy(str(row['dialogue']))}"


def section_text(row: dict[str, object]) -> str:
    """What the summariser is to answer."""
    return tidy(str(row["note"]))


def tidy(text: str) -> str:
    """One line break a line, no trailing blanks."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def ask(text: str) -> list[dict[str, str]]:
    """A conversation of one user message: aliases send no system prompt of their own."""
    return [{"role": "user", "content": text}]


def write_cases(cases: Iterable[Case], path: Path) -> int:
    """Cases as JSON lines; returns how many."""
    lines = [json.dumps(asdict(case), ensure_ascii=False) for case in cases]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def read_cases(path: Path) -> list[Case]:
    """The cases of a file that `write_cases` made."""
    return [Case(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="adds the summaries")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    cases = [
        *coder_cases(arguments.seed),
        *(summary_cases(arguments.data) if arguments.data else ()),
    ]
    print(f"{write_cases(cases, arguments.out)} cases")


if __name__ == "__main__":
    main()
