"""Invented clinical notes of 300 characters, each with identifiers, no two alike."""

from __future__ import annotations

from random import Random

LENGTH = 300

FIRST = ("James", "Maria", "Chidi", "Ingrid", "Wei", "Fatima", "Luis", "Anna", "Omar", "Grace")
LAST = ("Okafor", "Lindqvist", "Hernandez", "Schmidt", "Nguyen", "Rossi", "Haddad", "Walker")
FINDINGS = (
    "blood pressure 148/92, lungs clear, no edema",
    "HbA1c 8.1 percent, fasting glucose elevated",
    "productive cough for three days, afebrile",
    "chronic low back pain, worse on standing",
    "wheezing at night, uses the inhaler daily",
)
PLANS = (
    "Continue metformin 500 mg twice daily and recheck in three months.",
    "Start lisinopril 10 mg daily; return if dizziness occurs.",
    "Supportive care, fluids and rest; no antibiotics at present.",
    "Physical therapy referral; ibuprofen as needed with food.",
)
FILLER = " Patient understands the plan and agrees. No known drug allergies. Review of systems"
FILLER += " otherwise negative. Weight stable since the last visit. Sleeps well and walks daily."


def make_notes(count: int, seed: int) -> list[str]:
    """`count` notes of exactly `LENGTH` characters."""
    random = Random(seed)
    return [_note(random) for _ in range(count)]


def _note(random: Random) -> str:
    who = f"{random.choice(FIRST)} {random.choice(LAST)}"
    seen = f"{random.randint(1, 12):02}/{random.randint(1, 28):02}/{random.randint(2019, 2025)}"
    phone = f"({random.randint(201, 989)}) 555-{random.randint(0, 9999):04}"
    number = random.randint(1_000_000, 9_999_999)
    text = (
        f"{who}, MRN {number}, seen {seen}, phone {phone}: {random.choice(FINDINGS)}. "
        f"{random.choice(PLANS)}{FILLER}"
    )
    return text[:LENGTH].ljust(LENGTH, ".")
