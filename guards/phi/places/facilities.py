"""Facilities by name: hospitals, clinics, pharmacies and schools are geography (letter B)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.phi.names.eponyms import heads_eponym
from guards.phi.names.lexicon import ACRONYMS, CLINICAL, is_ordinary, words
from guards.phi.places.geography import CAP, place
from guards.prefilter import Matches
from guards.verdicts import Span

_STRONG_HEAD = (
    r"(?:[Hh]ospitals?|[Hh]osp\b\.?|[Cc]linics?|[Ii]nfirmary|[Hh]ospice|[Ss]anatorium"
    r"|[Nn]ursing [Hh]ome|[Aa]ssisted [Ll]iving|[Ss]enior [Ll]iving|[Rr]etirement [Hh]ome"
    r"|(?:[Mm]edical|[Mm]ed\.?|[Hh]ealth|[Cc]ancer|[Hh]eart|[Ss]urgery"
    r"|[Cc]are|[Oo]ncology|[Tt]rauma|[Uu]rgent [Cc]are|[Rr]ehab(?:ilitation)?|[Dd]ialysis)"
    r" ?(?:[Cc]enters?|[Cc]entres?|[Cc]tr\.?|[Cc]ampus|[Gg]roup|[Ii]nstitute|[Ff]acility|[Ss]ystem)"
    r"|[Uu]rgent [Cc]are|[Ff]amily [Pp]ractice|[Pp]harmacy|[Ff]acility|[Oo]ffice|[Cc]ampus)"
)
_SOFT_HEAD = (
    r"(?:Health(?: ?[Cc]are)?|General|Memorial|Presbyterian|Methodist|Medical|Med|Institute"
    r"|Medicine"
    r"|Oncology|VA|University|College|School|Center)"
)
FACILITY = re.compile(
    rf"(?<![\w'-])((?:(?:{CAP}|\d{{1,3}}(?:st|nd|rd|th)|of|and|&"
    rf"|[Aa]venue) ){{1,6}}?){_STRONG_HEAD}(?![\w'])"
    r"(?: (?:[Aa]nd|&) (?:[Cc]linics?|[Hh]ospitals?|(?:Medical|Health) Cent(?:er|re)s?)\b)?"
    r"(?: (?:Corporation|Corp|Inc|LLC|Associates)\b)?"
    rf"(?: For (?:Sick )?(?:Children|Women)\b| (?:[Oo]f|at|for) (?:the )?(?:{CAP} ){{0,2}}{CAP})?"
)
SOFT_FACILITY = re.compile(
    rf"(?<![\w'-])((?:(?:{CAP}|of|and|&) ){{1,6}}?){_SOFT_HEAD}(?![\w'-])"
    r"(?: [Cc]linic\b| [Hh]ospital\b)?"
)
SAINT = re.compile(
    r"(?<![\w'-])(?:St\.?|Saint|Mt\.?|Mount) (?!Lucia|Kitts)[A-Z][a-z]+(?:'s)?(?![\w'-]| (?:wort"
    r"|classification|encephalitis))"
)
LOWER_FACILITY = re.compile(
    r"\b(?:(?:(?<=at )|(?<=from )|(?<=to ))county|city|downtown|local va) (?:general )?"
    r"(?:hospital|clinic|med(?:ical)? center)\b"
)
FAMOUS = re.compile(
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
PATTERNS = (FACILITY, SOFT_FACILITY, SAINT, FAMOUS, LOWER_FACILITY)

_GENERIC = words(
    "a an the in at of and for from to by with seen our their his her my your this that every "
    "local rural urban outpatient inpatient mental public primary behavioral women's men's "
    "national world global home school teaching tertiary academic private walk-in university "
    "pain sleep free retail urgent emergency surgical after hours post pre acute long-term long "
    "term care skilled electronic doctor's physician's dentist's front back nursing specialty "
    "specialist day night large small community center centre family hospital clinic department "
    "doctor dr patient pt medicaid medicare cooperative gynecologic society international "
    "accreditation council association federation regional population register graduate setting "
    "seek seeking encouraging assessing short-form page call contact visit visiting quality "
    "internal sent referred transferred went going to days"
)
_RESEARCH_GROUP = re.compile(
    r"\b(?:Cooperative|Gynecologic|Gynaecologic|Children's|Southwest|Pediatric|Clinical|Radiation)"
    r" Oncology(?: Group)?$|\bNational (?:[A-Z][\w'-]* ){0,3}(?:Institute|Center)$"
    r"|\bSociety of [\w ]{0,30}Oncology$|(?:Surgeon|Attorney) General$|Secretary of Health$"
    r"|\bJ(?:ournal of)? Med(?:icine)?$|\bSocial Security"
    r"|\b(?:Annals|Archives|Journal|Departments?|Dept\.?|Division|Section|Board|Academy|Textbook)"
    r" of (?:[A-Z][\w'-]* ){0,3}Medicine$"
)
_SOFT_GOES_ON = re.compile(
    r" (?!Dr|Mr|Mrs|Ms|On|In|At|MRN|DOB|The|She|He|Her|His|Patient)[A-Z][a-z]"
)
_TITLE_BEFORE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms)\.? $")
_AMID_SENTENCE = re.compile(r"[a-z,] $")
_TELLING_HEAD = re.compile(r"(?i)hospital|hosp\b|clinic|general|memorial|cent(?:er|re)|facility")
_ADMITTING_HEAD = re.compile(r"(?i)hosp|general|memorial|center")
_SEEN_AT = re.compile(r"\b(?:at|to|from|in|of) (?:the |our |a )?$")
_INSTRUMENT = re.compile(r"(?:with|by) (?:an? )?$")


def facilities(text: str, matches: Matches) -> Iterator[Span]:
    """Spans of facilities by the word that heads them, by saint, or by fame."""
    for pattern, score in ((FACILITY, 0.85), (SOFT_FACILITY, 0.6)):
        for match in matches(pattern):
            start = _own_name(text, match, soft=pattern is SOFT_FACILITY)
            if start < match.end(1):
                yield place(start, match.end(), "FACILITY", score, "facility")
    for pattern, score in ((SAINT, 0.75), (FAMOUS, 0.7), (LOWER_FACILITY, 0.6)):
        for match in matches(pattern):
            if not _is_instrument(text, match):
                yield place(match.start(), match.end(), "FACILITY", score, "facility")


def _own_name(text: str, match: re.Match[str], *, soft: bool) -> int:
    """Where the facility's own name starts; the head's start where it has none."""
    nowhere = match.end(1)
    if match[1].endswith("'s ") and _TITLE_BEFORE.search(text, 0, match.start()):
        return nowhere
    if _RESEARCH_GROUP.search(match[0]) or (soft and _SOFT_GOES_ON.match(text, match.end())):
        return nowhere
    start = first_specific(text, match.start(1), nowhere)
    if start == nowhere and _TELLING_HEAD.search(match[0]):
        return _named_generically(text, match)
    return start


def _is_instrument(text: str, match: re.Match[str]) -> bool:
    """Whether a clamp is meant, as in "grasped with Ochsner"."""
    return bool(_INSTRUMENT.search(text, max(0, match.start() - 8), match.start()))


def _named_generically(text: str, match: re.Match[str]) -> int:
    """Where "General Hospital" or "City Clinic" starts when somebody was seen at it."""
    named = list(re.finditer(r"[A-Z][\w'-]*", match[1]))
    clinical = all(word[0].lower() in CLINICAL for word in named)
    if not named or (clinical and not _ADMITTING_HEAD.search(match[0])):
        return match.end(1)
    start = match.start(1) + named[0].start()
    seen_at = _SEEN_AT.search(text, max(0, start - 24), start)
    return start if seen_at else match.end(1)


def first_specific(text: str, start: int, end: int) -> int:
    """Where a name starts within words; `end` where every word is generic or clinical.

    A capitalised ordinary word before it belongs to it amid a sentence: Good Samaritan Hospital.
    """
    named = end
    for match in reversed(list(re.finditer(r"\S+", text[start:end]))):
        at = start + match.start()
        amid = match[0][0].isupper() and _AMID_SENTENCE.search(text, max(0, at - 2), at)
        if _is_specific(text, match[0], start + match.end()) or (named < end and amid):
            named = at
    return named


def _is_specific(text: str, raw: str, end: int) -> bool:
    word = raw.lower().strip(".,'")
    acronym = raw.isupper() and (word in ACRONYMS or len(word) < 2)
    generic = word in _GENERIC or acronym or is_ordinary(word)
    return not generic and not heads_eponym(text, end)
