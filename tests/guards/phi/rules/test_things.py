"""Numbers of things are found; sizes, counts and clinical plates are not."""

from __future__ import annotations

from tests.guards.phi.found import Table

FOUND = [
    ("VIN 1HGCM82633A004352", "1HGCM82633A004352", "VEHICLE"),
    ("drives 1M8GDM9AXKP042788 daily", "1M8GDM9AXKP042788", "VEHICLE"),
    ("00:1A:2B:3C:4D:5E", "00:1A:2B:3C:4D:5E", "DEVICE"),
    ("001B.4411.3AB7", "001B.4411.3AB7", "DEVICE"),
    ("(01)00884838042001(17)250101(10)AB123", "(01)00884838042001(17)250101(10)AB123", "DEVICE"),
    ("serial number SN-88213-A", "SN-88213-A", "DEVICE"),
    ("S/N: 4Z88213", "4Z88213", "DEVICE"),
    ("lot # EK9231", "EK9231", "DEVICE"),
    ("IMEI 490154203237518", "490154203237518", "DEVICE"),
    ("license plate ABC-1234", "ABC-1234", "VEHICLE"),
    ("plate 7ABC123", "7ABC123", "VEHICLE"),
    ("license plate: 8XYZ 992", "8XYZ 992", "VEHICLE"),
    ("fingerprint ID FP-99812", "FP-99812", "BIOMETRIC"),
    ("voiceprint VP-99123-A", "VP-99123-A", "BIOMETRIC"),
    ("photo IMG_2044.JPG", "IMG_2044.JPG", "PHOTO"),
    ("face123.png", "face123.png", "PHOTO"),
]
SURVIVING = [
    "growth plate 2",
    "plate and screws 3.5 mm",
    "a lot of 10000 steps",
    "pacemaker 2019",
    "size 7.5 ETT",
    "20 gauge",
    "lead II",
    "model of care 2021",
    "12:30:45",
]


class TestThings(Table):
    found = FOUND
    surviving = SURVIVING
