"""Text written piece by piece, with the exact offsets of the identifiers that went into it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.bench.phi.documents import Document, Gold

SLOT = re.compile(r"\{([a-z_.]+)\}")
Value = tuple[str, str]
"""What goes into a slot: the text, and its label ("" where it is no identifier)."""


class Writer:
    """Grows a document. `values` gives the value of each slot of a frame."""

    def __init__(self, values: Callable[[str], Value]) -> None:
        self._values = values
        self._pieces: list[str] = []
        self._golds: list[Gold] = []
        self._length = 0

    def plain(self, text: str) -> None:
        """Add text that holds no identifier of ours."""
        self._pieces.append(text)
        self._length += len(text)

    def frame(self, frame: str) -> None:
        """Add a frame such as "Seen by Dr. {doctor.last}." with its slots filled."""
        done = 0
        for slot in SLOT.finditer(frame):
            self.plain(frame[done : slot.start()])
            self._identifier(*self._values(slot[1]))
            done = slot.end()
        self.plain(frame[done:])

    def document(self, name: str) -> Document:
        """What was written so far."""
        return Document(name, "".join(self._pieces), tuple(self._golds))

    def _identifier(self, text: str, label: str) -> None:
        if label:
            self._golds.append(Gold(self._length, self._length + len(text), label))
        self.plain(text)
