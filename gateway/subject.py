"""Who a request is about: what the caller knows of them, and names that reveal nothing.

A patient's map, and the shift of a patient's dates, hang on `preceptor.subject_ref`, so that all of
the patient's conversations agree; a request without one stands for its own conversation.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256

from gateway.errors import BadRequest
from gateway.requests import Extras
from guards.phi.forms.known import known_from_patient
from guards.phi.labels import KnownIdentifier
from guards.phi.names.lexicon import is_ordinary

SUBJECT = "subject."
"""What the name of a patient's map begins with; a conversation's is bare."""

MAX_SHIFT_DAYS = 365
MIN_DIGITS = 5
"""A shorter number stands for a year, a dose or a room as well."""


def known_identifiers(extras: Extras, user: object) -> tuple[KnownIdentifier, ...]:
    """Identifiers to look for in every text of the request, whatever their shape.

    From `preceptor.patient`, `.subject_ref`, `.encounter_ref`, and OpenAI's `user`.
    Raises: BadRequest: the patient is nested too deep to be read.
    """
    given = (extras.subject_ref, extras.encounter_ref, user)
    references = [part for ref in given if isinstance(ref, str) for part in _telling(ref)]
    known = known_from_patient({"identifiers": references}) if references else []
    if extras.patient is not None:
        try:
            known += known_from_patient(extras.patient)
        except (ValueError, RecursionError) as error:
            raise BadRequest(
                "preceptor.patient must be a FHIR Patient or an object with 'identifiers', and "
                "not nested deeper than either is",
                param="preceptor.patient",
            ) from error
    return tuple(dict.fromkeys(known))


def subject_of(tenant: str, reference: str, key: bytes) -> str:
    """The name under which a patient's map is kept: a keyed hash, per tenant."""
    named = f"{tenant}\nsubject\n{reference}"
    return SUBJECT + hmac.new(key, named.encode(), sha256).hexdigest()[:32]


def shift_days(tenant: str, identity_map: str, key: bytes) -> int:
    """The secret shift of one map's dates: in [-365, 365] and never 0, the same in every process.

    It is derived whenever it is needed and stored nowhere. Source: 45 CFR 164.514(e) leaves dates
    in a limited data set; shifting them is the stricter practice.
    """
    digest = hmac.new(key, f"{tenant}\n{identity_map}".encode(), sha256).digest()
    draw = int.from_bytes(digest[:8], "big") % (2 * MAX_SHIFT_DAYS) - MAX_SHIFT_DAYS
    return draw if draw < 0 else draw + 1


def _telling(reference: str) -> Iterator[str]:
    """A reference and the id at its end (`Patient/4711-a`), if they can mean nothing else."""
    for part in dict.fromkeys((reference, reference.rpartition("/")[2], _after_scheme(reference))):
        if part.isdigit():
            named = len(part) >= MIN_DIGITS
        elif any(map(str.isdigit, part)) or "@" in part:
            named = True
        else:
            named = part[:1].isupper() and not is_ordinary(part.lower())
        if named:
            yield part


def _after_scheme(reference: str) -> str:
    return reference.rpartition(":")[2]
