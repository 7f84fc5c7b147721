"""People of a text: a coherent identity, and the many ways in which a text names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from training.tagger.corpus.lists import sections
from training.tagger.corpus.names import Origin, census, doubles, origins

_INVENTED = 0.35
_DOUBLE_FIRST, _DOUBLE_LAST = 0.05, 0.06
_MIXED_ORIGIN = 0.08
_CENSUS = 0.38
_SUFFIXES = ("Jr.", "Jr", "Sr.", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is; `nick` is how friends shorten the given name."""

    first: str
    middle: str
    last: str
    suffix: str
    female: bool
    nick: str

    def written(self, style: str, rng: Random) -> str:
        """The name in a style of `STYLES`, or as mixed where it stands: "" is prose, else
        "header", "doctor", "patient", "kin" or "friend".

        Raises: KeyError for an unknown style.
        """
        if style in _DRAWN:
            styles, cumulative = _DRAWN[style]
            style = rng.choices(styles, cum_weights=cumulative)[0]
        return STYLES[style](self)


def _initial(name: str) -> str:
    return name[:1].upper()


def _suffixed(person: Person) -> str:
    return f"{person.first} {person.last}{' ' + person.suffix if person.suffix else ''}"


STYLES: dict[str, Callable[[Person], str]] = {
    "full": _suffixed,
    "first": lambda p: p.first,
    "last": lambda p: p.last,
    "last_letter": lambda p: f"{_initial(p.last)}.",
    "nick": lambda p: p.nick,
    "nicklast": lambda p: f"{p.nick} {p.last}",
    "middle": lambda p: f"{p.first} {_initial(p.middle)}. {p.last}",
    "middlebare": lambda p: f"{p.first} {_initial(p.middle)} {p.last}",
    "long": lambda p: f"{p.first} {p.middle} {p.last}",
    "inverted": lambda p: f"{p.last}, {p.first}",
    "shouted": lambda p: f"{p.last.upper()}, {p.first.upper()}",
    "surname_first": lambda p: f"{p.last.upper()}, {p.first}",
    "inverted_middle": lambda p: f"{p.last}, {p.first} {_initial(p.middle)}.",
    "inverted_initial": lambda p: f"{p.last}, {_initial(p.first)}.",
    "last_initial": lambda p: f"{p.last} {_initial(p.first)}",
    "initial_last": lambda p: f"{_initial(p.first)}. {p.last}",
    "initials_last": lambda p: f"{_initial(p.first)}.{_initial(p.middle)}. {p.last}",
    "bare_initial_last": lambda p: f"{_initial(p.first)} {p.last}",
    "last_initials": lambda p: f"{p.last} {_initial(p.first)}{_initial(p.middle)}",
    "first_initial": lambda p: f"{p.first} {_initial(p.last)}.",
    "first_letter": lambda p: f"{p.first} {_initial(p.last)}",
    "initials": lambda p: f"{_initial(p.first)}.{_initial(p.last)}.",
    "letters": lambda p: f"{_initial(p.first)}{_initial(p.last)}",
    "upper": lambda p: f"{p.first} {p.last}".upper(),
    "eastern": lambda p: f"{p.last} {p.first}",
    "nickname": lambda p: f'{p.first} "{p.nick}" {p.last}',
    "hl7": lambda p: f"{p.last.upper()}^{p.first.upper()}^{_initial(p.middle)}",
}
"""Style -> the name in that style."""

_MIXES = {
    "": {"full": 44, "first_initial": 10, "middle": 8, "first": 9, "last": 5, "initial_last": 5}
    | {"long": 3, "middlebare": 2, "initials_last": 1, "nicklast": 2, "upper": 2, "nickname": 1}
    | {
        "bare_initial_last": 1,
        "last_initials": 1,
        "first_letter": 2,
        "eastern": 2,
        "inverted": 2,
        "last_initial": 1,
        "surname_first": 1,
    },
    "header": {
        "full": 30,
        "last_initials": 1,
        "bare_initial_last": 1,
        "inverted": 22,
        "shouted": 12,
        "surname_first": 5,
        "middle": 8,
    }
    | {"inverted_middle": 8, "upper": 6, "long": 3, "inverted_initial": 2, "first_initial": 2}
    | {"eastern": 2, "last_initial": 2, "middlebare": 2, "nickname": 1},
    "doctor": {"last": 56, "full": 26, "initial_last": 6, "middle": 6, "first": 3, "nicklast": 1}
    | {"first_initial": 3, "initials_last": 1, "inverted": 1, "upper": 1},
    "patient": {"first_initial": 36, "full": 36, "first_letter": 4, "initials": 4, "first": 5}
    | {"initial_last": 5, "last": 2, "middle": 4, "letters": 2, "long": 1, "inverted": 2},
    "kin": {"first": 56, "full": 30, "nick": 8, "first_initial": 4, "nicklast": 2, "long": 1},
    "friend": {"first": 60, "nick": 14, "full": 20, "first_initial": 3, "nicklast": 2, "last": 3},
}
"""Where a name stands -> style -> how often it is used there."""
_DRAWN = {mix: (tuple(of), tuple(accumulate(of.values()))) for mix, of in _MIXES.items()}


def person(rng: Random, female: bool | None = None) -> Person:
    """A new person of some origin; about a third of the names are invented."""
    female = rng.random() < 0.5 if female is None else female
    kind = "female" if female else "male"
    origin = rng.choice(origins())
    american = rng.random() < _CENSUS
    first = _given(rng, origin, kind, american)
    middle = _given(rng, origin, kind, american)
    suffix = rng.choice(_SUFFIXES) if not female and rng.random() < 0.05 else ""
    return Person(first, middle, _surname(rng, origin, american), suffix, female, _nick(rng, first))


def _given(rng: Random, origin: Origin, kind: str, american: bool) -> str:
    draw = rng.random()
    if draw < _DOUBLE_FIRST:
        return rng.choice(doubles("first"))
    if draw < _DOUBLE_FIRST + _INVENTED:
        return origin.invented(kind, rng)
    return census(kind).draw(rng) if american else origin.listed(kind, rng)


def _surname(rng: Random, origin: Origin, american: bool) -> str:
    draw = rng.random()
    if draw < _DOUBLE_LAST:
        return rng.choice(doubles("last"))
    if rng.random() < _MIXED_ORIGIN:
        origin = rng.choice(origins())
    single = _single_surname(rng, origin, american)
    if draw < 0.11:
        return f"{single}-{_single_surname(rng, origin, american)}"
    if draw < 0.13:
        return f"{single} {_single_surname(rng, origin, american)}"
    return single


def _single_surname(rng: Random, origin: Origin, american: bool) -> str:
    if rng.random() < _INVENTED:
        return origin.invented("last", rng)
    return census("last").draw(rng) if american else origin.listed("last", rng)


@cache
def _nicknames() -> dict[str, tuple[str, ...]]:
    return {name.casefold(): short for name, short in sections("nicknames").items()}


def _nick(rng: Random, first: str) -> str:
    known = _nicknames().get(first.casefold())
    if known:
        return rng.choice(known)
    word = first.split()[0].split("-")[0]
    return word[: 3 + int(rng.random() * 2)] if len(word) > 5 else word
