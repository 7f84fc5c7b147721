"""The rules, one table per family of Safe Harbor letters (names and places have their own files).

Order does not matter: where rules overlap, `guards.phi.spans` decides by score and length.
Source: 45 CFR 164.514(b)(2)(i).
"""

from __future__ import annotations

from guards.phi.rules.ages import AGES
from guards.phi.rules.codes import CODES
from guards.phi.rules.contacts import CONTACTS
from guards.phi.rules.dates import DATES
from guards.phi.rules.postal import POSTAL
from guards.phi.rules.records import RECORDS
from guards.phi.rules.things import THINGS

RULES = (*DATES, *AGES, *CONTACTS, *POSTAL, *RECORDS, *THINGS, *CODES)
