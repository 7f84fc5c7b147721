"""What a text is about: its people, who keep their names throughout, and what fills its slots."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from training.tagger.corpus import calendar, clinical, facilities, numbers, places
from training.tagger.corpus.example import Piece
from training.tagger.corpus.grammar import Frame, Slot, walked
from training.tagger.corpus.people import Person, person

ROLES = frozenset({"PT", "DR", "DR2", "KIN", "KIN2", "NURSE", "X", "Y"})
"""Slots for people who stay the same in a text; {NAME} is somebody new each time."""

_Filler = Callable[["Scene", str], str]


class Scene:
    """The cast of one text. Slots in capitals are identifiers, the others are not."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._cast: dict[str, Person] = {}
        self._hospital = ""

    def who(self, role: str) -> Person:
        """The person of a role, drawn when first asked for."""
        if role not in self._cast:
            self._cast[role] = self._related(role) or person(self.rng)
        return self._cast[role]

    def hospital(self) -> str:
        """The facility that this text comes from, the same throughout."""
        self._hospital = self._hospital or facilities.facility(self.rng)
        return self._hospital

    def filled(self, frame: Frame) -> list[Piece]:
        """A frame's pieces.

        Raises: KeyError for a slot that nothing fills.
        """
        parts = walked(frame, self.rng)
        return [self._piece(part) if isinstance(part, Slot) else (part, "") for part in parts]

    def _related(self, role: str) -> Person | None:
        """A relative, who shares the patient's surname more often than not."""
        if not role.startswith("KIN"):
            return None
        kin, head = person(self.rng), self.who("PT")
        last = head.last if self.rng.random() < 0.6 else kin.last
        return Person(kin.first, kin.middle, last, "", kin.female, kin.nick)

    def _piece(self, slot: Slot) -> Piece:
        if slot.kind in ROLES or slot.kind == "NAME":
            return self._named(slot), "NAME"
        if slot.kind in IDENTIFIERS:
            label, filler = IDENTIFIERS[slot.kind]
            return filler(self, slot.argument), label
        if slot.kind in _WORDS_OF_SEX:
            return self._by_sex(slot), ""
        return clinical.filler(self.rng, slot.kind, slot.argument), ""

    def _named(self, slot: Slot) -> str:
        who = person(self.rng) if slot.kind == "NAME" else self.who(slot.kind)
        return who.written(slot.argument, self.rng)

    def _by_sex(self, slot: Slot) -> str:
        her, him = _WORDS_OF_SEX[slot.kind]
        return her if self.who(slot.argument or "PT").female else him


def _phone(scene: Scene, _: str) -> str:
    return numbers.phone(scene.rng)


def _facility(scene: Scene, kind: str) -> str:
    return scene.hospital() if kind == "here" else facilities.facility(scene.rng, kind)


_OLD = (
    *("90", "91", "91", "92", "92", "93", "93", "94", "94", "95", "96", "97", "98", "99"),
    *("100", "101", "102", "104", "107", "ninety-one", "ninety-four", "ninety-six"),
)
IDENTIFIERS: dict[str, tuple[str, _Filler]] = {
    "ADDRESS": ("ADDRESS", lambda scene, _: places.address(scene.rng)),
    "STREET": ("ADDRESS", lambda scene, _: places.street(scene.rng)),
    "CITY": ("LOCATION", lambda scene, _: places.city(scene.rng)),
    "COUNTY": ("LOCATION", lambda scene, _: places.county(scene.rng)),
    "HOOD": ("LOCATION", lambda scene, _: places.neighbourhood(scene.rng)),
    "ZIP": ("LOCATION", lambda scene, _: places.postcode(scene.rng)),
    "FACILITY": ("FACILITY", _facility),
    "DATE": ("DATE", lambda scene, kind: calendar.written(scene.rng, kind)),
    "AGE90": ("AGE", lambda scene, _: scene.rng.choice(_OLD)),
    "PHONE": ("PHONE", _phone),
    "FAX": ("PHONE", _phone),
    "EMAIL": ("EMAIL", lambda scene, who: numbers.email(scene.rng, scene.who(who or "PT"))),
    "URL": ("ID", lambda scene, who: numbers.url(scene.rng, scene.who(who or "PT"))),
    "HANDLE": ("ID", lambda scene, who: numbers.handle(scene.rng, scene.who(who or "PT"))),
    "ID": ("ID", lambda scene, kind: numbers.code(scene.rng, kind or "mrn")),
}
"""Slot -> label of its span, and what fills it."""

_WORDS_OF_SEX = {
    "he": ("she", "he"),
    "He": ("She", "He"),
    "his": ("her", "his"),
    "His": ("Her", "His"),
    "him": ("her", "him"),
    "man": ("woman", "man"),
    "boy": ("girl", "boy"),
    "male": ("female", "male"),
    "m": ("f", "m"),
    "M": ("F", "M"),
    "Mr": ("Ms.", "Mr."),
    "Mrs": ("Mrs.", "Mr."),
    "Sir": ("Ma'am", "Sir"),
    "son": ("daughter", "son"),
    "husband": ("wife", "husband"),
    "brother": ("sister", "brother"),
    "father": ("mother", "father"),
    "gentleman": ("lady", "gentleman"),
}
