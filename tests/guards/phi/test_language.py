"""A language without measured recall is named; nothing is claimed of what is too short to tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.phi.language import languages_of, not_covered

ENGLISH = "She was seen for a cough that has improved with the inhaler, and her lungs were clear."
SPANISH = "La paciente acude por dolor en el pecho desde hace tres días, con fiebre y sin tos."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENGLISH, ("en",)),
        (ENGLISH.upper(), ("en",)),
        (SPANISH, ("es",)),
        (SPANISH.upper(), ("es",)),
        ("Le patient est venu pour une douleur dans la poitrine depuis trois jours.", ("fr",)),
        ("Der Patient wurde mit Schmerzen aufgenommen und ist seit Tagen nicht mobil.", ("de",)),
        ("O paciente veio com dor no peito há três dias e não tem febre desde ontem.", ("pt",)),
        ("Il paziente ha dolore al petto da tre giorni, non ha febbre ed è in terapia.", ("it",)),
        ("De patiënt werd opgenomen met pijn op de borst en heeft geen koorts.", ("nl",)),
        ("Пациент поступил с болью в груди", ("ru",)),
        ("患者因胸痛三天入院，无发热。", ("zh",)),
        ("여자 환자가 흉통으로 입원하였다", ("ko",)),
        ("المريض يشكو من ألم في الصدر", ("ar",)),
    ],
)
def test_a_language_is_told(text: str, expected: tuple[str, ...]) -> None:
    assert languages_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hola, me duele el pecho",
        "65M c/o CP x3d, PMH HTN DM2, BP 140/90, HR 88, SpO2 97% RA, EKG NSR, trop neg x2",
        "Dr. Juan de la Cruz, Hospital San Juan de Dios, El Paso, Los Angeles, Las Vegas, La Jolla",
        "\x00 \ud800 \u202e",
        "1 2 3 4 5 6 7 8 9",
    ],
)
def test_nothing_is_claimed_of_a_text_that_does_not_tell(text: str) -> None:
    assert languages_of(text) == ("und",)
    assert not_covered([text]) == ()


def test_english_is_covered_and_another_language_beside_it_is_named() -> None:
    assert not_covered([ENGLISH]) == ()
    assert not_covered([ENGLISH, SPANISH]) == ("es",)


def test_a_passage_in_a_long_document_is_seen() -> None:
    document = " ".join([ENGLISH] * 40 + [SPANISH] * 12 + [ENGLISH] * 40)
    assert languages_of(document) == ("en", "es")


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    found = languages_of(text)
    assert found == tuple(sorted(found))
    assert found
