"""Sentences that carry identifiers, by the place in a note where they naturally stand.

Written for the benchmark alone: nothing is trained on them.
"""

from __future__ import annotations

HEADERS = (
    "{facility}\nOUTPATIENT PROGRESS NOTE\n\nPatient: {patient.full}\nDOB: {dob}    MRN: {mrn}\n"
    "Date of service: {date}\nProvider: {doctor.full}, MD\n\n",
    "PATIENT NAME:  {patient.formal}\nMEDICAL RECORD #:  {mrn}\nBIRTH DATE:  {dob}\n"
    "VISIT DATE:  {date}\nATTENDING:  {doctor.initialled}, DO\nACCT #:  {account}\n\n",
    "{patient.formal} | {dob} | MRN {mrn}\nHome: {street}, {city}, OH {zip}\nTel {phone}\n"
    "PCP Dr. {doctor.last}\n\n",
    "Re: {patient.initialled}\nDate of birth {dob}\nMember ID {plan}\n\nDear Dr. {other.last},\n\n"
    "Thank you for asking me to see {patient.first}, whom I met on {date}.\n\n",
    "DISCHARGE SUMMARY\nName: {patient.full}\nHospital no.: {mrn}\nAdmitted: {date}\n"
    "Discharged: {date}\nFacility: {facility}\nService of {doctor.full}\n\n",
    "Telephone encounter {date}\nCaller: {relative.full} (daughter of {patient.full}, dob {dob})\n"
    "Callback: {phone}\nTaken by: {nurse.full}, RN\n\n",
)
SENTENCES = (
    "{patient.first} was accompanied today by a sister, {relative.full}, who helped with history.",
    "Mr. {patient.last} tells me the pain began while driving through {city}.",
    "Ms. {patient.last} last saw Dr. {other.last} at {facility} on {date}.",
    "The case was discussed with {doctor.full} and with the family on {date}.",
    "Lives with husband {relative.first} on {street}, {city}.",
    "Her son {relative.first} {other.last} holds power of attorney and can be reached at {phone}.",
    "Phone message: {relative.full} called re refills, wants a call back at {phone} after 5.",
    "Outside records from {facility} faxed to {fax} arrived {date}.",
    "Imaging from {date} (accession {accession}) was reviewed side by side with Dr. {other.last}.",
    "Implanted device serial number {serial}, interrogated on {date} by {nurse.full}.",
    "Insurance: member ID {plan}; prior authorization is pending.",
    "SSN on file {ssn}; mailing address {street}, {city} {zip}.",
    "Prefers e-mail: {email}. Portal page: {url}",
    "Her mother, who is {old_age} years old, still lives in {city}.",
    "{nurse.first} from home health called; {patient.last} missed the {day} visit.",
    "Works for {other.full} as a bookkeeper and commutes from {city}.",
    "Drove himself here, license plate {plate}, driver's license {licence} copied at the desk.",
    "Pharmacist {other.full} confirmed the last fill on {date}; pharmacy phone {phone}.",
    "Second opinion requested from {other.full}, MD, PhD at {facility}.",
    "Telehealth visit joined from IP {ip}; consent witnessed by {nurse.signed}.",
    "Medicare number {mbi}; supplemental policy {plan}.",
    "{patient.full}'s daughter {relative.first} is expecting in the spring.",
    "Next appointment with {doctor.last} on {date}, earlier if needed.",
    'As {relative.first} put it, {patient.first} "has not been the same since {day}".',
    "Referred by {other.full}, NP, NPI {npi}.",
    "Account {account} was billed for the visit on {day}.",
)
CLOSINGS = (
    "\n\nElectronically signed by {doctor.full}, MD on {date}\ncc: {other.full}; {facility}\n",
    "\n\n{doctor.full}, M.D.\nDictated {date}, transcribed {date}\n"
    "cc: Dr. {other.last}, fax {fax}\n",
    "\n\nSigned: {doctor.signed}\nCo-signed: {nurse.full}, PA-C\n{facility}, {city}\n",
    "\n\nThank you for letting me share in the care of {patient.first} {patient.last}.\n\n"
    "Sincerely,\n{doctor.initialled}\nOffice {phone} | {email}\n",
    "\n\nD: {date}  T: {date}  Job ID {accession}\nAttending physician: {doctor.formal}\n",
)
TURNS = (
    "Doctor: Good morning, {patient.first}. I'm Dr. {doctor.last}.\n"
    "Patient: Hi, nice to meet you. My husband {relative.first} drove me.\n",
    "Guest_family: Hello, I'm {relative.full}, the daughter.\n"
    "Doctor: Thanks for coming, {relative.first}. When did {patient.first} fall?\n",
    "Doctor: Can you confirm your full name and birthday?\nPatient: {patient.full}, {dob}.\n",
    "Doctor: Which number is best?\n"
    "Patient: It's {phone}, or my wife {relative.first} at {phone}.\n",
    "Patient: Doctor {other.last} over at {facility} did the surgery.\nDoctor: On {date}, yes?\n",
    "Doctor: Are you still on {street}?\nPatient: No, we moved to {city} in the fall.\n",
    "Patient: You can write me, {email}.\nDoctor: {nurse.first} will send you the link, {url}.\n",
    "Doctor: So, Mrs. {patient.last}, how has the breathing been?\n",
    "Patient: My brother {other.first} had the same thing, he saw {doctor.full}.\n",
)
RECORD = (
    "{facility}\nSUMMARY OF CARE\n\nName: {patient.formal}\nDate of birth: {dob}\nMRN: {mrn}\n"
    "SSN: {ssn}\nAddress: {street}, {city}, {state} {zip}\nTelephone: {phone}\n"
    "Mother: {relative.full}\nPrimary care: Dr. {doctor.full}\n\n"
)
VISIT = "- {date}: {what}, {facility}, seen by Dr. {doctor.last}.\n"
