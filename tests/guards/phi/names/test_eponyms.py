"""An eponym survives where it is used as one, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.detector import Detector, KnownIdentifier
from guards.phi.names.eponyms import EPONYMS, heads_eponym, is_eponym

USED = [
    "Parkinson| disease", "Parkinson|'s disease", "Crohn|'s colitis", "Marfan| syndrome",
    "Babinski| sign", "Foley| catheter", "Wells| score", "Glasgow| coma scale", "Holter| monitor",
    "Bell|'s palsy", "Barrett|'s esophagus", "Hodgkin| lymphoma", "Kaposi| sarcoma",
    "Raynaud|'s phenomenon", "Hashimoto|'s thyroiditis", "Graves|' disease", "Wilms|' tumors",
    "Graves| disease", "Ewing| tumors", "Cushing|-syndrome", "Meckel|'s diverticulum",
    "Colles| fracture", "Phalen|'s test", "Apgar| scores", "Whipple|'s procedure",
    "Heberden|'s nodes", "PARKINSON| DISEASE", "Lewy| bodies", "Merkel| cells", "Mayo| scissors",
    "Tay-Sachs| disease", "Guillain-Barre| syndrome", "Tay| - Sachs disease",
    "Foley| urinary catheter", "Morton|'s plantar neuroma", "Ewing|'s osseous sarcoma",
]  # fmt: skip
"""The bar is the end of the eponym."""

PEOPLE = [
    "Parkinson| called", "Foley|", "Foley| reports pain", "Bell|, 55, was seen",
    "Wells| and Graves",
    "Parkinson|'s mother", "Foley|'s insurance", "Bell|'s last appointment", "Graves|'s dose",
    "Marfan| has a cough", "Wilson|'s surgery", "Wilson| has hepatitis B", "Bell| ordered tests",
    "Wilson| denies ulcers", "Wilson| had fracture of the hip", "Bell| and syndrome",
    "Morton|'s heart rate", "Wilson|'s exam was normal", "Wilson|'s tests were normal",
    "Bell|'s next test", "Bell| signed", "WILSON| DENIES ULCERS",
    "Okonkwo| syndrome", "Wojcik|'s sign", "Parkinson-Wojcik| disease",
]  # fmt: skip


def is_used(phrase: str) -> bool:
    """Whether the words before the bar are read as an eponym."""
    word, _, after = phrase.partition("|")
    return is_eponym(word.lower(), word + after, len(word))


@pytest.mark.parametrize("phrase", USED)
def test_before_what_it_names_an_eponym_is_no_person(phrase: str) -> None:
    assert is_used(phrase)


@pytest.mark.parametrize("phrase", PEOPLE)
def test_alone_or_with_what_a_person_has_and_does_it_is_one(phrase: str) -> None:
    assert not is_used(phrase)


@given(st.sampled_from(sorted(EPONYMS)), st.sampled_from(["disease", "syndrome", "sign", "score"]))
def test_every_eponym_survives_before_every_sure_head(word: str, head: str) -> None:
    for joint in (" ", "-", "'s ", "  ", " like "):
        text = f"{word}{joint}{head}"
        assert heads_eponym(text, len(word))
        assert is_eponym(word, text, len(word))
    assert not is_eponym(word, f"{word}{head}", len(word))
    assert not is_eponym(word, f"{word} has {head}", len(word))


def test_the_list_is_lower_case_words() -> None:
    assert all(word == word.lower() and len(word) > 1 for word in EPONYMS)


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("Parkinson's disease", "Parkinson has hepatitis B."),
        ("Foley catheter", "Foley ordered tests today."),
        ("Wilson's disease", "Wilson denies ulcers."),
        ("Morton's neuroma", "Morton's heart rate was 90."),
    ],
)
def test_a_known_name_hides_the_person_and_not_the_disease(
    detector: Detector, phrase: str, sentence: str
) -> None:
    name = phrase.split("'")[0].split()[0]
    known = [KnownIdentifier("NAME", name)]
    assert detector.detect(f"Assessed for {phrase} today.", known) == []
    assert (0, len(name)) in [(s.start, s.end) for s in detector.detect(sentence, known)]
