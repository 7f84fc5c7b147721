"""What Safe Harbor leaves of a ZIP code: its first three digits, where enough people live."""

from __future__ import annotations

import re

RESTRICTED = frozenset(
    (
        *("036", "059", "063", "102", "203", "205", "369", "556", "692", "790"),
        *("821", "823", "830", "831", "878", "879", "884", "890", "893"),
    )
)
"""Three-digit areas of 20,000 people or fewer: the union of the 2000 and later census lists.

Source: 45 CFR 164.514(b)(2)(i)(B); OCR, Guidance Regarding Methods for De-identification of PHI.
"""

_US_ZIP = re.compile(r"([0-9]{3})[0-9]{2}(?:[-\s]?[0-9]{4})?")


def zip3(value: str) -> str | None:
    """The three digits that may stay, `000` for a restricted area; None for what is no US code."""
    match = _US_ZIP.fullmatch(value.strip())
    if match is None:
        return None
    return "000" if match[1] in RESTRICTED else match[1]
