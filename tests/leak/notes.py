"""Clinical sentences with one identifier each, joined to notes of a few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TypeVar

from tests.leak.identifiers import Identifier

T = TypeVar("T")

NOTE_IDENTIFIERS = 5
BUNDLE_NOTES = 4

SENTENCES: dict[str, tuple[str, ...]] = {
    "NAME": (
        "{} was seen in clinic for follow-up of type 2 diabetes.",
        "Patient {} reports less shortness of breath since the last visit.",
        "Discussed the plan with Dr. {}, who agrees with starting metformin 500 mg.",
        "Her sister, {}, drove her to the appointment.",
        "Please forward the results to {} before the next visit.",
    ),
    "ADDRESS": ("She lives at {} with two cats.", "Home visit planned at {} on request."),
    "FACILITY": ("Transferred from {} on oxygen.", "Records came from {} today."),
    "LOCATION": ("She lives in {}, Ohio.", "He moved here from {}, Texas, to be near family."),
    "ZIP": ("Mail the supplies to ZIP {}.", "Pharmacy near {} preferred, zip code as on file."),
    "DATE": ("Admitted on {} with pneumonia.", "The echocardiogram of {} showed an EF of 55%."),
    "PHONE": ("Call back at {} with the potassium result.", "Daughter can be reached on {}."),
    "FAX": ("Fax the referral to {}.", "Records were faxed (fax: {})."),
    "EMAIL": ("Prefers e-mail: {}.", "Send the leaflet to {} please."),
    "SSN": ("SSN {} verified at the desk.", "Social security number: {}."),
    "MRN": ("MRN: {}, no known allergies.", "Chart reviewed (medical record number {})."),
    "PLAN": ("Insurance member ID {} is active.", "Health plan ID: {}, prior approval given."),
    "ACCOUNT": ("Billing account number {} has no balance.", "Account # {} was charged."),
    "LICENCE": ("Driver's license {} was copied.", "License number {} expires next spring."),
    "VEHICLE": ("Crash involved her car, VIN {}.", "Vehicle identification number: {}."),
    "DEVICE": ("Pacemaker serial number {} was interrogated.", "Device serial {} implanted."),
    "URL": ("Readings are posted at {} weekly.", "See {} for the wound photographs."),
    "IP": ("Telehealth session from IP address {}.", "Logged in from {} (IP) at home."),
    "CODE": ("Enrolled in the trial under subject code {}.", "Participant ID {} consented."),
}
TAILS = (
    "Continue lisinopril 10 mg daily.",
    "Blood pressure 128/76, pulse 72, afebrile.",
    "HbA1c 7.1%, creatinine 0.9 mg/dL.",
    "Lungs clear, no edema, Foley removed.",
)


@dataclass(frozen=True)
class Note:
    """A text and the identifiers that stand in it, each once."""

    text: str
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True)
class Bundle:
    """What one request carries: some notes."""

    number: int
    notes: tuple[Note, ...]

    @property
    def texts(self) -> list[str]:
        return [note.text for note in self.notes]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def identifiers(self) -> list[Identifier]:
        return [identifier for note in self.notes for identifier in note.identifiers]

    def some(self, label: str) -> str:
        """A value with this label, or whatever value comes first."""
        values = [i.value for i in self.identifiers if i.label == label]
        return (values or [self.identifiers[0].value])[0]


def make_bundles(identifiers: Sequence[Identifier], seed: int = 0) -> list[Bundle]:
    """Every identifier in one note of one bundle."""
    random = Random(seed)
    notes = [_note(group, random) for group in _groups(identifiers, NOTE_IDENTIFIERS)]
    groups = _groups(notes, BUNDLE_NOTES)
    return [Bundle(number, tuple(group)) for number, group in enumerate(groups)]


def _note(identifiers: Sequence[Identifier], random: Random) -> Note:
    sentences = [random.choice(SENTENCES[i.label]).format(i.value) for i in identifiers]
    return Note(" ".join([*sentences, random.choice(TAILS)]), tuple(identifiers))


def _groups(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group
