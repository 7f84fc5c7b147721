"""Small invented pieces of clinical text: people, dates, surrogates, medicines, observations."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

_WORDS: dict[str, list[str]] = json.loads((Path(__file__).parent / "words.json").read_text("utf-8"))

FIRST, LAST = _WORDS["first"], _WORDS["last"]
TOWNS, MONTHS = _WORDS["towns"], _WORDS["months"]
SURROGATES = _WORDS["surrogates"]
"""Labels of the placeholders that redaction leaves; the model must copy them unchanged."""
MEDICINES, DOSES, FREQUENCIES = _WORDS["medicines"], _WORDS["doses"], _WORDS["frequencies"]
SYMPTOMS, ALLERGENS, SITES = _WORDS["symptoms"], _WORDS["allergens"], _WORDS["sites"]
JOBS, SERVICES = _WORDS["jobs"], _WORDS["services"]


def surrogate(rng: Random, label: str | None = None) -> str:
    """A placeholder such as `[NAME_1]`; low ordinals are the common ones."""
    return f"[{label or rng.choice(SURROGATES)}_{min(rng.randint(1, 9), rng.randint(1, 9))}]"


def person(rng: Random, redacted: float = 0.5) -> str:
    """A name as notes write it, or with probability `redacted` its surrogate."""
    if rng.random() < redacted:
        return surrogate(rng, "NAME")
    first, last = rng.choice(FIRST), rng.choice(LAST)
    forms = (
        f"{first} {last}",
        f"{last}, {first}",
        f"Mr. {last}",
        f"Ms. {last}",
        f"Mrs. {last}",
        first,
    )
    return rng.choice(forms)


def date(rng: Random, redacted: float = 0.5) -> str:
    """A calendar date in one of several styles, or its surrogate."""
    if rng.random() < redacted:
        return surrogate(rng, "DATE")
    month, day, year = rng.randint(1, 12), rng.randint(1, 28), rng.randint(2015, 2026)
    forms = (
        f"{month:02}/{day:02}/{year}",
        f"{month}/{day}/{year % 100:02}",
        f"{year}-{month:02}-{day:02}",
        f"{MONTHS[month - 1]} {day}, {year}",
        f"{day} {MONTHS[month - 1][:3]} {year}",
    )
    return rng.choice(forms)


def identifier(rng: Random) -> tuple[str, str]:
    """A labelled identifier, e.g. ("MRN", "00482913") or ("Phone", "[PHONE_1]")."""
    label = rng.choice(["MRN", "Phone", "Account", "Member ID"])
    if rng.random() < 0.5:
        key = {"Phone": "PHONE", "MRN": "MRN", "Account": "ACCOUNT"}.get(label, "ID")
        return label, surrogate(rng, key)
    if label == "Phone":
        return label, f"555-{rng.randint(100, 999)}-{rng.randint(1000, 9999)}"
    return label, f"{rng.randint(10_000, 99_999_999):08}"


def prescription(rng: Random) -> dict[str, str]:
    """One medicine line with the words it is written in: drug, dose, frequency, words."""
    drug, dose, frequency = rng.choice(MEDICINES), rng.choice(DOSES), rng.choice(FREQUENCIES)
    return {
        "drug": drug,
        "dose": dose,
        "frequency": frequency,
        "words": f"{drug} {dose} {frequency}",
    }


def vitals(rng: Random) -> dict[str, str]:
    """Blood pressure, pulse, temperature, saturation and weight, as text."""
    return {
        "blood pressure": f"{rng.randint(95, 185)}/{rng.randint(52, 108)}",
        "pulse": str(rng.randint(50, 125)),
        "temperature": f"{rng.randint(968, 1034) / 10}",
        "oxygen saturation": f"{rng.randint(86, 100)}%",
        "weight": f"{rng.randint(95, 310)} pounds",
    }
