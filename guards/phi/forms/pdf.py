"""The text of a PDF file, page by page; what cannot be read as text is refused, not skipped."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator, Sequence

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from guards.phi.detector import KnownIdentifier
from guards.phi.forms.fields import Field, RedactedFields, Visit, redact_fields
from guards.phi.surrogates.redactor import Identities, Mode, Redactor
from guards.verdicts import UnsupportedContent

PAGE_BREAK = "\f"

_BROKEN = (
    PyPdfError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    struct.error,
    zlib.error,
)
"""What reading a damaged file may end in; the library does not promise fewer."""


def pages_in(data: bytes) -> list[str]:
    """The text of each page, in order; an empty page is an empty text.

    Raises: UnsupportedContent for an encrypted or damaged file, and for a page that shows
    something but holds no text (a scan): nothing of it could be checked.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnsupportedContent("encrypted PDF")
        pages = list(_texts(reader))
    except FileNotDecryptedError as error:
        raise UnsupportedContent("encrypted PDF") from error
    except _BROKEN as error:
        raise UnsupportedContent("damaged PDF") from error
    if not pages:
        raise UnsupportedContent("PDF without pages")
    return pages


def redact_pdf(
    data: bytes,
    redactor: Redactor,
    identities: Identities,
    mode: Mode,
    known: Sequence[KnownIdentifier] = (),
) -> RedactedFields[str]:
    """The redacted text of a PDF file, its pages divided by `PAGE_BREAK`.

    Only text comes out: images, forms, comments and the file's own data are left behind.
    Raises: UnsupportedContent as `pages_in` does.
    """
    pages = pages_in(data)

    def walk(visit: Visit) -> str:
        return PAGE_BREAK.join(
            visit(Field(text, None, f"page {number}")) for number, text in enumerate(pages, 1)
        )

    return redact_fields(walk, redactor, identities, mode, known)


def _texts(reader: PdfReader) -> Iterator[str]:
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        if not text.strip() and _shows_something(page):
            raise UnsupportedContent(f"PDF page {number}, which is an image or has no text")
        yield text.replace(PAGE_BREAK, "\n")


def _shows_something(page: PageObject) -> bool:
    contents = page.get_contents()
    return contents is not None and bool(contents.get_data().strip())
