"""Invented words that look like the words of a list: a chain over characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from random import Random

_END = "\n"
_ORDER = 3
_SHORTEST, _LONGEST = 3, 13


class Chain:
    """Words by a character chain of order three. Deterministic for a given `Random`."""

    def __init__(self, words: Iterable[str]) -> None:
        following: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            padded = _END * _ORDER + word.lower() + _END
            for at in range(_ORDER, len(padded)):
                following[padded[at - _ORDER : at]].append(padded[at])
        self._following = {context: "".join(chars) for context, chars in following.items()}

    def word(self, rng: Random) -> str:
        """A capitalised word of 3 to 13 letters."""
        while True:
            made = self._walk(rng)
            if _SHORTEST <= len(made) <= _LONGEST:
                return capitalised(made)

    def _walk(self, rng: Random) -> str:
        made = _END * _ORDER
        while len(made) <= _LONGEST + _ORDER + 1:
            options = self._following[made[-_ORDER:]]
            char = options[int(rng.random() * len(options))]
            if char == _END:
                break
            made += char
        return made[_ORDER:]


def capitalised(word: str) -> str:
    """The word with a capital after every blank, hyphen and apostrophe but a final 's."""
    made = "".join(
        char.upper() if at == 0 or word[at - 1] in " -'’" else char for at, char in enumerate(word)
    )
    return made[:-1] + "s" if made.endswith(("'S", "’S")) else made
