"""Injected identifiers stand exactly where the reference says, in every kind of note."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from guards.phi.names.gazetteer import people
from guards.phi.normal import folded
from tests.bench.phi import frames
from tests.bench.phi.bundles import Resource, record_note
from tests.bench.phi.cast import Cast, written_date
from tests.bench.phi.documents import Document, Gold, in_capitals, without_case
from tests.bench.phi.injector import Carriers, clinical_note, dialogue, make_notes
from tests.bench.phi.origins import ORIGINS
from tests.bench.phi.unlisted import unlisted
from tests.bench.phi.writing import SLOT, Writer

PROSE = "He feels well. Lungs are clear today. The plan is unchanged. Return in spring. Eats well."
TURNS = "Doctor: How are you?\nPatient: Fine.\nDoctor: Any pain?\nPatient: None.\n"
BUNDLE: list[Resource] = [
    {
        "resourceType": "Patient",
        "birthDate": "1951-02-03",
        "address": [{"line": ["7 Elm Ct"], "city": "Lynn", "state": "Massachusetts"}],
        "telecom": [{"value": "555-201-3344"}],
        "identifier": [{"type": {"text": "Medical Record Number"}, "value": "a1b2"}],
    },
    {"resourceType": "Organization", "name": "LYNN CLINIC -"},
    {
        "resourceType": "Encounter",
        "type": [{"text": "Encounter for problem"}],
        "period": {"start": "2018-05-06T10:00:00+00:00"},
    },
    {
        "resourceType": "Observation",
        "code": {"text": "Platelets"},
        "effectiveDateTime": "2018-05-06",
        "valueQuantity": {"value": 201.23, "unit": "{count}"},
    },
]


def cast(seed: int = 1) -> Cast:
    return Cast(ORIGINS["Slavic"], Random(seed))


def test_a_writer_knows_where_its_slots_went() -> None:
    values = {"who": ("Ana", "NAME"), "what": ("visit", ""), "day": ("3/4", "DATE")}
    writer = Writer(values.__getitem__)
    writer.plain("On {day}: ")
    writer.frame("{who}'s {what} on {day}.")
    document = writer.document("x")
    assert document.text == "On {day}: Ana's visit on 3/4."
    assert document.spans == (Gold(10, 13, "NAME"), Gold(25, 28, "DATE"))


def test_every_slot_of_every_frame_has_a_value() -> None:
    known = cast().with_facts({"state": ("Ohio", ""), "what": ("visit", "")})
    groups = (frames.HEADERS, frames.SENTENCES, frames.CLOSINGS, frames.TURNS)
    texts = [text for group in groups for text in group] + [frames.RECORD, frames.VISIT]
    for slot in {slot for text in texts for slot in SLOT.findall(text)}:
        assert known.value(slot)[0], slot


@pytest.mark.parametrize("seed", range(20))
def test_what_the_reference_marks_is_what_was_put_in(seed: int) -> None:
    random = Random(seed)
    notes = [
        clinical_note("note", PROSE, cast(seed), random),
        dialogue("talk", TURNS, cast(seed), random),
        record_note("record", BUNDLE, cast(seed), random),
    ]
    for note in notes:
        assert note.spans
        ends = [0]
        for gold in note.spans:
            marked = note.text[gold.start : gold.end]
            assert marked == marked.strip() != ""
            assert ends[-1] <= gold.start
            ends.append(gold.end)
            if gold.label == "NAME":
                assert _is_of(marked)


def _is_of(name: str) -> bool:
    """Whether a name is made of the origin's names."""
    origin = ORIGINS["Slavic"]
    return any(part in name for part in (*origin.first, *origin.last))


def test_the_prose_itself_is_kept_whole() -> None:
    note = clinical_note("note", PROSE, cast(), Random(4))
    for sentence in PROSE.split(". "):
        assert sentence.rstrip(".") in note.text


def test_the_record_takes_dates_and_numbers_from_the_bundle() -> None:
    note = record_note("record", BUNDLE, cast(), Random(2))
    marked = {gold.label: note.text[gold.start : gold.end] for gold in note.spans}
    assert (marked["MRN"], marked["ADDRESS"], marked["CITY"]) == ("a1b2", "7 Elm Ct", "Lynn")
    assert marked["FACILITY"] == "Lynn Clinic"
    assert "201.2 {count}" in note.text


def test_a_written_date_loses_leading_zeros_of_day_and_month_only() -> None:
    written = {written_date(date(2003, 4, 5), Random(seed)) for seed in range(200)}
    assert {"4/5/03", "04/05/03", "4/5/2003", "2003-04-05", "April 05, 2003"} <= written
    assert all("2003" in text or "/03" in text for text in written)


def test_the_same_seed_writes_the_same_notes() -> None:
    carriers = Carriers(bundles=[BUNDLE], notes=[PROSE], dialogues=[TURNS])
    first, second = ([*make_notes(carriers, ORIGINS["Arabic"], 6, "seed")] for _ in range(2))
    assert first == second
    assert len({note.text for note in first}) == 6


def test_another_case_keeps_the_offsets() -> None:
    document = Document("x", "Frau Nußbaum, İpek and ANA", (Gold(5, 12, "NAME"),))
    for changed in (without_case(document), in_capitals(document)):
        assert len(changed.text) == len(document.text)
        assert changed.spans == document.spans
    assert in_capitals(document).text[5:12] == "NUßBAUM"


def test_unlisted_names_are_on_no_list() -> None:
    listed = people()
    made = unlisted(40)
    assert len({*made.first}) == len({*made.last}) == 40
    for name in (*made.first, *made.last):
        assert folded(name) not in listed.first | listed.last
    assert not set(made.last) & set(unlisted(40, seed=1).last)
