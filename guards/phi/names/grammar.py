"""The grammar of names: a run of capitalised words read from left to right.

A run such as "Dr. Maria van der Berg" is cut into tokens. A name is a title with what follows, a
first name with what continues it, initials with a surname, or a lone word with a cue before it.
Words of the clinical allow-list end a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.phi.names.capitals import PARTICLES, TITLES, Token
from guards.phi.names.eponyms import EPONYMS, heads_eponym, is_eponym
from guards.phi.names.gazetteer import People
from guards.phi.names.lexicon import ACRONYMS, AMBIGUOUS_FIRST, is_ordinary, words
from guards.verdicts import Span

_WEAK_TITLES = words("nurse sister father judge lady lord sir officer doctor")
_SUFFIXES = words("jr jr. sr sr. ii iii iv md phd")
_MAX_INITIALS = 3
_STRONG_CUE = re.compile(
    r"(?:\b(?:patient|pt|client|resident)(?:'s)?(?: name)?(?: is)?|\bnamed|\bname(?: is|:| :)?"
    r"|\bmy name'?s|\b(?:i am|i'm|this is)|\bdear|\b(?:wife|husband|spouse|mother|father|mom"
    r"|dad|son|daughter|brother|sister|aunt|uncle"
    r"|partner|fianc[eé]e?|neighbou?r|friend|roommate|caregiver|guardian|grandmother"
    r"|grandfather|nephew|niece|cousin)(?:,| is| named)?"
    r"|\b(?:signed|dictated|authored|reviewed|referred|transcribed|written"
    r"|electronically signed|seen|examined|evaluated) by:?"
    r"|\b(?:attending|provider|physician|surgeon|pcp|nurse|author|contact|guarantor|employer"
    r"|subscriber|insured)(?: is|:)"
    r"|\b(?:mr|mrs|ms|dr)\.?)[ \t:,\"'(]*$",
    re.IGNORECASE,
)
_WEAK_CUE = re.compile(
    r"(?:\b(?:for|by|to|from|with|and|like|of|about|is|saw|see|contact|regarding|re|attn|per"
    r"|ask|tell|call|meet|cc)[ :]"
    r"|[(,;:]\s?)$",
    re.IGNORECASE,
)
_LOWER_BEFORE = re.compile(r"\b[a-z]+,? $")
_CREDENTIAL = re.compile(
    r",? (?:M\.?D|D\.?O|R\.?N|N\.?P|P\.?A|Ph\.?D|PharmD|DDS|LCSW|FACP|PA-C|MBBS)\b"
)


class Reader:
    """Reads one capitalised run from left to right and yields the names in it."""

    def __init__(self, people: People, text: str, run: list[Token], shouting: bool) -> None:
        self._people = people
        self._text = text
        self._run = run
        self._shouting = shouting

    def read(self) -> Iterator[Span]:
        """Every name in the run."""
        index = 0
        while index < len(self._run):
            end, score, rule = self._name_at(index)
            if end > index:
                yield name_span(self._run[index].start, self._run[end - 1].end, score, rule)
            index = max(end, index + 1)

    def _name_at(self, index: int) -> tuple[int, float, str]:
        """(index after the name that starts here, score, rule); the same index where none does."""
        token = self._run[index]
        if token.lower in TITLES and (self._shouting or token.text != "MS"):
            return self._titled(index)
        if token.is_initial:
            return self._initialled(index)
        if not self._may_be_name(index):
            return index, 0.0, ""
        end = self._tail(index + 1)
        if self._is_first(token):
            return self._after_first(index, end)
        return self._without_first(index, end)

    def _titled(self, index: int) -> tuple[int, float, str]:
        """A title and whatever capitalised words follow it."""
        after = index + 1
        weak = self._run[index].lower in _WEAK_TITLES
        if after >= len(self._run) or self._run[after].lower in TITLES:
            return index, 0.0, ""
        head = self._run[after]
        clinical = is_ordinary(head.lower) and head.lower not in self._people.common_last
        if clinical or (weak and not (self._is_first(head) or self._is_last(head))):
            return index, 0.0, ""
        return self._tail(after + 1), 0.95, "title"

    def _initialled(self, index: int) -> tuple[int, float, str]:
        """Initials first: "J. Smith", "A. B. Jones"; a lone initial only after a strong cue."""
        end = index
        last = min(len(self._run), index + _MAX_INITIALS)
        while end < last and self._run[end].is_initial:
            end += 1
        dotted = self._run[index].text.endswith(".")
        if (
            end < len(self._run)
            and dotted
            and self._may_be_name(end)
            and self._is_last(self._run[end])
        ):
            return self._tail(end + 1), 0.8, "initials"
        if dotted and self._cued(index, _STRONG_CUE):
            return end, 0.7, "initials.cued"
        return index, 0.0, ""

    def _after_first(self, index: int, end: int) -> tuple[int, float, str]:
        """A first name, with or without what follows it."""
        token = self._run[index]
        doubtful = token.lower in AMBIGUOUS_FIRST or is_ordinary(token.lower)
        if end > index + 1:
            follower = self._run[index + 1]
            sure = (
                follower.text.endswith(".")
                if follower.is_initial
                else self._is_last(self._run[end - 1])
            )
            if not doubtful or sure:
                return end, 0.9 if sure else 0.8, "first_last"
        if self._cued(index, _STRONG_CUE) or self._has_credential(index):
            return index + 1, 0.85, "first.cued"
        if doubtful or not self._counts_alone(token):
            return index, 0.0, ""
        return index + 1, 0.7, "first"

    def _counts_alone(self, token: Token) -> bool:
        """Whether a first name needs no second sign; IBAN is one too, but not in capitals."""
        shouted = token.text.isupper() and not self._shouting
        return token.lower in (
            self._people.frequent_first if shouted else self._people.common_first
        )

    def _without_first(self, index: int, end: int) -> tuple[int, float, str]:
        """A last or unknown name: it needs a cue, a credential or an initial."""
        token = self._run[index]
        if self._is_acronym(token):
            return index, 0.0, ""
        known = self._is_last(token)
        if self._has_credential(end - 1) or (
            self._cued(index, _STRONG_CUE) and self._looks_like_name(token)
        ):
            return end, 0.8 if known else 0.65, "cued"
        if end > index + 1 and self._is_surname_with_initial(index, end):
            return end, 0.7, "last_initial"
        if end > index + 1 and self._is_last(token) and self._is_last(self._run[end - 1]):
            pair = not self._run[index + 1].is_initial and self._are_frequent(index, end)
            return (
                (end, 0.6, "last_last")
                if pair and self._cued(index, _WEAK_CUE)
                else (index, 0.0, "")
            )
        if end == index + 1 and self._stands_alone(index):
            return end, 0.5, "last"
        return index, 0.0, ""

    def _tail(self, index: int) -> int:
        """The index after the words that continue a name: initials, particles, more names."""
        words = 0
        while index < len(self._run) and words < 4:
            token = self._run[index]
            if token.lower in PARTICLES:
                if not self._particle_leads_on(index):
                    break
            elif token.lower in _SUFFIXES or token.is_initial:
                if token.is_initial and not self._initial_fits(index):
                    break
            elif not self._may_be_name(index) or self._is_acronym(token):
                break
            index += 1
            words += 1
        return index

    def _particle_leads_on(self, index: int) -> bool:
        later = (t for t in self._run[index:] if t.lower not in PARTICLES)
        follower = next(later, None)
        return follower is not None and follower.text[0].isupper()

    def _initial_fits(self, index: int) -> bool:
        """An initial belongs to a name when dotted, or when a name follows or the words end."""
        token = self._run[index]
        if token.text.endswith(".") or index + 1 < len(self._run):
            return True
        follower = self._text[token.end : token.end + 1]
        return follower in ("", ",", ".", ")", "?", ";", ":", "'") or self._is_plain_first(
            index - 1
        )

    def _may_be_name(self, index: int) -> bool:
        """Whether no list says that this word is something else here."""
        token = self._run[index]
        word = token.lower
        if not token.is_capitalised or is_eponym(word, self._text, token.end):
            return False
        if not is_ordinary(word):
            return self._is_first(token) or index > 0 or not heads_eponym(self._text, token.end)
        return (
            index > 0 and word in self._people.common_last and self._is_first(self._run[index - 1])
        )

    def _stands_alone(self, index: int) -> bool:
        """A frequent surname amid lower-case words, no eponym and no word of English."""
        token = self._run[index]
        known = token.lower in self._people.frequent_last and token.lower not in EPONYMS
        amid = _LOWER_BEFORE.search(self._text, max(0, token.start - 24), token.start)
        return len(self._run) == 1 and known and token.lower not in AMBIGUOUS_FIRST and bool(amid)

    def _are_frequent(self, index: int, end: int) -> bool:
        words = (token.lower for token in self._run[index:end])
        return all(word in self._people.frequent_last for word in words)

    def _looks_like_name(self, token: Token) -> bool:
        """Whether an unlisted word has a name's capitals: Xyz, not VEGF or CNS-directed."""
        return (
            self._shouting or token.text[1:].islower() or self._is_last(token) or "'" in token.text
        )

    def _is_surname_with_initial(self, index: int, end: int) -> bool:
        """Whether it reads like "Smith J."."""
        follower = self._run[index + 1]
        dotted = follower.is_initial and follower.text.endswith(".") and end == index + 2
        surname = self._run[index].lower
        return dotted and surname in self._people.common_last and surname not in EPONYMS

    def _is_plain_first(self, index: int) -> bool:
        """Whether the word is a frequent first name and no other word."""
        word = self._run[index].lower
        doubtful = word in AMBIGUOUS_FIRST or is_ordinary(word)
        return word in self._people.common_first and not doubtful

    def _is_first(self, token: Token) -> bool:
        parts = token.lower.split("-")
        return any(part in self._people.first for part in parts) and not self._is_acronym(token)

    def _is_last(self, token: Token) -> bool:
        parts = token.lower.split("-")
        return any(part in self._people.last for part in parts) and not self._is_acronym(token)

    def _is_acronym(self, token: Token) -> bool:
        if len(token.text) < 2 or not token.text.isupper():
            return False
        return token.lower in ACRONYMS or (not self._shouting and len(token.text) < 4)

    def _cued(self, index: int, cue: re.Pattern[str]) -> bool:
        start = self._run[index].start
        return bool(cue.search(self._text[max(0, start - 40) : start]))

    def _has_credential(self, index: int) -> bool:
        return bool(_CREDENTIAL.match(self._text, self._run[index].end))


def name_span(start: int, end: int, score: float, rule: str) -> Span:
    """A NAME span found by the rule named."""
    return Span(start, end, "NAME", "A", score, f"names:{rule}")
