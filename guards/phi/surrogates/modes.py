"""What happens to an identifier that was found: the modes, and what each puts in its place.

| mode         | most labels            | dates           | ages over 89 | ZIP code     | towns |
|--------------|------------------------|-----------------|--------------|--------------|-------|
| pseudonymise | `[NAME_1]`, comes back | the same        | the same     | the same     | same  |
| mask         | `[NAME]`               | `[DATE]`        | `[AGE]`      | `[ZIP]`      | same  |
| safe-harbor  | `[NAME_1]`, for good   | year / `[DATE]` | `90+`        | three digits | same  |
| limited      | `[NAME_1]`, for good   | moved / `[DATE]`| stay         | stays        | stay  |

Sources: 45 CFR 164.514(b)(2) for Safe Harbor, 164.514(e)(2) for the limited data set.
"""

from __future__ import annotations

import re
from enum import StrEnum

from guards.phi.normal import Plain
from guards.phi.surrogates.date_shift import shifted
from guards.phi.surrogates.dates import years_in
from guards.phi.surrogates.identities import Identities
from guards.phi.surrogates.zip3 import zip3

OLD_AGE = 90
"""Ages from here on are one category, and so are the years of birth that reveal them."""

_KEPT_IN_LIMITED = frozenset({"AGE", "LOCATION", "ZIP"})
_YEAR_OF_BIRTH = re.compile(r"[0-9]{4}")


class Mode(StrEnum):
    """What happens to an identifier that was found."""

    PSEUDONYMISE = "pseudonymise"
    MASK = "mask"
    SAFE_HARBOR = "safe-harbor"
    LIMITED = "limited"
    OFF = "off"

    @property
    def restores(self) -> bool:
        """Whether an answer may get the values back: only where they were lent, not removed."""
        return self is Mode.PSEUDONYMISE

    @property
    def numbers(self) -> bool:
        """Whether surrogates carry ordinals, so that one typed by somebody could be mistaken."""
        return self not in (Mode.MASK, Mode.OFF)

    def hides_in_answer(self, label: str) -> bool:
        """Whether an identifier that a model writes is masked.

        The dates a model saw in a limited data set are shifted ones, so that repeating them
        tells nothing.
        """
        if self is Mode.LIMITED:
            return label != "DATE" and label not in _KEPT_IN_LIMITED
        return self is not Mode.OFF


def stand_in(label: str, value: str, mode: Mode, identities: Identities, this_year: int) -> str:
    """What takes the place of an identifier; the value itself where the mode leaves it alone."""
    match mode:
        case Mode.PSEUDONYMISE:
            return identities.surrogate_for(label, value)
        case Mode.MASK:
            return f"[{label}]"
        case Mode.SAFE_HARBOR:
            return _safe_harbor(label, value, identities, this_year)
        case Mode.LIMITED:
            return _limited(label, value, identities)
        case Mode.OFF:
            return value


def _safe_harbor(label: str, value: str, identities: Identities, this_year: int) -> str:
    if label == "DATE":
        return _year(value, this_year) or f"[{label}]"
    if label == "AGE" and not _YEAR_OF_BIRTH.search(value):
        return f"{OLD_AGE}+"
    digits = zip3(value) if label == "ZIP" else None
    return digits or identities.surrogate_for(label, value, folded=True)


def _limited(label: str, value: str, identities: Identities) -> str:
    if label in _KEPT_IN_LIMITED:
        return value
    if label == "DATE":
        moved = shifted(value, identities.shift_days) if identities.shift_days else None
        return moved or f"[{label}]"
    return identities.surrogate_for(label, value, folded=True)


def _year(value: str, this_year: int) -> str | None:
    """The year of a date, both of a range; None where there is none, or where it may tell that
    somebody is over 89: any date so long ago is taken for a birth.
    """
    years = years_in(Plain(value).text, this_year)
    if not years or years[0] <= this_year - OLD_AGE:
        return None
    return "-".join(map(str, years))
