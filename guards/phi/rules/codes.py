"""Any other unique number: by its cue, or by a shape that only identifiers have (R)."""

from __future__ import annotations

from guards.phi.rules import checks
from guards.phi.rules.cues import NUMBER_WORD, cued_number
from guards.phi.rules.patterns import Rule

CODES = (
    cued_number(
        "code.cued",
        "CODE",
        r"\b(?:ref(?:erence)?|tracking|accession|specimen|rx|prescription"
        r"|confirmation|ticket|badge|employee|student|case|file|patient|pt|claim"
        r"|auth(?:orization)?|referral|id|identifier|code|pathology|requisition|booking"
        r"|appointment)"
        r"\b\.?(?:\s(?:code|number|no|id))?\.?",
        checks.is_long_code,
        0.85,
    ),
    cued_number(
        "code.numbered",
        "CODE",
        r"\b(?:order|study|sample|subject|participant|protocol|enrollment|randomi[sz]ation"
        r"|locker|donor"
        rf"|recipient|report|document|barcode|slide|block|asset)\s?{NUMBER_WORD}(?![A-Z])",
        checks.is_long_code,
        0.85,
    ),
    Rule(
        "code.prefixed",
        "CODE",
        r"(?<![\w\-/.])(?P<v>#?[A-Z]{1,6}[-_]?\d{5,30}(?:-[A-Z0-9]{1,12}){0,3})(?!\w)",
        checks.is_private_code,
        0.8,
    ),
    Rule(
        "code.suffixed",
        "CODE",
        r"(?<![\w\-/.])(?P<v>#?\d{5,30}-?[A-Z]{1,6}(?:-\d{1,8})?)(?!\w)",
        checks.is_suffixed_number,
        0.75,
        False,
    ),
    Rule(
        "code.split",
        "CODE",
        r"(?<![\w\-/.])(?P<v>#?\d{3,12}-\d{2,12}(?:-\d{2,12}){0,3})(?![\w\-]|\.\d|,\s?\d{3})",
        checks.is_split_number,
        0.7,
    ),
    Rule(
        "code.digits",
        "CODE",
        r"(?<![\w\-/.,])(?P<v>#?\d{7,24})(?![\w\-/]|[.,]\d)",
        checks.is_private_number,
        0.7,
    ),
    Rule(
        "code.uuid",
        "CODE",
        r"(?<![\w\-])(?P<v>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?!\w)",
        None,
        0.9,
    ),
    Rule("code.hex", "CODE", r"(?<![\w\-])(?P<v>[0-9a-f]{32,64})(?![\w\-])", checks.is_token, 0.8),
)
