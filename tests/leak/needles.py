"""Every form in which an identifier may lie about, and a search for all of them in one pass.

Forms: plain, any case, JSON-escaped, URL-quoted, UTF-16, hexadecimal, base64 at each of its three
alignments (of the value and of the value in lower case). Encrypted and compressed bytes are opaque.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, quote_plus

from ahocorasick_rs import BytesAhoCorasick

from tests.leak.identifiers import Identifier

MIN_BASE64_CHARS = 10
"""Sixty bits: below that, random base64 of a few megabytes holds a needle by chance."""

_HEXADECIMAL = frozenset(b"0123456789abcdef.")


@dataclass(frozen=True)
class Hit:
    """One form of an identifier at a byte offset of what was searched."""

    identifier: Identifier
    form: str
    start: int


@dataclass(frozen=True)
class Needle:
    """Bytes to look for; `folded` ones are looked for in lower-cased data."""

    data: bytes
    identifier: Identifier
    form: str
    folded: bool

    @cached_property
    def is_number(self) -> bool:
        """True for bare digits, which are only told from a digest by what stands beside them."""
        return self.data.isdigit()


class Search:
    """All forms of all identifiers."""

    def __init__(self, identifiers: Iterable[Identifier]) -> None:
        made = (needle for identifier in identifiers for needle in _needles(identifier))
        needles = list({(n.data, n.identifier): n for n in made}.values())
        self._folded = _Automaton([n for n in needles if n.folded])
        self._exact = _Automaton([n for n in needles if not n.folded])
        self.longest = max((len(n.data) for n in needles), default=0)
        self.size = len(needles)

    def hits(self, data: bytes) -> Iterator[Hit]:
        """Every hit in `data`."""
        yield from self._folded.hits(data.lower())
        yield from self._exact.hits(data)


class _Automaton:
    def __init__(self, needles: list[Needle]) -> None:
        self._needles = needles
        self._found = BytesAhoCorasick([n.data for n in needles]) if needles else None

    def hits(self, data: bytes) -> Iterator[Hit]:
        if self._found is None:
            return
        for index, start, end in self._found.find_matches_as_indexes(data, overlapping=True):
            needle = self._needles[index]
            if not needle.is_number or _stands_alone(data, start, end):
                yield Hit(needle.identifier, needle.form, start)


def _stands_alone(data: bytes, start: int, end: int) -> bool:
    """False for digits inside a longer number or a hexadecimal digest."""
    beside = data[max(0, start - 1) : start] + data[end : end + 1]
    return not any(byte in _HEXADECIMAL for byte in beside.rstrip(b"."))


def _needles(identifier: Identifier) -> Iterator[Needle]:
    for value in (identifier.value, *identifier.parts):
        for spelled in {value, value.lower()}:
            for form, data in reversed(list(_folded_forms(spelled))):  # of equal forms, the plain
                yield Needle(data.lower(), identifier, form, folded=True)
            for data in base64_cores(spelled.encode()):
                yield Needle(data, identifier, "base64", folded=False)


def _folded_forms(value: str) -> Iterator[tuple[str, bytes]]:
    yield "plain", value.encode()
    yield "json", json.dumps(value)[1:-1].encode()
    yield "url", quote(value, safe="").encode()
    yield "url", quote(value).encode()
    yield "url", quote_plus(value).encode()
    yield "utf-16", value.encode("utf-16-le")
    yield "utf-16", value.encode("utf-16-be")
    yield "hex", value.encode().hex().encode()


def base64_cores(value: bytes) -> set[bytes]:
    """What of a value's base64 does not depend on its neighbours, at each alignment.

    Both alphabets are covered; cores of fewer than `MIN_BASE64_CHARS` are left out.
    """
    cores = set()
    for before in range(3):
        first, end = -(-8 * before // 6), (8 * before + 8 * len(value)) // 6
        padded = bytes(before) + value + bytes(3)
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            cores.add(encode(padded)[first:end])
    return {core for core in cores if len(core) >= MIN_BASE64_CHARS}
