"""Street addresses of North America, Britain, Ireland, Australia and continental Europe (letter B).

An address reads on through flat and city to its ZIP code, in one span; the state in it is cut out
where the span is replaced (`guards.phi.places.address`). A state or a country that ends
it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.phi.names.lexicon import is_ordinary, words
from guards.phi.places.geography import CAP, STATE, UPPER, is_larger_region, place
from guards.prefilter import Matches
from guards.verdicts import Span

_NUMBER = r"(?<![\w.,/-])\d{1,6}[A-Za-z]?(?:-\d{1,4}[A-Z]?| 1/2)?"
_SURE_TYPE = (
    r"(?:[Ss]treet|St|[Aa]venue|Ave|[Rr]oad|Rd|[Bb]oulevard|Blvd|[Ll]ane|Ln|[Dd]rive|Dr(?!\.? "
    r"[A-Z])"
    r"|[Cc]ourt|Ct|[Pp]lace|Pl|[Tt]errace|Ter|[Cc]ircle|Cir|[Pp]arkway|Pkwy|[Hh]ighway|Hwy|"
    r"[Ss]quare|Sq"
    r"|[Tt]rail|Trl|Turnpike|Tpke|Expressway|Freeway|Crescent|Cres|Mews|Gardens|Grove|Close|Alley"
    r"|STREET|ST(?! (?:ELEV|SEG|DEP|CHANG))|AVENUE|AVE|ROAD|RD|BOULEVARD|BLVD|LANE|LN|DRIVE"
    r"|COURT|TERRACE"
    r"|CIRCLE|PARKWAY|PKWY|HIGHWAY|HWY)"
)
_SOFT_TYPE = (
    r"(?:[Ww]ay|Row|Pike|Plaza|Loop|Run|Path|Pass|Point|Cove|Bend|Ridge|Hills?|View|Heights|Park"
    r"|Green"
    r"|Walk|Wharf|Quay|Landing|Crossing|Manor|Meadows?|Glen|Commons|Esplanade|Promenade|Broadway"
    r"|Vale|End)"
)
_RARE_TYPE = (
    r"Annex|Arcade|Bayou|Beach|Bluff|Bottom|Branch|Bridge|Brook|Burg|Bypass|Camp|Canyon|Cape"
    r"|Causeway"
    r"|Center|Cliff|Club|Common|Corner|Course|Court|Cove|Creek|Crest|Crossroad|Curve|Dale|Dam"
    r"|Divide"
    r"|Estate|Extension|Fall|Ferry|Field|Flat|Ford|Forest|Forge|Fork|Fort|Garden|Gateway|Glen|Green"
    r"|Grove|Harbor|Haven|Highway|Hill|Hollow|Inlet|Island|Isle|Junction|Key|Knoll|Lake|Land"
    r"|Light|Loaf"
    r"|Lock|Lodge|Mall|Mill|Mission|Motorway|Mount|Mountain|Neck|Orchard|Oval|Overpass|Park|Parkway"
    r"|Passage|Path|Pine|Plain|Point|Port|Prairie|Radial|Ramp|Ranch|Rapid|Rest|Ridge|River|Road"
    r"|Route|Shoal"
    r"|Shore|Skyway|Spring|Spur|Square|Station|Stravenue|Stream|Street|Summit|Throughway|Trace"
    r"|Track"
    r"|Trafficway|Trail|Tunnel|Underpass|Union|Valley|Viaduct|View|Village|Ville|Vista|Walk|Wall"
    r"|Way|Well"
)
_DIRECTION = r"(?:(?:N|S|E|W|NE|NW|SE|SW)\b\.?|North|South|East|West)"
_NAME = rf"(?:(?:{CAP}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}"
_FLAT = (
    r"(?:(?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Room|Rm|Flat|Bldg|Building|Lot|Trailer|Spc"
    r"|Appt|Apto"
    r"|Piso|Wohnung)\b\.? ?#?[\w-]{1,8}|# ?[\w-]{1,8}|\d{1,2}(?:st|nd|rd|th) [Ff]loor"
    r"|[1-9]\d?[ºª°](?: ?[A-Z]\b)?)"
)
_FRONT_TYPE = (
    r"(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d|[Aa]llée|[Cc]hemin|[Ii]mpasse|[Qq]uai|[Pp]lace"
    r"|[Cc]ours"
    r"|[Rr]oute|[Ss]quare|[Ff]aubourg|Calle|Avda\.?|Avenida|Av\.|Paseo|Plaza|Carrer|Camino|Ronda"
    r"|Via|Viale"
    r"|Piazza|Piazzale|Corso|Vicolo|Largo|Strada|Rua|Travessa|Praça|Estrada|Alameda)"
)
_NUMBER_LAST_TYPE = (
    r"(?:Rue|Calle|Avda\.?|Avenida|Av\.|Paseo|Plaza|Carrer|Camino|Ronda|Via|Viale|Piazza"
    r"|Piazzale|Corso"
    r"|Vicolo|Largo|Rua|Travessa|Praça|Estrada|Alameda|[Uu]l\.|Ulica|Trg|Aleja|Al\.)"
)
_PARTICLE = (
    r"(?:de|la|las|los|del|des|du|di|da|do|dos|das|della|delle|le|l'|d'|of|von|der|den|van|y|e)"
)
_FRONT_NAME = rf"(?:(?:{_PARTICLE}|{CAP}|\d{{1,2}}) ){{0,4}}(?:[dl]')?{CAP}"
_JOINED_TYPE = (
    r"(?:straße|strasse|str\.|gasse|weg|platz|allee|damm|ufer|straat|laan|plein|gracht|kade"
    r"|dijk"
    r"|singel|gatan|vägen|gränd|gata|veien|vegen|vej|gade|stræde|plads|bakken"
    r"|katu|ntie"
    r"|kuja|polku|stræti|vegur)"
)
_LOOSE_TYPE = (
    r"(?:Straße|Strasse|Str\.|Allee|Platz|Weg|Ring|Damm|Ufer|utca|út|u\.|tér"
    r"|körút"
    r"|köz|tee|mnt|pst|puiestee|ulica|cesta|trg|náměstí|Sokak|gate|vei"
    r"|väg)"
)

STREET = re.compile(
    rf"{_NUMBER},? (?:{_DIRECTION} )?(?:(?:{CAP} ){{0,2}}(?:Route|Rte\.?|Highway|Hwy"
    rf"|(?:State|County|US) (?:Road|Rd\.?|Route|Highway|Hwy)) \d{{1,4}}\b"
    rf"|{_NAME}(?:{_SURE_TYPE}|{_SOFT_TYPE})s?\b\.?(?: {_DIRECTION}(?!\w))?"
    r"|Broadway\b)"
)
COUNTY_ROAD = re.compile(
    r"\b(?:County|Township|Parish|Forest|Farm to Market) (?:Road|Rd\.?|Route|Rte\.?|Highway|Hwy\.?)"
    r" \d{1,4}[A-Z]?\b"
)
RARE_STREET = re.compile(
    rf"(?<![\w.,/-])\d{{3,6}} (?:{CAP} ){{1,3}}(?:{_RARE_TYPE})s?\b(?! [Cc]linic| [Hh]ospital)"
)
LOWER_STREET = re.compile(
    r"(?<![\w.,/-])\d{1,6} (?:(?:north|south|east|west) )?(?:[a-z]+|\d{1,3}(?:st|nd|rd|th)) (?:"
    r"[a-z]+ )?(?:street"
    r"|avenue|ave|boulevard|blvd|lane|drive|road|rd|parkway|court)\b(?:,? (?:apt|suite"
    r"|unit)\.? ?\w+)?"
)
NUMBER_FIRST = re.compile(
    rf"{_NUMBER},? (?:bis |ter )?{_FRONT_TYPE} {_FRONT_NAME}(?:,? \d{{1,4}}\b(?! ?(?:mg|ml|%)))?"
)
NUMBER_LAST = re.compile(
    rf"(?<![\w-])(?:\d{{1,6}} )?(?:C/ ?(?![A-Z]\b)|{_NUMBER_LAST_TYPE} ){_FRONT_NAME},? (?:n"
    rf"[º°.] ?)?\d{{1,4}}[A-Za-z]?\b"
    r"(?! ?(?:mg|ml|%))"
)
JOINED = re.compile(
    rf"(?<![\w-])(?:\d{{1,6}} )?(?:{CAP} ){{0,2}}[{UPPER}][\w-]{{1,30}}{_JOINED_TYPE} ?\d{{1,5}}"
    r" ?[a-zA-Z]?\b(?:-\d{1,4})?"
)
LOOSE = re.compile(
    rf"(?<![\w-])(?:\d{{1,6}} )?(?:{CAP} ){{1,2}}{_LOOSE_TYPE} \d{{1,4}}\b[a-z]?\.?(?! ?(?:mg|ml"
    rf"|%))"
)
WITH_FLAT = re.compile(
    rf"(?<![\w.,/-])\d{{1,6}} (?:(?:{CAP}|{_PARTICLE}|\d{{1,5}})\.?,?[ \n]{{1,2}}){{1,6}}(?:Apt"
    rf"|Apartment"
    rf"|Suite|Ste)\b\.? ?#?\d\w{{0,6}}"
)
FLAT = re.compile(
    r"(?<![\w-])(?:Apt|Apartment)\b\.? ?#?(?:\d{1,5}[A-Z]?|[A-Z]\d{0,4})\b|\bSuite #?\d{3,5}\b"
)
CUED = re.compile(
    r"\b(?:[Aa]ddress(?: is| was)?:?|[Ll]ives? at|[Ll]iving at|[Rr]esid(?:es|ing) at|"
    r"[Rr]esidence:?|[Ll]ocated at"
    rf"|[Dd]eliver(?:ed)? to|[Ss]ent to|[Ss]taying at)\s(?:[Tt]he corner of )?(?P<v>(?:\d{{1,6}}"
    rf"[A-Z]? )(?:(?:{CAP}|{_PARTICLE}|\d{{1,5}}),? ){{0,6}}"
    rf"(?:{CAP}|\d{{1,5}}[A-Za-z]?\b))"
)
_CROSSING = rf"(?:{CAP}|\d{{1,3}}(?:st|nd|rd|th)|\d{{1,5}}\b\.?)"
CORNER = re.compile(
    rf"\b[Cc]orner of (?P<v>{_CROSSING}(?: {_CROSSING}){{0,3}} (?:and|&) {_CROSSING}"
    rf"(?: {_CROSSING}){{0,3}})"
)
PATTERNS = (
    STREET,
    COUNTY_ROAD,
    RARE_STREET,
    LOWER_STREET,
    NUMBER_FIRST,
    NUMBER_LAST,
    JOINED,
    LOOSE,
    WITH_FLAT,
    FLAT,
    CUED,
    CORNER,
)

_GAP = r"[,;\s]{1,5}"
_CITY = rf"(?P<city>(?:{CAP} ){{0,3}}?{CAP})"
_ZIP = (
    r"(?P<zip>\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|[A-Z]\d"
    r"[\dW] [A-Z0-9]{4}"
    r"|\d{4})(?!\w)"
)
_FLATS = re.compile(rf"(?:[,;\s]{{1,4}}{_FLAT}){{1,2}}")
_ENDS = (
    re.compile(
        rf"{_GAP}(?P<zip>(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?: [A-Z]{{2}}\b)?) {_CITY}(?= ?[,.;\n)]|$"
        rf"|\s[a-z])"
    ),
    re.compile(
        rf"{_GAP}{_CITY}{_GAP}(?P<region>(?:{STATE}|[A-Z]{{2,3}}\b|(?:{CAP} ){{0,2}}?{CAP})"
        rf"(?:{_GAP}"
        rf"(?:{CAP} ){{0,2}}{CAP})?){_GAP}{_ZIP}"
    ),
    re.compile(rf"{_GAP}{_CITY},?\s{_ZIP}"),
    re.compile(rf"{_GAP}{_CITY},? (?P<region>{STATE})\b"),
    re.compile(rf",\s(?P<city>{CAP}(?: {CAP}){{0,2}})(?![\w])"),
)
_NOT_NAMES = words(
    "am pm mg ml mcg mm cm kg lb hr hrs hours hour min mins minutes minute days day weeks week "
    "months month years year mile miles block blocks january february march april may june july "
    "august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec percent units"
)
_STREET_WORDS = words("main high church park center north south east west king queen state water")
_NOT_LOWER = _NOT_NAMES | words(
    "long short car lane way one two three dead busy same wrong next quick slow"
)


def addresses(text: str, matches: Matches) -> Iterator[Span]:
    """Spans of streets with what belongs to them."""
    for pattern in PATTERNS:
        for match in matches(pattern):
            if _is_street(pattern, match):
                start = match.start("v") if "v" in pattern.groupindex else match.start()
                yield from _read_on(text, start, match.end())


def _is_street(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether no word in it says otherwise: "3 PM Dr", "20 minute drive", "2 Chest View"."""
    names = [word.strip(".,").lower() for word in match[0].split()]
    if pattern is LOWER_STREET:
        inside = [word for word in names[1:-1] if word not in _STREET_WORDS]
        return not any(word in _NOT_LOWER or is_ordinary(word) for word in inside)
    if any(word in _NOT_NAMES for word in names[1:3]):
        return False
    soft = pattern is RARE_STREET or re.search(rf"\b{_SOFT_TYPE}$", match[0])
    return not soft or not all(map(is_ordinary, names[1:-1]))


def _read_on(text: str, start: int, end: int) -> Iterator[Span]:
    """The street with its flat, its city and, where a ZIP code ends it, all up to there."""
    flats = _FLATS.match(text, end)
    end = flats.end() if flats else end
    tail = next(filter(None, (pattern.match(text, end) for pattern in _ENDS)), None)
    if tail is None or not _is_city(tail):
        yield place(start, end, "ADDRESS", 0.9, "street")
        return
    whole = "zip" in tail.re.groupindex
    yield place(start, tail.end() if whole else tail.end("city"), "ADDRESS", 0.9, "street")


def _is_city(tail: re.Match[str]) -> bool:
    """Whether what follows a street can be its city; without a ZIP code or a state it must not be
    a state, a country or the next sentence.
    """
    if "zip" in tail.re.groupindex or "region" in tail.re.groupindex:
        return True
    city = tail["city"]
    return not is_larger_region(city) and not is_ordinary(city.split()[0].lower())
