"""Given names and surnames of many origins: lists, invented ones, and those kept for evaluation.

Source: US census of 1990 (package `names`, public domain), Faker (MIT), and lists of ours.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from zlib import crc32

from training.tagger.corpus.lists import sections
from training.tagger.corpus.markov import Chain, capitalised

_LATIN = re.compile(r"[^\W\d_]['’.]?[^\W\d_]*(?:[ '’-][^\W\d_]+)*")
_LAST_LATIN = "ɏ"
_HELD_OUT_OF = 10
_CENSUS_BY_FREQUENCY = 0.6

Drawn = tuple[str, ...]


def held_out(name: str) -> bool:
    """Whether a name is kept for evaluation: a tenth of every list, by hash, is never generated."""
    return crc32(name.strip().casefold().encode()) % _HELD_OUT_OF == 0


def kept(names: Iterable[str]) -> Drawn:
    """The names that may be generated, in their order and once each: none that is held out,
    wholly or in a part.
    """
    return tuple(name for name in dict.fromkeys(names) if not _touched(name))


def _touched(name: str) -> bool:
    return held_out(name) or any(map(held_out, parts(name)))


def parts(name: str) -> list[str]:
    """The words of a name: "Anne-Marie van Dijk" has four."""
    return [part for part in re.split(r"[ -]", name) if part]


@dataclass(frozen=True)
class Origin:
    """The names of one origin, with the chains that invent more of their kind."""

    female: Drawn
    male: Drawn
    last: Drawn
    _chains: dict[str, Chain] = field(default_factory=dict)

    def listed(self, kind: str, rng: Random) -> str:
        """A name from the list of a kind: "female", "male" or "last"."""
        names: Drawn = getattr(self, kind)
        return names[int(rng.random() * len(names))]

    def invented(self, kind: str, rng: Random) -> str:
        """A name that is likely in no list but sounds like this origin's."""
        if kind not in self._chains:
            self._chains[kind] = Chain(getattr(self, kind))
        while _touched(name := self._chains[kind].word(rng)):
            pass
        return name


@dataclass(frozen=True)
class Census:
    """The US census: names as frequent as in the population, or each as likely as any other."""

    names: Drawn
    cumulative: tuple[float, ...]

    def draw(self, rng: Random) -> str:
        """A name, mostly by frequency."""
        if rng.random() < _CENSUS_BY_FREQUENCY:
            return self.names[bisect(self.cumulative, rng.random() * self.cumulative[-1])]
        return self.names[int(rng.random() * len(self.names))]


@cache
def census(kind: str) -> Census:
    """The census list of a kind: "female", "male" or "last".

    Raises: FileNotFoundError when the package `names` lacks its lists.
    """
    file = {"female": "dist.female.first", "male": "dist.male.first", "last": "dist.all.last"}[kind]
    found = importlib.import_module("names").__file__ or ""
    rows = [line.split() for line in (Path(found).parent / file).read_text().splitlines()]
    shares = {capitalised(row[0].lower()): float(row[1]) + 1e-4 for row in rows if len(row) > 1}
    names = kept(shares)
    return Census(names, tuple(accumulate(shares[name] for name in names)))


@cache
def origins() -> tuple[Origin, ...]:
    """All origins in a fixed order: ours first, then Faker's locales in Latin letters, then the
    census as a whole.
    """
    named = sections("origins")
    ours = {title.partition(".")[0]: None for title in named}
    tables: list[Mapping[str, Iterable[str]]] = [
        {kind: named[f"{origin}.{kind}"] for kind in _KINDS} for origin in ours
    ]
    us: dict[str, Iterable[str]] = {kind: census(kind).names for kind in _KINDS}
    made = [_origin(table) for table in (*tables, *_faker_tables(), us)]
    return tuple(origin for origin in made if origin is not None)


@cache
def doubles(kind: str) -> Drawn:
    """Names that are also words, places, drugs or eponyms; kind is "first" or "last"."""
    return kept(sections("doubles")[kind])


_KINDS = ("female", "male", "last")
_FAKER_FIELDS = {
    "female": ("first_names_female", "first_names_nonbinary", "first_names"),
    "male": ("first_names_male", "first_names"),
    "last": ("last_names", "last_names_female", "last_names_male", "last_names_nonbinary"),
}
_ROMANISED_FIELDS = {
    "female": ("first_romanized_names", "first_female_romanized_names"),
    "male": ("first_romanized_names", "first_male_romanized_names"),
    "last": ("last_romanized_names",),
}
_LEAST = 12


def _origin(table: Mapping[str, Iterable[str]]) -> Origin | None:
    lists = {kind: kept(name for name in table[kind] if _latin(name)) for kind in _KINDS}
    enough = all(len(names) >= 4 for names in lists.values())
    return Origin(lists["female"], lists["male"], lists["last"]) if enough else None


def _latin(name: str) -> bool:
    return (bool(_LATIN.fullmatch(name)) and max(name) <= _LAST_LATIN) or "’" in name


def _faker_tables() -> Iterator[Mapping[str, Iterable[str]]]:
    package = importlib.import_module("faker.providers.person")
    for module in sorted(entry.name for entry in pkgutil.iter_modules(package.__path__)):
        if module == "en":
            continue
        provider = importlib.import_module(f"{package.__name__}.{module}").Provider
        for fields in (_FAKER_FIELDS, _ROMANISED_FIELDS):
            table = {kind: _faker_names(provider, fields[kind]) for kind in _KINDS}
            if all(len(names) >= _LEAST for names in table.values()):
                yield table


def _faker_names(provider: type, fields: Iterable[str]) -> list[str]:
    lists = (getattr(provider, name, ()) for name in fields)
    usable = (names for names in lists if isinstance(names, (tuple, list, dict)))
    return [name for names in usable for name in names if isinstance(name, str) and _latin(name)]
