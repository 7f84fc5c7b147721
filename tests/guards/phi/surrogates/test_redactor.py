"""Surrogates restore exactly, and only what was issued."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from guards.phi.detector import KnownIdentifier
from guards.phi.surrogates.redactor import Identities, Identity, Mode, Redactor
from tests.guards.phi.texts import FRAGMENTS, clinical

MASK = re.compile(r"\[[A-Z]{2,12}\]")


@given(text=clinical)
def test_restoring_a_redaction_gives_the_text(redactor: Redactor, text: str) -> None:
    identities = Identities()
    redaction = redactor.redact(text, identities, Mode.PSEUDONYMISE)
    assert identities.restore(redaction.text) == text


@given(first=clinical, second=clinical)
def test_later_turns_restore_too(redactor: Redactor, first: str, second: str) -> None:
    identities = Identities()
    redactor.redact(first, identities, Mode.PSEUDONYMISE)
    again = Identities(identities.entries())
    redaction = redactor.redact(second, again, Mode.PSEUDONYMISE)
    assert again.restore(redaction.text) == second


@given(texts=st.lists(clinical, max_size=3), other=clinical)
def test_the_confined_map_restores_its_own_texts(
    redactor: Redactor, texts: list[str], other: str
) -> None:
    identities = Identities()
    redactor.redact(other, identities, Mode.PSEUDONYMISE)
    redacted = [r.text for r in redactor.redact_all(texts, identities, Mode.PSEUDONYMISE)]
    confined = identities.within(redacted)
    assert [confined.restore(text) for text in redacted] == texts
    assert all(not confined.unknown_in(text) for text in redacted)


@given(text=clinical)
def test_a_mask_is_never_masked_again(redactor: Redactor, text: str) -> None:
    masked = redactor.redact(text, Identities(), Mode.MASK).text
    again = redactor.redact(masked, Identities(), Mode.MASK)
    assert not any(MASK.search(masked[span.start : span.end]) for span in again.spans)


@given(sentences=st.lists(st.sampled_from(FRAGMENTS), max_size=14))
def test_masking_whole_sentences_again_changes_nothing(
    redactor: Redactor, sentences: list[str]
) -> None:
    masked = redactor.redact(".\n".join(sentences), Identities(), Mode.MASK).text
    assert redactor.redact(masked, Identities(), Mode.MASK).text == masked


def test_the_model_sees_typed_ordinals(redactor: Redactor) -> None:
    text = "Maria Gonzalez, MRN 5512345, seen 02/25/2023; Maria Gonzalez left."
    redaction = redactor.redact(text, Identities(), Mode.PSEUDONYMISE)
    assert redaction.text == "[NAME_1], MRN [MRN_1], seen [DATE_1]; [NAME_1] left."


def test_a_typed_placeholder_never_becomes_a_name(redactor: Redactor) -> None:
    identities = Identities([Identity("NAME", 1, "Maria Gonzalez")])
    typed = "Who is [NAME_1]?"
    redaction = redactor.redact(typed, identities, Mode.PSEUDONYMISE)
    assert redaction.text == "Who is [LITERAL_1]?"
    assert identities.restore(redaction.text) == typed


def test_names_spread_over_texts_and_turns(redactor: Redactor) -> None:
    identities = Identities()
    texts = ["Wojcik agreed.", "Patient Tomasz Wojcik is stable."]
    first = redactor.redact_all(texts, identities, Mode.PSEUDONYMISE)
    later = redactor.redact("Did Wojcik return?", identities, Mode.PSEUDONYMISE)
    assert "Wojcik" not in "".join(r.text for r in first) + later.text


def test_off_changes_nothing(redactor: Redactor) -> None:
    redaction = redactor.redact("SSN 123-45-6789", Identities(), Mode.OFF)
    assert (redaction.text, redaction.spans) == ("SSN 123-45-6789", ())


def test_known_identifiers_are_replaced(redactor: Redactor) -> None:
    known = [KnownIdentifier("NAME", "Qwertz")]
    redaction = redactor.redact("qwertz slept well", Identities(), Mode.MASK, known)
    assert redaction.text == "[NAME] slept well"
