"""The texts of a FHIR narrative: what is read is redacted, the markup stays."""

from __future__ import annotations

import re
from html import escape, unescape

from guards.phi.forms.fields import Field, Visit
from guards.phi.forms.keys import label_of_key, may_be_value
from guards.verdicts import UnsupportedContent

_MARKUP = re.compile(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""(\b(?:title|alt|href|src|name|id|summary)\s*=\s*)("[^"]*"|'[^']*')""")
_VALUE_AFTER_KEY = re.compile(r"[\s:#]+$")


def map_xhtml(markup: str, visit: Visit, where: str) -> str:
    """The markup with every text, comment and readable attribute replaced by its redaction.

    A text that stands after a cell or label such as "MRN" is an identifier of that kind.
    Raises: UnsupportedContent for an image inside the narrative.
    """
    pieces: list[str] = []
    before = ""
    for piece in _MARKUP.split(markup):
        if _MARKUP.fullmatch(piece):
            pieces.append(_tag(piece, visit, where))
        elif piece.strip():
            pieces.append(_text(piece, before, visit, where))
            before = piece
        else:
            pieces.append(piece)
    return "".join(pieces)


def _text(piece: str, before: str, visit: Visit, where: str) -> str:
    text = unescape(piece)
    label = label_of_key(_VALUE_AFTER_KEY.sub("", unescape(before))) if len(before) < 60 else None
    if label is not None and not may_be_value(label, text):
        label = None
    redacted = visit(Field(text, label, where))
    return piece if redacted == text else escape(redacted, quote=False)


def _tag(tag: str, visit: Visit, where: str) -> str:
    if tag.startswith("<!--"):
        inner = visit(Field(tag[4:-3], None, where))
        return f"<!--{inner.replace('--', '- -') if inner != tag[4:-3] else inner}-->"

    def attribute(match: re.Match[str]) -> str:
        value = unescape(match[2][1:-1])
        if value.lstrip().lower().startswith("data:"):
            raise UnsupportedContent("data inside a narrative")
        redacted = visit(Field(value, None, where))
        return match[0] if redacted == value else f'{match[1]}"{escape(redacted)}"'

    return _ATTRIBUTE.sub(attribute, tag)
