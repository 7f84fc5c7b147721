"""Text strategies for property tests: clinical-looking pieces glued together at random."""

from __future__ import annotations

from hypothesis import strategies as st

FRAGMENTS = (
    "Patient Maria Gonzalez ", "seen by Dr. A. Smith ", "john smith ", "Anna S. ", "Anna ",
    "MRN: 12345-JS ", "MRN 884422 ", "on April 12, 2023 ", "in March 2022 ", "02/25/2023",
    " 1/2/24 ", "call (555) 123-4567", " fax 212-555-1234 ", "SSN 123-45-6789",
    "a.b@example.com", "10.0.0.1 ", "https://example.com/a?b=1 ", "at Methodist Hospital ",
    "in Houston, Texas ", "92-year-old ", "55-year-old ", "BP 120/80 ", "lisinopril 10 mg ",
    "Foley catheter ", "[NAME_1]", "[NAME_2] ", "[LITERAL_1]", "[DATE_", "1]", "[", "]", " ",
    "\n", ". ", ", ", "🙂", "é", "e\u0301 ", "\u200b", "\u202e", "Müller ", "’s ", "\x00",
    "\ud800", "0", "\t", '"', "\\", "{", "}", "insurance ID HP-678901 ",
)  # fmt: skip

clinical = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=6)), max_size=14).map(
    "".join
)
