"""An HL7 v2 message keeps its shape and loses who it is about."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.forms.hl7 import messages_in, redact_hl7, shifted
from guards.phi.forms.hl7_escapes import Separators, separators_of
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import UnsupportedContent

MESSAGE = "\r".join(
    (
        r"MSH|^~\&|LABS|LARCH HOSP^1.2.3^ISO|EHR|TILBURY CLINIC|20210419081500||ORU^R01|M-7781|P",
        "PID|1||AX-5512^^^LARCH^MR~7712^^^OTHER^PI||QUANDT^ILSE^M^^MRS^^L||19610307|F||2106-3"
        "|77 LARCH ROW^^TILBURY^OH^44107^USA^H||(617)555-0142^PRN^PH^ilse@example.org||EN|M||A-4471"
        "|078-05-1120|S7712345^OH^20250101",
        "NK1|1|QUANDT^BERND|SPO|77 LARCH ROW^^TILBURY^OH^44107|6175550143",
        "PV1|1|I|ICU^12^A^LARCH HOSP||||1234567893^PRAGER^WENDELIN^^^DR",
        "OBR|1|P-991|F-992|718-7^Hemoglobin^LN|||20210419080000",
        "OBX|1|NM|718-7^Hemoglobin^LN||13.1|g/dL|12.0-16.0|N|||F|||20210419083000",
        r"OBX|2|FT|8251-1^Comment^LN||To Quandt \T\ son Bernd: give 10 mg lisinopril.\.br\Ilse",
        "NTE|1|L|Call Ilse at 617-555-0142 about Parkinson's disease",
        "ZPI|1|seen with Bernd^SSN 219-09-9999|Foley catheter",
        "",
    )
)
WHO = ("QUANDT", "Quandt", "ILSE", "Ilse", "Bernd", "BERND", "AX-5512", "7712", "LARCH", "TILBURY",
       "44107", "555-0142", "ilse@", "A-4471", "078-05", "S77", "PRAGER", "219-09", "P-991",
       "19610307", "20210419")  # fmt: skip


def redacted(
    message: str, redactor: Redactor, mode: Mode, identities: Identities | None = None
) -> str:
    return redact_hl7(message, redactor, identities or Identities(), mode).value


def test_who_it_is_about_is_gone(redactor: Redactor) -> None:
    shown = redacted(MESSAGE, redactor, Mode.MASK)
    assert [value for value in WHO if value in shown] == []


def test_what_it_says_survives(redactor: Redactor) -> None:
    shown = redacted(MESSAGE, redactor, Mode.MASK)
    for kept in (
        "718-7^Hemoglobin^LN||13.1|g/dL|12.0-16.0|N", "ORU^R01", "^OH^[ZIP]^USA^H", "|F||2106-3|",
        "give 10 mg lisinopril", "Parkinson's disease", "Foley catheter", "^MR~", "^^MRS^^L",
    ):  # fmt: skip
        assert kept in shown


def test_the_shape_is_kept(redactor: Redactor) -> None:
    shown = redacted(MESSAGE, redactor, Mode.MASK)
    before, after = MESSAGE.split("\r"), shown.split("\r")
    for old, new in zip(before, after, strict=True):
        assert old.count("|") == new.count("|")
        assert old[:3] == new[:3]
    for separator in "^~&":
        assert shown.count(separator) == MESSAGE.count(separator)


def test_every_value_comes_back(redactor: Redactor) -> None:
    identities = Identities()
    shown = redacted(MESSAGE, redactor, Mode.PSEUDONYMISE, identities)
    assert identities.restore(shown, escape=standard.escaped) == MESSAGE


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_line_end_is_kept(redactor: Redactor, end: str) -> None:
    message = MESSAGE.replace("\r", end)
    assert redacted(message, redactor, Mode.MASK) == redacted(MESSAGE, redactor, Mode.MASK).replace(
        "\r", end
    )


def test_other_separators_are_understood(redactor: Redactor) -> None:
    message = MESSAGE.translate(str.maketrans("|^~&", "#:;!"))
    shown = redacted(message.replace("10 mg", "10#mg", 0), redactor, Mode.MASK)
    assert "QUANDT" not in shown
    assert "718-7:Hemoglobin:LN" in shown


def test_a_name_cannot_hide_behind_an_escape(redactor: Redactor) -> None:
    message = "MSH|^~\\&|A\rPID|||||QUANDT^ILSE\rNTE|1|L|Seen: \\H\\Ilse\\N\\ Qu\\X61\\ndt\r"
    assert redacted(message, redactor, Mode.MASK).endswith("NTE|1|L|Seen: [NAME]\r")


@pytest.mark.parametrize(
    ("value_type", "value", "expected"),
    [
        ("DT", "20210419", "[DATE]"),
        ("XPN", "QUANDT^ILSE", "[NAME]^[NAME]"),
        ("CE", "I10^Hypertension^I10", "I10^Hypertension^I10"),
        ("ST", '""', '""'),
        ("", "Ilse Quandt", "[NAME]"),
    ],
)
def test_an_observation_is_what_it_says_it_is(
    redactor: Redactor, value_type: str, value: str, expected: str
) -> None:
    message = f"MSH|^~\\&|A\rPID|||||QUANDT^ILSE\rOBX|1|{value_type}|x||{value}"
    assert redacted(message, redactor, Mode.MASK).rsplit("|", 1)[1] == expected


@pytest.mark.parametrize("value_type", ["ED", "RP"])
def test_a_file_in_an_observation_is_refused(redactor: Redactor, value_type: str) -> None:
    message = f"MSH|^~\\&|A\rOBX|1|{value_type}|x||^TEXT^PDF^Base64^JVBERi0="
    with pytest.raises(UnsupportedContent):
        redacted(message, redactor, Mode.MASK)


@pytest.mark.parametrize(
    "text", ["", "PID|1", "MSH", "MSH|", "MSH||^~\\&", "MSHA^~\\&|", "MSH|||||"]
)
def test_what_is_no_message_is_refused(redactor: Redactor, text: str) -> None:
    with pytest.raises(ValueError, match="MSH"):
        redacted(text, redactor, Mode.MASK)


def test_safe_harbor_keeps_the_year(redactor: Redactor) -> None:
    shown = redacted(MESSAGE, redactor, Mode.SAFE_HARBOR)
    assert "|1961|F|" in shown
    assert not re.search(r"\d{8}", shown)


def test_a_birth_ninety_years_ago_vanishes(redactor: Redactor) -> None:
    born = f"{date.today().year - 93}0506"
    shown = redacted(f"MSH|^~\\&|A\rPID|||||||{born}|F", redactor, Mode.SAFE_HARBOR)
    assert shown.endswith("PID||||||||F")


def test_a_limited_data_set_shifts_every_date_alike(redactor: Redactor) -> None:
    shown = redacted(MESSAGE, redactor, Mode.LIMITED, Identities(shift_days=-20))
    assert "|19610215|F|" in shown
    assert "|20210330080000" in shown


@pytest.mark.parametrize(
    ("text", "days", "expected"),
    [("20210419", -20, "20210330"), ("202104", 45, "202105"), ("202104190815+0200", 1,
     "202104200815+0200"), ("2021-04-19", 1, None), ("20210231", 1, None)],
)  # fmt: skip
def test_dates_move_by_whole_days(text: str, days: int, expected: str | None) -> None:
    assert shifted(text, days) == expected


def test_a_file_of_messages_is_divided(redactor: Redactor) -> None:
    file = f"FHS|^~\\&|A\r{MESSAGE}\x0b{MESSAGE}\x1c\r"
    assert len(messages_in(file)) == 3
    assert "".join(messages_in(file)) == file
    assert "QUANDT" not in "".join(redacted(m, redactor, Mode.MASK) for m in messages_in(file))


standard = Separators("|", "^", "~", "\\", "&")


@given(text=st.text(alphabet="|^~\\&\r\nabE.X0é", max_size=20))
def test_what_was_escaped_reads_the_same(text: str) -> None:
    escaped = standard.escaped(text)
    assert standard.unescaped(escaped) == text
    assert not set(escaped) & set("|^~&\r\n")


def test_a_header_may_declare_less(redactor: Redactor) -> None:
    assert separators_of("MSH|^~|A") == standard


@pytest.mark.parametrize(
    "segment",
    [
        "RXE|1|00173-0442-00^Zofran 4 mg^NDC|4||mg",
        "FT1|1|||||CG|99213-1234567^Office visit^CPT",
        "XYZ|8765-4321^Something^LN",
    ],
)
def test_codes_survive_in_any_segment(redactor: Redactor, segment: str) -> None:
    message = f"MSH|^~\\&|A\r{segment}"
    assert redacted(message, redactor, Mode.MASK) == message


def test_a_z_segment_may_call_anything_a_code(redactor: Redactor) -> None:
    message = "MSH|^~\\&|A\rZXY|SSN 078-05-1120^Ilse Quandt^LN"
    assert "ZXY|SSN [SSN]^[NAME]^" in redacted(message, redactor, Mode.MASK)


def test_only_states_of_the_united_states_survive(redactor: Redactor) -> None:
    message = "MSH|^~\\&|A\rPID|||||||||||^^Linz^Upper Austria^4020^AUT~^^Lima^oh^45801^USA"
    assert redacted(message, redactor, Mode.MASK).endswith(
        "^^[LOCATION]^[LOCATION]^[ZIP]^AUT~^^[LOCATION]^oh^[ZIP]^USA"
    )
