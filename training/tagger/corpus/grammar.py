"""Sentence frames: "{SLOT:argument}", "<this|that>" for a choice, "[perhaps]" for half of them.

A backslash makes the next sign plain, "\\n" a new line. Frames stand one a line in `frames/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

_FOLDER = Path(__file__).parent / "frames"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled: `kind` says with what, `argument` how."""

    kind: str
    argument: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways on."""

    ways: tuple[Frame, ...]


Frame = tuple["str | Slot | Choice", ...]


class FrameError(ValueError):
    """A frame that cannot be read: a bracket opens and does not close, or the reverse."""


@cache
def frames(register: str) -> tuple[Frame, ...]:
    """The frames of `frames/<register>.txt`, in their order.

    Raises: FrameError for a malformed one, FileNotFoundError for an unknown register.
    """
    lines = (_FOLDER / f"{register}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(parsed(line) for line in lines if line.strip() and not line.startswith("#"))


@cache
def registers() -> tuple[str, ...]:
    """The names of all registers, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))


def parsed(line: str) -> Frame:
    """The frame that a line writes.

    Raises: FrameError when its brackets do not match.
    """
    frame, at = _sequence(line, 0, "")
    if at != len(line):
        raise FrameError(f"column {at + 1}: unexpected {line[at]!r} in frame {line[:60]!r}")
    return frame


def walked(frame: Frame, rng: Random) -> list[str | Slot]:
    """The literals and slots of one way through a frame."""
    found: list[str | Slot] = []
    for part in frame:
        if isinstance(part, Choice):
            found.extend(walked(part.ways[int(rng.random() * len(part.ways))], rng))
        else:
            found.append(part)
    return found


def slots(frame: Frame) -> list[Slot]:
    """Every slot on any way through a frame."""
    found: list[Slot] = []
    for part in frame:
        if isinstance(part, Choice):
            found.extend(slot for way in part.ways for slot in slots(way))
        elif isinstance(part, Slot):
            found.append(part)
    return found


def _sequence(line: str, at: int, closers: str) -> tuple[Frame, int]:
    """The frame from `at` up to one of `closers` or the end, and where that stands."""
    parts: list[str | Slot | Choice] = []
    literal = ""
    while at < len(line) and line[at] not in closers:
        char = line[at]
        if char == "\\" and at + 1 < len(line):
            literal += "\n" if line[at + 1] == "n" else line[at + 1]
            at += 2
        elif char in "{<[":
            part, at = _bracketed(line, at)
            parts.extend([literal, part] if literal else [part])
            literal = ""
        elif char in "}>]":
            return _closed(parts, literal), at
        else:
            literal += char
            at += 1
    return _closed(parts, literal), at


def _closed(parts: list[str | Slot | Choice], literal: str) -> Frame:
    return (*parts, literal) if literal else tuple(parts)


def _bracketed(line: str, at: int) -> tuple[Slot | Choice, int]:
    if line[at] == "{":
        end = _expected(line, line.find("}", at), at)
        kind, _, argument = line[at + 1 : end].partition(":")
        return Slot(kind, argument), end + 1
    if line[at] == "[":
        way, end = _sequence(line, at + 1, "]")
        return Choice((way, ())), _expected(line, end, at) + 1
    ways: list[Frame] = []
    while line[at] != ">":
        way, at = _sequence(line, at + 1, "|>")
        ways.append(way)
        _expected(line, at, at)
    return Choice(tuple(ways)), at + 1


def _expected(line: str, end: int, start: int) -> int:
    if not 0 <= end < len(line):
        raise FrameError(f"column {start + 1}: bracket does not close in frame {line[:60]!r}")
    return end
