"""Runs of capitalised words: what names are read from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from guards.phi.names.lexicon import words
from guards.phi.normal import folded

LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"(?:Dr|Mr|Mrs|Ms|Mx|Prof|Jr|Sr|Rev|Hon|Sgt|Capt|Lt|Col)\.|{LETTER}\.(?={LETTER}\."
    r"|[\s,)?!;:'\"]|$)"
    rf"|{LETTER}+(?:['-](?!s\b){LETTER}+)*"
)
TITLES = words(
    "dr dr. mr mr. mrs mrs. ms ms. mx mx. miss prof prof. professor doctor nurse rev rev. "
    "sister father sir madam lady lord judge officer capt capt. sgt sgt. lt lt. col col. hon hon. "
    "señor señora senor senora"
)
PARTICLES = words(
    "van de der den von zu del della di da dos das du la le el al bin ibn ben ter ten y st st."
)
_GAP = re.compile(r"[ \t]{1,2}|-")


class Token(msgspec.Struct, frozen=True):
    """One word of a run with its place in the text, and `lower` as the gazetteers spell it."""

    text: str
    start: int
    end: int
    lower: str

    @property
    def is_capitalised(self) -> bool:
        """Whether every part is: Smith-Jones, but not So-called."""
        return all(part[:1].isupper() for part in self.text.split("-"))

    @property
    def is_initial(self) -> bool:
        """Whether it is a single capital, with or without its full stop."""
        return len(self.text.rstrip(".")) == 1 and self.text[0].isupper()


def runs(text: str) -> Iterator[list[Token]]:
    """Maximal sequences of capitalised words, titles and particles one blank apart."""
    run: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, start = match[0], match.start()
        if run and not _GAP.fullmatch(text, run[-1].end, start):
            yield run
            run = []
        lower = folded(word)
        if word[0].isupper() or lower in TITLES or (run and lower in PARTICLES):
            run.append(Token(word, start, match.end(), lower))
        elif run:
            yield run
            run = []
    if run:
        yield run


def is_shouted(text: str) -> bool:
    """Whether most letters are capitals, so that capitals tell nothing."""
    capitals = sum(map(str.isupper, text))
    return capitals * 2 > sum(map(str.isalpha, text))
