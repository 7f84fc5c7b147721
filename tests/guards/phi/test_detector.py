"""What is hidden, letter by letter, and what must survive."""

from __future__ import annotations

import pytest
from hypothesis import given

from guards.phi.detector import Detector, KnownIdentifier
from guards.phi.labels import LETTERS

from .texts import clinical

LETTER_TABLE = [
    ("A", "Patient Maria Gonzalez reports cough.", "Maria Gonzalez"),
    ("A", "Discussed with Anna S. today.", "Anna S."),
    ("A", "He was seen by Dr. Van der Berg.", "Dr. Van der Berg"),
    ("A", "Mr. W. is improving.", "Mr. W."),
    ("A", "SMITH, JOHN A. was admitted.", "SMITH, JOHN A."),
    ("A", "PATIENT JOHN SMITH WAS SEEN TODAY", "JOHN SMITH"),
    ("A", "spoke with john smith about his wife", "john smith"),
    ("A", "Electronically signed by: K. Okafor, MD", "K. Okafor"),
    ("A", "Her mother, Ngozi, called.", "Ngozi"),
    ("A", "Sean O'Brien-Smith returned", "Sean O'Brien-Smith"),
    ("B", "She was treated at Methodist Hospital.", "Methodist Hospital"),
    ("B", "He lives at 123 Elm Street, Apt 4, Springfield, IL 62704.", "123 Elm Street"),
    ("B", "Seen in Baltimore last spring.", "Baltimore"),
    ("B", "moved from Fairfield, CT", "Fairfield"),
    ("B", "followed at St. Mary's", "St. Mary's"),
    ("B", "zip code 94103", "94103"),
    ("C", "seen on April 12th, 2023.", "April 12th, 2023"),
    ("C", "DOB 02/25/1961", "02/25/1961"),
    ("C", "since 12 Jan 2023", "12 Jan 2023"),
    ("C", "on 2023-04-25T10:11:12Z", "2023-04-25T10:11:12Z"),
    ("C", "last seen Jan 9th '23", "Jan 9th '23"),
    ("C", "a 92-year-old woman", "92"),
    ("D", "call (555) 123-4567 x12", "(555) 123-4567 x12"),
    ("D", "mobile: +44 20 7946 0958", "+44 20 7946 0958"),
    ("E", "fax 650-123-4567", "650-123-4567"),
    ("F", "mail anne.o@med.example.org", "anne.o@med.example.org"),
    ("G", "SSN 987-65-4321", "987-65-4321"),
    ("H", "MRN: #CC-7654321", "#CC-7654321"),
    ("H", "medical record number 56789", "56789"),
    ("I", "insurance ID HP-678901", "HP-678901"),
    ("I", "Medicare 1EG4-TE5-MK73", "1EG4-TE5-MK73"),
    ("J", "account number 9876543210", "9876543210"),
    ("J", "card 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("K", "NPI 1245319599", "1245319599"),
    ("L", "VIN 1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
    ("M", "pacemaker serial number PJN123456", "PJN123456"),
    ("N", "see https://portal.example.com/p/77?x=1.", "https://portal.example.com/p/77?x=1"),
    ("O", "from 192.168.12.7 today", "192.168.12.7"),
    ("P", "fingerprint template FP-99812", "FP-99812"),
    ("Q", "photo face_left.jpg attached", "face_left.jpg"),
    ("R", "reference code EM-25541", "EM-25541"),
]

SURVIVORS = [
    "",
    " \n\t",
    "🙂🙂",
    "A 55-year-old man with BP 120/80, HR 72, T 37.2, SpO2 98%.",
    "Foley catheter placed; Parkinson disease and Crohn's disease stable.",
    "lisinopril 10 mg daily, metformin 500 mg BID, insulin 12 units",
    "T4 N1 M0 adenocarcinoma, Gleason 3+4, stage IIIB",
    "Diagnosed in 2019, relapsed 2 weeks ago.",
    "You may 5 times a day march in place.",
    "GA 38 weeks 2 days, G2P1, Apgar 8 and 9",
    "eGFR 45, HbA1c 7.2%, platelets 250,000, WBC 11.2, 1500000 IU",
    "CHA2DS2-VASc 4, DAPA-HF, COVID-19, SARS-CoV-2, HLA-B27, NCT01234567",
    "Marfan syndrome, Wells score, Chaddock reflex, Framingham risk",
    "Patients in California and Texas; guidelines from the CDC and FDA.",
    "strength 5/5, pain 7/10, vision 20/20",
    "MS and MI; PT and OT; HTN, DM, CHF",
    "WHAT IS THE DOSE OF AMOXICILLIN IN CHILDREN?",
    "what is the treatment of hashimoto thyroiditis",
    "Will she respond? Grace period. Hope for the best. Mark the site.",
    "ranges 1000-1500 mg, 2019-2021, pages 380:1123-1134",
]


@pytest.mark.parametrize(("letter", "text", "value"), LETTER_TABLE)
def test_identifier_is_found_whole(detector: Detector, letter: str, text: str, value: str) -> None:
    start = text.index(value)
    covering = [
        span
        for span in detector.detect(text)
        if span.start <= start and span.end >= start + len(value)
    ]
    assert [span.letter for span in covering] == [letter]


@pytest.mark.parametrize("text", SURVIVORS)
def test_clinical_text_survives(detector: Detector, text: str) -> None:
    assert [text[span.start : span.end] for span in detector.detect(text)] == []


@given(text=clinical)
def test_spans_are_sorted_disjoint_and_inside(detector: Detector, text: str) -> None:
    end = 0
    for span in detector.detect(text):
        assert end <= span.start < span.end <= len(text)
        assert span.letter == LETTERS[span.label]
        end = span.end


def test_offsets_count_code_points_of_the_original(detector: Detector) -> None:
    text = "🙂 e\u0301 \u200bSSN 123-4\u200b5-6789\u00a0ok"
    (span,) = detector.detect(text)
    assert text[span.start : span.end] == "123-4\u200b5-6789"


def test_a_name_found_once_is_hidden_everywhere(detector: Detector) -> None:
    text = "Mr. Tomasz Wojcik came in. Wojcik was afebrile; Tomasz agreed."
    found = [text[span.start : span.end] for span in detector.detect(text)]
    assert found == ["Mr. Tomasz Wojcik", "Wojcik", "Tomasz"]


def test_repeating_spares_eponyms(detector: Detector) -> None:
    text = "Mr. John Parkinson asks about Parkinson's disease."
    assert [text[s.start : s.end] for s in detector.detect(text)] == ["Mr. John Parkinson"]


def test_known_identifiers_are_found_in_any_spelling(detector: Detector) -> None:
    known = [KnownIdentifier("NAME", "Xq Zzyzx"), KnownIdentifier("MRN", "77")]
    text = "xq  zzyzx was told that Zzyzx has file 77, not 770."
    found = [(text[s.start : s.end], s.label) for s in detector.detect(text, known)]
    assert found == [("xq  zzyzx", "NAME"), ("Zzyzx", "NAME"), ("77", "MRN")]


def test_thousands_of_known_names_are_found_in_one_pass(detector: Detector) -> None:
    known = [
        KnownIdentifier("NAME", f"Q{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}zx")
        for i in range(676)
    ]
    text = " said ".join(k.value for k in known) + " xx" * 20_000
    assert len(detector.detect(text, known)) == len(known)


def test_coverage_names_what_ran() -> None:
    assert Detector(names=False, prefilter=False).coverage == "phi.patterns@2"


@pytest.mark.parametrize(
    "piece", ["A ", "Aa ", "Dr. ", "Smith, ", "1-", "a@", "\n", "(", "St. ", "X of "]
)
def test_long_repetitions_are_read_in_linear_time(detector: Detector, piece: str) -> None:
    assert isinstance(detector.detect(piece * 5_000), list)


def test_combining_accents_stay_with_their_name(detector: Detector) -> None:
    text = "Patient Jose\u0301 Nu\u0301n\u0303ez rested"
    assert [text[s.start : s.end] for s in detector.detect(text)] == [
        "Jose\u0301 Nu\u0301n\u0303ez"
    ]
