"""What a unit is out of its context: word pieces, affixes, shape, and the lists it stands in.

Everything here follows from the unit's characters and the blank before it, so the tagger computes
it once a word form. Training and serving share this file: what one sees, the other sees.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from zlib import crc32

import msgspec

from guards.phi.names.capitals import PARTICLES, TITLES
from guards.phi.names.eponyms import EPONYMS
from guards.phi.names.gazetteer import People
from guards.phi.names.lexicon import ACRONYMS, AMBIGUOUS_FIRST, is_drug, is_ordinary, words
from guards.phi.normal import folded
from guards.phi.tagger.units import Key

MAX_PIECES = 6
AFFIX_BUCKETS = 4096
_AFFIX_CHARS = 3

_CALENDAR = words(
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday "
    "sunday mon tue tues wed thu thurs fri sat sun"
)
_NUMERALS = words(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred"
)
_BIG_CITY = 100_000

_SHAPES = ("newline", "sign", "lower", "letter", "capitalised", "capital", "capitals", "mixed")
_LONGEST_RUN = 8
_YEAR = len(_SHAPES) + _LONGEST_RUN
SHAPES = 2 * (_YEAR + 1)
"""How many shapes there are; each comes with and without a blank before it."""

PieceIds = Callable[[str], list[int]]
"""The word pieces of a word, by their rows in the encoder's table."""


class Features(msgspec.Struct, frozen=True):
    """One word form: [0..6] rows of the encoder's table, affix buckets, shape, list bits."""

    pieces: tuple[int, ...]
    prefix: int
    suffix: int
    shape: int
    lists: tuple[bool, ...]


class Featuriser:
    """Key -> features, by the gazetteers and the encoder's own word pieces."""

    def __init__(self, people: People, cities: dict[str, int], piece_ids: PieceIds) -> None:
        big = {city for city, population in cities.items() if population >= _BIG_CITY}
        self._piece_ids = piece_ids
        self._lists: tuple[Callable[[str], bool], ...] = (
            *map(_within, (people.first, people.common_first, people.frequent_first)),
            *map(_within, (people.last, people.common_last, people.frequent_last)),
            *map(_within, (AMBIGUOUS_FIRST, EPONYMS, ACRONYMS, cities.keys(), big)),
            *map(_within, (_CALENDAR, _NUMERALS, TITLES, PARTICLES)),
            is_ordinary,
            is_drug,
        )
        self.lists = len(self._lists)

    def features(self, key: Key) -> Features:
        """The features of one unit."""
        blank, text = key
        word = folded(text)
        pieces = self._piece_ids(text)[:MAX_PIECES]
        return Features(
            tuple(pieces),
            crc32(b"<" + word[:_AFFIX_CHARS].encode("utf-8", "replace")) % AFFIX_BUCKETS,
            crc32(word[-_AFFIX_CHARS:].encode("utf-8", "replace") + b">") % AFFIX_BUCKETS,
            2 * _shape(text) + blank,
            tuple([is_in(word) for is_in in self._lists]),
        )


def _within(entries: Collection[str]) -> Callable[[str], bool]:
    return entries.__contains__


def _shape(text: str) -> int:
    """Its place in `_SHAPES`, or past them the length of a run of digits, a year apart."""
    first = text[0]
    if first.isdecimal():
        is_year = len(text) == 4 and text[:2] in ("19", "20")
        return _YEAR if is_year else len(_SHAPES) + min(len(text), _LONGEST_RUN) - 1
    if first == "\n":
        return _SHAPES.index("newline")
    if not first.isalpha():
        return _SHAPES.index("sign")
    if len(text) == 1:
        return _SHAPES.index("capital" if text.isupper() else "letter")
    for name, is_so in (("lower", text.islower()), ("capitals", text.isupper())):
        if is_so:
            return _SHAPES.index(name)
    return _SHAPES.index("capitalised" if first.isupper() and text[1:].islower() else "mixed")
