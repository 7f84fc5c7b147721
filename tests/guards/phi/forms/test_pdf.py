"""Only redacted text comes out of a PDF file; what cannot be read is refused."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from guards.phi.forms.pdf import PAGE_BREAK, pages_in, redact_pdf
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import UnsupportedContent

DRAWING = "0 0 100 100 re f"


def text_page(*lines: str) -> str:
    return "BT /F1 12 Tf 14 TL 50 700 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"


def pdf(*contents: str) -> bytes:
    """A file with one page for each content stream, in the simplest form the format has."""
    count = len(contents)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, content in enumerate(contents):
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents"
        objects.append(f"{page} {5 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R >> >> >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, "owner", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_pages_are_redacted_and_divided(redactor: Redactor) -> None:
    data = pdf(text_page("Patient: Ilse Quandt", "MRN 5512345"), text_page("Quandt slept."))
    done = redact_pdf(data, redactor, Identities(), Mode.MASK)
    first, second = done.value.split(PAGE_BREAK)
    assert first.splitlines() == ["Patient: [NAME]", "MRN [MRN]"]
    assert second.strip() == "[NAME] slept."
    assert {field.where for field in done.fields} == {"page 1", "page 2"}


def test_an_empty_page_is_no_scan() -> None:
    assert [page.strip() for page in pages_in(pdf("", text_page("x")))] == ["", "x"]


def test_a_file_that_anybody_may_open_is_read() -> None:
    assert pages_in(encrypted(pdf(text_page("x")), ""))[0].strip() == "x"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (encrypted(pdf(text_page("x")), "secret"), "encrypted"),
        (pdf(text_page("x"), DRAWING), "page 2"),
        (b"", "damaged"),
        (b"%PDF-1.4 and then nothing", "damaged"),
        (b"Seen: Ilse Quandt", "damaged"),
        (pdf(text_page("x")).replace(b"/Kids [4 0 R]", b"/Kids [9 0 R]"), "without pages"),
    ],
    ids=["encrypted", "image", "empty", "cut", "text", "no page"],
)
def test_what_cannot_be_read_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnsupportedContent, match=why) as refused:
        pages_in(data)
    assert "Quandt" not in str(refused.value)
