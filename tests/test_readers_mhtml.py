"""Pages saved as one file to reports."""

import base64
import quopri

import pytest
from hypothesis import HealthCheck, given, settings

from tests.archive_samples import HOST, edited, edits, page
from tests.readers_samples import error, report
from twosource.model import Report
from twosource.readers import ReadError, read_bytes

MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: =?utf-8?Q?Ships_leave?=\r\n"
    "Date: Sun, 4 May 2031 14:00:00 +0200\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x----"\r\n\r\n\r\n'
    "------MultipartBoundary--x----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Location: {url}/a.png\r\n\r\niVBORw0KGgo=\r\n"
    "------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-ID: <frame@mhtml.blink>\r\n"
    "Content-Transfer-Encoding: {coding}\r\nContent-Location: {url}\r\n\r\n{body}\r\n"
    "------MultipartBoundary--x------\r\n"
)


def mhtml(body: bytes, coding: str = "quoted-printable") -> bytes:
    coded = body
    if coding != "8bit":
        coded = quopri.encodestring(body) if coding == "quoted-printable" else base64.encodebytes(body)
    whole = MHTML.format(url=f"{HOST}/news/1", coding=coding, body="{body}")
    return whole.encode().replace(b"{body}", coded)


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "stdin"])
def test_a_page_saved_as_one_file(coding, name):
    found = report(read_bytes(mhtml(page(), coding), name=name))
    assert found.text == report(read_bytes(page(), name="a.html")).text
    assert (found.url, found.captured) == (f"{HOST}/news/1", "2031-05-04T14:00:00+02:00")
    assert found.published == "2024-05-04T09:30:00+01:00"


def test_the_page_is_the_part_that_start_names():
    frame = mhtml(b"<html><body><p>An advertisement.</p></body></html>", "8bit")
    second = mhtml(page(), "8bit").partition(b"Content-Type: text/html\r\n")[2].replace(b"frame@", b"main@")
    whole = frame.replace(
        b"------MultipartBoundary--x------\r\n",
        b"------MultipartBoundary--x----\r\nContent-Type: text/html\r\n" + second,
    )
    whole = whole.replace(b'type="text/html";', b'type="text/html"; start="<main@mhtml.blink>";')
    assert "denied" in report(read_bytes(whole, name="a.mhtml")).text


def test_a_saved_page_without_a_page():
    assert "has no page in it" in str(
        error(read_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nabc", name="a.mht"))
    )
    assert "not in base64" in str(error(read_bytes(mhtml(b"abc", "8bit").replace(b"8bit", b"base64"), name="a.mht")))
    no_article = mhtml(b"<html><body></body></html>")
    assert "no article" in str(error(read_bytes(no_article, name="a.mht")))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
def test_any_change_of_a_saved_page_gives_a_report_or_an_error(changes):
    for item in read_bytes(edited(mhtml(page()), changes), name="a.mhtml"):
        assert isinstance(item, Report | ReadError)
        assert "the reader failed" not in str(item)
