"""Word lists of the corpus, kept as text beside the code: one entry a line, "#" for a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of `lists/<name>.txt`.

    Raises: FileNotFoundError when there is no such list.
    """
    text = (_FOLDER / "lists" / f"{name}.txt").read_text(encoding="utf-8")
    stripped = (line.strip() for line in text.splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Lists that share a file: "[title]" opens one, its words stand between commas."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    for line in lines(name):
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), [])
        else:
            words.extend(word.strip() for word in line.split(",") if word.strip())
    return {title: tuple(entries) for title, entries in found.items()}
