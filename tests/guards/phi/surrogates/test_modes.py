"""Each mode puts in an identifier's place what the regulation lets stand there."""

from __future__ import annotations

import pytest
from hypothesis import given

from guards.phi.detector import Detector, KnownIdentifier
from guards.phi.labels import LETTERS
from guards.phi.places.address import without_states
from guards.phi.surrogates.identities import SURROGATE, Identities
from guards.phi.surrogates.modes import Mode, stand_in
from guards.phi.surrogates.redactor import Redactor
from tests.guards.phi.texts import clinical

THIS_YEAR = 2026
SHIFT_DAYS = 20
NOTE = (
    "Maria Gonzalez, 93-year-old, DOB 03/14/1932, MRN 5512345, of 12 Elm Street, Boston, MA 02139, "
    "came from Houston, Texas to Methodist Hospital on March 14, 2019; MARIA GONZALEZ left 3/20/19."
)


@pytest.fixture(scope="module")
def dated(detector: Detector) -> Redactor:
    return Redactor(detector, this_year=lambda: THIS_YEAR)


@pytest.mark.parametrize(
    ("mode", "redacted"),
    [
        (
            Mode.MASK,
            "[NAME], [AGE]-year-old, DOB [DATE], MRN [MRN], of [ADDRESS], MA [ZIP], came from "
            "[LOCATION], Texas to [FACILITY] on [DATE]; [NAME] left [DATE].",
        ),
        (
            Mode.SAFE_HARBOR,
            "[NAME_1], 90+-year-old, DOB [DATE], MRN [MRN_1], of [ADDRESS_1], MA 021, came from "
            "[LOCATION_1], Texas to [FACILITY_1] on 2019; [NAME_1] left 2019.",
        ),
        (
            Mode.LIMITED,
            "[NAME_1], 93-year-old, DOB 04/03/1932, MRN [MRN_1], of [ADDRESS_1], Boston, MA 02139, "
            "came from Houston, Texas to [FACILITY_1] on April 3, 2019; [NAME_1] left 4/9/19.",
        ),
        (Mode.OFF, NOTE),
    ],
)
def test_a_note_in_each_mode(dated: Redactor, mode: Mode, redacted: str) -> None:
    assert dated.redact(NOTE, Identities(shift_days=SHIFT_DAYS), mode).text == redacted


def test_only_what_was_lent_comes_back() -> None:
    assert [mode for mode in Mode if mode.restores] == [Mode.PSEUDONYMISE]


@pytest.mark.parametrize(
    ("label", "value", "instead"),
    [
        ("DATE", "March 14, 2019", "2019"),
        ("DATE", "3/14/1937", "1937"),
        ("DATE", "3/14/1936", "[DATE]"),
        ("DATE", "3/14/31", "[DATE]"),
        ("DATE", "Dec 30, 2019 - Jan 2, 2020", "2019-2020"),
        ("DATE", "1930-01-01 to 2020-01-01", "[DATE]"),
        ("DATE", "last Friday", "[DATE]"),
        ("DATE", "Mar 14", "[DATE]"),
        ("AGE", "93", "90+"),
        ("AGE", "ninety-four", "90+"),
        ("AGE", "1931", "[AGE_1]"),
        ("ZIP", "02139-4307", "021"),
        ("ZIP", "03601", "000"),
        ("ZIP", "SW1A 1AA", "[ZIP_1]"),
        ("NAME", "Maria", "[NAME_1]"),
        ("CODE", "2019-03-14", "[CODE_1]"),
    ],
)
def test_safe_harbor(label: str, value: str, instead: str) -> None:
    assert stand_in(label, value, Mode.SAFE_HARBOR, Identities(), THIS_YEAR) == instead


@pytest.mark.parametrize(
    ("label", "value", "instead"),
    [
        ("DATE", "3/14/1931", "4/3/1931"),
        ("DATE", "Christmas", "[DATE]"),
        ("AGE", "93", "93"),
        ("ZIP", "03601", "03601"),
        ("LOCATION", "Boston", "Boston"),
        ("ADDRESS", "12 Elm St", "[ADDRESS_1]"),
        ("FACILITY", "Mercy Clinic", "[FACILITY_1]"),
    ],
)
def test_limited(label: str, value: str, instead: str) -> None:
    identities = Identities(shift_days=SHIFT_DAYS)
    assert stand_in(label, value, Mode.LIMITED, identities, THIS_YEAR) == instead


def test_dates_nobody_gave_a_shift_for_are_hidden() -> None:
    assert stand_in("DATE", "3/14/2019", Mode.LIMITED, Identities(), THIS_YEAR) == "[DATE]"


@pytest.mark.parametrize("mode", [m for m in Mode if m is not Mode.OFF])
@pytest.mark.parametrize("label", sorted(set(LETTERS) - {"AGE", "ZIP", "LOCATION"}))
def test_no_mode_leaves_a_value(label: str, mode: Mode) -> None:
    assert "value" not in stand_in(label, "value", mode, Identities(shift_days=1), THIS_YEAR)


@pytest.mark.parametrize("mode", list(Mode))
@given(text=clinical)
def test_spans_are_exactly_what_was_replaced(dated: Redactor, mode: Mode, text: str) -> None:
    identities = Identities(shift_days=SHIFT_DAYS)
    redaction = dated.redact(text, identities, mode)
    rebuilt, end = "", 0
    for span in without_states(text, list(redaction.spans)):
        value = text[span.start : span.end]
        instead = stand_in(span.label, value, mode, identities, THIS_YEAR)
        rebuilt += text[end : span.start] + instead
        end = span.end
    assert rebuilt + text[end:] == redaction.text


@pytest.mark.parametrize("mode", [Mode.PSEUDONYMISE, Mode.SAFE_HARBOR, Mode.LIMITED])
@given(text=clinical)
def test_every_surrogate_in_redacted_text_was_issued(
    dated: Redactor, mode: Mode, text: str
) -> None:
    identities = Identities(shift_days=SHIFT_DAYS)
    redacted = dated.redact(text, identities, mode).text
    assert all(identities.value_of(match[0]) for match in SURROGATE.finditer(redacted))


@pytest.mark.parametrize("mode", [m for m in Mode if m is not Mode.OFF])
def test_states_years_and_younger_ages_survive(dated: Redactor, mode: Mode) -> None:
    text = "A 55-year-old from Texas, well since 2019, moved to Ohio."
    assert dated.redact(text, Identities(shift_days=SHIFT_DAYS), mode).text == text


def test_masking_leaves_typed_placeholders_alone(dated: Redactor) -> None:
    assert dated.redact("[NAME_1], [DATE]", Identities(), Mode.MASK).spans == ()


def test_intervals_survive_in_a_limited_data_set(dated: Redactor) -> None:
    known = [KnownIdentifier("DATE", "2020-02-27")]
    text = "Born 2020-02-27, seen March 1, 2020 and on 3/2/20."
    redacted = dated.redact(text, Identities(shift_days=2), Mode.LIMITED, known)
    assert redacted.text == "Born 2020-02-29, seen March 3, 2020 and on 3/4/20."
