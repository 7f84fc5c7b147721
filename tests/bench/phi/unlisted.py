"""Names that are on none of the detector's lists: what only the context can give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from random import Random

from guards.phi.names.gazetteer import people
from guards.phi.normal import folded
from tests.bench.phi.origins import ORIGINS, Origin

_TRIPLED = re.compile(r"(.)\1\1|q[^u]|[^aeiou]{4}")
_VOWELS = "aeiouy"
_SWAPS = (("k", "q"), ("c", "k"), ("i", "y"), ("s", "z"), ("v", "w"), ("f", "ph"), ("o", "au"))
SEED = 302


def unlisted(count: int = 60, seed: int = 0) -> Origin:
    """`count` given and family names each, made of parts of real ones and spelt anew."""
    listed = people()
    known = listed.first | listed.last
    firsts = [name for origin in ORIGINS.values() for name in origin.first]
    lasts = [name for origin in ORIGINS.values() for name in origin.last]
    first = _made(firsts, known, Random(f"{SEED} {seed} first"))
    last = _made(lasts, known, Random(f"{SEED} {seed} last"))
    return Origin(tuple(islice(first, count)), tuple(islice(last, count)))


def _made(names: list[str], known: frozenset[str], random: Random) -> Iterator[str]:
    """New names, each once, that no list holds."""
    plain = [n for n in names if n.isalpha() and n.isascii() and len(n) > 4]
    seen: set[str] = set()
    while True:
        name = _respelt(_crossed(*random.sample(plain, 2)), random)
        is_new = folded(name) not in known and name not in seen
        if is_new and 5 <= len(name) <= 13 and not _TRIPLED.search(name.lower()):
            seen.add(name)
            yield name


def _crossed(left: str, right: str) -> str:
    """The beginning of one name and the end of another, joined where it can be spoken."""
    head = left[: max(2, (len(left) + 1) // 2)]
    tail = right[len(right) // 2 :].lower()
    if head[-1] in _VOWELS and tail[0] in _VOWELS:
        tail = tail[1:]
    return head + tail


def _respelt(name: str, random: Random) -> str:
    """One letter written another way, in half of the names."""
    old, new = random.choice(_SWAPS)
    body = name[1:].replace(old, new, 1) if random.random() < 0.5 else name[1:]
    return name[0] + body
