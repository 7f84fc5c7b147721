"""Post boxes and postal codes are found; vertebrae, doses and ordinals are not."""

from __future__ import annotations

from tests.guards.phi.found import Table

FOUND = [
    ("P.O. Box 123", "P.O. Box 123", "ADDRESS"),
    ("PO Box 4410", "PO Box 4410", "ADDRESS"),
    ("Post Office Box 12", "Post Office Box 12", "ADDRESS"),
    ("RR 2 Box 45", "RR 2 Box 45", "ADDRESS"),
    ("PSC 5217, Box 48", "PSC 5217, Box 48", "ADDRESS"),
    ("APO AP 96201", "APO AP 96201", "ADDRESS"),
    ("zip code 90210", "90210", "ZIP"),
    ("ZIP: 90210-1234", "90210-1234", "ZIP"),
    ("postcode 2000", "2000", "ZIP"),
    ("Eircode D02 X285", "D02 X285", "ZIP"),
    ("SW1A 1AA", "SW1A 1AA", "ZIP"),
    ("OX1 4AH", "OX1 4AH", "ZIP"),
    ("K1A 0B1", "K1A 0B1", "ZIP"),
    ("TX 75201", "75201", "ZIP"),
    ("Texas 75201-1234", "75201-1234", "ZIP"),
]
SURVIVING = [
    "L4 5TH metatarsal",
    "B12 1000 mcg",
    "RR 16",
    "box 12 of gloves",
    "S1 2ND digit",
    "C5 6TH",
]


class TestPostal(Table):
    found = FOUND
    surviving = SURVIVING
