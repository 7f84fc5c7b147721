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

from collections.abc import Callable
from enum import StrEnum

from guards.phi.date_shift import shifted
from guards.phi.dates import years_in
from guards.phi.identities import Identities
from guards.phi.normal import Plain
from guards.phi.zip3 import zip3

OLD_AGE = 90
"""Ages from here on are one category, and so are the years of birth that reveal them."""


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
    if mode is Mode.OFF:
        return value
    if mode is Mode.MASK:
        return f"[{label}]"
    if mode is Mode.PSEUDONYMISE:
        return identities.surrogate_for(label, value)
    if mode is Mode.LIMITED and label in _KEPT_IN_LIMITED:
        return value
    if label == "DATE":
        year = _year(value, this_year) if mode is Mode.SAFE_HARBOR else _shifted(value, identities)
        return year or f"[{label}]"
    generalised = _GENERALISED[label](value) if label in _GENERALISED else None
    return generalised or identities.surrogate_for(label, value, folded=True)


_KEPT_IN_LIMITED = frozenset({"AGE", "LOCATION", "ZIP"})
_GENERALISED: dict[str, Callable[[str], str | None]] = {
    "AGE": lambda value: f"{OLD_AGE}+",
    "ZIP": zip3,
}


def _year(value: str, this_year: int) -> str | None:
    """The year of a date, both of a range; None where there is none, or where it may tell that
    somebody is over 89: any date so long ago is taken for a birth.
    """
    years = years_in(Plain(value).text, this_year)
    if not years or years[0] <= this_year - OLD_AGE:
        return None
    return "-".join(map(str, years))


def _shifted(value: str, identities: Identities) -> str | None:
    """The date moved by the patient's days; None where it cannot be read or nobody gave days."""
    return shifted(value, identities.shift_days) if identities.shift_days else None
