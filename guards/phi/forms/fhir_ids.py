"""Resource ids and the references to them: each id one stand-in, wherever it is written.

Every id is replaced, since any unique number or code of a record is an identifier
(45 CFR 164.514(b)(2)(i)(R)); what links the resources of a document stays linked.
"""

from __future__ import annotations

import re

from guards.phi.forms.fields import Field, Visit
from guards.phi.surrogates.redactor import Mode

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_REFERENCE = re.compile(
    r"(?P<base>[a-z][a-z0-9+.-]*://[^?#\s]*/)?(?P<type>[A-Z][A-Za-z]{2,40})/"
    r"(?P<id>[A-Za-z0-9.-]{1,64})(?P<version>/_history/[A-Za-z0-9.-]+)?"
)
_URN = re.compile(r"(urn:(?:uuid|oid):)(.+)", re.DOTALL)
_SEARCH = re.compile(r"([A-Z][A-Za-z]{2,40}\?)(.+)", re.DOTALL)
_TYPE_ALONE = re.compile(r"[A-Z][A-Za-z]{2,40}")


class Ids:
    """The ids of one document, numbered in the order they are met; never derived from them."""

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._ordinals: dict[str, int] = {}

    def map_id(self, text: str, visit: Visit, where: str) -> str:
        """What takes an id's place: a valid id wherever the mode does not ask for a surrogate."""
        return visit(Field(text, "CODE", where, shared=False, stand_in=self._stand_in(text)))

    def map_reference(self, text: str, visit: Visit, where: str) -> str:
        """A reference, `fullUrl` or request URL with the id in it replaced."""
        if _TYPE_ALONE.fullmatch(text):
            return text
        if text.startswith("#"):
            return "#" + self.map_local(text[1:], visit, where)
        if match := _URN.fullmatch(text):
            return match[1] + self.map_id(match[2], visit, where)
        if match := _SEARCH.fullmatch(text):
            return match[1] + visit(Field(match[2], "CODE", where, shared=False))
        if match := _REFERENCE.fullmatch(text):
            base = match["base"] or ""
            shown = visit(Field(base[:-1], "URL", where, shared=False)) + "/" if base else ""
            mapped = self.map_id(match["id"], visit, where)
            return f"{shown}{match['type']}/{mapped}{match['version'] or ''}"
        return visit(Field(text, "URL" if "://" in text else "CODE", where, shared=False))

    def map_local(self, text: str, visit: Visit, where: str) -> str:
        """The id of a contained resource: a word such as `coverage` says nothing of anybody."""
        return text if text.isascii() and text.islower() and text.isalpha() else self.map_id(
            text, visit, where
        )  # fmt: skip

    def _stand_in(self, text: str) -> str | None:
        if self._mode is Mode.PSEUDONYMISE:
            return None
        ordinal = self._ordinals.setdefault(text, len(self._ordinals) + 1)
        if _UUID.fullmatch(text):
            return f"00000000-0000-4000-8000-{ordinal:012x}"
        return f"id-{ordinal}"
