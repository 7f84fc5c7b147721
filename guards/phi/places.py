"""Geography below the state: facilities, cities, streets and ZIP codes.

States and countries alone survive; a state that closes an address or a "City, ST" goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from guards.phi.lexicon import ACRONYMS, EPONYMS, heads_eponym, is_ordinary, words
from guards.phi.spans import merge
from guards.prefilter import Matches, Sieve
from guards.verdicts import DetectorUnavailable, Span

STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia"
    "|Hawaii"
    "|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan"
    "|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico"
    "|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia"
    "|Wisconsin|Wyoming|Puerto Rico"
)
STATE_CODES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV"
    "|NH|NJ|NM"
    "|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR"
)
_NOT_CITIES = frozenset(STATES.lower().split("|")) - {"new york"} | words(
    "mobile reading nice bath cork of hope most enterprise liberty independence normal corona "
    "orange rugby best man split bar salem male mexico singapore kuwait monaco luxembourg "
    "panama guatemala djibouti republic union central university temple commerce industry "
    "laurel lancet march date chester victoria mission fall media paramount beaver valley eagle "
    "buffalo marion hamilton troy racine surprise sparks mesa opportunity gulf"
)
_CAP = r"(?:(?:St|Mt|Ft|[A-Z])\.|[A-Z][\w&'-]*)"
_STREET = (
    r"(?:[Ss]treet|St|[Aa]venue|Ave|[Rr]oad|Rd|[Bb]oulevard|Blvd|[Ll]ane|Ln|[Dd]rive|Dr"
    r"|[Cc]ourt|Ct|[Pp]lace|Pl"
    r"|[Ww]ay|[Tt]errace|[Cc]ircle|Cir|[Pp]arkway|Pkwy|[Hh]ighway|Hwy|[Ss]quare|Sq|[Tt]rail"
    r"|Row|Pike)\b\.?"
)
_ADDRESS = re.compile(
    r"(?<![\w.-])[1-9]\d{0,5}[A-Z]?(?:-\d{1,4})? (?:[NSEW]\.? |North |South |East "
    rf"|West )?(?:(?:{_CAP}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}{_STREET}"
    rf"(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Room|Rm|#)\.? ?#?[\w-]+)?"
    rf"(?:,? (?:{_CAP} ){{0,2}}{_CAP},? ?(?:{STATES}|(?:{STATE_CODES})\b)?(?:,? \d{{5}}"
    r"(?:-\d{4})?)?)?"
)
_LOWER_ADDRESS = re.compile(
    r"(?<![\w.-])\d{1,6} (?:[a-z]+ ){1,2}(?:street|avenue|boulevard|blvd|lane|drive"
    r"|parkway)\b(?:,? apt\.? ?\w+)?"
)
_STATE_ZIP = re.compile(rf"\b(?:{STATES}|{STATE_CODES}),? (\d{{5}}(?:-\d{{4}})?)(?!\w)")
_CITY_STATE = re.compile(
    rf"(?<![\w'-])((?:{_CAP} ){{0,2}}[A-Z][\w'-]+), ?(?:{STATES}"
    rf"|(?:{STATE_CODES}))\b(?:,? \d{{5}}(?:-\d{{4}})?)?"
)
_COUNTY = re.compile(rf"(?<![\w'-])(?:(?:{_CAP} ){{0,1}}{_CAP}) County(?: General)?\b")
_STRONG_HEAD = (
    r"(?:[Hh]ospitals?|[Hh]osp\b\.?|[Cc]linics?|[Ii]nfirmary|[Hh]ospice|[Ss]anatorium"
    r"|[Nn]ursing [Hh]ome"
    r"|[Hh]ealth ?[Cc]are|(?:[Mm]edical|[Mm]ed\.?|[Hh]ealth|[Cc]ancer|[Hh]eart|[Ss]urgery"
    r"|[Cc]are|[Oo]ncology|[Tt]rauma|[Uu]rgent [Cc]are|[Rr]ehab(?:ilitation)?|[Dd]ialysis)"
    r" ?(?:[Cc]enter|[Cc]entre|[Cc]tr\.?|[Cc]ampus|[Gg]roup|[Ii]nstitute|[Ff]acility|[Ss]ystem)"
    r"|[Pp]harmacy|[Ff]acility|[Oo]ffice|[Cc]ampus)"
)
_SOFT_HEAD = (
    r"(?:Health(?:care)?|General|Memorial|Presbyterian|Methodist|Medical|Med|Institute|Medicine"
    r"|Oncology|VA|University|College|School|Center)"
)
_FACILITY = re.compile(
    rf"(?<![\w'-])((?:(?:{_CAP}|\d{{1,3}}(?:st|nd|rd|th)|of|and|&"
    rf"|[Aa]venue) ){{1,6}}?){_STRONG_HEAD}(?![\w'])"
    rf"(?: (?:of|at|for) (?:the )?(?:{_CAP} ){{0,2}}{_CAP})?"
)
_SOFT_FACILITY = re.compile(
    rf"(?<![\w'-])((?:{_CAP} (?:(?:of|and|&) )?){{1,4}}?){_SOFT_HEAD}(?![\w'-])"
    r"(?: [Cc]linic\b| [Hh]ospital\b)?"
)
_SAINT = re.compile(
    r"(?<![\w'-])(?:St\.?|Saint|Mt\.?|Mount) [A-Z][a-z]+(?:'s)?(?![\w'-]| (?:wort|classification))"
)
_LOWER_FACILITY = re.compile(
    r"\b(?:county|city|downtown|local va) (?:general )?(?:hospital|clinic|med(?:ical)? center)\b"
)
_FAMOUS = re.compile(
    r"(?<![\w-])(?:Johns Hopkins|MD Anderson|M\.D\. Anderson|Cedars?[- ]Sinai"
    r"|Mass(?:achusetts)? General|MGH|Kaiser(?: Permanente)?"
    r"|UCSF|UCLA|UCSD|NYU(?: Langone)?|UPMC|UNC|USC|UAB|UTSW|OHSU|BIDMC|VUMC|CHOP|HCA"
    r"|UW(?: Med(?:icine)?)?|Stanford|Baylor(?: Scott & White)?|Emory|Vanderbilt|Northwestern"
    r"|Geisinger|Intermountain|Sutter|Montefiore|Beaumont|Ochsner|Scripps"
    r"|Brigham(?: and Women's)?|Beth Israel|Dana[- ]Farber|Sloan[- ]Kettering"
    r"|Memorial Sloan[- ]Kettering|N(?:ew )?Y(?:ork)?[- ]Presbyterian|Mount Sinai|Bellevue"
    r"|Harborview|Cook County|Parkland|Dartmouth[- ]Hitchcock|Yale|Tufts)"
    r"(?:,? (?:Hospital|Clinic|Center|[A-Z][a-z]+ (?:Hospital|Clinic|Center)))?(?![\w-]|'s)"
)
_NICKNAMES = re.compile(
    r"(?<![\w-])(?:NYC|SF|L\.A\.|San Fran|(?:the |The )?Bronx|Brooklyn|Queens|Manhattan"
    r"|Harlem|Staten Island|Long Island|Silicon Valley|Bay Area|Philly|Vegas)(?![\w-])"
)
_WORD = re.compile(r"[A-Z][\w'-]*\.?(?: [A-Z][\w'-]*\.?){0,7}")
_IN = re.compile(
    r"\b(?:in|at|from|near|to|of|around|outside|visiting|live[sd]? in|born in)(?: the)? $"
)
_GENERIC = words(
    "a an the in at of and for from to by with seen our their his her my your this that every "
    "local rural urban outpatient inpatient mental public primary behavioral women's men's "
    "national world global home school teaching tertiary academic private walk-in university "
    "pain sleep free retail urgent emergency surgical after hours post pre acute long-term long "
    "term care skilled electronic doctor's physician's dentist's front back nursing specialty "
    "specialist day night large small community center centre family hospital clinic department "
    "doctor dr patient pt"
)
_TITLE_BEFORE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms)\.? $")
_AMID_SENTENCE = re.compile(r"[a-z,] $")
_TELLING_HEAD = re.compile(r"(?i)hospital|hosp\b|clinic|general|memorial|cent(?:er|re)|facility")
_SEEN_AT = re.compile(r"\b(?:at|to|from|in|of) (?:the |our |a )?$")
_MAJOR = 150_000
_ALONE = 1_000_000


class PlaceFinder:
    """Finds facilities, cities and addresses by pattern and city list."""

    def __init__(self, cities: Mapping[str, int], *, prefilter: bool = True) -> None:
        self._cities = cities
        self._sieve = _sieve(prefilter)

    def find(self, text: str) -> list[Span]:
        """Spans of places in normalised text, unsorted, possibly overlapping."""
        matches = self._sieve.over(text)
        spans = list(_addresses(text, matches))
        spans.extend(_facilities(text, matches))
        spans.extend(self._city_states(text, matches))
        spans.extend(self._city_names(text))
        return _joined(text, merge(spans))

    def _city_states(self, text: str, matches: Matches) -> Iterator[Span]:
        for match in matches(_CITY_STATE):
            words = match[1].split()
            keep = len(words)
            while keep > 1 and is_ordinary(words[-keep].lower()):
                keep -= 1
            start = match.end(1) - len(" ".join(words[-keep:]))
            if self._is_city_of_state(text, match, start):
                yield _place(start, match.end(), "LOCATION", 0.85, "city_state")

    def _is_city_of_state(self, text: str, match: re.Match[str], start: int) -> bool:
        """A listed city; an unlisted one needs a preposition or a ZIP, for "Okafor, MD" is none."""
        city = text[start : match.end(1)].lower()
        if city in self._cities:
            return True
        placed = match[0][-1].isdigit() or bool(_IN.search(text[max(0, start - 16) : start]))
        return placed and not is_ordinary(city.split()[-1])

    def _city_names(self, text: str) -> Iterator[Span]:
        """Cities of the list: large ones anywhere, smaller ones after a preposition of place."""
        for match in _WORD.finditer(text):
            words = match[0].split(" ")
            offset = match.start()
            index = 0
            while index < len(words):
                size = self._city_at(text, words, index, offset)
                if size:
                    length = len(" ".join(words[index : index + size]).rstrip(".'"))
                    yield _place(offset, offset + length, "LOCATION", 0.65, "city")
                step = max(size, 1)
                offset += sum(len(word) + 1 for word in words[index : index + step])
                index += step

    def _city_at(self, text: str, words: list[str], index: int, offset: int) -> int:
        """How many words from here on name a city; 0 where they name none."""
        for size in (3, 2, 1):
            phrase = " ".join(words[index : index + size]).rstrip(".'")
            people_count = self._cities.get(phrase.lower(), 0)
            if len(words) - index >= size and self._is_city(text, phrase, people_count, offset):
                return size
        return 0

    def _is_city(self, text: str, phrase: str, people_count: int, offset: int) -> bool:
        word = phrase.lower()
        if not people_count or word in _NOT_CITIES or is_ordinary(word) or len(word) < 4:
            return False
        if word in EPONYMS or heads_eponym(text, offset + len(phrase)):
            return False
        if phrase.isupper() and word in ACRONYMS:
            return False
        cued = bool(_IN.search(text[max(0, offset - 16) : offset]))
        return (
            people_count >= _ALONE
            or (cued and people_count >= _MAJOR)
            or (" " in phrase and people_count >= _MAJOR)
        )


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Neighbours such as "Mercy Clinic, Dallas, TX" made one, with the state that closes them."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and _NEIGHBOURS.fullmatch(text, last.end, span.start):
            joined[-1] = Span(last.start, span.end, last.label, "B", last.score, last.source)
        else:
            joined.append(span)
    return [_with_state(text, span) for span in joined]


def _with_state(text: str, span: Span) -> Span:
    state = _CLOSING_STATE.match(text, span.end)
    end = state.end() if state else span.end
    return Span(span.start, end, span.label, "B", span.score, span.source)


_NEIGHBOURS = re.compile(r"(?:,| in| at|, in)? (?:the )?")
_CLOSING_STATE = re.compile(rf", ?(?:{STATES}|(?:{STATE_CODES}))\b")


@lru_cache(maxsize=2)
def _sieve(prefilter: bool) -> Sieve:
    """What `_addresses`, `_facilities` and `_city_states` look for."""
    return Sieve(
        (
            *(_ADDRESS, _LOWER_ADDRESS, _STATE_ZIP, _COUNTY, _CITY_STATE, _FACILITY),
            *(_SOFT_FACILITY, _SAINT, _FAMOUS, _LOWER_FACILITY, _NICKNAMES),
        ),
        prefilter=prefilter,
        failure=DetectorUnavailable,
    )


def _addresses(text: str, matches: Matches) -> Iterator[Span]:
    for pattern in (_ADDRESS, _LOWER_ADDRESS):
        for match in matches(pattern):
            yield _place(match.start(), match.end(), "ADDRESS", 0.9, "street")
    for match in matches(_STATE_ZIP):
        yield _place(match.start(1), match.end(1), "ZIP", 0.9, "state_zip")
    for match in matches(_COUNTY):
        start = _first_specific(text, match.start(), match.end())
        if start < match.end() - len(" County"):
            yield _place(start, match.end(), "LOCATION", 0.8, "county")


def _facilities(text: str, matches: Matches) -> Iterator[Span]:
    for pattern, score in ((_FACILITY, 0.85), (_SOFT_FACILITY, 0.6)):
        for match in matches(pattern):
            start = _first_specific(text, match.start(1), match.end(1))
            if match[1].endswith("'s ") and _follows_title(text, match.start()):
                continue
            if start == match.end(1) and _TELLING_HEAD.search(match[0]):
                start = _named_generically(text, match)
            if start < match.end(1):
                yield _place(start, match.end(), "FACILITY", score, "facility")
    for pattern, score in ((_SAINT, 0.75), (_FAMOUS, 0.7), (_LOWER_FACILITY, 0.6)):
        for match in matches(pattern):
            yield _place(match.start(), match.end(), "FACILITY", score, "facility")
    for match in matches(_NICKNAMES):
        yield _place(match.start(), match.end(), "LOCATION", 0.8, "city")


def _named_generically(text: str, match: re.Match[str]) -> int:
    """Where "General Hospital" or "City Clinic" starts when somebody was seen at it."""
    capital = re.search(r"[A-Z]", match[1])
    if capital is None:
        return match.end(1)
    start = match.start(1) + capital.start()
    seen_at = _SEEN_AT.search(text, max(0, start - 24), start)
    return start if seen_at else match.end(1)


def _first_specific(text: str, start: int, end: int) -> int:
    """Where a facility's own name starts; `end` where every word is generic or clinical.

    A capitalised ordinary word before it belongs to it amid a sentence: Good Samaritan Hospital.
    """
    named = end
    for match in reversed(list(re.finditer(r"\S+", text[start:end]))):
        place = start + match.start()
        amid = match[0][0].isupper() and _AMID_SENTENCE.search(text, max(0, place - 2), place)
        if _is_specific(text, match[0], start + match.end()) or (named < end and amid):
            named = place
    return named


def _follows_title(text: str, start: int) -> bool:
    return bool(_TITLE_BEFORE.search(text, max(0, start - 6), start))


def _is_specific(text: str, raw: str, end: int) -> bool:
    word = raw.lower().strip(".,'")
    acronym = raw.isupper() and word in ACRONYMS
    generic = word in _GENERIC or acronym or is_ordinary(word)
    return not generic and not heads_eponym(text, end)


def _place(start: int, end: int, label: str, score: float, rule: str) -> Span:
    return Span(start, end, label, "B", score, f"places:{rule}")
