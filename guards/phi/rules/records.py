"""Numbers of people in somebody's books: SSN, record, plan, account, licence (G to K)."""

from __future__ import annotations

from guards.phi.rules import checks, checksums
from guards.phi.rules.cues import JOIN, NUMBER_WORD, cued_number
from guards.phi.rules.patterns import Rule

_SOCIAL = (
    Rule("ssn", "SSN", r"(?<![\w\-])(?P<v>\d{3}-\d{2}-\d{4})(?![\d_]|-\d)", None, 0.95),
    Rule(
        "ssn.spaced",
        "SSN",
        r"(?<![\w\-.])(?<!\d\s)(?P<v>\d{3}(?:\s\d{2}\s|\.\d{2}\.)\d{4})(?![\w/%\-]|\s\d|\.\d)",
        checks.is_private_number,
        0.8,
    ),
    Rule(
        "ssn.cued",
        "SSN",
        rf"\b(?:ssn|s\.s\.n\.?|itin|tin|social(?:\ssecurity)?|soc\.?\ssec|ss\s?#|taxpayer\sid)"
        rf"(?:{JOIN}|(?:\s(?:security|last|ending|ends|in"
        r"|with|four|4|digits|of|is|are)){1,6}[\s:]{1,2})(?P<v>"
        r"(?:[\dX*]{3}[\s.\-]?[\dX*]{2}[\s.\-]?)?\d{4})(?!\w)",
        None,
        0.97,
    ),
)

_MEDICAL = (
    cued_number(
        "mrn.cued",
        "MRN",
        r"\b(?:records?|chart|patient|pt|hospital|unit|case|encounter|visit|admission|episode"
        r"|mrn|fin|csn|har|mpi|urn|hrn|medical|health\scard)\b(?:\sshows?)?\.?"
        rf"(?:\s?{NUMBER_WORD})?",
        checks.is_long_code,
        0.92,
    ),
    cued_number(
        "mrn",
        "MRN",
        r"\b(?:mrns?|m\.r\.n\.?|mr\s?#|mr\s(?=(?:no|num|number)\b)|med(?:ical)?\.?\s?rec"
        r"(?:ord)?\b\.?"
        rf"(?:\s?{NUMBER_WORD})?|(?:hospital|unit|chart|patient|encounter|account\svisit)\s?"
        r"(?:numbers?|num\b|no\b|id\b|identifier|#)|empi|nhs(?:\s(?:number|no))?|chi\snumber|uhid"
        r"|(?:fin|csn|har)(?=\s?(?:#|:|no\b|number)))",
        checks.is_code,
        0.97,
    ),
)

_PLANS = (
    cued_number(
        "plan.cued",
        "PLAN",
        r"\b(?:insurance|ins|insur|policy|health\splan|plan|member(?:ship)?|beneficiary"
        r"|subscriber|medicare|medicaid|hicn|mbi|payer|payor|coverage|hmo|ppo|hpbn|tricare|champva"
        r"|ohip|bcbs|blue\scross(?:\sblue\sshield)?|aetna|cigna|humana|anthem|united\s?healthcare"
        r"|rx\s?(?:bin|pcn|gro?u?p))\b\.?"
        r"(?:\s(?:plan|policy|card|member|beneficiary|group|info|subscriber|issues\swith))?",
        checks.is_long_code,
        0.95,
    ),
    cued_number(
        "plan.group",
        "PLAN",
        rf"\b(?:group|grp)\b\.?(?:\s?{NUMBER_WORD}\b|\s?#|\s?:)",
        checks.is_long_code,
        0.93,
    ),
    Rule(
        "plan.mbi",
        "PLAN",
        r"(?<![\w\-])(?P<v>[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]"
        r"[0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d\d)(?!\w)",
        None,
        0.95,
    ),
)

_ACCOUNTS = (
    cued_number(
        "account.cued",
        "ACCOUNT",
        r"\b(?:account|acct|a/c|invoice|billing|bank|routing|aba|iban|checking|savings|sort\scode"
        r"|swift|bic|transaction|guarantor|statement|receipt|payment"
        r"|card)\b\.?(?:\s(?:account|acct|card|ending\sin|transit))?",
        checks.is_long_code,
        0.93,
    ),
    Rule(
        "account.ending",
        "ACCOUNT",
        r"\b(?:card|account|acct|visa|mastercard|amex)\b[\s\w]{0,20}\b(?:ending|ends|last\s"
        r"(?:four|4)"
        r"(?:\sdigits)?)(?:\s(?:in|with|are|is)|:){0,2}\s(?P<v>\d{4})(?!\w)",
        None,
        0.9,
    ),
    Rule(
        "account.card",
        "ACCOUNT",
        r"(?<![\w\-])(?P<v>\d{4}(?:[\s.\-]?\d{4}){2}(?:[\s.\-]?\d{1,7}(?:[\s.\-]\d{1,3})?)?"
        r"|3\d{3}[\s.\-]?\d{6}[\s.\-]?\d{4,5}|\d{13,19})(?![\w]|-\d)",
        checksums.is_card,
        0.96,
    ),
    Rule(
        "account.iban",
        "ACCOUNT",
        r"(?<!\w)(?P<v>[A-Z]{2}\d{2}(?:(?-i:(?:[\s\-]?[A-Z0-9]{4}){2,7}(?:[\s\-]?[A-Z0-9]{1,3})?)"
        r"|[A-Z0-9]{11,30}))(?!\w)",
        checksums.is_iban,
        0.98,
    ),
    Rule(
        "account.sort_code",
        "ACCOUNT",
        rf"\bsort\scode\b{JOIN}(?P<v>\d\d-\d\d-\d\d)(?!\w)",
        None,
        0.96,
    ),
    Rule(
        "account.routing",
        "ACCOUNT",
        rf"\b(?:routing|aba|rtn|transit)\b(?:\stransit)?{JOIN}(?P<v>\d{{9}}|\d{{4}}-\d{{4}}-\d)"
        rf"(?!\w)",
        checksums.is_routing_number,
        0.96,
    ),
)

_LICENCES = (
    cued_number(
        "licence.cued",
        "LICENCE",
        r"\b(?:licen[cs]e|lic|certificate|certification|cert|npi|dea|(?<!/)dl|clia|passport|permit"
        r"|visa|green\scard|driver'?s?'?\s(?:licen[cs]e|id)|state\sid|registration)\b\.?",
        checks.is_long_code,
        0.94,
    ),
    Rule(
        "licence.dea",
        "LICENCE",
        r"(?<![\w\-])(?P<v>[A-Z][A-Z9]-?\d{7})(?![\w\-])",
        checksums.is_dea,
        0.95,
    ),
    Rule(
        "licence.npi_bare",
        "LICENCE",
        r"(?<![\w\-/.,+])(?P<v>[12]\d{9})(?![\w\-/]|[.,]\d)",
        checksums.is_npi,
        0.72,
    ),
    Rule(
        "licence.npi",
        "LICENCE",
        rf"\bnpi\b{JOIN}(?P<v>\d{{10}})(?!\w)",
        None,
        0.97,
    ),
)

RECORDS = (*_SOCIAL, *_MEDICAL, *_PLANS, *_ACCOUNTS, *_LICENCES)
