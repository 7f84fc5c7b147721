"""What an operator has forgotten: a patient, a conversation, or everything of a tenant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from gateway.crypto import Keyring
from gateway.errors import BadRequest
from gateway.requests import conversation_of
from gateway.subject import SUBJECT, subject_of

_NAME = re.compile(rf"(?:{re.escape(SUBJECT)})?[0-9a-f]{{32}}")
"""A map's own name, as audit events and traces show it."""


class Purge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which maps go: those of `subject`, of `conversation`, or of the whole tenant without either.

    Both are given as applications give them in `preceptor.subject_ref` and `.conversation_id`, or
    as the audit names them.
    """

    tenant: str
    subject: str | None = None
    conversation: str | None = None

    def names(self, keyring: Keyring) -> list[str] | None:
        """The maps' names; None for all of the tenant's. Raises: CryptoError: no master key."""
        given = self.subject or self.conversation
        if given is None:
            return None
        if _NAME.fullmatch(given):
            return [given]
        key = keyring.derive("conversation")
        name_of = conversation_of if self.subject is None else subject_of
        return [name_of(self.tenant, given, key)]

    def audit_detail(self, names: list[str] | None, *, by: str) -> dict[str, Any]:
        """What is recorded of it: names, never what an application called the patient."""
        return {"by": by, "maps": "all" if names is None else names}


def read_purge(body: Mapping[str, Any]) -> Purge:
    """The purge a body asks for. Raises: BadRequest."""
    try:
        purge = msgspec.convert(body, Purge)
    except msgspec.ValidationError as error:
        raise BadRequest(
            "give a tenant, and a subject or a conversation if not all of it"
        ) from error
    return checked(purge)


def checked(purge: Purge) -> Purge:
    """The purge, if it says one thing. Raises: BadRequest."""
    if not purge.tenant or "" in (purge.subject, purge.conversation):
        raise BadRequest("tenant, subject and conversation must not be empty", param="tenant")
    if purge.subject is not None and purge.conversation is not None:
        raise BadRequest("give a subject or a conversation, not both", param="subject")
    return purge
