"""Which of many patterns can match a text at all, in one pass; Python's `re` then runs those few.

Hyperscan reads every pattern at once, each loosened so that it matches wherever `re` would and
perhaps elsewhere: a candidate may be wrong, but none is ever missed. Without hyperscan every
pattern is a candidate: slower, same findings.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import ModuleType
from typing import Any, TypeAlias

import msgspec

from guards.verdicts import GuardsError

Matches: TypeAlias = Callable[[re.Pattern[str]], Iterator[re.Match[str]]]
"""A pattern's matches, in order, in the text at hand."""

_REPEAT = re.compile(r"\{(\d+),(\d+)\}")
_LONG_REPEAT = 3
_HINTS_A_DATABASE = 60
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_NOT_BEFORE = re.compile(r"^\(\?<!\[([^\[\]]+)\]\)")
_NOT_AFTER = re.compile(r"\(\?!(?:\[([^\[\]]+)\]|(\\w))(?:\|[^()]*)?\)$")


class Hint(msgspec.Struct, frozen=True):
    """What every match of a pattern contains: the pattern itself, or a part of it.

    An `ascii` hint means what it means under `re.ASCII`.
    """

    source: str
    caseless: bool = False
    ascii: bool = False

    @classmethod
    def of(cls, pattern: re.Pattern[str]) -> Hint:
        """The pattern itself as its hint."""
        caseless, ascii_only = (bool(pattern.flags & flag) for flag in (re.IGNORECASE, re.ASCII))
        return cls(pattern.pattern, caseless, ascii_only)


class _Scratch(threading.local):
    """One hyperscan scratch a thread and database: scanning with a shared one is undefined."""

    values: Sequence[object] = ()


class Prefilter:
    """Names the patterns that can match a text. Safe to call from several threads.

    The hints are all `ascii` or none is. Raises: `failure` when they cannot be compiled or run.
    """

    def __init__(
        self,
        hints: Sequence[Hint],
        *,
        located: bool = False,
        failure: type[GuardsError] = GuardsError,
    ) -> None:
        """`located=True` notes every match of a hint, for `ends`, not only the first."""
        self._every = range(len(hints))
        self._located = located
        self._failure = failure
        self._encoded = _encode_ascii if any(hint.ascii for hint in hints) else _encode_kinds
        self._hyperscan = _installed_hyperscan()
        self._databases = self._compiled(hints, self._hyperscan) if self._hyperscan else []
        self._scratch = _Scratch()

    @property
    def is_active(self) -> bool:
        """False where hyperscan is not installed and every pattern is a candidate."""
        return self._hyperscan is not None

    def candidates(self, text: str) -> Sequence[int]:
        """Indices of the patterns that may match, in their order."""
        if not self.is_active:
            return self._every
        return sorted({index for index, _ in self._hits(text)})

    def ends(self, text: str) -> Mapping[int, Sequence[int]]:
        """Index of a pattern -> where matches of its hint end, or one character beyond.

        Only of a prefilter that is `located` and active. A hint has an end for each of its matches
        but may have others.
        """
        ends: dict[int, list[int]] = {}
        for index, end in self._hits(text):
            ends.setdefault(index, []).append(end)
        return ends

    def _hits(self, text: str) -> list[tuple[int, int]]:
        """(index, end) in one character a byte, as hyperscan comes upon them."""
        if self._hyperscan is None:
            raise self._failure("hits were asked for without hyperscan; install it")
        if not self._scratch.values:
            self._scratch.values = [self._hyperscan.Scratch(one) for one in self._databases]
        hits: list[tuple[int, int]] = []

        def note(index: int, _: int, end: int, *__: object) -> None:
            hits.append((index, end))

        data = self._encoded(text)
        try:
            for database, scratch in zip(self._databases, self._scratch.values, strict=True):
                database.scan(data, match_event_handler=note, scratch=scratch)
        except self._hyperscan.error as error:
            raise self._failure(f"the rules failed on {len(data)} bytes") from error
        return hits

    def _compiled(self, hints: Sequence[Hint], hyperscan: ModuleType) -> list[Any]:
        """One database or, of many hints, several, compiled at once: that takes half the time."""
        parts = 1 + len(hints) // _HINTS_A_DATABASE
        slices = [self._every[first::parts] for first in range(parts)]
        with ThreadPoolExecutor(parts) as pool:
            return list(pool.map(lambda ids: self._database(hints, ids, hyperscan), slices))

    def _database(self, hints: Sequence[Hint], ids: Sequence[int], hyperscan: ModuleType) -> Any:
        base = hyperscan.HS_FLAG_PREFILTER
        base |= 0 if self._located else hyperscan.HS_FLAG_SINGLEMATCH
        database = hyperscan.Database()
        try:
            database.compile(
                expressions=[self._encoded(_loosened(hints[at].source)) for at in ids],
                ids=list(ids),
                flags=[base | (hyperscan.HS_FLAG_CASELESS * hints[at].caseless) for at in ids],
            )
        except hyperscan.error as error:
            raise self._failure("the rules do not compile; reinstall hyperscan") from error
        return database


class Sieve:
    """Patterns that are run over a text only where they can match it."""

    def __init__(
        self,
        patterns: Sequence[re.Pattern[str]],
        *,
        prefilter: bool = True,
        failure: type[GuardsError] = GuardsError,
    ) -> None:
        """`prefilter=False` does without hyperscan."""
        self._index = {id(pattern): index for index, pattern in enumerate(patterns)}
        self._every = range(len(patterns))
        hints = [Hint.of(pattern) for pattern in patterns]
        self._prefilter = Prefilter(hints, failure=failure) if prefilter else None

    def over(self, text: str) -> Matches:
        """`finditer` over this text, of these very patterns."""
        candidates = self._every if self._prefilter is None else self._prefilter.candidates(text)

        def matches(pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
            return pattern.finditer(text) if self._index[id(pattern)] in candidates else iter(())

        return matches


def _installed_hyperscan() -> ModuleType | None:
    try:
        return import_module("hyperscan")
    except ImportError:
        return None


def _loosened(source: str) -> str:
    """The pattern as hyperscan takes it: at its ends, a character that must not stand there
    becomes one that does; long repeats lose their bound, which matches more and compiles faster.
    """
    source = _NOT_BEFORE.sub(r"(?:^|[^\1])", source)
    source = _NOT_AFTER.sub(r"(?:[^\1\2]|$)", source)
    return _REPEAT.sub(_unbounded, source)


def _unbounded(match: re.Match[str]) -> str:
    least, most = map(int, match.groups())
    return f"{{{least},}}" if most >= _LONG_REPEAT else match[0]


def _encode_ascii(text: str) -> bytes:
    """One byte a character, beyond ASCII one that is no letter: how `re.ASCII` reads a text."""
    return _BEYOND_ASCII.sub("\x80", text).encode("latin-1")


def _encode_kinds(text: str) -> bytes:
    """One byte a character, its own or a stand-in of its kind: how `re` reads a text."""
    return text.translate(_KINDS).encode("ascii")


class _Kinds(dict[int, str]):
    """Code point -> an ASCII character that is word, digit and space where the original is.

    Patterns name none of the stand-ins in a negated class, so what matched still matches.
    """

    def __missing__(self, code: int) -> str:
        self[code] = kind = _kind_of(chr(code))
        return kind


def _kind_of(char: str) -> str:
    if char in _ASCII_TWINS:
        return _ASCII_TWINS[char]
    if char.isspace():
        return char if char in " \t\n\r\f\v" else "\v"
    if char.isascii():
        return char
    if char.isalnum():
        return "0" if char.isdecimal() else "x"
    return "\x7f"


_ASCII_TWINS = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}
"""The characters that are equal to an ASCII letter where `re` ignores case."""
_KINDS = _Kinds()
