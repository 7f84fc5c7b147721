"""Ways to reach somebody are found; versions, code systems and quantities are not."""

from __future__ import annotations

from tests.guards.phi.found import Table

FOUND = [
    ("(555) 123-4567", "(555) 123-4567", "PHONE"),
    ("555.123.4567", "555.123.4567", "PHONE"),
    ("+44 20 7946 0958", "+44 20 7946 0958", "PHONE"),
    ("+1-202-555-0143", "+1-202-555-0143", "PHONE"),
    ("+49 (0)30 901820", "+49 (0)30 901820", "PHONE"),
    ("+33 1 42 68 53 00", "+33 1 42 68 53 00", "PHONE"),
    ("call her at 020 7946 0958", "020 7946 0958", "PHONE"),
    ("call 555-1234 10 mg", "555-1234", "PHONE"),
    ("01 42 68 53 00", "01 42 68 53 00", "PHONE"),
    ("fax to 212-555-1234", "212-555-1234", "FAX"),
    ("Fax: +1 212 555 1234", "+1 212 555 1234", "FAX"),
    ("facsimile 5551234", "5551234", "FAX"),
    ("a.b@example.com", "a.b@example.com", "EMAIL"),
    ("john dot smith at gmail dot com", "john dot smith at gmail dot com", "EMAIL"),
    ("jsmith [at] example [dot] org", "jsmith [at] example [dot] org", "EMAIL"),
    ("jane(at)example.com", "jane(at)example.com", "EMAIL"),
    ("10.0.0.1", "10.0.0.1", "IP"),
    ("2001:db8::1", "2001:db8::1", "IP"),
    ("fe80::1ff:fe23:4567:890a", "fe80::1ff:fe23:4567:890a", "IP"),
    ("https://portal.example.com/p?id=3", "https://portal.example.com/p?id=3", "URL"),
    ("see myclinic.org/page", "myclinic.org/page", "URL"),
    ("mychart.hospital.org", "mychart.hospital.org", "URL"),
    ("portal.smith.health", "portal.smith.health", "URL"),
    ("pager 55123", "55123", "PHONE"),
    ("ext. 4432", "4432", "PHONE"),
    ("555-123-4567Home", "555-123-4567", "PHONE"),
    ("server 1.1.1.49", "1.1.1.49", "IP"),
    ("0044 20 7946 0958", "0044 20 7946 0958", "PHONE"),
]
SURVIVING = [
    "call if temp > 101",
    "phone in 2 weeks",
    "version 1.2.3.4",
    "section 4.1.2.1",
    "http://loinc.org",
    "http://snomed.info/sct",
    "look at the clinic",
    "5 mg @ bedtime",
    "05 10 15 20",
    "E. coli",
    "every 4 to 6 hours",
    "1,000,000 units",
    "NDC 0071-0155-23",
    "EC 1.1.1.49",
    "EC 3.4.21.4 and EC 2.7.11.1",
    "dehydrogenase (1.1.1.49)",
    "outline 1.2.3.4",
]


class TestContacts(Table):
    found = FOUND
    surviving = SURVIVING
