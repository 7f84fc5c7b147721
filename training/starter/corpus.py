"""The pre-training corpus: clinical English read from a data directory, and the pools for chats.

Nothing read here is part of the repository. Evaluation material stays out: notes that share words
with the held-out summaries are dropped, and no file that pairs terms with codes is opened for them.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from training.starter.chats.chat import Labelled, Pools

_HELD_OUT = ("summarise/mts_dialog_valid.jsonl", "summarise/aci_bench_valid.jsonl")
_SHINGLE_WORDS = 8
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def rows(path: Path) -> Iterator[dict[str, object]]:
    """The records of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_texts(data: Path, seed: int) -> list[str]:
    """Every running text of the corpus, shuffled."""
    held_out = _held_out_shingles(data)
    texts = [text for read in _READERS for text in read(data) if len(text) > 30]
    texts = [text for text in texts if len(_shingles(text) & held_out) < 2]
    Random(seed).shuffle(texts)
    return texts


def read_pools(data: Path, texts: list[str]) -> Pools:
    """What chat tasks draw from, out of the same material."""
    sentences = [s for text in texts for s in _SENTENCE_END.split(text) if 30 < len(s) < 240]
    passages = [_cut(text) for text in texts if len(text) > 700]
    labelled = [*_conll(data), *_phee(data)]
    return Pools(sentences, passages, list(_answers(data)), labelled)


def _cut(text: str, limit: int = 5000) -> str:
    return text[:limit].rsplit(" ", 1)[0]


def _shingles(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(words[i : i + _SHINGLE_WORDS]) for i in range(len(words) - _SHINGLE_WORDS + 1)}


def _held_out_shingles(data: Path) -> set[str]:
    """Word 8-grams of the evaluation notes, so that pre-training has read none of them."""
    notes = (str(row["note"]) for name in _HELD_OUT for row in rows(data / name))
    return set().union(*map(_shingles, notes))


# -- running text ----------------------------------------------------------------------------------


def _medquad(data: Path) -> Iterator[str]:
    for row in rows(data / "retrieval/medquad_nih.jsonl"):
        yield f"{row['question']}\n{row['answer']}".replace(" ?", "?")


def _bioasq(data: Path) -> Iterator[str]:
    yield from (str(row["text"]) for row in rows(data / "retrieval/bioasq_corpus.jsonl"))


def _bioasq_answers(data: Path) -> Iterator[str]:
    for row in rows(data / "retrieval/bioasq_queries.jsonl"):
        ideal = row["ideal_answer"]
        if isinstance(ideal, list) and ideal:
            yield f"{row['question']}\n{ideal[0]}"


def _notes(data: Path) -> Iterator[str]:
    """Transcribed notes, twice: they are the register that matters and there are few."""
    for row in rows(data / "notes/mtsamples_specialty.jsonl"):
        text = str(row["text"]).replace(".,", ".\n").replace(":,", ":")
        yield from (text, text)


def _pubmedqa(data: Path) -> Iterator[str]:
    for row in rows(data / "qa/pubmedqa_dev.jsonl"):
        contexts = row["contexts"]
        body = " ".join(contexts) if isinstance(contexts, list) else ""
        yield f"{row['question']}\n{body}\n{row['long_answer']}"


def _exam_stems(data: Path) -> Iterator[str]:
    """Questions without their answers: benchmarks are read elsewhere, and stay unlearnt."""
    for name in ("medqa_us_4opt", "medmcqa_dev"):
        yield from (str(row["question"]) for row in rows(data / f"mcq/{name}.jsonl"))


def _vignettes(data: Path) -> Iterator[str]:
    yield from (str(row["text"]) for row in rows(data / "summarise/medec_ms_valid.jsonl"))


def _adverse(data: Path) -> Iterator[str]:
    yield from (str(row["context"]) for row in rows(data / "adverse/phee_train.jsonl"))


def _trials(data: Path) -> Iterator[str]:
    yield from (str(row["text"]) for row in rows(data / "trials/trial_patients.jsonl"))
    for row in rows(data / "trials/ctgov_eligibility_sample.jsonl"):
        yield re.sub(r"[ \t]+", " ", f"{row['title']}\n{row['eligibility_criteria']}")
    criteria = [str(row["text"]) for row in rows(data / "trials/eligibility_ner.jsonl")]
    yield from ("\n".join(criteria[i : i + 8]) for i in range(0, len(criteria), 8))


def _consumer_questions(data: Path) -> Iterator[str]:
    for row in rows(data / "summarise/meqsum.jsonl"):
        yield f"{row['question']}\nIn short: {row['summary']}"


def _disease_names(data: Path) -> Iterator[str]:
    """Long descriptions of the classification, a page of one block at a time, without the codes."""
    blocks: dict[str, list[str]] = {}
    with (data / "codes/icd10cm_2021_codes.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            blocks.setdefault(row["block"], []).append(row["long_description"])
    for block, names in blocks.items():
        # Chapters of injuries and external causes repeat one phrase hundreds of times.
        limit = 40 if block[0] in "STVWXY" else 160
        kept = Random(block).sample(names, min(limit, len(names)))
        yield from ("\n".join(kept[i : i + 10]) for i in range(0, len(kept), 10))


_READERS: tuple[Callable[[Path], Iterator[str]], ...] = (
    _medquad, _bioasq, _bioasq_answers, _notes, _pubmedqa, _exam_stems, _vignettes, _adverse,
    _trials, _consumer_questions, _disease_names,
)  # fmt: skip


# -- pools -----------------------------------------------------------------------------------------


def _answers(data: Path) -> Iterator[tuple[str, str]]:
    """A question of MedQuAD or BioASQ with the first sentences of its answer."""
    for row in rows(data / "retrieval/medquad_nih.jsonl"):
        lead = re.sub(r"^Key Points\s*-?\s*", "", str(row["answer"]))
        answer = " ".join(_SENTENCE_END.split(lead.replace("\n", " "))[:2])
        if 20 < len(answer) < 420:
            yield str(row["question"]).replace(" ?", "?"), answer
    for row in rows(data / "retrieval/bioasq_queries.jsonl"):
        ideal = row["ideal_answer"]
        if isinstance(ideal, list) and ideal and len(str(ideal[0])) < 420:
            yield str(row["question"]), str(ideal[0])


def _join(tokens: list[str]) -> str:
    text = " ".join(tokens)
    text = re.sub(r" ([.,;:)%\]?])", r"\1", text)
    text = re.sub(r"([(\[]) ", r"\1", text)
    return re.sub(r" ([-/']) ?", r"\1", text)


def _conll(data: Path) -> Iterator[Labelled]:
    kinds = {"Disease": "diseases", "Chemical": "chemicals"}
    for name in ("bc5cdr_train", "bc5cdr_devel", "ncbi_disease_train", "ncbi_disease_devel"):
        names = ("Disease",) if name.startswith("ncbi") else ("Disease", "Chemical")
        for block in (data / f"ner/{name}.conll").read_text(encoding="utf-8").split("\n\n"):
            pairs = [[*line.split("\t"), "O"][:2] for line in block.splitlines() if line.strip()]
            text = _join([token for token, _ in pairs])
            if 25 < len(text) < 500:
                yield Labelled(text, {kinds[n]: _spans(pairs, n, text) for n in names})


def _spans(pairs: list[list[str]], name: str, text: str) -> list[str]:
    """Mentions of one kind in order of appearance, each once, each verbatim in the text."""
    found: list[list[str]] = []
    inside = False
    for token, label in pairs:
        if label == f"B-{name}":
            found.append([token])
        elif label == f"I-{name}" and inside:
            found[-1].append(token)
        inside = label.endswith(f"-{name}")
    words = dict.fromkeys(_join(tokens) for tokens in found)
    return [word for word in words if word in text]


def _phee(data: Path) -> Iterator[Labelled]:
    for row in rows(data / "adverse/phee_train.jsonl"):
        text = str(row["context"])
        drugs = _phee_words(row, "Drug", text)
        effects = _phee_words(row, "Effect", text)
        if len(text) < 500 and drugs and effects:
            yield Labelled(text, {"drugs": drugs, "effects": effects})


def _phee_words(row: dict[str, object], role: str, text: str) -> list[str]:
    """The words of one role in the first annotation, those that stand in the text as written."""
    found = re.findall(rf'"{role}": \{{"text": (\[\[.*?\]\])', json.dumps(row["annotations"]))
    groups = [group for match in found for group in json.loads(match)]
    return [w for w in dict.fromkeys(" ".join(group) for group in groups) if w in text]
