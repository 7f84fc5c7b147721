"""Cities, counties and neighbourhoods (letter B); the state beside a city survives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guards.phi.names.eponyms import EPONYMS, heads_eponym
from guards.phi.names.lexicon import ACRONYMS, is_ordinary, words
from guards.phi.places.facilities import first_specific
from guards.phi.places.geography import CAP, STATE, STATES, is_larger_region, place
from guards.prefilter import Matches
from guards.verdicts import Span

_NOT_CITIES = (
    frozenset(STATES.lower().split("|")) - {"new york"}
    | words(
        "mobile reading nice bath cork of hope most enterprise liberty independence normal corona "
        "orange rugby best man split bar salem male mexico singapore kuwait monaco luxembourg "
        "panama guatemala djibouti republic union central university temple commerce industry "
        "laurel lancet march date chester victoria mission fall media paramount beaver valley "
        "eagle buffalo pueblo marion hamilton troy racine surprise sparks mesa opportunity gulf"
    )
    | {"four corners", "country club"}
)
CITY_STATE = re.compile(
    rf"(?<![\w'-])((?:{CAP} ){{0,2}}[A-Z][\w'-]+), ?{STATE}(?:,? (\d{{5}}(?:-\d{{4}})?)(?!\w))?"
)
STATE_ZIP = re.compile(rf"\b{STATE},? (\d{{5}}(?:-\d{{4}})?)(?![\w.]|-\d)")
COUNTY = re.compile(rf"(?<![\w'-])(?:(?:{CAP} ){{0,2}}{CAP}) (?:County|Parish)(?: General)?\b")
QUARTER = re.compile(
    rf"(?<![\w'-])(?:(?:{CAP} ){{1,3}})(?:[Nn]eighbou?rhood|[Tt]ownship|[Bb]orough|"
    rf"[Ss]ubdivision)\b"
    rf"|\b(?:[Nn]eighbou?rhood|[Tt]ownship|[Bb]orough|[Vv]illage|[Tt]own|[Ss]uburb) of (?P<v>"
    rf"(?:{CAP} ){{0,2}}{CAP})"
)
NICKNAMES = re.compile(
    r"(?<![\w-])(?:NYC|SF|L\.A\.|San Fran|(?:the |The )?Bronx|Brooklyn|Queens|Manhattan"
    r"|Harlem|Staten Island|Long Island|Silicon Valley|Bay Area|Philly|Vegas)(?![\w-])"
)
HOME = re.compile(
    r"\b(?:[Ll]ive[sd]? (?:alone |with [a-z]{2,12} [a-z]{2,12} )?in|[Ll]iving in|[Rr]esid(?:es?"
    r"|ing|ents?|ed) (?:in|of)"
    r"|[Mm]oved (?:here )?(?:to|from)|[Bb]orn (?:and raised )?in|[Rr]aised in|[Nn]ative of|"
    r"[Gg]rew up in"
    r"|[Rr]elocated (?:to|from)|[Hh]ometown (?:of|is)|[Hh]ails from|[Oo]riginally from|"
    r"[Tt]ravell?ed from"
    r"|[Bb]ased in|[Cc]ity of|(?:man|woman|male|female|boy|girl|gentleman|lady|farmer|teacher"
    r"|resident)"
    rf" from) (?:the )?(?:(?:small |rural |nearby )?(?:town|city|village|suburb) of )?(?P<v>"
    rf"(?:{CAP} ){{0,2}}{CAP})"
)
PATTERNS = (CITY_STATE, STATE_ZIP, COUNTY, QUARTER, NICKNAMES, HOME)

_RUN = re.compile(r"[A-Z][\w'-]*\.?(?: [A-Z][\w'-]*\.?){0,7}")
_IN = re.compile(
    r"\b(?:in|at|from|near|to|of|around|outside|visiting|live[sd]? in|born in)(?: the)? $"
)
_BRANCH_AFTER = re.compile(r" (?:facility|branch|location|site|office|clinic|campus)\b")
_NO_CITY_BEFORE = re.compile(
    r"(?:District of|British|[Vv]accinia|G6PD|\b(?:Dr|Mr|Mrs|Ms|Prof|Queen|King|Prince|Princess"
    r"|Doctor|Miss"
    r"|Lady|Sir))\.? $"
)
_NO_CITY_AFTER = re.compile(
    r"(?:'s)?(?: [\w-]{1,20}){0,2}? (?:chromosome|criteria|scores?|variant|virus|protocol|grade"
    r"|staging|system"
    r"|classification|deficiency|strain|flu|Heart|Study|study|type|agreement|declaration|scale"
    r"|rules?|table|valve"
    r"|kinases?|Ankle|Knee|Blue|Nanopore|hump|Asberg|Vasculitis|galactosemia|sprouts|Sleep|index"
    r"|Postnatal|coma|consensus|method|stain|Outcome)\b"
)
_NO_TOWN_AFTER = re.compile(
    r" (?:Naming|(?:Diagnostic )?Aphasia|[Bb]race|[Cc]ollar|[Oo]rthosis|encephalitis)\b"
)
_MAJOR = 150_000
_ALONE = 1_000_000
_ACRONYM_CHARS = 5
_SHORTEST_CHARS = 3


class CityFinder:
    """Finds cities by list, by their state and by what says that somebody lives there."""

    def __init__(self, cities: Mapping[str, int]) -> None:
        """`cities`: lower-case name -> inhabitants, those of American cities counted tenfold."""
        self._cities = cities
        self._large = {name: count for name, count in cities.items() if count >= _MAJOR}
        self._first_words = frozenset(name.split(" ")[0] for name in self._large)

    def find(self, text: str, matches: Matches) -> Iterator[Span]:
        """Spans of places in normalised text, unsorted, possibly overlapping."""
        yield from _districts(text, matches)
        yield from self._city_states(text, matches)
        yield from self._homes(matches)
        yield from self._listed(text)

    def _city_states(self, text: str, matches: Matches) -> Iterator[Span]:
        for match in matches(CITY_STATE):
            names = match[1].split()
            keep = len(names)
            while keep > 1 and is_ordinary(names[-keep].lower()):
                keep -= 1
            start = match.end(1) - len(" ".join(names[-keep:]))
            if self._is_city_of_state(text, match, start):
                yield place(start, match.end(1), "LOCATION", 0.85, "city_state")

    def _is_city_of_state(self, text: str, match: re.Match[str], start: int) -> bool:
        """A listed city; an unlisted one needs a preposition or a ZIP, for "Okafor, MD" is none."""
        city = text[start : match.end(1)].lower()
        if is_larger_region(city) and city != "new york":
            return False
        if city in self._cities:
            return True
        placed = match[2] is not None or bool(_IN.search(text, max(0, start - 16), start))
        return placed and not is_ordinary(city.split()[-1])

    def _homes(self, matches: Matches) -> Iterator[Span]:
        """Where somebody lives or comes from, however small."""
        for match in matches(HOME):
            name = match["v"].rstrip(".'")
            if len(name) < _SHORTEST_CHARS:
                continue
            known = name.lower() in self._cities and name.lower() not in _NOT_CITIES
            strange = not is_larger_region(name) and not any(map(is_ordinary, name.lower().split()))
            if known or strange:
                yield place(match.start("v"), match.start("v") + len(name), "LOCATION", 0.8, "home")

    def _listed(self, text: str) -> Iterator[Span]:
        """Cities of the list: large ones anywhere, smaller ones after a preposition of place."""
        for match in _RUN.finditer(text):
            names = match[0].split(" ")
            offset = match.start()
            index = 0
            while index < len(names):
                size = self._city_at(text, names, index, offset)
                if size:
                    length = len(" ".join(names[index : index + size]).rstrip(".'"))
                    yield place(offset, offset + length, "LOCATION", 0.65, "city")
                step = max(size, 1)
                offset += sum(len(name) + 1 for name in names[index : index + step])
                index += step

    def _city_at(self, text: str, names: list[str], index: int, offset: int) -> int:
        """How many words from here on name a city; 0 where they name none."""
        first = names[index].lower()
        if not self._first_words & {first, first.rstrip(".'")}:
            return 0
        for size in (3, 2, 1):
            phrase = " ".join(names[index : index + size]).rstrip(".'")
            people_count = self._large.get(phrase.lower(), 0)
            if len(names) - index >= size and self._is_city(text, phrase, people_count, offset):
                return size
        return 0

    def _is_city(self, text: str, phrase: str, people_count: int, offset: int) -> bool:
        name = phrase.lower()
        if not people_count or name in _NOT_CITIES or is_ordinary(name) or len(name) < 4:
            return False
        if _is_something_else(text, phrase, offset):
            return False
        cued = _IN.search(text, max(0, offset - 16), offset) or _BRANCH_AFTER.match(
            text, offset + len(phrase)
        )
        return people_count >= _ALONE or bool(cued) or " " in phrase


def _is_something_else(text: str, phrase: str, offset: int) -> bool:
    """Whether a city's name is an eponym, an acronym, a person or a "Philadelphia chromosome"."""
    end = offset + len(phrase)
    if phrase.lower() in EPONYMS or heads_eponym(text, end):
        return True
    if _NO_CITY_AFTER.match(text, end) or _NO_TOWN_AFTER.match(text, end):
        return True
    if _NO_CITY_BEFORE.search(text, max(0, offset - 14), offset):
        return True
    return phrase.isupper() and (
        phrase.lower() in ACRONYMS or (len(phrase) <= _ACRONYM_CHARS and not text.isupper())
    )


def _districts(text: str, matches: Matches) -> Iterator[Span]:
    """Counties, neighbourhoods, the nicknames of cities, and the ZIP code behind a state."""
    for match in matches(STATE_ZIP):
        yield place(match.start(1), match.end(1), "ZIP", 0.9, "state_zip")
    for match in matches(NICKNAMES):
        yield place(match.start(), match.end(), "LOCATION", 0.8, "city")
    for match in matches(COUNTY):
        start = first_specific(text, match.start(), match.end())
        if start < match.end() - len(" County"):
            yield place(start, match.end(), "LOCATION", 0.8, "county")
    for match in matches(QUARTER):
        named = match.start("v") if match["v"] else match.start()
        start = first_specific(text, named, match.end())
        if text.find(" ", start, match.end()) > 0 or match["v"]:
            yield place(start, match.end(), "LOCATION", 0.75, "quarter")
