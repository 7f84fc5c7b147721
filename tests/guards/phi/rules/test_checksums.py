"""A number with its check digit is found bare, whatever its digits; with a wrong one it is not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from guards.phi.rules import checksums
from tests.guards.phi.found import found

digits = st.text("0123456789", min_size=14, max_size=14)


def holds(check: Callable[[str, re.Match[str]], bool], value: str) -> bool:
    match = re.fullmatch("(?P<v>.*)", value)
    assert match is not None
    return check(value, match)


@given(digits)
def test_a_card_is_found_with_no_cue(body: str) -> None:
    number = f"4{body}"
    card = number + luhn.calc_check_digit(number)
    for text in (card, " ".join(card[i : i + 4] for i in range(0, 16, 4)), f"paid by {card}."):
        assert "ACCOUNT" in [label for _, label in found(text)]


@given(st.text("0123456789", min_size=18, max_size=18))
def test_an_iban_is_found_with_no_cue(account: str) -> None:
    number = "DE" + iban.calc_check_digits("DE00" + account) + account
    assert found(f"to {number} today") == [(number, "ACCOUNT")]


@given(st.text("0123456789", min_size=6, max_size=6), st.sampled_from("ABFM"))
def test_a_dea_number_is_found_with_no_cue(body: str, kind: str) -> None:
    total = sum(map(int, body[0::2])) + 2 * sum(map(int, body[1::2]))
    number = f"{kind}K{body}{total % 10}"
    assert (number, "LICENCE") in found(f"signed {number} today")


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (checksums.is_card, "4111 1111 1111 1111", "4111 1111 1111 1112"),
        (checksums.is_iban, "GB82 WEST 1234 5698 7654 32", "GB00 WEST 1234 5698 7654 32"),
        (checksums.is_npi, "1234567893", "1234567894"),
        (checksums.is_dea, "AB1234563", "AB1234564"),
        (checksums.is_routing_number, "021000021", "021000022"),
        (checksums.is_vin, "1HGCM82633A004352", "1HGCM82634A004352"),
    ],
)
def test_check_digits(check: Callable[[str, re.Match[str]], bool], right: str, wrong: str) -> None:
    assert holds(check, right)
    assert not holds(check, wrong)
