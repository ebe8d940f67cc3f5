"""A PDF to its text."""

from __future__ import annotations

import io
import logging

from .found import REPORT_BYTES, Found, Refused

_MOST_PAGES = 500  # reports are short; longer files are books and archives


def read_pdf(data: bytes) -> tuple[Found, list[tuple[str, str]]]:
    """The text of a PDF, pages parted by a blank line, and what there is to say as (code, message).

    Title, outlet and date of the file are not taken: they name its maker, not its publisher. Raises Refused
    for a file that is damaged, locked, or holds pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    said: list[tuple[str, str]] = []
    pages: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("locked", "is a PDF locked by a password; save an open copy of it")
        count = len(reader.pages)
        for number in range(min(count, _MOST_PAGES)):
            pages.append(reader.pages[number].extract_text().strip())
            if sum(map(len, pages)) > REPORT_BYTES:
                break
    except Refused:
        raise
    except (
        PyPdfError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RecursionError,
        OSError,
        ArithmeticError,
    ) as error:
        raise Refused(
            "unreadable", f"is a PDF that cannot be read ({type(error).__name__}: {error}); save it again"
        ) from error
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise Refused(
            "no-text",
            "is a PDF without text, perhaps a scan; make its text readable with an OCR program first",
        )
    if count > len(pages):
        said.append(
            (
                "too-long",
                f"has {count:,} pages; the first {len(pages):,} were read. Split it to read the rest",
            )
        )
    return Found(text=text), said
