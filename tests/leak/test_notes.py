"""Every identifier stands in exactly one note, and every kind of the detector's is there."""

from __future__ import annotations

from guards.phi.labels import LETTERS
from tests.leak.identifiers import make_identifiers
from tests.leak.notes import make_bundles

NO_TEXT_OF_ITS_OWN = {"AGE", "BIOMETRIC", "PHOTO"}


def test_every_identifier_is_in_the_text_of_its_note() -> None:
    identifiers = make_identifiers(500)
    bundles = make_bundles(identifiers)
    assert [i for bundle in bundles for i in bundle.identifiers] == identifiers
    for bundle in bundles:
        for note in bundle.notes:
            assert all(note.text.count(i.value) == 1 for i in note.identifiers)


def test_every_label_that_text_can_hold_is_sent() -> None:
    assert {i.label for i in make_identifiers(500)} == set(LETTERS) - NO_TEXT_OF_ITS_OWN
