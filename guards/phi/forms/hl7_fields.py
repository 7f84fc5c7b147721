"""What the fields of HL7 v2 segments hold: the part of the standard that redaction needs.

A field is of a data type, whose components each have a label; or it is kept (codes, numbers); or
it is read by the detector, as everything is that stands in no table. Source: HL7 v2.5.1, chapters
2A (data types), 3 (PID, PD1, NK1, PV1, MRG), 4 (ORC, OBR), 6 (GT1, IN1, IN2), 7 (OBX).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

STATE = "STATE"
"""Stands for a label: one of the United States survives, any other region is a LOCATION."""

TYPES = MappingProxyType(
    {
        "XPN": {1: "NAME", 2: "NAME", 3: "NAME", 4: "NAME", 11: "NAME"},
        "XCN": {1: "LICENCE", 2: "NAME", 3: "NAME", 4: "NAME", 5: "NAME", 9: "FACILITY",
                14: "FACILITY"},
        "XAD": {1: "ADDRESS", 2: "ADDRESS", 3: "LOCATION", 4: STATE, 5: "ZIP", 8: "LOCATION",
                9: "LOCATION"},
        "XTN": {1: "PHONE", 4: "EMAIL", 6: "PHONE", 7: "PHONE", 8: "PHONE", 12: "PHONE"},
        "XON": {1: "FACILITY", 3: "CODE", 6: "FACILITY", 10: "CODE"},
        "PL": {4: "FACILITY", 7: "FACILITY", 9: "FACILITY"},
        "HD": {1: "FACILITY", 2: "CODE"},
        "NDL": {1: "NAME", 2: "DATE", 3: "DATE", 7: "FACILITY"},
        "DLN": {1: "LICENCE", 3: "DATE"},
        "DATE": {1: "DATE", 2: "DATE"},
        "MRN": {1: "MRN", 4: "FACILITY", 6: "FACILITY"},
        "ACCOUNT": {1: "ACCOUNT", 4: "FACILITY", 6: "FACILITY"},
        "PLAN": {1: "PLAN", 4: "FACILITY", 6: "FACILITY"},
        "SSN": {1: "SSN"},
        "CODE": {1: "CODE", 2: "FACILITY"},
        "LOCATION": {1: "LOCATION"},
        "FACILITY": {1: "FACILITY"},
    }
)  # fmt: skip
"""Data type -> component -> label. Other components are read by the detector."""

_KEPT_COMPONENTS = {"XAD": {6, 7, 10}, "XPN": {5, 6, 7, 8}, "XTN": {2, 3}, "MRN": {5},
                     "ACCOUNT": {5}, "PLAN": {5}, "DLN": {2}}  # fmt: skip
"""Components that stay as they are: countries, degrees, kinds of use."""

_SEGMENTS = {
    "MSH": "FACILITY:4,6 DATE:7 CODE:10 XON:22,23 HD:24,25 keep:1-3,5,9,11-21",
    "FHS": "FACILITY:4,6 DATE:7 keep:1-3,5",
    "BHS": "FACILITY:4,6 DATE:7 keep:1-3,5",
    "EVN": "DATE:2,3,6 XCN:5 FACILITY:7 keep:1,4",
    "PID": "MRN:2,3,4,21 XPN:5,6,9 DATE:7,29,33 XAD:11 LOCATION:12,23 XTN:13,14 ACCOUNT:18 SSN:19"
    " DLN:20 FACILITY:34 keep:1,8,10,15-17,22,24-28,30-32,35-38",
    "PD1": "XON:3 XCN:4 MRN:10 XON:14 DATE:13,17 keep:1,2,5-9,11,12,15,16",
    "MRG": "MRN:1,2,4 ACCOUNT:3,5 XPN:7",
    "NK1": "XPN:2,26,30 XAD:4,32 XTN:5,6,31 DATE:8,9,16 MRN:12,33 XON:13 SSN:37"
    " LOCATION:38 keep:1,3,7,14,15,17-25,27-29,34-36",
    "PV1": "PL:3,6,11,42,43 ACCOUNT:5,19,50 XCN:7,8,9,17,52 DATE:25,44,45 FACILITY:39"
    " keep:1,2,4,10,12-16,18,20-24,26-36,38,40,41,46-49,51",
    "PV2": "PL:1 DATE:8,9,14,17,26,28,29,46-48 XCN:13 XON:23 keep:2,5-7,10,11,15,16,18-22",
    "GT1": "ACCOUNT:2 XPN:3,4,16,42 XAD:5,17 XTN:6,7,18 DATE:8,13,14 SSN:12 MRN:19 XON:21,51"
    " XPN:45 keep:1,9-11,15,20,22-41",
    "IN1": "PLAN:3,8,10,36,49 XON:4,9,11 XAD:5,19,44 XPN:6,16 XTN:7 DATE:12,13,18,24,26,29"
    " XCN:30 keep:1,2,15,17,20-23,25,27,28,31-35,37-43,45-48",
    "IN2": "MRN:1 SSN:2 XCN:3,4 PLAN:6,8,10,25,26,61 XPN:7,9,22,40,49,52 XTN:63,64 XON:69,70"
    " keep:5,11-21,23,24,28-39,41-44",
    "ORC": "CODE:2,3,4,8 DATE:9,15,27 XCN:10,11,12,19 PL:13 XTN:14,23 XON:21 XAD:22,24"
    " keep:1,5,6,16,17,20,25",
    "OBR": "CODE:2,3 DATE:6,7,8,14,22,36 XCN:10,16,28 XTN:17 NDL:32,33,34,35"
    " keep:1,4,5,9,11,12,15,23-25,30,37,38,43-48",
    "OBX": "DATE:12,14,19 XCN:16,25 CODE:21 XON:23 XAD:24 FACILITY:15 keep:1-4,6-11,13,17,20",
    "NTE": "XCN:5 DATE:6,7 keep:1,2,4",
    "DG1": "DATE:5,19 XCN:16 keep:1-3,6-15,17,18",
    "AL1": "DATE:6 keep:1-4",
    "PR1": "DATE:5 XCN:8,11,12 keep:1-3,6,7,9,10,13-16",
    "SPM": "CODE:2,3 DATE:17,18 keep:1,4-13,15,16,19-29",
    "RXA": "DATE:3,4,16,22 XCN:10 PL:11 keep:1,2,5-8,12-15,17-21",
    "TXA": "DATE:4,6,7,8 XCN:5,9,10,11,22,23 CODE:12,13,14,15 keep:1-3,16-20",
    "RXO": "XCN:14 FACILITY:8 keep:1-7,9-13,15-28",
    "RXE": "DATE:18,32 XCN:13,14 CODE:15 keep:2-7,9-12,16,17,19-31,33-39",
    "RXD": "DATE:3,19 XCN:10,11 CODE:7 keep:1,2,4-6,8,12,14-18,20-33",
    "RXR": "keep:1-6",
    "RXC": "keep:1-9",
    "ROL": "XCN:4 DATE:5,6 XAD:11 XTN:12 keep:1-3,7-10",
}


_CODING_SYSTEM = re.compile(
    r"LN|LOINC|NDC|I9C?|I10[CP]?|ICD-?(?:9|10)(?:-?(?:CM|PCS))?|SCT|SNM\d?|SNOMED(?:-?CT)?"
    r"|RXNORM|CVX|MVX|C4|C5|CPT\d?|HCPCS|UCUM|ATC|FDDC|HL7\d{4}"
)


def is_coded(components: Sequence[str]) -> bool:
    """Whether a field's components are a code, its text and its public coding system."""
    return len(components) > 2 and bool(_CODING_SYSTEM.fullmatch(components[2].strip().upper()))


def _numbers(listed: str) -> Iterator[int]:
    for part in listed.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _fields(described: str) -> dict[int, str]:
    return {
        number: kind
        for entry in described.split()
        for kind, _, listed in (entry.partition(":"),)
        for number in _numbers(listed)
    }


_TYPE_OF = {segment: _fields(described) for segment, described in _SEGMENTS.items()}
_VALUE_TYPES = {
    **dict.fromkeys(("TS", "DT", "DTM"), "DATE"),
    **{kind: kind for kind in ("XPN", "XCN", "XAD", "XTN", "XON", "PL")},
    "CX": "MRN",
    "EI": "CODE",
}
_KEPT_VALUES = frozenset({"NM", "SN", "SI", "TM", "CE", "CNE", "MO", "NA", "IS", "ID"})
UNREADABLE_VALUES = frozenset({"ED", "RP"})
"""Observation values that are files, or point at some."""


def type_of(segment: str, field: int, value_type: str = "") -> str | None:
    """The data type of a field; "keep" for one that stays, None for one the detector reads.

    `value_type` is OBX-2, which tells what OBX-5 is.
    """
    if (segment, field) == ("OBX", 5):
        return "keep" if value_type in _KEPT_VALUES else _VALUE_TYPES.get(value_type)
    return _TYPE_OF.get(segment, {}).get(field)


def label_of(kind: str, component: int) -> str | None:
    """The label of a data type's component; "keep" for one that stays, None for one to read."""
    if component in _KEPT_COMPONENTS.get(kind, ()):
        return "keep"
    return TYPES[kind].get(component)
