"""PDF: the text of its pages, with pypdf. A scan has no text; reading its pictures is left to other programs.

What a PDF says of when it was made is the time of a file, and is not taken for that of publication.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from twosource.model import Report
from twosource.readers.decoding import MAX_CHARACTERS, SPLIT_REMEDY
from twosource.readers.errors import ReadError
from twosource.readers.html_reader import LANGUAGE, people
from twosource.readers.options import ReadOptions
from twosource.readers.pdf_text import text_of_pages
from twosource.readers.reports import Metadata, doc_of, make_report

MAX_FILE = 32_000_000
"""Bytes. A report of 100 pages with photographs has 5 to 20 million."""
MAX_PAGES = 1_000
"""Pages: at 2,000 characters each there is more text on them than a report can have."""
MAX_STREAM = 4_000_000
"""Bytes of one stream of a page, unpacked. A page full of text has 10,000 to 100,000."""
MAX_OPERATIONS = 200_000
"""Operators and operands of one page: each takes some 100 bytes of memory. A dense page of text has 20,000."""
SECONDS = 1.5
"""Of the processor, before the first text has to be there."""
SECONDS_A_CHARACTER = 0.0001
"""What each character of text adds to that. pypdf takes a ninth of it on plain pages."""
FILE_NAME = re.compile(
    r"^microsoft \w+ - |^untitled|\.(?:docx?|odt|rtf|pdf|indd|qxd|pages|pptx?|xlsx?)$", re.IGNORECASE
)
"""A title that the writing program made of a file's name."""
SCAN_REMEDY = "make a PDF with text of it first, with a program for OCR such as ocrmypdf"
OPEN_REMEDY = "save a copy without a password, or print it to a new PDF"
WHOLE_REMEDY = "open it and save its text as a .txt file, or print it to a new PDF"


class TooMuchError(Exception):
    """A page takes longer than its text is worth."""


class PdfReader:
    """One file, one report."""

    name = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)

    def sniff(self, head: bytes) -> bool:
        """Whether it begins as a PDF does."""
        return head.lstrip().startswith(b"%PDF-")

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The report that the file is.

        Raises:
            ReadError: it is no PDF, damaged, encrypted, too long, takes too long, or has no text.
        """
        data = stream.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise ReadError(name, f"has more than {MAX_FILE:,} bytes", "split it, or give its text as a .txt file")
        text, metadata = extract(data, path=name)
        yield make_report(text, doc=doc_of(name), path=name, options=options, metadata=metadata)


def extract(data: bytes, *, path: str) -> tuple[str, Metadata]:
    """The text of a PDF, and what it says about itself.

    Raises:
        ReadError: as `PdfReader.read`.
    """
    import pypdf  # noqa: PLC0415 - takes a tenth of a second, which only PDFs should cost
    from pypdf import errors  # noqa: PLC0415

    logging.getLogger("pypdf").addHandler(
        logging.NullHandler()
    )  # it would write to the terminal what is odd in the file
    try:
        with limits():
            document = pypdf.PdfReader(io.BytesIO(data))
            return read_document(document, path)
    except (errors.FileNotDecryptedError, errors.DependencyError, NotImplementedError):
        raise ReadError(path, "is encrypted", OPEN_REMEDY) from None
    except (errors.LimitReachedError, TooMuchError, MemoryError):
        raise ReadError(path, "takes more time or memory than its text is worth", WHOLE_REMEDY) from None
    except (errors.PyPdfError, *BROKEN) as error:
        cause = str(error) or type(error).__name__
        raise ReadError(path, f"is no PDF, or a damaged one ({cause[:100]})", WHOLE_REMEDY) from None


BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError, OSError)
"""What pypdf raises on a damaged file besides its own errors."""


def limits() -> Any:
    """The limits that pypdf has itself, set for pages of text, while the context lasts."""
    from pypdf import apply_configuration  # noqa: PLC0415

    return apply_configuration(
        maximum_declared_stream_length=MAX_FILE,
        array_based_stream_maximum_output_length=MAX_STREAM,
        lzw_maximum_output_length=MAX_STREAM,
        run_length_maximum_output_length=MAX_STREAM,
        zlib_maximum_output_length=MAX_STREAM,
        zlib_maximum_recovery_input_length=MAX_STREAM // 4,
        stream_decoding_work_maximum_length=4 * MAX_STREAM,
        stream_parsing_work_maximum_count=MAX_OPERATIONS,
        array_maximum_element_count=MAX_OPERATIONS // 4,
        dictionary_maximum_element_count=MAX_OPERATIONS // 4,
        page_tree_maximum_entries=2 * MAX_PAGES,
        page_tree_maximum_page_entries=40 * MAX_PAGES,
        xform_maximum_invocations_per_extraction=200,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )


def read_document(document: Any, path: str) -> tuple[str, Metadata]:
    """The text of an open document, and its metadata.

    Args:
        document: `pypdf.PdfReader`.
        path: what to call it in an error.

    Raises:
        ReadError: it has too many pages or characters, or no text.
        TooMuchError: it takes too long.
    """
    number = len(document.pages)
    if number > MAX_PAGES:
        raise ReadError(path, f"has {number:,} pages, more than {MAX_PAGES:,}", SPLIT_REMEDY)
    clock = Clock()
    pages: list[str] = []
    for page in document.pages:
        clock.check()
        pages.append(page.extract_text(visitor_operand_before=clock.tick))
        clock.earned += len(pages[-1])
        if clock.earned > MAX_CHARACTERS:
            raise ReadError(path, f"has more than {MAX_CHARACTERS:,} characters", SPLIT_REMEDY)
    text = text_of_pages(pages)
    if not text.strip():
        pictures = "it is a scan" if number else "it has no page"
        raise ReadError(path, f"has no text: {pictures}", SCAN_REMEDY)
    return text, metadata_of(document)


class Clock:
    """Stops a reading that takes longer than what it has read is worth.

    Attributes:
        earned: characters read so far.
    """

    def __init__(self) -> None:
        self.earned = 0
        self._began = time.thread_time()

    def check(self) -> None:
        """Go on, or not.

        Raises:
            TooMuchError: the time is over.
        """
        if time.thread_time() - self._began > SECONDS + SECONDS_A_CHARACTER * self.earned:
            raise TooMuchError

    def tick(self, *_operation: object) -> None:
        """The same before an operator of a page."""
        self.check()


def metadata_of(document: Any) -> Metadata:
    """Title, authors and language as the file states them."""
    stated = document.metadata
    title, author = (None, None) if stated is None else (stated.title, stated.author)
    lang = document.root_object.get("/Lang")
    return Metadata(
        title=None if not title or FILE_NAME.search(str(title)) else str(title),
        byline=people(str(author)) if author else (),
        lang=str(lang) if lang and LANGUAGE.fullmatch(str(lang)) else None,
    )
