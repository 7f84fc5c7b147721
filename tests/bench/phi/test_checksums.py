"""The generator's numbers pass checks written by others."""

from __future__ import annotations

import ipaddress
from random import Random

import pytest
from stdnum import iban, luhn
from stdnum.us import rtn
from stdnum.us import ssn as us_ssn

from tests.bench.phi.checksum_recall import CUES, texts
from tests.bench.phi.checksums import MAKERS, luhn_digit

RANDOM = Random(5)


def made(kind: str) -> list[str]:
    return [MAKERS[kind](RANDOM) for _ in range(200)]


def test_numbers_pass_the_checks_of_another_library() -> None:
    assert all(map(iban.is_valid, made("IBAN")))
    assert all(map(rtn.is_valid, made("ABA")))
    assert all(luhn.is_valid(card.replace(" ", "").replace("-", "")) for card in made("CARD"))
    assert all(luhn.is_valid("80840" + npi) for npi in made("NPI"))
    assert all(map(us_ssn.is_valid, made("SSN")))
    assert all(ipaddress.ip_address(address) for address in made("IP"))


def test_published_examples() -> None:
    assert luhn_digit("7992739871") == "3"
    assert luhn_digit("80840123456789") == "3"


def test_a_vin_has_its_check_digit_in_the_ninth_place() -> None:
    for number in made("VIN"):
        assert len(number) == 17
        assert number[8] in "0123456789X"
        assert not set("IOQ") & set(number)
        assert number[12:].isdigit()


@pytest.mark.parametrize("cued", [True, False])
@pytest.mark.parametrize("kind", MAKERS)
def test_the_sentence_holds_the_number_where_it_says(kind: str, cued: bool) -> None:
    for document in texts(kind, 25, cued=cued):
        (gold,) = document.spans
        marked = document.text[gold.start : gold.end]
        assert marked == marked.strip()
        assert gold.label == kind
        words = [cue.replace("{}", "").strip(" :") for cue in CUES[kind]]
        assert any(w in document.text for w in words) or not cued
