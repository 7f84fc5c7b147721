"""Other unique numbers are found; registers, ranges, compounds and genes are not."""

from __future__ import annotations

from tests.guards.phi.found import Table

FOUND = [
    ("accession number AC-2023-1182", "AC-2023-1182", "CODE"),
    ("accession S23-12345", "S23-12345", "CODE"),
    ("claim # 2023CL9981", "2023CL9981", "CODE"),
    ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000", "CODE"),
    ("username: jdoe_77", "jdoe_77", "CODE"),
    ("MyChart username jsmith84", "jsmith84", "CODE"),
    ("Instagram @jane.doe", "@jane.doe", "CODE"),
    ("employee ID E99812", "E99812", "CODE"),
    ("badge 55120", "55120", "CODE"),
    ("id PD-123456", "PD-123456", "CODE"),
    ("57227A", "57227A", "CODE"),
    ("ABT-26312 was issued", "ABT-26312", "CODE"),
]
SURVIVING = [
    "NDC 0002-8215-01",
    "SNOMED CT 44054006",
    "RxNorm 197361",
    "PMID 31234567",
    "NCT01234567",
    "1000-1500 calories",
    "300-1500 micrograms",
    "1995-96",
    "heparin 5000000 units",
    "the agonist LY274614 blocked it",
    "lncRNA LINC00339 expression",
    "44054006 (SNOMED CT)",
    "trial of 12345 participants",
    "G2P1001",
    "HLA-B27",
    "SARS-CoV-2",
    "SR 57227A",
    "RO 25-6981 blocked it",
    "ABT-26312 in mice",
    "ABT-263 reduced tumours",
    "SNP rs6802943",
    "Ro4368554 did not help",
    "after Abbott-53693",
]


class TestCodes(Table):
    found = FOUND
    surviving = SURVIVING
