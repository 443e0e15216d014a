"""PDFs to reports: paragraphs that hold, hyphens that are not guessed away, and files that are not worth their time."""

import io
import time
import tracemalloc
import zlib

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive_samples import STORY_LINES, assembled, drawn, pdf
from tests.readers_samples import error, report
from twosource.model import Report
from twosource.readers import ReadError, read_bytes
from twosource.readers.pdf_text import text_of_pages

PARAGRAPHS = (
    "Three ships left Port Essel on Sunday, the harbour master said, ending a blockade of eleven days. The navy denied "
    "that it had ever closed the port, and called the account of the owner of a well-known cafe false. It had stopped "
    "two boats for an inspection, it said, and the blockade was an invention.\n\n"
    "The island's council could not verify either account on Sunday evening, and asked for an inquiry."
)


@pytest.mark.parametrize("name", ["a.pdf", "stdin"])
def test_a_pdf(name):
    info = "/Title (Ships leave Port Essel) /Author (Ana Varga; Idris Bello) /CreationDate (D:20310504093000Z)"
    found = report(read_bytes(pdf([STORY_LINES], info=info, catalog="/Lang (en-GB)"), name=name))
    assert found.text == PARAGRAPHS
    assert (found.title, found.byline, found.lang) == ("Ships leave Port Essel", ("Ana Varga", "Idris Bello"), "en-GB")
    assert found.published is None, "the time of a file is not that of publication"


@pytest.mark.parametrize("title", ["Microsoft Word - ships final2.docx", "ships.indd", "untitled", ""])
def test_a_title_that_is_a_file_s_name_is_none(title):
    assert report(read_bytes(pdf([STORY_LINES], info=f"/Title ({title})"), name="a.pdf")).title is None


def test_a_sentence_goes_on_over_pages_past_heads_and_numbers():
    pages = [
        ["Harbour Courier, 4 May 2031", *STORY_LINES[:2], f"page {n} of 3"]
        for n in range(1, 4)
    ]  # fmt: skip
    pages[1][1:1] = ["of the owner of a cafe false, and of nobody else, as it told reporters in the evening."]
    pages[0][2] += " by"
    text = text_of_pages(["\n".join(page) for page in pages])
    assert "Harbour Courier" not in text
    assert "page 2" not in text
    assert "called the account by of the owner" in text.replace("\n\n", " | ")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The block-", "ade held; the blockade was long."], "The blockade held; the blockade was long."),
        (["The block-", "ade held."], "The block-ade held."),
        (["A well-", "known well-known wellknown cafe."], "A well-known well-known wellknown cafe."),
        (["The har\u00ad", "bour opened."], "The harbour opened."),
        (["From 1999-", "2001 it was shut."], "From 1999- 2001 it was shut."),
        (["The Ovre-", "Nedre line, OvreNedre."], "The Ovre-Nedre line, OvreNedre."),
    ],
)
def test_hyphens_at_line_ends(lines, text):
    assert text_of_pages(["\n".join(lines)]) == text


def test_items_and_headings_begin_paragraphs():
    lines = [
        "SHIPS LEAVE",
        "Three ships left the port on Sunday, he said, and the list of them",
        "is this:",
        "• Ovre",
        "• Nedre",
    ]
    assert text_of_pages(["\n".join(lines)]).split("\n\n") == [
        "SHIPS LEAVE",
        f"{lines[1]} is this:",
        "• Ovre",
        "• Nedre",
    ]


words = st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=60)


@given(words, st.integers(10, 80))
def test_every_letter_of_a_page_is_in_its_text(sentence, width):
    lines: list[str] = []
    line = ""
    for word in sentence:
        if len(line) + len(word) > width:
            lines, line = [*lines, line], ""
        line = f"{line} {word}".strip()
    text = text_of_pages(["\n".join([*lines, line])])
    assert text.split() == sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf([[]]), "has no text: it is a scan; make a PDF with text"),
        (b"%PDF-1.7\nrubbish", "is no PDF, or a damaged one"),
        (b"", "is no PDF"),
        (b"%PDF-1.4 " + bytes(40_000_000), "has more than 32,000,000 bytes"),
    ],
)
def test_what_cannot_be_read(data, words):
    assert words in str(error(read_bytes(data, name="a.pdf")))


def test_an_encrypted_pdf():
    for password, opens in (("secret", False), ("", True)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([STORY_LINES])))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")  # noqa: S106 - of a sample
        file = io.BytesIO()
        writer.write(file)
        (found,) = read_bytes(file.getvalue(), name="a.pdf")
        if opens:
            assert isinstance(found, Report)
        else:
            assert "is encrypted; save a copy without a password" in str(found)


CATALOG, FONT, INFO = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    b"<< >>",
)


def page_tree(pages: bytes, *others: bytes) -> bytes:
    return assembled([CATALOG, pages, FONT, INFO, *others])


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), more, data)


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 6 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /X 7 0 R >> >> >>"
ONE = b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 7 0 R >> >>"
ZEROS = zlib.compress(bytes(300_000_000), 9)
HOSTILE = {
    "a page tree that is its own child": page_tree(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
    "two nodes in a circle": page_tree(
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    ),
    "one page a hundred thousand times": page_tree(
        b"<< /Type /Pages /Kids [" + b"5 0 R " * 100_000 + b"] /Count 100000 >>", PAGE, stream(b"")
    ),
    "a count that lies": page_tree(
        b"<< /Type /Pages /Kids [5 0 R] /Count 999999999 >>", PAGE, stream(drawn(["Ships."]))
    ),
    "a form in itself": page_tree(ONE, PAGE, stream(b"/X Do " * 1000), stream(b"/X Do " * 1000, FORM)),
    "zeros": page_tree(ONE, PAGE, stream(ZEROS, b"/Filter /FlateDecode")),
    "zeros twice": page_tree(ONE, PAGE, stream(zlib.compress(ZEROS), b"/Filter [/FlateDecode /FlateDecode]")),
    "endless operators": page_tree(ONE, PAGE, stream(zlib.compress(b"q Q " * 900_000), b"/Filter /FlateDecode")),
    "endless words": page_tree(ONE, PAGE, stream(b"BT /F1 1 Tf " + b"(a) Tj " * 60_000 + b"ET")),
    "deep arrays": page_tree(ONE, PAGE, stream(b"[" * 200_000)),
    "deep objects": page_tree(b"<< /Type /Pages /Kids " + b"[" * 50_000 + b" /Count 1 >>"),
    "reference to itself": page_tree(b"2 0 R"),
    "no end": pdf([STORY_LINES])[:-300],
    "only objects": b"%PDF-1.4\n" + b"1 0 obj\n<< >>\nendobj\n" * 100_000,
    "startxref far away": b"%PDF-1.4\nstartxref\n99999999999\n%%EOF",
    "xref of itself": b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF",
    "huge xref": b"%PDF-1.4\nxref\n0 99999999\n"
    + b"0000000000 65535 f \n" * 200_000
    + b"trailer << >>\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_or_read_in_little_time_and_memory(data, capfd):
    report(read_bytes(pdf([STORY_LINES]), name="a.pdf"))
    began = time.process_time()
    found = list(read_bytes(data, name="a.pdf"))
    assert time.process_time() - began < 2.5
    assert len(found) == 1
    assert "the reader failed" not in str(found[0])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["zeros", "zeros twice", "endless operators", "one page a hundred thousand times"])
def test_hostile_files_take_little_memory(kind):
    tracemalloc.start()
    list(read_bytes(HOSTILE[kind], name="a.pdf"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64_000_000


def test_a_long_document_is_read():
    pages = [[f"{line} {'x' * n}" for line in STORY_LINES] for n in range(1, 61)]
    found = report(read_bytes(pdf(pages), name="a.pdf"))
    assert found.text.count("council could not verify") == 60


@pytest.mark.parametrize(("name", "value"), [("MAX_PAGES", 3), ("MAX_CHARACTERS", 500)])
def test_limits(monkeypatch, name, value):
    monkeypatch.setattr(f"twosource.readers.pdf_reader.{name}", value)
    assert "more than" in str(error(read_bytes(pdf([STORY_LINES] * 5), name="a.pdf")))


SAMPLE = pdf([STORY_LINES, STORY_LINES[:3]], info="/Title (Ships leave)")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=30)), min_size=1, max_size=4))
def test_any_change_of_a_pdf_gives_a_report_or_an_error(changes):
    data = SAMPLE
    for where, cut, put in changes:
        at = int(where * len(data))
        data = data[:at] + put + data[at + cut :]
    (item,) = read_bytes(data, name="a.pdf")
    assert isinstance(item, Report | ReadError)
    assert "the reader failed" not in str(item)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_pdf_or_an_error(data):
    (item,) = read_bytes(b"%PDF-1.4\n" + data, name="a.pdf")
    assert isinstance(item, Report | ReadError)
    assert "the reader failed" not in str(item)
