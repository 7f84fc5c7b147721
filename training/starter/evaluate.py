"""Score the starter suite, through PEFT directly or through any OpenAI-compatible endpoint.

`python -m training.starter.evaluate --suite FILE --task icd10-coder --base DIR --adapter DIR`
`... --endpoint http://127.0.0.1:8000/v1 --api-key K --model icd10-coder --compare answers.jsonl`
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from training.starter import fragments, measure
from training.starter.coding import Writer, read_carriers, read_terms
from training.starter.suite import Case, ask, read_cases

MAX_TOKENS = {"icd10-coder": 160, "note-summarizer": 160}
Figures = dict[str, dict[str, float | int | None]]


def score(cases: Sequence[Case], answers: Sequence[str]) -> Figures:
    """Figures by slice, rounded to four places."""
    slices: dict[str, list[tuple[Case, str]]] = {}
    for case, answer in zip(cases, answers, strict=True):
        slices.setdefault(case.slice, []).append((case, answer))
    return {name: _score_slice(pairs) for name, pairs in slices.items()}


def _score_slice(pairs: list[tuple[Case, str]]) -> dict[str, float | int | None]:
    figures = _summary_figures(pairs) if pairs[0][0].slice == "summaries" else _code_figures(pairs)
    rounded = {k: round(v, 4) if v is not None else None for k, v in figures.items()}
    return {"cases": len(pairs), **rounded}


def _code_figures(pairs: list[tuple[Case, str]]) -> dict[str, float | None]:
    found = [measure.parse_codes(answer) for _, answer in pairs]
    wanted = [measure.parse_codes(case.target) or [] for case, _ in pairs]
    readable = [codes or [] for codes in found]
    uncoded = [codes for codes, target in zip(found, wanted, strict=True) if not target]
    return {
        **measure.micro_f1(
            [[c for c, _ in f] for f in readable], [[c for c, _ in w] for w in wanted]
        ),
        "exact": measure.mean(float(f == w) for f, w in zip(found, wanted, strict=True)),
        "abstention": measure.abstention(uncoded),
        "evidence_in_note": measure.evidence_rate([_note(case) for case, _ in pairs], readable),
        "unreadable": measure.mean(float(codes is None) for codes in found),
    }


def _note(case: Case) -> str:
    return case.messages[-1]["content"]


def _summary_figures(pairs: list[tuple[Case, str]]) -> dict[str, float | None]:
    return {
        "rouge_l": measure.mean(measure.rouge_l(answer, case.target) for case, answer in pairs),
        "entity_recall": measure.mean(
            measure.entity_recall(answer, case.target, lexicon()) for case, answer in pairs
        ),
    }


@cache
def lexicon() -> tuple[str, ...]:
    """The clinical terms that entity recall looks for: every list of ours, lower-cased."""
    terms = [*fragments.MEDICINES, *fragments.SYMPTOMS, *fragments.ALLERGENS, *fragments.SITES]
    for words in (read_terms(), read_terms(seen_synonyms=False, seen_outside=False)):
        terms += [s for group in words.synonyms.values() for s in group] + list(words.outside)
    return tuple(sorted({term.lower() for term in terms}))


def few_shot(cases: Sequence[Case], shots: int = 3) -> list[Case]:
    """The same coder cases with worked examples before them: the base's fair chance."""
    writer = Writer(Random(99), read_carriers("train"), read_terms())
    turns: list[dict[str, str]] = []
    for _ in range(shots):
        note = writer.write()
        turns += [*ask(note.text), {"role": "assistant", "content": note.answer}]
    return [Case(c.id, c.task, c.slice, [*turns, *c.messages], c.target) for c in cases]


# -- where answers come from -----------------------------------------------------------------------


def answer_by_peft(cases: Sequence[Case], base: Path, adapter: Path | None) -> list[str]:
    """Greedy answers of the weights on disk."""
    from training.generation import Answerer

    answerer = Answerer(base, adapter)
    limit = max(MAX_TOKENS[case.task] for case in cases)
    return answerer.answer_all([case.messages for case in cases], limit)


async def answer_by_endpoint(cases: Sequence[Case], url: str, key: str, model: str) -> list[str]:
    """Greedy answers of a served alias, eight at a time."""
    from openai import AsyncOpenAI

    gate = asyncio.Semaphore(8)

    async def answer(case: Case) -> str:
        asked: Any = case.messages
        limit = MAX_TOKENS[case.task]
        async with gate:
            made = await client.chat.completions.create(
                model=model, messages=asked, temperature=0, max_tokens=limit
            )
        return made.choices[0].message.content or ""

    async with AsyncOpenAI(base_url=url, api_key=key, timeout=120) as client:
        return list(await asyncio.gather(*map(answer, cases)))


def agreement(left: Sequence[str], right: Sequence[str]) -> float | None:
    """Share of answers that are the same to the character."""
    return measure.mean(float(a == b) for a, b in zip(left, right, strict=True))


# -- command line ----------------------------------------------------------------------------------


def parse() -> argparse.Namespace:
    """Command-line arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", type=Path, required=True)
    parser.add_argument("--task", choices=sorted(MAX_TOKENS), required=True)
    parser.add_argument("--limit", type=int, default=0, help="cases a slice, 0 for all")
    parser.add_argument("--shots", type=int, default=0, help="worked examples before each note")
    parser.add_argument("--base", type=Path)
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--endpoint")
    parser.add_argument("--api-key", default="none")
    parser.add_argument("--model")
    parser.add_argument("--answers", type=Path, help="write the answers here")
    parser.add_argument("--compare", type=Path, help="answers to report the agreement with")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def select(cases: Sequence[Case], task: str, limit: int) -> list[Case]:
    """The first `limit` cases of each slice of a task."""
    taken: dict[str, list[Case]] = {}
    for case in cases:
        if case.task == task and (not limit or len(taken.get(case.slice, [])) < limit):
            taken.setdefault(case.slice, []).append(case)
    return [case for group in taken.values() for case in group]


def main() -> None:
    """Answer, score, compare."""
    a = parse()
    cases = select(read_cases(a.suite), a.task, a.limit)
    cases = few_shot(cases, a.shots) if a.shots else cases
    if a.endpoint:
        answers = asyncio.run(answer_by_endpoint(cases, a.endpoint, a.api_key, a.model))
    else:
        answers = answer_by_peft(cases, a.base, a.adapter)
    report: dict[str, Any] = {"figures": score(cases, answers)}
    if a.answers:
        lines = (json.dumps({"id": c.id, "answer": t}) for c, t in zip(cases, answers, strict=True))
        a.answers.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if a.compare:
        other = {r["id"]: r["answer"] for r in map(json.loads, a.compare.read_text().splitlines())}
        report["agreement"] = agreement(answers, [other[case.id] for case in cases])
    print(json.dumps(report) if a.json else json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
