"""Numbers in somebody's books are found; diagnoses, counts and fractions are not."""

from __future__ import annotations

from tests.guards.phi.found import Table

FOUND = [
    ("SSN 123-45-6789", "123-45-6789", "SSN"),
    ("ITIN 912-78-1234", "912-78-1234", "SSN"),
    ("social security number is 123456789", "123456789", "SSN"),
    ("his social ends in 6789", "6789", "SSN"),
    ("123 45 6789", "123 45 6789", "SSN"),
    ("NPI 1234567893", "1234567893", "LICENCE"),
    ("NPI: 1234567893", "1234567893", "LICENCE"),
    ("MBI 1EG4-TE5-MK73", "1EG4-TE5-MK73", "PLAN"),
    ("1eg4te5mk73 on card", "1eg4te5mk73", "PLAN"),
    ("DEA AB1234563", "AB1234563", "LICENCE"),
    ("prescriber BB1388568 signed", "BB1388568", "LICENCE"),
    ("routing 021000021", "021000021", "ACCOUNT"),
    ("ABA: 011401533", "011401533", "ACCOUNT"),
    ("card 4111 1111 1111 1111", "4111 1111 1111 1111", "ACCOUNT"),
    ("378282246310005", "378282246310005", "ACCOUNT"),
    ("5555-5555-5555-4444", "5555-5555-5555-4444", "ACCOUNT"),
    ("IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00", "ACCOUNT"),
    ("GB29NWBK60161331926819", "GB29NWBK60161331926819", "ACCOUNT"),
    ("FR14 2004 1010 0505 0001 3M02 606", "FR14 2004 1010 0505 0001 3M02 606", "ACCOUNT"),
    ("license number A123456", "A123456", "LICENCE"),
    ("medical license TX-G12345", "TX-G12345", "LICENCE"),
    ("driver's license D1234567", "D1234567", "LICENCE"),
    ("DL# S123-4567-8901", "S123-4567-8901", "LICENCE"),
    ("MRN: 12345-JS", "12345-JS", "MRN"),
    ("MRN 123 456 789", "123 456 789", "MRN"),
    ("MRN12345", "MRN12345", "MRN"),
    ("Medical Record # 884422", "884422", "MRN"),
    ("Med Rec No. 884422", "884422", "MRN"),
    ("M.R.N. 884422", "884422", "MRN"),
    ("MR# 884422", "884422", "MRN"),
    ("chart 88213", "88213", "MRN"),
    ("hospital number H123456", "H123456", "MRN"),
    ("NHS number 943 476 5919", "943 476 5919", "MRN"),
    ("FIN: 99812345", "99812345", "MRN"),
    ("FIN 99812345", "99812345", "MRN"),
    ("encounter 3344556", "3344556", "MRN"),
    ("visit ID V88213", "V88213", "MRN"),
    ("policy number POL-99812", "POL-99812", "PLAN"),
    ("member ID XQZ123456789", "XQZ123456789", "PLAN"),
    ("group # 12345-AB", "12345-AB", "PLAN"),
    ("Group: 0088123", "0088123", "PLAN"),
    ("health plan: HP-998877", "HP-998877", "PLAN"),
    ("account number 00012345", "00012345", "ACCOUNT"),
    ("Acct #4455-88", "#4455-88", "ACCOUNT"),
    ("sort code 12-34-56", "12-34-56", "ACCOUNT"),
    ("card ending in 4242", "4242", "ACCOUNT"),
    ("patient ID #AB-987654", "#AB-987654", "MRN"),
    ("SSN: ***-**-6789", "***-**-6789", "SSN"),
    ("gb29nwbk60161331926819", "gb29nwbk60161331926819", "ACCOUNT"),
    ("IBAN GB82 WEST 1234 5698 7654 32 from May", "GB82 WEST 1234 5698 7654 32", "ACCOUNT"),
    ("NO93 8601 1117 947", "NO93 8601 1117 947", "ACCOUNT"),
    ("123-45-6789Anna", "123-45-6789", "SSN"),
]
SURVIVING = [
    "chart 2019",
    "plan 5 days",
    "medical records of 236 patients",
    "group (11/57 vs 23/57)",
    "stress group (20.25%)",
    "CPT code 99213",
    "ICD-10 code: J45.909",
    "case 2 of 3",
    "bilirubin 1.8 mg/dL (30.78)",
    "patient 120/80",
    "platelets 250,000",
]


class TestRecords(Table):
    found = FOUND
    surviving = SURVIVING
