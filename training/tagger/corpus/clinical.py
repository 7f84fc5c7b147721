"""What fills a slot that is no identifier: drugs, findings, numbers, eponyms, states, years."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from training.tagger.corpus.coinage import COINED, coined
from training.tagger.corpus.lists import sections
from training.tagger.corpus.numbers import shaped

_SMALL = 90
_COINED_SHARE = 0.22


def filler(rng: Random, kind: str, argument: str) -> str:
    """A word or number of a kind: a list of `lists/clinical.txt` or a function here.

    Raises: KeyError for an unknown kind.
    """
    if kind in _MADE:
        return _MADE[kind](rng, argument)
    if kind in COINED and rng.random() < _COINED_SHARE:
        return coined(rng, kind)
    entries = sections("clinical").get(kind) or sections("everyday")[kind]
    entry = entries[int(rng.random() * len(entries))]
    return shaped(rng, entry) if "#" in entry else entry


def _number(rng: Random, argument: str) -> str:
    low, _, high = (argument or "2-12").partition("-")
    return str(rng.randrange(int(low), int(high) + 1))


def _decimal(rng: Random, argument: str) -> str:
    low, _, high = (argument or "1-10").partition("-")
    return f"{rng.uniform(float(low), float(high)):.1f}"


def _age(rng: Random, argument: str) -> str:
    return _number(rng, argument or f"18-{_SMALL - 1}")


def _year(rng: Random, _: str) -> str:
    return str(rng.randrange(1958, 2027))


def _pressure(rng: Random, _: str) -> str:
    return f"{rng.randrange(88, 205)}/{rng.randrange(45, 112)}"


def _score(rng: Random, _: str) -> str:
    return f"{rng.randrange(0, 15)}/{rng.choice((10, 15, 27, 30))}"


def _icd(rng: Random, _: str) -> str:
    return shaped(
        rng, rng.choice(("E11.#", "I10", "J44.#", "N18.#", "M54.##", "S72.##1A", "F32.#"))
    )


def _room(rng: Random, _: str) -> str:
    return shaped(rng, rng.choice(("#?", "###", "###-?", "####", "ICU #", "#?-##", "bed #")))


_MADE: dict[str, Callable[[Random, str], str]] = {
    "n": _number,
    "dec": _decimal,
    "age": _age,
    "year": _year,
    "bp": _pressure,
    "score": _score,
    "icd": _icd,
    "room": _room,
}
