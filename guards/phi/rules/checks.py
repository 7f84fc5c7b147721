"""Validators: what a shape must also be to count as an identifier.

A number with a unit, an entry of a public register and the code of a disease, a procedure or a
substance say what, not who, and survive.
"""

from __future__ import annotations

import ipaddress
import re

from guards.phi.names.lexicon import is_ordinary

_UNIT_AFTER = re.compile(
    r"\s*(?:mg|mcg|ug|\u00b5g|\u03bcg|ng|pg|g|kg|grams?|micrograms?|milligrams?|ml|l|dl|cc|oz"
    r"|lbs?|pounds|iu"
    r"|miu|units?|u|copies|cells|cfu|mmhg|mmol|\u00b5mol|\u03bcmol|nmol|meq|mosm|bpm|hz|gy|cgy"
    r"|mci|mbq|k?cal"
    r"|calories|steps|mm|cm|nm|km|kb|bp|mb|kda|rpm|%|percent|/\s*[u\u00b5]m?l|k/|thousand"
    r"|million|billion"
    r"|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|patients?|participants?|people"
    r"|women|men"
    r"|adults|children|infants|births|cases|subjects|persons|individuals|deaths|dollars|times|x)"
    r"(?!\w)",
    re.IGNORECASE,
)
_PUBLIC_NUMBER = re.compile(
    r"(?:\b(?=[acdeghilmnoprsu])(?:NCT|PMID|PMCID|PMC|DOI"
    r"|ISBN|ISSN|RxNorm|RXCUI|UMLS|CUI|MeSH|SNOMED(?:[- ]CT)?|SCTID"
    r"|LOINC|CPT|HCPCS|NDC|arXiv|ISRCTN|ORPHA|GO:|HP:|DOID|UNII|GenBank|RefSeq|dbSNP|EudraCT|CAS"
    r"|OMIM|MIM|MONDO|ChEMBL|PubMed|PDB|rs)|10\.\d{4,9})\W{0,4}(?:number|code|no|id)?\W{0,4}$",
    re.IGNORECASE,
)
_PUBLIC_AFTER = re.compile(
    r"\W{1,3}(?:SNOMED|SCT|CPT|ICD|LOINC|RxNorm|NDC|MeSH|PMID)\b", re.IGNORECASE
)
_PUBLIC_VALUE = re.compile(r"#?(?:NCT|PMID|PMC|ISRCTN|EUCTR|(?-i:rs)|RXCUI)[-_]?\d", re.IGNORECASE)
_CUE_BEFORE = re.compile(
    r"\b(?:mrn|dea|npi|licen[cs]e|id|identifier|records?|chart|member|insurance|plan|policy"
    r"|account|acct|number|no"
    r"|ref|patient|pt|claim|case)\b[^.;\n]{0,20}$",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*-\s*(?:19|20)?\d\d)?$")
_JOINED_YEARS = re.compile(r"(?:19|20)\d\d(?:19|20)\d\d$")
_QUANTITY = re.compile(r"\d{1,4}\.\d{1,2}|\d{1,3}/\d{1,3}")
_SYSTEM_WITHIN_CHARS = 40
_ICD_10_CM = re.compile(r"[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}", re.IGNORECASE)
_CODE_SYSTEM = re.compile(
    r"\b(?=[abcdhilnprs])(?:ICD|CPT|HCPCS|LOINC|SNOMED|RxNorm|RXCUI|NDC|DRG|ATC|diagnos[ie]s|procedure|billing)"
    r"\b[^.;\n]{0,20}$",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|[12]\d|3[01])\1(?:19|20)?\d\d"
    r"|(?:1[0-2]|0?[1-9])/(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
)
_COMPOUND = re.compile(
    r"(?:A|ABT|AC|ACY|AG|ALX|AM|AMG|AP|AR|ARRY|AS|AT|AZD?|BAY|BI|BIBP|BMS|BRL|BW|BX|CC|CCK|CEP"
    r"|CGP|CGS"
    r"|CHF|CI|CP|CS|CX|DMP|DNX|DPC|DU|DX|E|EMD|EN|ER|FK|FR|FTY|GDC|GR|GS|GSK|GW|HOE|ICI|INCB|JNJ"
    r"|JTE|KF"
    r"|KRN|KW|L|LBH|LCL|LDK|LY|MDL|MEDI|MEM|MK|MLN|NBI|NKP|NNC|NP|NS|NSC|NVP|ONO|ORG|OSI|PD|PF"
    r"|PHA|PLX"
    r"|PNU|PRO|PTK|RG|RO|RP|RS|RU|RWJ|S|SAR|SB|SC|SCH|SDZ|SK|SKF|SL|SM|SNDX|SP|SR|SSR|ST|STI|SU"
    r"|T|TAK"
    r"|TAS|TC|TCV|TMC|U|UK|VU|VX|WAY|WIN|WR|WY|XL|YM|ZD|ZK)-?\d{5,7}",
    re.IGNORECASE,
)
_MAKERS_CODE = re.compile(r"(?:Ro|Org|Lu|Abbott)-?\d")
_COMPOUND_PREFIX = re.compile(r"(?<![A-Za-z])([A-Z]{2,4})[ -]$")
_SURE_COMPOUNDS = frozenset({"SR", "SB", "CP", "LY", "BW", "UK", "CGP", "CGS", "SCH", "SKF", "WAY"})
_PHARMACOLOGY = re.compile(
    r"agonist|antagoni|hydro|methyl|benz|amino|inhibit|receptor|administ|mg/kg|dose|potent"
    r"|selective|compound|molecule"
    r"|efficacy|pharmac|induced|kinase|novel|blocked|drug|trial|therap|treat|\bmice\b|\brats?\b"
    r"|\bvitro|neuron|uptake|effects?\sof|tumou?r",
    re.IGNORECASE,
)
_MOLECULAR_CODE = re.compile(r"[A-Z]{1,6}[-_]?\d{5,8}", re.IGNORECASE)
_MOLECULE = re.compile(
    r"agonist|inhibitor|antibod|kinase|receptor|[ln]c_?RNA|noncoding|expression|mutation|variant"
    r"|isoform|molecul|\w(?:mab|nib)\b",
    re.IGNORECASE,
)
_PHARMACOLOGY_WITHIN_CHARS = 90
_VERSION_BEFORE = re.compile(r"(?:\bv|version|release|section|chapter|rev)\.?\s?$", re.IGNORECASE)
_SMALL_PARTS = re.compile(r"\d\.\d\.\d\.\d{1,2}$")
_ENZYME_BEFORE = re.compile(r"\bE\.?C\.?\W{0,3}$|ase\W{1,3}$|\bEC[\d., \-]{7,20}(?:and\s)?$")
_NETWORK_BEFORE = re.compile(
    r"\b(?:ip(?:v4)?|address|server|host|gateway|router|log(?:ged|in)|network|vpn|dns|from|device)\b"
    r"[^.;\n]{0,20}$",
    re.IGNORECASE,
)
_MIN_LONG_CODE = 5


def digits_of(value: str) -> str:
    """The decimal digits in a value, in order."""
    return "".join(c for c in value if "0" <= c <= "9")


def is_code(text: str, match: re.Match[str]) -> bool:
    """A surely cued value with at least three digits that is not merely a year."""
    value = match["v"]
    return len(digits_of(value)) >= 3 and not _BARE_YEAR.match(value)


def is_long_code(text: str, match: re.Match[str]) -> bool:
    """A weakly cued value: five characters or more, four of them digits; no year, date or quantity.

    A diagnosis or procedure code (ICD-10-CM `E11.65`, "CPT code 99213") says what, not who.
    """
    value = match["v"]
    enough = len(digits_of(value)) >= 4 and len(value.strip("#")) >= _MIN_LONG_CODE
    if not enough or _BARE_YEAR.match(value) or _is_no_code(value):
        return False
    if _UNIT_AFTER.match(text, match.end("v")) or _PUBLIC_VALUE.match(value):
        return False
    before = text[max(0, match.start("v") - _SYSTEM_WITHIN_CHARS) : match.start("v")]
    return not _ICD_10_CM.fullmatch(value) and not _CODE_SYSTEM.search(before)


def _is_no_code(value: str) -> bool:
    return bool(_QUANTITY.fullmatch(value) or _DATE_LIKE.fullmatch(value))


def is_private_number(text: str, match: re.Match[str]) -> bool:
    """An uncued number that is neither a quantity nor an entry in a public register."""
    value, end = match["v"], match.end("v")
    if _UNIT_AFTER.match(text, end) or _PUBLIC_AFTER.match(text, end):
        return False
    if _JOINED_YEARS.match(value):
        return False
    before = text[max(0, match.start("v") - _SYSTEM_WITHIN_CHARS) : match.start("v")]
    return not _PUBLIC_NUMBER.search(before) and not _CODE_SYSTEM.search(before)


def is_private_code(text: str, match: re.Match[str]) -> bool:
    """Letters and digits such as HP-678901, but no trial (NCT...) and no compound (LY274614)."""
    value = match["v"]
    if _PUBLIC_VALUE.match(value) or _MAKERS_CODE.match(value):
        return False
    if not is_private_number(text, match):
        return False
    start, end = match.span("v")
    cued = value[0] == "#" or _CUE_BEFORE.search(text, max(0, start - 30), start)
    if cued or not _MOLECULAR_CODE.fullmatch(value):
        return True
    signs = _PHARMACOLOGY if _COMPOUND.fullmatch(value) else _MOLECULE
    reach = _PHARMACOLOGY_WITHIN_CHARS
    return not signs.search(text, max(0, start - reach), end + reach)


def is_split_number(text: str, match: re.Match[str]) -> bool:
    """Digit groups such as 8765-4321, but not a range such as 1000-1500 or 2019-2021."""
    groups = match["v"].strip("#").split("-")
    if len(groups) == 2 and _is_range(*groups):
        return False
    after_colon = text[max(0, match.start("v") - 1) : match.start("v")] == ":"
    return not after_colon and is_private_number(text, match)


def _is_range(low: str, high: str) -> bool:
    """Two numbers of which the second is as long or a little longer and larger; years, 1995-96."""
    if _BARE_YEAR.match(f"{low}-{high}"):
        return True
    rising = int(low) < int(high) and low[0] != "0" and high[0] != "0"
    round_ones = low.endswith("00") and high.endswith("00")
    return rising and (len(low) == len(high) <= 5 or (len(high) - len(low) <= 1 and round_ones))


def is_suffixed_number(text: str, match: re.Match[str]) -> bool:
    """A number with letters behind it, but no compound such as SR 57227A."""
    start, end = match.span("v")
    within = max(0, start - _PHARMACOLOGY_WITHIN_CHARS), end + _PHARMACOLOGY_WITHIN_CHARS
    prefix = _COMPOUND_PREFIX.search(text, max(0, start - 6), start)
    if prefix and (prefix[1] in _SURE_COMPOUNDS or _PHARMACOLOGY.search(text, *within)):
        return False
    return is_private_number(text, match)


def is_token(text: str, match: re.Match[str]) -> bool:
    """A long hexadecimal string with letters and digits in it."""
    value = match["v"]
    return any(map(str.isalpha, value)) and any(map(str.isdigit, value))


def is_ip(text: str, match: re.Match[str]) -> bool:
    """An address the standard library accepts; loopback counts, "version 1.2.3.4" does not, nor
    does an enzyme (EC 3.4.21.4).
    """
    start = match.start("v")
    if _VERSION_BEFORE.search(text, max(0, start - 12), start) or _is_outline(text, match):
        return False
    try:
        ipaddress.ip_address(match["v"])
    except ValueError:
        return False
    return any(map(str.isalnum, match["v"]))


def _is_outline(text: str, match: re.Match[str]) -> bool:
    """Whether an enzyme is meant, or a section: small numbers and no word of a network before."""
    start = match.start("v")
    before = text[max(0, start - 30) : start]
    if _ENZYME_BEFORE.search(before):
        return True
    return bool(_SMALL_PARTS.match(match["v"])) and not _NETWORK_BEFORE.search(before)


def is_mac(text: str, match: re.Match[str]) -> bool:
    """A hardware address; in groups of four (001b.4411.3ab7) with a letter in it."""
    value = match["v"]
    return "." not in value or any(map(str.isalpha, value))


def is_international_phone(text: str, match: re.Match[str]) -> bool:
    """A number with a country code and eight to fifteen digits (ITU-T E.164), no drug's code."""
    enough = 8 <= len(digits_of(match["v"])) <= 15
    return enough and (match["v"][0] == "+" or is_private_number(text, match))


def is_trunk_phone(text: str, match: re.Match[str]) -> bool:
    """A national number with its trunk zero: nine to eleven digits, no quantity."""
    return 9 <= len(digits_of(match["v"])) <= 11 and is_private_number(text, match)


def is_cued_phone(text: str, match: re.Match[str]) -> bool:
    """What follows "phone" or "fax": seven to fifteen digits, no date and no quantity."""
    value = match["v"]
    enough = 7 <= len(digits_of(value)) <= 15 and not _DATE_LIKE.fullmatch(value)
    return enough and not _UNIT_AFTER.match(text, match.end("v"))


def is_spelled_email(text: str, match: re.Match[str]) -> bool:
    """An address with "at" in brackets or "dot" as a word; "look at example.com" is none."""
    value = match["v"].lower()
    return any(mark in value for mark in ("[", "(", "{", " dot ", " @ "))


def is_handle(text: str, match: re.Match[str]) -> bool:
    """A user name: letters with a digit, a stop or an underscore inside; no word, no quantity."""
    value = match["v"].strip("@.-")
    odd = any(c.isdigit() or c in "_." for c in value) and any(map(str.isalpha, value))
    return odd and not is_ordinary(value.lower()) and not _UNIT_AFTER.match(text, match.end("v"))


def is_private_url(text: str, match: re.Match[str]) -> bool:
    """An address on the web, but not the name of a code system such as http://loinc.org."""
    return not _TERMINOLOGY.match(match["v"])


_TERMINOLOGY = re.compile(
    r"(?:https?://)?(?:www\.)?(?:(?:terminology\.)?hl7\.org|snomed\.info|loinc\.org"
    r"|unitsofmeasure\.org"
    r"|www\.nlm\.nih\.gov/research/umls|dicom\.nema\.org|fdasis\.nlm\.nih\.gov|hl7\.fhir)(?!"
    r"[\w.\-])",
    re.IGNORECASE,
)


def is_plate(text: str, match: re.Match[str]) -> bool:
    """A number plate: capitals and digits, no word and no bone plate's size."""
    value = match["v"].strip()
    has_both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return has_both and len(value) >= 4 and not _UNIT_AFTER.match(text, match.end("v"))
