"""Any split of a stream gives what the whole gives, soon, and nothing that should be hidden."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.detector import Detector
from guards.phi.normal import Plain
from guards.phi.surrogates.identities import Identities, Identity
from guards.phi.surrogates.modes import Mode
from guards.stream import MAX_HELD_CHARS, StreamGuard
from guards.verdicts import DetectorUnavailable, Span

from .phi.texts import FRAGMENTS

PATTERNS = Detector(names=False)
IDENTITIES = Identities(
    [Identity("NAME", 1, 'Maria "Mia" Gonzalez'), Identity("DATE", 1, "April 12, 2023")]
)
ANSWER = (
    "The patient [NAME_1] was seen on [DATE_1]; see [NAME_9]. Call (555) 123-4567 before 12th of "
    "January 2024, SSN 123-45-6789, or write to john.doe@example.com. BP 120/80, 10 mg daily."
)
GUARDED = (
    'The patient Maria "Mia" Gonzalez was seen on April 12, 2023; see [NAME_9]. Call [PHONE] '
    "before [DATE], SSN [SSN], or write to [EMAIL]. BP 120/80, 10 mg daily."
)
streams = st.lists(
    st.one_of(
        st.sampled_from((*FRAGMENTS, "[NAME_1]", "[DATE_1]. ", '{"a":"', '","b":', "\\n", '\\"')),
        st.sampled_from(("word ", "Capital ", "a" * 90, "1" * 70, "x,y,", "1-")),
    ),
    max_size=20,
).map("".join)


class Options(TypedDict, total=False):
    mode: Mode
    restore: bool
    json_strings: bool


def guard(**options: Unpack[Options]) -> StreamGuard:
    return StreamGuard(IDENTITIES, PATTERNS, **options)


def run(pieces: list[str], **options: Unpack[Options]) -> str:
    return outcome(pieces, guard(**options))[0]


def outcome(pieces: list[str], stream: StreamGuard) -> tuple[str, str, list[Span], list[str]]:
    """All that a stream leaves behind: released, storable, masked, unknown."""
    released = "".join(stream.push(piece) for piece in pieces) + stream.close()
    return released, stream.redacted, stream.masked, stream.unknown


def test_known_values_are_restored_and_others_masked() -> None:
    stream = guard()
    assert stream.push(ANSWER) + stream.close() == GUARDED
    assert stream.unknown == ["[NAME_9]"]
    assert [(ANSWER[s.start : s.end], s.label) for s in stream.masked] == [
        ("(555) 123-4567", "PHONE"),
        ("12th of January 2024", "DATE"),
        ("123-45-6789", "SSN"),
        ("john.doe@example.com", "EMAIL"),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 50])
def test_pieces_of_any_size(size: int) -> None:
    assert run([ANSWER[i : i + size] for i in range(0, len(ANSWER), size)]) == GUARDED


@pytest.mark.parametrize("first", range(len(ANSWER)))
def test_every_split_in_two(first: int) -> None:
    assert run([ANSWER[:first], ANSWER[first:]]) == GUARDED


@pytest.mark.parametrize("mode", list(Mode))
@given(text=streams, cuts=st.lists(st.integers(0, 800), max_size=12), in_json=st.booleans())
def test_any_split_of_any_text(mode: Mode, text: str, cuts: list[int], in_json: bool) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    options = Options(mode=mode, json_strings=in_json)
    whole = outcome([text], guard(**options))
    assert outcome([text[a:b] for a, b in pairwise(edges)], guard(**options)) == whole
    assert outcome(list(text), guard(**options)) == whole


@given(text=streams)
def test_a_stream_restores_what_the_whole_text_does(text: str) -> None:
    stream = StreamGuard(IDENTITIES, None)
    assert outcome(list(text), stream)[0] == IDENTITIES.restore(text)
    assert stream.redacted == text


@pytest.mark.parametrize("before", range(170, 262))
def test_a_surrogate_beside_an_identifier_is_restored_wherever_the_window_ends(before: int) -> None:
    filler = ("x," * before)[-before:]
    released = run([filler + "123-45-6789[NAME_1] end"])
    assert released == filler + '[SSN]Maria "Mia" Gonzalez end'


@given(text=streams)
def test_hold_back_is_bounded(text: str) -> None:
    stream = guard()
    for char in text:
        stream.push(char)
        assert stream.held_chars <= MAX_HELD_CHARS


@given(text=streams)
def test_without_masks_and_surrogates_nothing_changes(text: str) -> None:
    stream = StreamGuard(Identities(), None)
    assert "".join(map(stream.push, text)) + stream.close() == text


def test_ordinary_words_leave_at_the_next_blank() -> None:
    stream = guard()
    assert stream.push("take one tab") == "take one "
    assert stream.push("let ") == "tablet "
    assert not stream.is_holding


@pytest.mark.parametrize(
    "suspect",
    [
        *("7", "a@b", "#x", "[NAME_1]", "s3://x", "ftp://x", "www.", "x.org", "x.com,"),
        *(
            "may",
            "(Dec.",
            "september",
            "Friday",
            "monday,",
            "Day",
            "ninety-four",
            "Easter",
            "Halloween's",
            "\uff17",
            "\u0667",
        ),
    ],
)
def test_a_suspect_is_held_wherever_it_stands(suspect: str) -> None:
    stream = guard()
    assert stream.push(f"take it daily and see {suspect} ") == "take it daily and see "


@pytest.mark.parametrize(
    "word", ["summary", "today", "Today", "day", "holiday", "and/or", "gout.", "Sundry"]
)
def test_ordinary_words_are_not_held(word: str) -> None:
    assert guard().push(f"see {word} ") == f"see {word} "


def test_a_run_is_held_until_an_ordinary_word() -> None:
    stream = guard()
    assert stream.push("call 555-123") == "call "
    assert stream.push("-4567 ") == ""
    assert stream.is_holding
    assert stream.push("now ") == "[PHONE] now "


@pytest.mark.parametrize(
    "secret",
    [
        "https://x.example.com/" + "a" * 600,
        "www.example.com/" + "9" * 400,
        "a@" + "b" * 60 + ".com",
    ],
)
def test_an_identifier_longer_than_the_window_does_not_leak(secret: str) -> None:
    released = run(list("see " + secret + " end"))
    assert secret[-40:] not in released
    assert released.endswith(" end")


class BrokenDetector(Detector):
    """One that fails on everything it is shown."""

    def detect_patterns(self, text: str) -> list[Span]:
        raise DetectorUnavailable("broken")


def test_a_guard_that_cannot_look_releases_nothing_it_held() -> None:
    stream = StreamGuard(IDENTITIES, BrokenDetector(names=False))
    assert stream.push("call 555-123-4567") == "call "
    for _ in range(2):
        with pytest.raises(DetectorUnavailable):
            stream.push(" now ")
        with pytest.raises(DetectorUnavailable):
            stream.close()
    assert stream.redacted == "call "


def test_an_answer_gets_only_the_values_of_its_own_prompt() -> None:
    patient = Identities([*IDENTITIES.entries(), Identity("NAME", 2, "Ana")])
    stream = StreamGuard(patient.within(["Greet [NAME_1]."]), PATTERNS)
    assert stream.push("[NAME_1] knows [NAME_2] too ") == 'Maria "Mia" Gonzalez knows [NAME_2] too '
    assert stream.unknown == ["[NAME_2]"]


@pytest.mark.parametrize(
    "invented",
    [
        *("[NAME_7]", "[name_1]", "[Name 1]", "[NAME1]", "[NAME_1", "NAME_1", "【NAME_1】"),
        *(r"\[NAME\_1\]", "[PATIENT_1]", "[NAME]", "[NAME\u200b_1]"),
    ],
)
def test_altered_and_invented_surrogates_are_flagged(invented: str) -> None:
    stream = guard()
    released = "".join(map(stream.push, f"so {invented} left early")) + stream.close()
    assert released == f"so {invented} left early"
    assert stream.unknown == [Plain(invented).text]


@pytest.mark.parametrize(
    ("mode", "released"),
    [
        (Mode.PSEUDONYMISE, 'Maria "Mia" Gonzalez, [AGE]-year-old, on [DATE] SSN [SSN] ok'),
        (Mode.MASK, "[NAME_1], [AGE]-year-old, on [DATE] SSN [SSN] ok"),
        (Mode.SAFE_HARBOR, "[NAME_1], [AGE]-year-old, on [DATE] SSN [SSN] ok"),
        (Mode.LIMITED, "[NAME_1], 93-year-old, on 4/3/2019 SSN [SSN] ok"),
    ],
)
def test_each_mode_hides_and_restores_its_own(mode: Mode, released: str) -> None:
    text = "[NAME_1], 93-year-old, on 4/3/2019 SSN 123-45-6789 ok"
    assert run(list(text), mode=mode) == released


def test_callers_who_may_not_see_values_get_surrogates() -> None:
    assert run(["I know [NAME_1]."], restore=False) == "I know [NAME_1]."


def test_what_may_be_stored_is_masked_and_not_restored() -> None:
    stream = guard()
    stream.push("[NAME_1] has SSN 123-45-6789")
    stream.close()
    assert stream.redacted == "[NAME_1] has SSN [SSN]"


def test_json_stays_json() -> None:
    text = '{"name": "[NAME_1]", "mrn": 12345678, "note": "tel\\n555-123-4567\\t\\"x\\"", "n": 10}'
    released = run(list(text), json_strings=True)
    assert json.loads(released) == {
        "name": 'Maria "Mia" Gonzalez',
        "mrn": "[MRN]",
        "note": 'tel\n[PHONE]\t"x"',
        "n": 10,
    }


def test_closing_twice_releases_once() -> None:
    stream = guard()
    stream.push("tail")
    assert stream.close() == "tail"
    assert stream.close() == ""
