"""Hospitals, practices, homes, schools and employers, by the grammar of their names."""

from __future__ import annotations

from functools import cache
from random import Random

from training.tagger.corpus.lists import sections
from training.tagger.corpus.markov import Chain
from training.tagger.corpus.names import census, doubles, origins
from training.tagger.corpus.places import city, county

_REAL, _INVENTED_LAST = 0.16, 0.4


def facility(rng: Random, kind: str = "") -> str:
    """A name; `kind` is "" for where care is given, or "home", "school", "employer",
    "pharmacy".

    Raises: KeyError for an unknown kind.
    """
    parts = sections("facilities")
    if kind == "" and rng.random() < _REAL:
        return rng.choice(parts["real"])
    return filled(rng, rng.choice(parts[kind or "care"]))


def filled(rng: Random, shape: str) -> str:
    """A shape of `lists/facilities.txt` with every (slot) drawn."""
    made = ""
    for part in shape.split("("):
        slot, closed, rest = part.partition(")")
        made += _slot(rng, slot) + rest if closed else part
    return made


def _slot(rng: Random, slot: str) -> str:
    if slot == "city":
        return city(rng)
    if slot == "county":
        return county(rng)
    if slot == "last":
        return _surname(rng)
    if slot == "coined":
        return _coined(rng)
    return rng.choice(sections("facilities")[slot])


def _surname(rng: Random) -> str:
    if rng.random() < 0.1:
        return rng.choice(doubles("last"))
    if rng.random() < _INVENTED_LAST:
        return rng.choice(origins()).invented("last", rng)
    return census("last").draw(rng)


@cache
def _coining() -> Chain:
    return Chain(sections("facilities")["brands"])


def _coined(rng: Random) -> str:
    return _coining().word(rng)
