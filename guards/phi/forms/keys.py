"""What a field's name says of its value: `mrn`, `Patient Name`, `date_of_birth`."""

from __future__ import annotations

import re

_KEYS = {
    "NAME": "patient patientname fullname firstname lastname middlename familyname givenname"
    " surname maidenname mothersmaidenname nextofkin emergencycontact guarantorname providername"
    " yourname whatisyourname physician physicianname doctorname attending attendingphysician"
    " referringphysician pcp",
    "DATE": "dob birthdate dateofbirth admissiondate admitdate dischargedate visitdate servicedate"
    " deathdate dateofdeath encounterdate",
    "ADDRESS": "address street streetaddress addressline addressline1 addressline2",
    "LOCATION": "city town county birthplace placeofbirth",
    "FACILITY": "facility facilityname hospital hospitalname clinicname employer employername",
    "ZIP": "zip zipcode postalcode postcode",
    "PHONE": "phone phonenumber telephone mobile mobilephone homephone workphone cellphone",
    "FAX": "fax faxnumber",
    "EMAIL": "email emailaddress",
    "SSN": "ssn socialsecuritynumber",
    "MRN": "mrn medicalrecordnumber patientid patientnumber chartnumber",
    "PLAN": "memberid insuranceid insurancenumber policynumber subscriberid beneficiaryid",
    "ACCOUNT": "account accountnumber",
    "LICENCE": "npi npinumber dea deanumber licensenumber licencenumber driverslicense"
    " driverslicensenumber driverlicensenumber",
    "VEHICLE": "vin licenseplate platenumber",
    "DEVICE": "deviceid deviceserialnumber imei",
    "IP": "ip ipaddress",
    "AGE": "age patientage ageyears ageinyears",
    "CODE": "passport passportnumber nationalid",
}
_LABEL_OF_KEY = {key: label for label, keys in _KEYS.items() for key in keys.split()}
_COLUMNS = {
    "NAME": "name first last middle maiden provider doctor clinician nurse",
    "DATE": "date birthday start stop",
    "LICENCE": "drivers",
}
_LABEL_OF_COLUMN = {key: label for label, keys in _COLUMNS.items() for key in keys.split()}
_MAX_CHARS = 60
_OLD_AGE = re.compile(r"(?:9\d|1[0-2]\d)(?:\.\d+)?", re.ASCII)


def label_of_key(key: str) -> str | None:
    """The label a JSON key gives its value; None for a key that says nothing."""
    return _LABEL_OF_KEY.get(_squeezed(key))


def label_of_column(header: str) -> str | None:
    """The same for a table's column, whose one-word headers (`name`, `last`) mean a person."""
    key = _squeezed(header)
    return _LABEL_OF_KEY.get(key) or _LABEL_OF_COLUMN.get(key)


def may_be_value(label: str, text: str) -> bool:
    """Whether a keyed text is short enough for an identifier, no sentence for a name, and an age
    over 89.
    """
    if label == "AGE":
        return _OLD_AGE.fullmatch(text.strip()) is not None
    plausible = 0 < len(text.strip()) <= _MAX_CHARS
    return plausible and not (label == "NAME" and any(map(str.isdigit, text)))


def _squeezed(key: str) -> str:
    return "".join(filter(str.isalnum, key)).lower()
