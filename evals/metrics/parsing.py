"""JSON as models write it."""

from __future__ import annotations

import re
from typing import Any

import msgspec

FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)

NOT_JSON = object()
"""What `read_json` returns for text that is no JSON; None is a JSON value."""


def read_json(text: str) -> Any:
    """The JSON value of a text, with or without a code fence around it; else `NOT_JSON`."""
    fenced = FENCE.match(text)
    try:
        return msgspec.json.decode(fenced[1] if fenced else text)
    except msgspec.DecodeError:
        return NOT_JSON
