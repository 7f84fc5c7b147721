"""Clinical words that no list holds: eponyms of invented people, drugs, studies and genes.

They are no identifiers: an unknown capital before "syndrome" or beside a dose is no person.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from training.tagger.corpus.lists import sections
from training.tagger.corpus.markov import Chain
from training.tagger.corpus.names import census, doubles, origins
from training.tagger.corpus.numbers import shaped

_VOWELS, _CONSONANTS = "AEIOU", "BCDFGHLMNPRSTVXZ"


def coined(rng: Random, kind: str) -> str:
    """An invented word of a kind of `COINED`.

    Raises: KeyError for an unknown kind.
    """
    return COINED[kind](rng)


def _eponym(rng: Random, kind: str) -> str:
    surname = _surname(rng)
    if rng.random() < 0.2:
        surname = f"{surname}-{_surname(rng)}"
    elif rng.random() < 0.35:
        surname += "'" if surname.endswith("s") else "'s"
    return f"{surname} {rng.choice(sections('eponym_heads')[kind])}"


def _surname(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.2:
        return rng.choice(doubles("last"))
    if draw < 0.55:
        return census("last").draw(rng)
    origin = rng.choice(origins())
    return origin.listed("last", rng) if draw < 0.75 else origin.invented("last", rng)


@cache
def _drugs() -> Chain:
    lists = sections("clinical")
    return Chain(word for word in lists["drug"] + lists["Drug"] if word.isalpha())


def _study(rng: Random) -> str:
    made = "".join(
        rng.choice(_VOWELS if at % 2 else _CONSONANTS) for at in range(rng.randrange(3, 9))
    )
    return made + rng.choice(("", "", "", "-HF", "-2", " 3", "-AF", "-CKD"))


COINED: dict[str, Callable[[Random], str]] = {
    "eponym": lambda rng: _eponym(rng, "conditions"),
    "sign": lambda rng: _eponym(rng, "signs"),
    "scale": lambda rng: _eponym(rng, "scales"),
    "device": lambda rng: _eponym(rng, "devices"),
    "procedure": lambda rng: _eponym(rng, "procedures"),
    "drug": lambda rng: _drugs().word(rng).lower(),
    "Drug": lambda rng: _drugs().word(rng),
    "trial": _study,
    "gene": lambda rng: shaped(rng, rng.choice(("???#", "???##?#", "????", "??#?"))),
}
"""Kind of clinical slot -> how to invent one."""
