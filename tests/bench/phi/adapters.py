"""Part `adapters`: what redaction does to the answers of the starter adapters.

The starter suite's cases, with values in place of the surrogates that some of them hold, as they
are and with a patient's identifiers before them, answered by the same weights with redaction
(surrogates in, values restored) and without. Greedy, through PEFT.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from re import Match

from guards.phi.surrogates.redactor import SURROGATE, Identities, Mode, Redactor
from tests.bench.phi.cast import Cast
from tests.bench.phi.figure import Figure, Result
from tests.bench.phi.origins import ORIGINS
from tests.bench.phi.setting import NotMeasurable, Setting, whole_detector
from tests.bench.phi.writing import Writer
from training.generation import Answerer
from training.starter.evaluate import MAX_TOKENS, agreement, score
from training.starter.suite import Case, coder_cases, summary_cases

STARTER = Path(__file__).resolve().parents[3] / "training" / "starter"
VERSIONS = {"icd10-coder": "v2", "note-summarizer": "v2"}
SHOWN = ("micro_f1", "abstention", "rouge_l", "entity_recall")
PER_SLICE = 60
SEED = 304
SLOT_OF = {"NAME": "other.full", "DATE": "date", "PHONE": "phone", "MRN": "mrn"}
IDENTITY = "{patient.full}, DOB {dob}, MRN {mrn}, seen {date} by Dr. {doctor.last}. "


def measure(setting: Setting) -> Result:
    """Each slice's figures with redaction and without, and how many answers are the same."""
    data = setting.file("summarise", "mts_dialog_valid.jsonl").parents[1]
    count = min(setting.limit or PER_SLICE, PER_SLICE)
    cases = _first([*coder_cases(), *summary_cases(data)], count)
    figures: list[Figure] = []
    for task, version in VERSIONS.items():
        answerer = _answerer(task, version)
        mine = [filled(case) for case in cases if case.task == task]
        figures += _arm("as they are", mine, answerer)
        figures += _arm("with identifiers", [identified(case) for case in mine], answerer)
    return Result(figures)


def filled(case: Case) -> Case:
    """The case with a value wherever it holds a surrogate, the same one for the same surrogate."""
    cast, values = _cast(case), dict[str, str]()

    def value(match: Match[str]) -> str:
        slot = SLOT_OF.get(match[1], "mrn")
        return values.setdefault(match[0], cast.value(slot)[0])

    texts = [SURROGATE.sub(value, message["content"]) for message in case.messages]
    return _with_texts(case, texts)


def identified(case: Case) -> Case:
    """The case with a patient's name, numbers and dates at the head of its question."""
    writer = Writer(_cast(case).value)
    writer.frame(IDENTITY)
    *before, last = (message["content"] for message in case.messages)
    return _with_texts(case, [*before, writer.document(case.id).text + last])


def _cast(case: Case) -> Cast:
    random = Random(f"{SEED} {case.id}")
    return Cast(random.choice(list(ORIGINS.values())), random)


def _with_texts(case: Case, texts: Sequence[str]) -> Case:
    pairs = zip(case.messages, texts, strict=True)
    return replace(case, messages=[{**message, "content": text} for message, text in pairs])


def answers_without_redaction(cases: Sequence[Case], answerer: Answerer) -> list[str]:
    """What the model says of the texts themselves."""
    return answerer.answer_all([case.messages for case in cases], _most(cases))


def answers_with_redaction(cases: Sequence[Case], answerer: Answerer) -> list[str]:
    """What the caller sees: surrogates in, the model's answer, values restored."""
    redactor = Redactor(whole_detector())
    maps = [Identities() for _ in cases]
    asked = []
    for case, identities in zip(cases, maps, strict=True):
        texts = [message["content"] for message in case.messages]
        hidden = redactor.redact_all(texts, identities, Mode.PSEUDONYMISE)
        asked.append(_with_texts(case, [found.text for found in hidden]).messages)
    answers = answerer.answer_all(asked, _most(cases))
    return [ids.restore(answer) for ids, answer in zip(maps, answers, strict=True)]


def _arm(arm: str, cases: Sequence[Case], answerer: Answerer) -> Iterator[Figure]:
    off = answers_without_redaction(cases, answerer)
    on = answers_with_redaction(cases, answerer)
    plain, hidden = score(cases, off), score(cases, on)
    for name, figures in plain.items():
        for key in SHOWN:
            if figures.get(key) is not None:
                title = f"{name} {arm}, {key}"
                yield _plain(f"{title}, redaction off", figures[key])
                yield _plain(f"{title}, redaction on", hidden[name][key])
    yield _plain(f"{cases[0].task} {arm}, same answer", agreement(off, on))


def _plain(name: str, value: float | int | None) -> Figure:
    return Figure("adapters", name, None if value is None else float(value), "of 1")


def _answerer(task: str, version: str) -> Answerer:
    adapter = STARTER / "adapters" / task / version
    if not adapter.is_dir():
        raise NotMeasurable(f"the starter adapter {task}/{version} is not in this checkout")
    return Answerer(STARTER / "model", adapter)


def _first(cases: Sequence[Case], count: int) -> list[Case]:
    """The first `count` cases of each slice."""
    kept: dict[str, list[Case]] = {}
    for case in cases:
        if len(kept.setdefault(case.slice, [])) < count:
            kept[case.slice].append(case)
    return [case for group in kept.values() for case in group]


def _most(cases: Sequence[Case]) -> int:
    return max(MAX_TOKENS[case.task] for case in cases)
