"""Invented sentences of clinical notes, often with surrogates in them."""

from __future__ import annotations

import re
from random import Random

from training.starter import fragments

_FORMS = (
    "{name} was seen on {date} for {symptom}.",
    "BP {pressure}, pulse {pulse}, temp {temperature}, SpO2 {saturation}.",
    "Reports {symptom} for {days} days, worse at night.",
    "Denies {symptom} and {symptom}.",
    "Follow up with {name} in {service} on {date}.",
    "Pain in the {site}, rated {days} of 10.",
    "Continue {prescription}.",
    "{identifier}.",
    "Lives in {place} and works as a {job}.",
    "Allergic to {allergen}; no other known allergies.",
    "Spoke with {name} by phone at {phone}.",
    "Exam of the {site} is unremarkable.",
    "Quit smoking {days} years ago; drinks {days} beers a week.",
    "Next visit {date} with {name}.",
)


def note_line(rng: Random) -> str:
    """One invented sentence of a clinical note, often with surrogates in it."""
    return re.sub(r"\{(\w+)\}", lambda slot: _slot(rng, slot[1]), rng.choice(_FORMS))


def _slot(rng: Random, name: str) -> str:
    vitals = fragments.vitals(rng)
    values = {
        "name": fragments.person(rng),
        "date": fragments.date(rng),
        "symptom": rng.choice(fragments.SYMPTOMS),
        "service": rng.choice(fragments.SERVICES),
        "site": rng.choice(fragments.SITES),
        "days": str(rng.randint(2, 12)),
        "prescription": fragments.prescription(rng)["words"],
        "identifier": ": ".join(fragments.identifier(rng)),
        "place": rng.choice([*fragments.TOWNS, *[fragments.surrogate(rng, "LOCATION")] * 10]),
        "job": rng.choice(fragments.JOBS),
        "allergen": rng.choice(fragments.ALLERGENS),
        "phone": fragments.surrogate(rng, "PHONE"),
        "pressure": vitals["blood pressure"],
        "pulse": vitals["pulse"],
        "temperature": vitals["temperature"],
        "saturation": vitals["oxygen saturation"],
    }
    return values[name]
