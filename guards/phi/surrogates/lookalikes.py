"""What resembles a surrogate: how a model alters or invents one.

Counted are other brackets, case, blanks or hyphens, a missing or extra bracket, Markdown and JSON
escapes, a missing ordinal, and any other word in our exact shape (`[PATIENT_1]`, `[NOMBRE_1]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.phi.labels import LETTERS, LITERAL
from guards.phi.normal import Plain

_LABELS = frozenset((*LETTERS, LITERAL))
_OPEN = r"(?:\\*\[|\\u005[bB]|[【［〔⟦「])"
_CLOSE = r"(?:\\*\]|\\u005[dD]|[】］〕⟧」])"
_BRACKETED = re.compile(
    rf"{_OPEN}\s?(?P<word>[^\W\d_]{{2,12}})"
    rf"(?P<gap>\\*[\s_＿#.-]{{0,2}})(?P<ordinal>\d{{1,4}}|\?|[A-Za-z](?!\w))?"
    rf"(?:\s?(?P<close>{_CLOSE}))?"
    r"|(?<!\w)(?P<bare>[A-Z]{2,12})\\*_\d{1,4}(?!\w)"
)


def lookalikes_in(text: str) -> Iterator[str]:
    """Every lookalike in a text, in order; those written exactly like a surrogate among them.

    They are given as `guards.phi.normal` makes them plain: without zero-width characters, say.
    """
    if "[" not in text and "_" not in text and text.isascii():
        return
    for match in _BRACKETED.finditer(Plain(text).text):
        if _resembles(match):
            yield match[0]


def _resembles(match: re.Match[str]) -> bool:
    if match["bare"]:
        return match["bare"] in _LABELS
    word, ordinal, joined = match["word"], match["ordinal"] or "", "_" in match["gap"]
    if word.upper() not in _LABELS:
        return word.isupper() and joined and ordinal.isdigit() and match["close"] is not None
    if ordinal.isdigit():
        return joined or match["close"] is not None
    if ordinal:
        return joined and match["close"] is not None
    return word.isupper() and match["close"] is not None
