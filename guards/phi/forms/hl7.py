"""HL7 v2 messages without identifiers, in the shape they came: same segments, same separators.

Fields with an identifier are replaced as a whole, by the table of `hl7_fields`; free text is read
by the detector, which knows the message's own patient; so is everything in a segment the table
does not list, such as a Z segment. Escapes and repetitions are understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from guards.phi.detector import KnownIdentifier
from guards.phi.forms.fhir_dates import tells_old_age
from guards.phi.forms.fhir_elements import is_state
from guards.phi.forms.fields import Field, MalformedDocument, RedactedFields, Visit, redact_fields
from guards.phi.forms.hl7_escapes import Separators, separators_of
from guards.phi.forms.hl7_fields import STATE, UNREADABLE_VALUES, is_coded, label_of, type_of
from guards.phi.forms.known import known_from_patient
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import UnsupportedContent

_LINE_END = re.compile(r"(\r\n|\r|\n)")
_MESSAGE = re.compile(r"(?:(?<=\r)|(?<=\n)|(?<=\x0b)|\A)(?=\x0b?(?:MSH|FHS|BHS)[^\w\s])")
_SEGMENT_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_SHORT_CODE = re.compile(r"[A-Z0-9]{1,3}")
_HEADERS = ("MSH", "FHS", "BHS")
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})?(\d{2}.*)?", re.DOTALL)


def messages_in(text: str) -> list[str]:
    """A file's messages, each with what follows it; joined they are the file again.

    Raises: MalformedDocument where the file does not begin with a message.
    """
    if not re.match(r"\s*\x0b?(?:MSH|FHS|BHS)[^\w\s]", text):
        raise MalformedDocument("an HL7 v2 message must begin with an MSH segment")
    starts = [match.start() for match in _MESSAGE.finditer(text)] or [0]
    starts = [s for s in starts if not (s and text[s - 1] == "\x0b" and s - 1 in starts)]
    return [text[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)]


def redact_hl7(
    message: str,
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> RedactedFields[str]:
    """One message without identifiers.

    Dates stay valid where the mode keeps something of them: the year, or a shifted day. Restored
    values need the message's escapes: `restore(message, escape=separators.escaped)`.

    Raises:
        MalformedDocument: no MSH segment, or one without separators.
        UnsupportedContent: an observation that is a file (OBX-5 of type ED or RP).
    """
    header = message.lstrip("\x0b \r\n")
    if header[:3] not in _HEADERS:
        raise MalformedDocument("an HL7 v2 message must begin with an MSH segment")
    separators = separators_of(_LINE_END.split(header, 1)[0])
    patient = known_from_patient(_patient_of(message, separators))
    shift_days = identities.shift_days

    def walk(visit: Visit) -> str:
        return _Hl7Walk(visit, separators, mode, shift_days).message(message)

    return redact_fields(walk, redactor, identities, mode, (*known, *patient))


def patient_id_in(message: str) -> str | None:
    """The first identifier in PID-3: whom the message is about, as its sender names them."""
    match = re.search(r"(?:\A|[\r\n])PID([^\w\s])(?:[^\r\n]*?\1){2}([^\r\n]*)", message)
    if match is None:
        return None
    field = match[2].split(match[1], 1)[0]
    return re.split(r"[\^~&]", field, maxsplit=1)[0] or None


class _Hl7Walk:
    """One round over a message."""

    def __init__(self, visit: Visit, separators: Separators, mode: Mode, shift_days: int) -> None:
        self._visit = visit
        self._separators = separators
        self._mode = mode
        self._shift_days = shift_days

    def message(self, text: str) -> str:
        pieces = _LINE_END.split(text)
        return "".join(p if _LINE_END.fullmatch(p) else self._segment(p) for p in pieces)

    def _segment(self, segment: str) -> str:
        framing = segment[: len(segment) - len(segment.lstrip("\x0b\x1c"))]
        fields = segment[len(framing) :].split(self._separators.field)
        known_shape = _SEGMENT_NAME.fullmatch(fields[0])
        name = fields[0] if known_shape else "?"
        value_type = fields[2] if name == "OBX" and len(fields) > 2 else ""
        kept = 2 if name in _HEADERS else 1
        head = fields[:kept] if known_shape else [self._leaf(fields[0], None, name)]
        shown = (
            self._field(text, name, number, value_type)
            for number, text in enumerate(fields[kept:], 2 * kept - 1)
        )
        return framing + self._separators.field.join([*head, *shown])

    def _field(self, text: str, segment: str, number: int, value_type: str) -> str:
        if not text or text == '""':
            return text
        if (segment, number) == ("OBX", 5) and value_type in UNREADABLE_VALUES:
            raise UnsupportedContent(f"OBX-5 of type {value_type}")
        kind = type_of(segment, number, value_type)
        if kind == "keep":
            return text
        repetitions = text.split(self._separators.repetition)
        where = f"{segment}-{number}"
        keeps_codes = not segment.startswith("Z")
        shown = (self._repetition(part, kind, where, keeps_codes) for part in repetitions)
        return self._separators.repetition.join(shown)

    def _repetition(self, text: str, kind: str | None, where: str, keeps_codes: bool) -> str:
        components = text.split(self._separators.component)
        kept = 3 if kind is None and keeps_codes and is_coded(components) else 0
        shown = [
            component if number <= kept else self._component(component, kind, number, where)
            for number, component in enumerate(components, 1)
        ]
        return self._separators.component.join(shown)

    def _component(self, text: str, kind: str | None, number: int, where: str) -> str:
        label = None if kind is None else label_of(kind, number)
        if label == "keep" or (label is None and _SHORT_CODE.fullmatch(text) and where[0] != "Z"):
            return text
        place = where if kind is None else f"{where}.{number}"
        parts = text.split(self._separators.subcomponent)
        return self._separators.subcomponent.join(self._leaf(p, label, place) for p in parts)

    def _leaf(self, text: str, label: str | None, where: str) -> str:
        if not text.strip() or text == '""':
            return text
        plain = self._separators.unescaped(text)
        if label == STATE and is_state(plain):
            return text
        label = "LOCATION" if label == STATE else label
        field = Field(plain, label, where)
        if label == "DATE":
            if self._stays(plain):
                return text
            field = Field(plain, label, where, shared=False, stand_in=self._date(plain))
        shown = self._visit(field)
        return text if shown == plain else self._separators.escaped(shown)

    def _date(self, text: str) -> str | None:
        """What takes a date's place; None where it becomes the mode's own replacement."""
        if self._mode is Mode.LIMITED and self._shift_days:
            return shifted(text, self._shift_days)
        if self._mode is not Mode.SAFE_HARBOR or not text[:4].isdecimal():
            return None
        return "" if tells_old_age(text) else text[:4]

    def _stays(self, text: str) -> bool:
        """Whether a date is only a year, and not one that tells an age over 89."""
        bare = len(text) == 4 and text.isdecimal()
        return bare and not (self._mode is Mode.SAFE_HARBOR and tells_old_age(text))


def shifted(text: str, days: int) -> str | None:
    """An HL7 date moved by whole days, as precise as it was; None for what is no date."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3] or 15)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return f"{day:%Y%m%d}"[: len(text)] + (match[4] or "")


def _patient_of(message: str, separators: Separators) -> dict[str, object]:
    """The PID and NK1 segments in the form `known_from_patient` reads."""
    names: list[dict[str, object]] = []
    days: list[str] = []
    for segment in _LINE_END.split(message):
        fields = [segment[:3], *segment.split(separators.field)[1:]]
        if fields[0] == "PID":
            names += [n for field in (5, 6, 9) for n in _names(fields, field, separators)]
            days += [f"{d[:4]}-{d[4:6]}-{d[6:8]}" for d in fields[7:8]]
        elif fields[0] in ("NK1", "GT1"):
            names += _names(fields, 2 if fields[0] == "NK1" else 3, separators)
    return {"name": names, "birthDate": days[0] if days else None}


def _names(fields: list[str], number: int, separators: Separators) -> Iterator[dict[str, object]]:
    for repetition in fields[number].split(separators.repetition) if len(fields) > number else ():
        parts = [
            separators.unescaped(part.split(separators.subcomponent)[0])
            for part in repetition.split(separators.component)
        ]
        yield {"family": parts[0], "given": parts[1:3]}
