"""The kinds of identifier, each with its Safe Harbor letter of 45 CFR 164.514(b)(2)(i)."""

from __future__ import annotations

from types import MappingProxyType

import msgspec

LETTERS = MappingProxyType(
    {
        "NAME": "A",
        "ADDRESS": "B",
        "FACILITY": "B",
        "LOCATION": "B",
        "ZIP": "B",
        "AGE": "C",
        "DATE": "C",
        "PHONE": "D",
        "FAX": "E",
        "EMAIL": "F",
        "SSN": "G",
        "MRN": "H",
        "PLAN": "I",
        "ACCOUNT": "J",
        "LICENCE": "K",
        "VEHICLE": "L",
        "DEVICE": "M",
        "URL": "N",
        "IP": "O",
        "BIOMETRIC": "P",
        "PHOTO": "Q",
        "CODE": "R",
    }
)
"""Label -> letter. AGE is an age of 90 or more; younger ages are no identifier."""

LITERAL = "LITERAL"
"""Not an identifier: text that looks like one of our surrogates but was typed by somebody."""

LITERAL_LETTER = "-"


def letter_of(label: str) -> str:
    """The Safe Harbor letter of a label; R, any other unique code, for one we do not know."""
    return LITERAL_LETTER if label == LITERAL else LETTERS.get(label, "R")


class KnownIdentifier(msgspec.Struct, frozen=True):
    """An identifier the caller already has (from the request's patient, say): found wherever
    it stands, whatever its shape.
    """

    label: str
    value: str
