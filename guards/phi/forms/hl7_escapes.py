"""The separators an HL7 v2 message declares, and the escapes for them.

Source: HL7 v2.5.1, chapter 2, sections 2.5.4 (delimiters) and 2.7 (escape sequences).
"""

from __future__ import annotations

import re

import msgspec

from guards.phi.forms.fields import MalformedDocument

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_SHOWN_AS = {".br": "\n", ".sp": "\n", ".ce": "\n", ".fi": "", ".nf": "", "H": "", "N": ""}


class Separators(msgspec.Struct, frozen=True):
    """What divides fields, components, repetitions and subcomponents, and what escapes."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str

    def unescaped(self, text: str) -> str:
        """The text as people read it; escapes without a text (highlighting) vanish."""
        if not self.escape or self.escape not in text:
            return text
        e = re.escape(self.escape)
        return re.sub(f"{e}([^{e}\\r\\n]*){e}", self._meaning, text)

    def escaped(self, text: str) -> str:
        """The text as it may stand in a message; control characters as hexadecimal."""
        if not self.escape:
            return text
        named = {
            self.escape: "E", self.field: "F", self.component: "S", self.repetition: "R",
            self.subcomponent: "T", "\n": ".br",
        }  # fmt: skip
        return "".join(self._written(char, named) for char in text)

    def _written(self, char: str, named: dict[str, str]) -> str:
        if char in named:
            return f"{self.escape}{named[char]}{self.escape}"
        return f"{self.escape}X{ord(char):02X}{self.escape}" if char < " " else char

    def _meaning(self, match: re.Match[str]) -> str:
        code = match[1]
        named = {"F": self.field, "S": self.component, "T": self.subcomponent,
                 "R": self.repetition, "E": self.escape}  # fmt: skip
        if code in named:
            return named[code]
        if code[:1] == "X" and _HEX.fullmatch(code[1:]):
            return bytes.fromhex(code[1:]).decode("utf-8", "replace")
        return _SHOWN_AS.get(code[:3] if code.startswith(".") else code, match[0])


def separators_of(header: str) -> Separators:
    """What an MSH, FHS or BHS segment declares; the standard's own where it declares less.

    Raises: MalformedDocument for a segment that declares none.
    """
    field = header[3:4] or "|"
    declared = header[4:].split(field, 1)[0]
    if not declared:
        raise MalformedDocument("the MSH segment must declare its separators, as in MSH|^~\\&|")
    component, repetition, escape, subcomponent = (
        declared[n] if len(declared) > n else standard for n, standard in enumerate("^~\\&")
    )
    chosen = (field, component, repetition, escape, subcomponent)
    if len(set(chosen)) < len(chosen) or any(c.isalnum() or c.isspace() for c in chosen):
        raise MalformedDocument("the MSH segment must declare five different separators")
    return Separators(*chosen)
