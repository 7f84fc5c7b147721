"""Numbers, codes and handles that belong to one person: telephones, e-mail, records, plates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

from training.tagger.corpus.people import Person

_FICTIONAL = ("555-###-####", "(555) ###-####", "###-555-####", "555-####")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_PHONES = (
    *("(###) ###-####", "###-###-####", "###-###-####", "(###)###-####", "###.###.####"),
    *("+1 ### ### ####", "1-###-###-####", "### ### ####", "##########", "###-####"),
    *("+44 20 #### ####", "0#### ######", "07### ######", "+49 30 #######", "+33 # ## ## ## ##"),
    *(
        "+61 4## ### ###",
        "(0#) #### ####",
        "+91 ##### #####",
        "+63 9## ### ####",
        "+52 55 #### ####",
    ),
    *("###-###-#### x###", "(###) ###-#### ext. ####", "+1 (###) ###-####", "+234 80# ### ####"),
    *("0##-#######", "+353 8# ### ####", "###/###-####", "+86 1## #### ####", "+81-3-####-####"),
)
_SPREAD_CODE = (
    *("########", "#######", "######", "#####", "#########", "##########", "??-######", "??######"),
    *("?#######", "?-######", "##-##-##", "###-##-###", "###-###-###", "???-######", "#####-???"),
    *(
        "###-##-####",
        "####-#####",
        "???######",
        "??-#####",
        "#####-###",
        "???-????-#####",
        "#?####?",
    ),
    *("??####-##", "##?#####", "????#####", "###-####", "??-####-##", "00######", "??#-####"),
    *("???-?#?-20##", "????-#####", "#####-????", "?-###-###", "??-##-##-##", "###-####-###"),
)
_ID_SHAPES = {
    "mrn": _SPREAD_CODE,
    "plan": (
        *("???#########", "??-######", "#########-##", "#?##-??#-??##", "W#########", "????######"),
        *("###########", "??#######", "??-#######", "#####-#####", "???-######", "H####-###-##"),
    ),
    "account": (
        "##########",
        "########",
        "####-####-####",
        "??-########",
        "############",
        "AC######",
    ),
    "ssn": ("###-##-####", "###-##-####", "### ## ####", "#########", "xxx-xx-####", "***-**-####"),
    "licence": (
        "?#######",
        "??######",
        "???-##-####",
        "#########",
        "MD-######",
        "??.######",
        "RN#######",
    ),
    "plate": (
        "???-####",
        "???####",
        "#???###",
        "??## ???",
        "### ???",
        "?##-???",
        "???-##-##",
        "??-###-??",
    ),
    "vin": ("#??##??#????######", "?#??##??#?#######"),
    "device": (
        *("SN ########", "???######", "??-####-??", "(01)##############(21)??####", "?######?"),
        *("####-???-####", "##########", "S/N ??####-###", "LOT ??####", "???###?-##"),
    ),
    "card": ("#### #### #### ####", "################", "####-####-####-####", "#### ###### #####"),
    "code": (
        *("??-####-####", "########", "CASE-######", "####-##-###", "???-??-###", "TKT######"),
        *("??#######", "#-####-#####", "REF/####/##", "S##-#####", "?#?#?#?#", "???#####-?"),
    ),
    "iban": (
        "GB##???? ##############",
        "DE####################",
        "FR## #### #### #### #### #### ###",
    ),
    "passport": ("#########", "?########", "??#######"),
    "nhs": ("### ### ####", "##########", "???######?", "##.##.##-###.##"),
    "ip": ("##.1#.2#.#", "1##.1##.#.1#", "10.#.##.#", "fe80::####:??#:#?##", "2001:db8::#?:####"),
}
_MAILS = (
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "example.com", "example.org"),
    *("icloud.com", "aol.com", "mail.com", "med.org", "hospital.org", "uni-mail.edu", "web.de"),
    *("protonmail.com", "live.co.uk", "orange.fr", "rediffmail.com", "clinic.net", "health.gov"),
)
_SITES = ("com", "org", "net", "io", "co.uk", "edu", "de", "health", "info", "us")
_PATHS = ("", "", "/profile", "/patients/#####", "/u/????##", "/index.html", "/visit?id=######")
_NOT_WORD = re.compile(r"[^a-z]+")


def shaped(rng: Random, shape: str) -> str:
    """The shape with every "#" a digit, "?" a capital letter; all else stays."""
    return "".join(
        str(int(rng.random() * 10))
        if char == "#"
        else rng.choice(_LETTERS)
        if char == "?"
        else char
        for char in shape
    )


def phone(rng: Random) -> str:
    """A telephone or fax number of some country, North America's mostly."""
    if rng.random() < 0.2:
        return shaped(
            rng, rng.choice(("555-###-####", "(555) ###-####", "###-555-####", "555-####"))
        )
    half = len(_PHONES) // 3 if rng.random() < 0.55 else len(_PHONES)
    return shaped(rng, _PHONES[int(rng.random() * half)])


def code(rng: Random, kind: str) -> str:
    """A code of a kind of `_ID_SHAPES`, at times with a "#" before it.

    Raises: KeyError for an unknown kind.
    """
    made = shaped(rng, rng.choice(_ID_SHAPES[kind]))
    if kind in ("mrn", "plan", "account", "code") and rng.random() < 0.12:
        made = "#" + made
    return made.lower() if rng.random() < 0.04 else made


def email(rng: Random, person: Person) -> str:
    """An address that is often, but not always, made of the person's name."""
    first, last = plain(person.first) or "a", plain(person.last) or "b"
    local = rng.choice(_LOCALS)(first, last)
    number = str(rng.randrange(100)) if rng.random() < 0.3 else ""
    return f"{local}{number}@{_domain(rng)}"


_LOCALS: tuple[Callable[[str, str], str], ...] = (
    lambda first, last: f"{first}.{last}",
    lambda first, last: f"{first[0]}{last}",
    lambda first, last: f"{first}{last}",
    lambda first, last: f"{first}_{last[0]}",
    lambda first, last: f"{last}.{first[0]}",
    lambda first, last: first,
    lambda first, last: f"{first}.{last[0]}",
    lambda first, last: f"{last}{first[:2]}",
    lambda first, last: "the" + last + "s",
)


def handle(rng: Random, person: Person) -> str:
    """A user name in a forum or an application."""
    base = f"{plain(person.first)[:8]}{rng.choice(('', '_', '.', 'x'))}{plain(person.last)[:5]}"
    return f"{rng.choice(('@', '@', ''))}{base or 'user'}{rng.randrange(10_000)}"


def url(rng: Random, person: Person) -> str:
    """A web address that leads to a person."""
    host = f"{plain(person.last) or 'home'}{rng.choice(('', 'family', '-blog', 'clinic', 'art'))}"
    start = rng.choice(("https://", "http://", "www.", "https://www.", ""))
    return f"{start}{host}.{rng.choice(_SITES)}{shaped(rng, rng.choice(_PATHS)).lower()}"


def plain(name: str) -> str:
    """The name's letters a to z in lower case."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return _NOT_WORD.sub("", decomposed.encode("ascii", "ignore").decode())


def _domain(rng: Random) -> str:
    if rng.random() < 0.8:
        return rng.choice(_MAILS)
    return f"{shaped(rng, '????').lower()}{rng.choice(('mail', 'health', 'net', 'group'))}.com"
