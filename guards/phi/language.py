"""Which languages a text is in, as far as its letters and function words tell.

Recall was measured for `MEASURED` alone. Text in another language is still redacted, by rules made
for English, and whoever reads the coverage must see that. Function words are the commonest words of
a language and stand in no other's; notes of abbreviations and numbers have few of any, and nothing
is claimed of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

MEASURED = frozenset({"en"})
"""Languages whose recall the detector card reports."""

UNDETERMINED = "und"

_MIN_WORDS = 8
_MIN_DIFFERENT = 3
_MIN_SHARE = 0.2
_WINDOW_WORDS = 120
"""A passage of another language is seen in its own surroundings, however long the document."""

_FUNCTION_WORDS = MappingProxyType(
    {
        "en": "the and of with was for is to that this are were has had have been not she her his"
        " they from by at which would should will who what when your you my",
        "es": "el los las una del que por para con su sus pero como más está fue muy se y lo al le"
        " desde hasta sin cuando también años hay ha había",
        "fr": "le les des du et est une dans pour avec sur par qui que pas au aux ce cette il elle"
        " nous vous été ses mais depuis chez sans",
        "de": "der das und ist nicht mit dem den ein eine einer für auf von zu im wird wurde bei"
        " seit nach sich auch oder aus keine ich sie",
        "pt": "os uma do da dos das que com não por para em no na ao foi mais são como seu sua"
        " também há desde até muito você",
        "it": "il gli della del che di con non per una sono è dal nel alla più anche ha stato"
        " da le dei delle questo",
        "nl": "het een en niet met voor zijn op aan dat werd bij naar ook uit heeft"
        " geen maar sinds wordt",
    }
)
_COMMON = MappingProxyType(
    {
        "es": "de la en no a e o es son me",
        "fr": "de la en a on me son",
        "de": "die was in an so war",
        "pt": "de a o e se me",
        "it": "la e in a no me",
        "nl": "de die in was is had van hem",
    }
)
"""Words that English notes hold too, in names or in another sense: they add, but prove nothing."""

_SCRIPTS = MappingProxyType(
    {
        "ru": "\u0400-\u04ff",
        "el": "\u0370-\u03ff",
        "he": "\u0590-\u05ff",
        "ar": "\u0600-\u06ff",
        "hi": "\u0900-\u097f",
        "th": "\u0e00-\u0e7f",
        "ja": "\u3040-\u30ff",
        "ko": "\uac00-\ud7af",
        "zh": "\u4e00-\u9fff",
    }
)
_RUNS = MappingProxyType({name: re.compile(f"[{span}]+") for name, span in _SCRIPTS.items()})
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
"""Where one of these scripts may begin: most texts hold none and are not searched for each."""

_MIN_SCRIPT_LETTERS = 8


def _by_word(*tables: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Word -> the languages that list it."""
    found: dict[str, tuple[str, ...]] = {}
    for language, listed in (item for table in tables for item in table.items()):
        for word in listed.split():
            found[word] = (*found.get(word, ()), language)
    return MappingProxyType(found)


_PROOF = _by_word(_FUNCTION_WORDS)
_ALL = _by_word(_FUNCTION_WORDS, _COMMON)


def languages_of(text: str) -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that `text` is written in, sorted.

    `("und",)` where nothing can be claimed: fewer than eight words, or too few function words.
    Passages may differ, so there may be several. Where the script alone tells (Cyrillic, Han ...)
    the code is that of its commonest language.
    """
    words = (text.lower() if text.isupper() else text).split()  # a name's "Los" is no article
    found = set(_by_script(text)) if _OTHER_SCRIPT.search(text) else set()
    if len(words) >= _MIN_WORDS:
        found.update(_by_words(words))
    return tuple(sorted(found)) or (UNDETERMINED,)


def not_covered(texts: Iterable[str]) -> tuple[str, ...]:
    """Languages in the texts whose recall was not measured, sorted; `und` claims nothing."""
    found = {language for text in texts for language in languages_of(text)}
    return tuple(sorted(found - MEASURED - {UNDETERMINED}))


def _by_script(text: str) -> Iterator[str]:
    for language, run in _RUNS.items():
        if sum(map(len, run.findall(text))) >= _MIN_SCRIPT_LETTERS:
            yield language


def _by_words(words: list[str]) -> Iterator[str]:
    for start in range(0, len(words), _WINDOW_WORDS):
        window = words[start : start + _WINDOW_WORDS]
        language = _language_of_window(window)
        if language is not None:
            yield language


def _language_of_window(words: list[str]) -> str | None:
    """The language with the most function words, if they are many and different enough."""
    known = [word for word in words if word in _ALL]
    counts = Counter(language for word in known for language in _ALL[word])
    for language, count in counts.most_common(1):
        different = sum(language in _PROOF.get(word, ()) for word in set(known))
        if different >= _MIN_DIFFERENT and count >= _MIN_SHARE * len(words):
            return language
    return None
