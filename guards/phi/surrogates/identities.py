"""The map between surrogates and values: `[NAME_1]` stands for one value of one patient.

A surrogate is a label and an ordinal, never derived from the value. Two spellings of a value
("Smith", "SMITH") get two surrogates, because `restore(redact(text)) == text` must hold exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from guards.phi.normal import caseless
from guards.phi.surrogates.lookalikes import lookalikes_in

SURROGATE = re.compile(r"\[([A-Z]{2,12})_([1-9][0-9]{0,8})\]")
"""The exact shape of every surrogate; nothing else is ever restored."""


class Identity(msgspec.Struct, frozen=True):
    """One value and the surrogate `[label_ordinal]` that stands for it."""

    label: str
    ordinal: int
    value: str

    @property
    def surrogate(self) -> str:
        """What the model sees."""
        return f"[{self.label}_{self.ordinal}]"


class Identities:
    """The two-way map of one patient or conversation; grows as values appear, never renumbers.

    `shift_days` is the patient's secret date shift for limited data sets, 0 where there is none.
    """

    def __init__(self, entries: Iterable[Identity] = (), *, shift_days: int = 0) -> None:
        self.shift_days = shift_days
        self._by_value: dict[tuple[str, str], Identity] = {}
        self._by_folded: dict[tuple[str, str], Identity] = {}
        self._by_surrogate: dict[str, Identity] = {}
        self._last: dict[str, int] = {}
        self._written: frozenset[str] = frozenset()
        for entry in entries:
            self._add(entry)

    def entries(self) -> tuple[Identity, ...]:
        """Every identity in the order it appeared: what the vault keeps."""
        return tuple(self._by_surrogate.values())

    def surrogate_for(self, label: str, value: str, *, folded: bool = False) -> str:
        """The surrogate of a value, issued now if the value is new.

        `folded` shares one among spellings that differ in case or blanks: for what is never
        restored.
        """
        if folded:
            entry = self._by_folded.get((label, caseless(value)))
        else:
            entry = self._by_value.get((label, value))
        if entry is None:
            entry = Identity(label, self._last.get(label, 0) + 1, value)
            self._add(entry)
        return entry.surrogate

    def value_of(self, surrogate: str) -> str | None:
        """The value behind a surrogate; None where this map did not issue it."""
        entry = self._by_surrogate.get(surrogate)
        return None if entry is None else entry.value

    def within(self, texts: Iterable[str]) -> Identities:
        """The map confined to what stands in redacted texts: all that an answer may restore.

        So a model that invents `[NAME_3]` never pulls a value out of another conversation of the
        patient. Lookalikes that stand in the texts are no invention of the model's either.
        """
        texts = tuple(texts)
        standing = dict.fromkeys(match[0] for text in texts for match in SURROGATE.finditer(text))
        confined = Identities(
            (self._by_surrogate[s] for s in standing if s in self._by_surrogate),
            shift_days=self.shift_days,
        )
        confined._last = dict(self._last)
        confined._written = frozenset(
            found for text in texts for found in confined.unknown_in(text)
        )
        return confined

    def restore(self, text: str, *, escape: Callable[[str], str] | None = None) -> str:
        """The text with issued surrogates turned back, in one pass: never inside a restored
        value. `escape` is applied to each value (a JSON string escape, say).
        """

        def value(match: re.Match[str]) -> str:
            entry = self._by_surrogate.get(match[0])
            if entry is None:
                return match[0]
            return entry.value if escape is None else escape(entry.value)

        return SURROGATE.sub(value, text)

    def unknown_in(self, text: str) -> tuple[str, ...]:
        """What resembles a surrogate but was never issued: altered or invented by the model.

        Such text is never restored; it stays as it is, and the caller reports it.
        """
        rest = SURROGATE.sub(
            lambda match: " " if match[0] in self._by_surrogate else match[0], text
        )
        return tuple(found for found in lookalikes_in(rest) if found not in self._written)

    def _add(self, entry: Identity) -> None:
        self._by_value[entry.label, entry.value] = entry
        self._by_folded.setdefault((entry.label, caseless(entry.value)), entry)
        self._by_surrogate[entry.surrogate] = entry
        self._last[entry.label] = max(self._last.get(entry.label, 0), entry.ordinal)
