"""One document as the fields it consists of, redacted together and put back in their places.

Every format says how to walk over its fields; the walk runs once to collect them, so that names
found in one are found in all, and once to put what takes their places. It must visit the same
fields in the same order both times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeAlias, TypeVar

import msgspec

from guards.phi.detector import KnownIdentifier
from guards.phi.forms.known import is_telling
from guards.phi.labels import letter_of
from guards.phi.surrogates.redactor import Identities, Mode, Redaction, Redactor
from guards.verdicts import Redacted, Span

T = TypeVar("T")

_SAYS_NOTHING = re.compile(r"\W{0,9}(?:\d{1,4}(?:\.\d{1,6})?%?)?\s{0,9}|null|true|false")
"""A text that alone identifies nobody: without a word, and with no number beyond a year's."""


class MalformedDocument(ValueError):
    """A document that is not what its format says; the message names the place, never the text."""


class Field(msgspec.Struct, frozen=True):
    """One text of a document.

    `label` says that the whole of it is an identifier of that kind; None leaves it to the
    detector. `shared` values are looked for in the document's other texts. `stand_in` takes the
    place of the mode's own replacement, where a format asks for a shape. `where` tells people
    which field it is.
    """

    text: str
    label: str | None = None
    where: str = ""
    shared: bool = True
    stand_in: str | None = None


Visit: TypeAlias = Callable[[Field], str]
"""A field -> what takes its place."""

Walk: TypeAlias = Callable[[Visit], T]
"""A document with each of its fields replaced by what `visit` answers."""


class RedactedFields(msgspec.Struct, Generic[T], frozen=True):
    """A document without identifiers: its value, and each field with its redaction."""

    value: T
    fields: tuple[Field, ...]
    redactions: tuple[Redaction, ...]

    @property
    def texts(self) -> tuple[Redacted, ...]:
        """The redacted texts in reading order."""
        return tuple(redaction.text for redaction in self.redactions)

    @property
    def spans_by_text(self) -> tuple[tuple[Span, ...], ...]:
        """The spans of each field, as offsets into its original text."""
        return tuple(redaction.spans for redaction in self.redactions)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every replaced span in reading order; offsets are those of the text it stood in."""
        return tuple(span for redaction in self.redactions for span in redaction.spans)


def redact_fields(
    walk: Walk[T],
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> RedactedFields[T]:
    """What `walk` returns when each field is replaced by its redaction.

    Raises: GuardsError when the detector cannot run; whatever the walk raises.
    """
    fields: list[Field] = []

    def collect(field: Field) -> str:
        fields.append(field)
        return field.text

    walk(collect)
    redactions = _redactions(fields, redactor, identities, mode, known)
    replacements = iter(redactions)
    value = walk(lambda field: next(replacements).text)
    return RedactedFields(value, tuple(fields), tuple(redactions))


def _redactions(
    fields: Sequence[Field],
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier],
) -> list[Redaction]:
    """Labelled fields whole, the others as the detector sees them; equal texts once."""
    if mode is Mode.OFF:
        return [Redaction(Redacted(field.text), ()) for field in fields]
    told = dict.fromkeys(f for f in fields if f.label is not None)
    done = {field: _whole(field, redactor, identities, mode) for field in told}
    taught = tuple(dict.fromkeys((*known, *_taught(fields))))
    values = {identifier.value for identifier in taught}
    texts = dict.fromkeys(f.text for f in fields if f.label is None)
    free = [text for text in texts if not _SAYS_NOTHING.fullmatch(text) or text.strip() in values]
    read = {text: Redaction(Redacted(text), ()) for text in texts}
    read |= dict(zip(free, redactor.redact_all(free, identities, mode, taught), strict=True))
    return [read[f.text] if f.label is None else done[f] for f in fields]


def _taught(fields: Iterable[Field]) -> Iterable[KnownIdentifier]:
    for field in fields:
        if field.label is not None and field.shared:
            taught = KnownIdentifier(field.label, field.text.strip())
            if is_telling(taught):
                yield taught


def _whole(field: Field, redactor: Redactor, identities: Identities, mode: Mode) -> Redaction:
    """A field that was told to be an identifier: all of it, but the blanks around it."""
    assert field.label is not None
    core = field.text.strip()
    start = field.text.index(core)
    whole = Span(start, start + len(core), field.label, letter_of(field.label), 1.0, "field")
    redaction = redactor.replace(field.text, [whole] if core else [], identities, mode)
    if field.stand_in is None:
        return redaction
    return Redaction(Redacted(field.stand_in), (whole,) if core else ())
