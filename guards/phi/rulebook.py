"""The rules, one table per family of Safe Harbor letters (names and places have their own files).

Order does not matter: where rules overlap, `guards.phi.spans` decides by score and length.
Source: 45 CFR 164.514(b)(2)(i).
"""

from __future__ import annotations

from guards.phi.rulebook_ages import AGES
from guards.phi.rulebook_codes import CODES
from guards.phi.rulebook_contacts import CONTACTS
from guards.phi.rulebook_dates import DATES
from guards.phi.rulebook_postal import POSTAL
from guards.phi.rulebook_records import RECORDS
from guards.phi.rulebook_things import THINGS

RULES = (*DATES, *AGES, *CONTACTS, *POSTAL, *RECORDS, *THINGS, *CODES)
