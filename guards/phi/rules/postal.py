"""Post boxes and postal codes: Safe Harbor letter B (streets and cities have their own files)."""

from __future__ import annotations

from guards.phi.rules import checks
from guards.phi.rules.patterns import Rule

_UK_AREA = (
    r"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|FK|FY|G[LUY]?|H[ADGPRSUX]|I[GMPV]"
    r"|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T"
    r"[ADFNQRSW]"
    r"|UB|W[ACDFNRSV]?|YO|ZE)"
)

POSTAL = (
    Rule(
        "address.po_box",
        "ADDRESS",
        r"\b(?P<v>(?:P\.?\s?O\.?\s?|Post(?:al)?\sOffice\s|Postal\s)Box\s(?:no\.?\s|#)?\d{1,7}"
        r"|PMB\s#?\d{1,6})\b",
        None,
        0.95,
    ),
    Rule(
        "address.rural_route",
        "ADDRESS",
        r"\b(?P<v>(?:RR|R\.R\.|Rural\sRoute|HC|Star\sRoute)\s?#?\d{1,4},?\sBox\s#?\d{1,5})\b",
        None,
        0.95,
    ),
    Rule(
        "address.military",
        "ADDRESS",
        r"\b(?P<v>(?:(?:PSC|CMR|Unit)\s\d{1,5},?\sBox\s\d{1,6}[\s,]{1,2}|US(?:S|NS|NV"
        r"|CGC)\s\w{2,20}[\s,]{1,2})?(?:[AFD]PO,?\sA"
        r"[AEP]\s\d{5}(?:-\d{4})?)"
        r"|(?:PSC|CMR)\s\d{1,5},?\sBox\s\d{1,6}|Unit\s\d{3,5},?\sBox\s\d{1,6})(?!\w)",
        None,
        0.95,
    ),
    Rule(
        "zip.cued",
        "ZIP",
        r"\b(?:zip(?:\s?code)?|post(?:al)?\s?code|eircode|pin\scode|plz)(?:[\s:#=\"']"
        r"|\bis\b){0,6}(?P<v>\d{5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?-?\d[A-Z]\d|[A-Z]{1,2}\d"
        r"[A-Z\d]?\s?\d[A-Z]{2}"
        r"|[A-Z]\d[\dW]\s?[A-Z0-9]{4}|\d{4}(?:\s?[A-Z]{2})?|\d{6})(?!\w)",
        None,
        0.97,
    ),
    Rule(
        "zip.plus_four",
        "ZIP",
        r"(?<![\w\-/.#])(?P<v>\d{5}-\d{4})(?![\w\-/]|\.\d)",
        checks.is_private_number,
        0.72,
    ),
    Rule(
        "zip.uk",
        "ZIP",
        rf"(?<![\w\-])(?P<v>{_UK_AREA}\d[A-Z\d]?\s(?!\dTH\b|1ST\b|2ND\b|3RD\b)\d"
        rf"[ABD-HJLNP-UW-Z]{{2}})(?![\w\-])",
        None,
        0.85,
        False,
    ),
    Rule(
        "zip.canada",
        "ZIP",
        r"(?<![\w\-])(?P<v>[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\s\d[ABCEGHJ-NPRSTV-Z]\d)(?!"
        r"[\w\-])",
        None,
        0.85,
        False,
    ),
)
