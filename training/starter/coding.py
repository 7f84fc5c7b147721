"""The coder's task: short invented notes and the codes a careful coder would give them.

Only established diagnoses of the patient are coded. Denied, ruled-out, suspected and family
diagnoses are not (ICD-10-CM Official Guidelines, section IV.H), nor is anything outside the set.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from training.starter import fragments

HERE = Path(__file__).parent
Split = Literal["train", "held_out"]
Templates = dict[str, list[str]]


@dataclass(frozen=True)
class Terms:
    """The words notes are made of: synonyms by code, and diagnoses that have no code here."""

    synonyms: dict[str, tuple[str, ...]]
    outside: tuple[str, ...]


@dataclass(frozen=True)
class Carriers:
    """Sentence families by role ("affirmed", "listed", "negated", "filler", "opener")."""

    families: dict[str, Templates]


@dataclass(frozen=True)
class CodedNote:
    """A note, its codes in order of appearance, and the families its sentences came from."""

    text: str
    codes: tuple[tuple[str, str], ...]
    families: frozenset[str]

    @property
    def answer(self) -> str:
        """The answer the adapter is to give."""
        return write_answer(self.codes)


@dataclass(frozen=True)
class Mention:
    """A diagnosis as worded; `code` is None when it lies outside the set."""

    words: str
    code: str | None


@dataclass(frozen=True)
class Shape:
    """How many mentions of each kind a note has, as weights for 0, 1, 2, ... of them."""

    coded: tuple[float, ...] = (2.0, 3.0, 2.6, 1.6, 0.8)
    outside: tuple[float, ...] = (5.0, 3.0, 1.0)
    negated: tuple[float, ...] = (5.0, 3.5, 1.5)


def write_answer(codes: Sequence[tuple[str, str]]) -> str:
    """The compact JSON list of codes with the words they rest on."""
    items = [{"code": code, "evidence": evidence} for code, evidence in codes]
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


# -- the written data ------------------------------------------------------------------------------


@cache
def _read(name: str) -> dict[str, dict[str, dict[str, list[str]]]]:
    content: dict[str, dict[str, dict[str, list[str]]]] = json.loads(
        (HERE / name).read_text("utf-8")
    )
    return content


@cache
def code_set() -> dict[str, dict[str, list[str]]]:
    """Synonyms by code: `seen` ones may be trained on, `unseen` ones only tested."""
    return {
        str(item["code"]): item
        for item in json.loads((HERE / "icd10_set.json").read_text("utf-8"))["codes"]
    }


def read_terms(seen_synonyms: bool = True, seen_outside: bool = True) -> Terms:
    """The words of one split."""
    synonyms = {c: tuple(i["seen" if seen_synonyms else "unseen"]) for c, i in code_set().items()}
    outside = json.loads((HERE / "icd10_set.json").read_text("utf-8"))["outside"]
    return Terms(synonyms, tuple(outside["seen" if seen_outside else "unseen"]))


def read_carriers(split: Split) -> Carriers:
    """The sentence families of one split; no family is in both."""
    roles = ("affirmed", "listed", "negated", "filler", "opener")
    return Carriers({role: _read("carriers.json")[role][split] for role in roles})


# -- writing a note --------------------------------------------------------------------------------


class Writer:
    """Writes notes from one split's carriers and terms."""

    def __init__(
        self, rng: Random, carriers: Carriers, terms: Terms, shape: Shape | None = None
    ) -> None:
        self._rng, self._carriers, self._terms, self._shape = rng, carriers, terms, shape or Shape()
        self._lower = False
        self._used: set[str] = set()

    def write(self) -> CodedNote:
        """One note of one to about six sentences."""
        rng = self._rng
        self._lower, self._used = rng.random() < 0.15, set()
        affirmed, negated = self._choose()
        sentences = self._affirm(affirmed)
        sentences += [self._fill("negated", [mention]) for mention in negated]
        spare = max(0, 4 - len(sentences))
        sentences += [self._fill("filler", []) for _ in range(rng.randint(0, min(2, spare)))]
        rng.shuffle(sentences)
        if rng.random() < 0.5 or not sentences:
            sentences.insert(0, self._fill("opener", []))
        return self._assemble(sentences)

    def _assemble(self, sentences: list[tuple[str, list[tuple[str, str]]]]) -> CodedNote:
        codes: dict[str, str] = {}
        for _, found in sentences:
            for code, words in found:
                codes.setdefault(code, words)
        gap = self._rng.choices([" ", "\n", "; "], [8, 1, 1])[0]
        texts = [text for text, _ in sentences]
        if gap == "; ":
            texts = [text.rstrip(".") for text in texts]
        elif gap == " ":
            texts = [text if text[-1] in ".:" else f"{text}." for text in texts]
        return CodedNote(gap.join(texts), tuple(codes.items()), frozenset(self._used))

    def _choose(self) -> tuple[list[Mention], list[Mention]]:
        """What the patient has, and what is only spoken of; no code on both sides."""
        rng, shape = self._rng, self._shape
        counts = [_draw(rng, weights) for weights in (shape.coded, shape.outside, shape.negated)]
        codes = rng.sample(sorted(self._terms.synonyms), counts[0] + counts[2])
        outside = rng.sample(self._terms.outside, counts[1] + counts[2])
        has = [self._mention(code) for code in codes[: counts[0]]]
        has += [Mention(words, None) for words in outside[: counts[1]]]
        spoken = [self._mention(code) for code in codes[counts[0] :]]
        spoken = [
            m if rng.random() < 0.7 else Mention(outside[-1 - i], None)
            for i, m in enumerate(spoken)
        ]
        rng.shuffle(has)
        return has, spoken

    def _mention(self, code: str) -> Mention:
        return Mention(self._rng.choice(self._terms.synonyms[code]), code)

    def _affirm(self, mentions: list[Mention]) -> list[tuple[str, list[tuple[str, str]]]]:
        """Diagnoses in one list, or each in a sentence of its own."""
        if len(mentions) > 1 and self._rng.random() < 0.5:
            return [self._fill("listed", mentions)]
        return [self._fill("affirmed", [mention]) for mention in mentions]

    def _fill(self, role: str, mentions: list[Mention]) -> tuple[str, list[tuple[str, str]]]:
        """A sentence of the role, with the codes it establishes and the words as they stand."""
        rng, families = self._rng, self._carriers.families[role]
        family = rng.choice(sorted(families))
        self._used.add(f"{role}.{family}")
        template = rng.choice(families[family])
        template = template.lower() if self._lower else template
        mentions = [replace(m, words=self._spell(m.words)) for m in mentions]
        if mentions and template.startswith("{dx") and not self._lower:
            first = mentions[0].words
            mentions[0] = replace(mentions[0], words=first[0].upper() + first[1:])
        words = [m.words for m in mentions]
        text = template.replace("{dxs}", _join(rng, words)).replace(
            "{dx}", words[0] if words else ""
        )
        text = re.sub(r"\{(\w+)\}", lambda slot: self._slot(slot[1]), text)
        coded = role in ("affirmed", "listed")
        return text, [(m.code, m.words) for m in mentions if coded and m.code is not None]

    def _spell(self, words: str) -> str:
        return words.lower() if self._lower else words

    def _slot(self, name: str) -> str:
        rng = self._rng
        if name == "m":
            item = fragments.prescription(rng)
            return rng.choice([item["words"], item["drug"], f"{item['drug']} {item['dose']}"])
        values = {
            "n": fragments.person(rng), "d": fragments.date(rng), "s": rng.choice(symptoms()),
            "p": rng.choice(relatives()), "bp": fragments.vitals(rng)["blood pressure"],
            "hr": fragments.vitals(rng)["pulse"], "age": str(rng.randint(18, 89)),
        }  # fmt: skip
        text = values[name]
        return text.lower() if self._lower and name == "p" else text


def _draw(rng: Random, weights: tuple[float, ...]) -> int:
    return rng.choices(range(len(weights)), weights)[0]


def _join(rng: Random, words: list[str]) -> str:
    style = rng.randrange(6)
    if style == 0:
        return " ".join(f"{n}. {word}" for n, word in enumerate(words, 1))
    if style <= 2 and len(words) > 1:
        return f"{', '.join(words[:-1])} and {words[-1]}"
    return {3: ", ", 4: "; ", 5: " / "}.get(style, ", ").join(words)


@cache
def symptoms() -> tuple[str, ...]:
    """Symptoms that are not themselves a diagnosis of the set."""
    taken = {s.lower() for item in code_set().values() for s in (*item["seen"], *item["unseen"])}
    return tuple(s for s in fragments.SYMPTOMS if s not in taken)


@cache
def relatives() -> tuple[str, ...]:
    """The relatives whose diagnoses are not the patient's."""
    return tuple(json.loads((HERE / "carriers.json").read_text("utf-8"))["relatives"])
