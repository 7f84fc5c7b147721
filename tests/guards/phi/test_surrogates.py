"""Surrogates restore exactly, and only what was issued."""

from __future__ import annotations

import json

from hypothesis import given

from guards.phi.detector import KnownIdentifier
from guards.phi.surrogates import Identities, Identity, Mode, Redactor

from .texts import clinical


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


@given(text=clinical)
def test_spans_are_exactly_what_was_replaced(redactor: Redactor, text: str) -> None:
    redaction = redactor.redact(text, Identities(), Mode.MASK)
    rebuilt, end = "", 0
    for span in redaction.spans:
        rebuilt += text[end : span.start] + f"[{span.label}]"
        end = span.end
    assert rebuilt + text[end:] == redaction.text


def test_the_model_sees_typed_ordinals(redactor: Redactor) -> None:
    text = "Maria Gonzalez, MRN 5512345, seen 02/25/2023; Maria Gonzalez left."
    redaction = redactor.redact(text, Identities(), Mode.PSEUDONYMISE)
    assert redaction.text == "[NAME_1], MRN [MRN_1], seen [DATE_1]; [NAME_1] left."


def test_two_spellings_get_two_surrogates() -> None:
    identities = Identities()
    assert identities.surrogate_for("NAME", "Smith") == "[NAME_1]"
    assert identities.surrogate_for("NAME", "SMITH") == "[NAME_2]"
    assert identities.surrogate_for("NAME", "Smith") == "[NAME_1]"


def test_a_typed_placeholder_never_becomes_a_name(redactor: Redactor) -> None:
    identities = Identities([Identity("NAME", 1, "Maria Gonzalez")])
    typed = "Who is [NAME_1]?"
    redaction = redactor.redact(typed, identities, Mode.PSEUDONYMISE)
    assert redaction.text == "Who is [LITERAL_1]?"
    assert identities.restore(redaction.text) == typed


def test_restoring_never_looks_inside_a_restored_value() -> None:
    identities = Identities([Identity("CODE", 1, "[NAME_1]"), Identity("NAME", 1, "Secret")])
    assert identities.restore("[CODE_1]") == "[NAME_1]"


def test_invented_and_altered_surrogates_are_reported_and_left() -> None:
    identities = Identities([Identity("NAME", 1, "Maria")])
    text = "[NAME_1] [NAME_2] [name_1] NAME_1 [Date 3] [NAME_?] [NAME]"
    assert identities.restore(text) == text.replace("[NAME_1]", "Maria")
    assert identities.unknown_in(text) == (
        "[NAME_2]", "[name_1]", "NAME_1", "[Date 3]", "[NAME_?]", "[NAME]",
    )  # fmt: skip


def test_restored_values_can_be_escaped() -> None:
    identities = Identities([Identity("NAME", 1, 'A "B"\n')])
    restored = identities.restore('{"x":"[NAME_1]"}', escape=lambda v: json.dumps(v)[1:-1])
    assert json.loads(restored) == {"x": 'A "B"\n'}


def test_ordinals_continue_after_a_reload() -> None:
    identities = Identities([Identity("NAME", 7, "Maria")])
    assert identities.surrogate_for("NAME", "Ana") == "[NAME_8]"


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
