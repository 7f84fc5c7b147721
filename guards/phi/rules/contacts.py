"""Ways to reach somebody: telephone, fax, e-mail, URL, IP address and handle (D, E, F, N, O, R)."""

from __future__ import annotations

from guards.phi.rules import checks
from guards.phi.rules.cues import JOIN
from guards.phi.rules.patterns import Rule

_PHONE = (
    r"(?:(?:\+|00)?1[\s.\-]?)?(?:\(\d{3}\)[\s.\-]?|\d{3}[\s.\-/])\d{3}[\s.\-]\d{4}"
    r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?"
)
_NO_UNIT = r"(?!\s?(?:m[gl]|mcg|g|kg|units?|times|mm|cm|%|x|days?|weeks?|hours?)(?![A-Z0-9]))"
_LOCAL_PHONE = (
    r"(?:\d{3}[\s.\-]\d{4}|\d{10,11}|\d{7}|\(0\d{1,5}\)\s?\d{5,8}"
    rf"|\(?\d{{1,5}}\)?(?:\s?[\s.\-/]\(?\d{{2,8}}\)?{_NO_UNIT}){{1,5}})"
)
_DOMAIN = r"(?:[A-Z0-9](?:[A-Z0-9\-]{0,62})\.){1,6}"
_PATH = r"[^\s<>\"'\]\)]{0,2000}[^\s<>\"'\]\).,;:!?]"
_COMMON_TOP = r"(?:com|org|net|edu|io|info|biz|mil|co\.(?:uk|nz|in|za|jp)|org\.uk|nhs\.uk|ac\.uk)"
_RARE_TOP = (
    r"(?:us|uk|ca|de|fr|es|it|nl|ie|au|eu|ch|at|be|se|no|dk|health|care|clinic|hospital|app|dev"
    r"|me|ly|ai|co|tv|online|site)"
)

_TELEPHONES = (
    Rule("phone.nanp", "PHONE", rf"(?<![\w.\-/])(?P<v>{_PHONE})(?![\d_]|-\d)"),
    Rule("phone.glued", "PHONE", r"(?<![\w.\-/])(?P<v>\(\d{3}\)\d{7})(?![\w]|-\d)"),
    Rule(
        "phone.plus",
        "PHONE",
        r"(?<![\w+])(?P<v>(?:\+|\b00)[1-9]\d{0,14}(?:[\s.\-/]{0,2}\(\d{1,5}\)\d{0,12})?"
        rf"(?:[\s.\-/]{{1,2}}\d{{1,12}}{_NO_UNIT}){{0,6}})(?!\w)",
        checks.is_international_phone,
    ),
    Rule(
        "phone.trunk",
        "PHONE",
        r"(?<![\w.\-/+(,])(?P<v>\(?0[1-9]\d{0,3}\)?(?:[\s.\-]\d{2,4}){2,4}|\(0\d{2,4}\)\s?\d{3,4}"
        r"[\s\-]?\d{3,4})(?![\w/%]|[.\-,]\d)",
        checks.is_trunk_phone,
        0.8,
    ),
    Rule(
        "phone.cued",
        "PHONE",
        r"\b(?:(?:tele)?phone|tel|cell(?:ular)?|mobile|call(?:ed|ing)?(?:\sat)?|pager|beeper"
        r"|contact"
        r"|ph|reached?(?:\s(?:at|on))?|text(?:ed)?(?:\sat)?|voicemail|landline|whatsapp|ext)\b"
        rf"(?:\s(?:him|her|them|me|us|back|number|line|on|at)\b){{0,3}}{JOIN}"
        rf"(?P<v>{_LOCAL_PHONE})(?![\w]|-\d)",
        checks.is_cued_phone,
        0.9,
    ),
    Rule(
        "phone.extension",
        "PHONE",
        r"\b(?:ext\.?|extension|pager|beeper)\s?(?:#|no\.?\s|number\s)?:?\s?(?P<v>\d{4,6})(?!"
        r"[\w/%]|\.\d)",
        checks.is_private_number,
        0.7,
    ),
    Rule(
        "fax.cued",
        "FAX",
        r"\b(?:fax(?:ed)?|facsimile)\b(?:\s(?:it|this|number|line|results|records)\b){0,2}(?:\s"
        r"(?:to|at))?"
        rf"{JOIN}(?P<v>{_PHONE}|\+?{_LOCAL_PHONE})(?![\w]|-\d)",
        checks.is_cued_phone,
        0.97,
    ),
)

_ONLINE = (
    Rule(
        "email",
        "EMAIL",
        r"(?<![\w.+%\-])(?P<v>[\w.+%'\-]{1,64}@[A-Z0-9]"
        r"(?:[A-Z0-9\-]{0,62}\.){1,6}[A-Z]{2,24})(?!\w)",
        None,
        0.99,
        hint=r"(?<![\w.+%\-])[\w.+%'\-]{1,64}@[A-Z0-9]",
    ),
    Rule(
        "email.spelled",
        "EMAIL",
        r"(?<![\w.+\-])(?P<v>[\w+\-]{1,40}(?:(?:\.|\s(?:dot|period)\s|\s?[\[(]dot[\])]\s?)"
        r"[\w+\-]{1,40}){0,4}"
        r"(?:\s?[\[({](?:at|@)[\])}]\s?|\sat\s|\s@\s|@)[A-Z0-9\-]{1,60}"
        r"(?:(?:\s?[\[({](?:dot|\.)[\])}]\s?|\sdot\s|\s\.\s?|\.)[A-Z0-9\-]{2,30}){0,3}"
        r"(?:\s?[\[({](?:dot|\.)[\])}]\s?|\sdot\s|\s\.\s?|\.)"
        r"(?:com|org|net|edu|gov|io|info|co|uk|us|ca|de|fr|health|example|test))(?!\w)",
        checks.is_spelled_email,
        0.95,
    ),
    Rule(
        "url",
        "URL",
        rf"\b(?P<v>(?:https?|ftp|s?ftps?|file|smb)://{_PATH})",
        checks.is_private_url,
        0.98,
        hint=r"\b(?:https?|ftp|s?ftps?|file|smb)://",
    ),
    Rule(
        "url.www",
        "URL",
        rf"(?<![\w@./])(?P<v>www\.{_PATH})(?![\w@])",
        None,
        0.9,
        hint=r"(?<![\w@./])www\.",
    ),
    Rule(
        "url.domain",
        "URL",
        rf"(?<![\w@./\-])(?P<v>{_DOMAIN}(?:{_COMMON_TOP}\b|gov/)"
        r"(?:[/?:](?:[^\s<>\"'\]\)]{0,500}[^\s<>\"'\]\).,;:!?])?)?)(?![\w@])",
        checks.is_private_url,
        0.9,
        hint=rf"(?<![\w@./\-]){_DOMAIN}(?:{_COMMON_TOP}\b|gov/)",
    ),
    Rule(
        "url.rare_domain",
        "URL",
        r"(?<![\w@./\-])(?P<v>[A-Z0-9][A-Z0-9\-]{1,62}(?:(?:\.[A-Z0-9\-]{2,62}){1,4}"
        rf"\.{_RARE_TOP}\b(?:/{_PATH})?|\.{_RARE_TOP}/{_PATH}))(?![\w@])",
        None,
        0.85,
        hint=rf"(?<![\w@./\-])[A-Z0-9][A-Z0-9\-]{{1,62}}(?:\.[A-Z0-9\-]{{2,62}}){{0,4}}"
        rf"\.{_RARE_TOP}(?:/|\b)",
    ),
    Rule(
        "ip.v4",
        "IP",
        r"(?<![\w.])(?P<v>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?![\w]|\.\d)",
        checks.is_ip,
    ),
    Rule(
        "ip.v6",
        "IP",
        r"(?<![\w:.])(?P<v>(?:[0-9a-f]{0,4}:){2,8}[0-9a-f]{0,4})(?![\w:])",
        checks.is_ip,
    ),
    Rule(
        "handle.cued",
        "CODE",
        r"\b(?:user\s?names?|log-?in(?:\s(?:name|id))?|user\s?id|handle|screen\s?name|portal"
        r"\s(?:account|login|name|user|id)|mychart(?:\s(?:user(?:\s?name)?|login|id|account))?"
        r"|instagram|twitter|snapchat|skype|telegram|facebook|tiktok|zoom)\b"
        r"[\s:=(\"']{1,3}(?:(?:is|as|id|name|handle)\b[\s:\"']{1,2})?(?P<v>@?[A-Z0-9]"
        r"[\w.\-]{2,39})(?!\w)",
        checks.is_handle,
        0.85,
    ),
    Rule(
        "handle.at",
        "CODE",
        r"(?<![\w@.])(?P<v>@[A-Z][\w.]{2,30})(?!\w)",
        checks.is_handle,
        0.6,
    ),
)

CONTACTS = (*_TELEPHONES, *_ONLINE)
