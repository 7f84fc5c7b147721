"""Hospitals, practices, homes, schools and employers, by the grammar of their names."""

from __future__ import annotations

from functools import cache
from random import Random

from training.tagger.corpus.lists import sections
from training.tagger.corpus.markov import Chain
from training.tagger.corpus.names import census, doubles, origins
from training.tagger.corpus.places import city, county

_REAL, _INVENTED_LAST = 0.16, 0.4
_REGISTERED = 0.14


def facility(rng: Random, kind: str = "") -> str:
    """A name; `kind` is "" for where care is given, or "home", "school", "employer",
    "pharmacy".

    Raises: KeyError for an unknown kind.
    """
    parts = sections("facilities")
    if kind == "" and rng.random() < _REAL:
        return rng.choice(parts["real"])
    made = filled(rng, rng.choice(parts[kind or "care"]))
    return _registered(rng, made) if rng.random() < _REGISTERED else made


def _registered(rng: Random, name: str) -> str:
    """A name as registries and claims spell it: with its form, a site, or in capitals."""
    name += rng.choice(
        ("", "", " Inc", ", Inc.", " LLC", ", PC", " Corp", " - 1", ", The", " PLLC")
    )
    draw = rng.random()
    if draw < 0.2:
        return f"{name} - {city(rng)}"
    if draw < 0.4:
        return name.upper()
    return name.replace(" of ", " Of ").replace(" and ", " And ").replace(" for ", " For ")


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
