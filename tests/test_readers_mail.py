"""Mail to reports: the better of two texts, forwarded messages, and nobody's address."""

import base64
import email.message
import email.policy
import logging
import time
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers_samples import ARTICLE, PAGE, STORY, error, report
from twosource.model import Report
from twosource.readers import ReadError, read_bytes
from twosource.readers.mail_reader import RECIPIENT

READER = "bo.lind@private.example"
PLAIN = f"{ARTICLE}\n\nThe navy denied that it had ever closed the port.\n"


def letter(plain: str | None = PLAIN, page: str | None = None, **headers: str) -> EmailMessage:
    """A newsletter to `READER`; a header is named with underscores."""
    made = EmailMessage(policy=email.policy.SMTP)
    stated = {"From": '"Harbour Courier" <news@mail.harbour.example>', "To": f"Bo Lind <{READER}>",
              "Subject": "Ships leave Port Essel", "Date": "Sun, 04 May 2031 09:30:00 +0200",
              "Message-ID": "<42@mail.harbour.example>"}  # fmt: skip
    for name, value in (stated | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            made[name] = value
    if plain is not None:
        made.set_content(plain)
    if page is not None:
        made.add_alternative(page, subtype="html") if plain is not None else made.set_content(page, subtype="html")
    return made


@pytest.mark.parametrize("name", ["a.eml", "stdin"])
def test_a_newsletter(name):
    found = report(read_bytes(letter().as_bytes(), name=name))
    assert found.text == PLAIN.replace("\n", "\r\n"), "as it was sent"
    assert (found.outlet, found.title, found.published, found.item, found.part) == (
        "Harbour Courier", "Ships leave Port Essel", "2031-05-04T09:30:00+02:00", "<42@mail.harbour.example>", None)  # fmt: skip
    assert (found.byline, found.relayed_from, found.captured) == ((), (), None)


@pytest.mark.parametrize(
    ("sender", "outlet"),
    [
        ("=?utf-8?q?H=C3=A1fen?= <a@b.example>", "Háfen"),
        ("news@mail.harbour.example", "mail.harbour.example"),
        ('"news@harbour.example" <news@harbour.example>', "harbour.example"),
        ("CNN Breaking News <x@cnn.example>", "CNN Breaking News"),
        ("CNN <x@cnn.example>", "CNN"),
        ("((((((", None),
    ],
)
def test_the_outlet_is_the_name_that_is_shown_else_the_host(sender, outlet):
    data = letter().as_bytes().replace(b'"Harbour Courier" <news@mail.harbour.example>', sender.encode())
    assert report(read_bytes(data, name="a.eml")).outlet == outlet


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("Sun, 4 May 2031 09:30:00 -0000", "2031-05-04T09:30:00+00:00"),
        ("Sun, 4 May 2031 09:30 GMT", "2031-05-04T09:30:00+00:00"),
        ("Sun, 4 May 2031 09:30:00", "2031-05-04"),
        ("yesterday", None),
        ("Sun, 40 May 2031 09:30:00 +0000", None),
        ("Sun, 4 May 1031 09:30:00 +0000", None),
    ],
)
def test_dates(date, iso):
    data = letter().as_bytes().replace(b"Sun, 04 May 2031 09:30:00 +0200", date.encode())
    assert report(read_bytes(data, name="a.eml")).published == iso


def test_a_list_to_which_members_write_is_the_outlet_and_the_member_the_author():
    found = report(
        read_bytes(
            letter(List_Id='"Port watch" <port.lists.example>', List_Post="<mailto:port@lists.example>").as_bytes(),
            name="a.eml",
        )
    )
    assert (found.outlet, found.byline) == ("Port watch", ("Harbour Courier",))
    found = report(read_bytes(letter(List_Id="<port.lists.example>", List_Post="NO").as_bytes(), name="a.eml"))
    assert (found.outlet, found.byline) == ("Harbour Courier", ())


STUB = f"Read this in your browser: https://www.harbour.example/{READER}\n"


def test_plain_text_goes_before_html_unless_it_is_a_stub():
    assert report(read_bytes(letter(PLAIN, PAGE).as_bytes(), name="a.eml")).text.startswith("Three ships")
    stub = report(read_bytes(letter(STUB, PAGE).as_bytes(), name="a.eml"))
    assert stub.text == report(read_bytes(PAGE.encode(), name="a.html")).text
    assert (stub.lang, stub.title) == ("en-GB", "Ships leave Port Essel")
    assert "denied" in report(read_bytes(letter(None, PAGE).as_bytes(), name="a.eml")).text
    assert report(read_bytes(letter(STORY).as_bytes(), name="a.eml")).text


def test_a_newsletter_of_tables_is_read_whole():
    page = f"<html><body><table><tr><td>{STORY}</td></tr><tr><td>Sport</td></tr></table></body></html>"
    assert "harbour master" in report(read_bytes(letter(None, page).as_bytes(), name="a.eml")).text


@pytest.mark.parametrize("where", ["To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Received"])
def test_no_recipient_is_stored(where):
    value = f"from a.example by b.example for <{READER}>; Sun, 4 May 2031" if where == "Received" else f"Bo <{READER}>"
    quoted = READER.replace("@", "%40")
    body = f"{PLAIN}\nSent to {READER.upper()}. Unsubscribe: https://h.example/?u={quoted}&x=1\n"
    made = letter(body, **{"To": "", where.replace("-", "_"): value, "Subject": f"News for {READER}"})
    found = report(read_bytes(made.as_bytes(), name="a.eml"))
    stored = repr(found).lower()
    assert READER not in stored
    assert quoted not in stored
    assert f"Sent to {RECIPIENT}. Unsubscribe: https://h.example/?u={RECIPIENT}&x=1" in found.text
    assert "Bo Lind" not in stored


def forwarded(inner: EmailMessage, note: str | None = "For your information.\n") -> EmailMessage:
    outer = letter(note, From="Ana Roe <ana@private.example>", Message_ID="<1@private.example>", Subject="Fwd: ships")
    if note is None:
        outer.make_mixed()
    outer.add_attachment(inner)
    return outer


def test_a_forwarded_message_is_a_report_of_its_own():
    note, found = read_bytes(forwarded(forwarded(letter(), None)).as_bytes(), name="a.eml")
    assert isinstance(note, Report)
    assert isinstance(found, Report)
    assert (note.text.strip(), note.relayed_from, note.doc) == ("For your information.", (), "a")
    assert (found.outlet, found.doc, found.part) == ("Harbour Courier", "a-3", "message 3")
    assert found.relayed_from == ("Ana Roe",)
    assert found.item == "<42@mail.harbour.example>"
    assert found.text.replace("\r\n", "\n").strip() == PLAIN.strip()
    assert READER not in repr((note, found))


def test_a_forwarded_message_without_a_note_and_one_that_is_bad():
    found = report(read_bytes(forwarded(letter(), None).as_bytes(), name="a.eml"))
    assert found.relayed_from == ("Ana Roe",)
    note, bad = read_bytes(forwarded(letter("\n")).as_bytes(), name="a.eml")
    assert isinstance(note, Report)
    assert isinstance(bad, ReadError)
    assert "a.eml: message 2: has no text" in str(bad)


def test_attachments_are_left_alone_and_it_is_said(caplog):
    made = letter()
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../a.pdf")
    made.add_attachment("<p>Other</p>", subtype="html", filename="b.html")
    with caplog.at_level(logging.WARNING):
        assert report(read_bytes(made.as_bytes(), name="a.eml")).text.startswith("Three")
    assert "a.eml: 2 attachments were left alone; save them to read them" in caplog.messages
    only = letter(None)
    only.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    assert "has no text (1 attachments)" in str(error(read_bytes(only.as_bytes(), name="a.eml")))


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r", "no-such", "punycode"])
def test_encodings_of_mail(charset):
    text = "Порт открыт, сообщил начальник порта. " * 9
    codec = "utf-8" if charset in {"no-such", "punycode"} else charset
    data = (f"From: A <a@b.example>\r\nDate: Sun, 4 May 2031 09:30:00 +0000\r\nContent-Type: text/plain; charset={charset}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n").encode() + base64.encodebytes(text.encode(codec))  # fmt: skip
    assert report(read_bytes(data, name="a.eml")).text == text


HOSTILE = {
    "no headers": b"hello there\n",
    "empty": b"",
    "endless headers": b"From: a@b.example\n" + b"X: y\n" * 200_000,
    "one endless header": b"From: a@b.example\nX: " + b"y" * 30_000_000,
    "deep": b"From: a@b.example\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(50))
    + b"\nabc",
    "messages": b"From: a@b.example\nContent-Type: message/rfc822\n\n" * 5000 + b"\nabc",
    "many parts": b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nabc\n" * 100_000,
    "long": b"From: a@b.example\n\n" + b"Three ships left.\n" * 2_000_000,
    "long line": b"From: a@b.example\n\n" + b"a" * 40_000_000,
    "parentheses": b"From: " + b"(" * 50_000 + b"\nSubject: " + b"=?utf-8?q?" * 5_000 + b"\n\nabc",
    "groups": b"From: " + b"a:b;," * 8_000 + b"\nContent-Type: " + b'text/html; a*0*="x";' * 2_000 + b"\n\nabc",
    "recipients": b"From: a@b.example\nTo: "
    + b",".join(b"u%d@private.example" % n for n in range(10_000))
    + b"\n\nabc",
    "rfc822 in base64": b"From: a@b.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nYWJj",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_refused_or_read_at_once(data):
    began = time.process_time()
    for item in read_bytes(data, name="a.eml"):
        assert isinstance(item, Report | ReadError)
        assert "the reader failed" not in str(item)
    assert time.process_time() - began < 2


def test_text_that_looks_like_headers_is_text():
    text = "Note: the port reopened.\nHours: nine to five.\n\nThe navy denied it.\n"
    assert report(read_bytes(text.encode(), name="stdin")).text == text


SAMPLE = forwarded(letter(STUB, PAGE)).as_bytes()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=30)), min_size=1, max_size=4))
def test_any_change_of_a_mail_gives_reports_and_errors(changes):
    data = SAMPLE
    for where, cut, put in changes:
        at = int(where * len(data))
        data = data[:at] + put + data[at + cut :]
    for item in read_bytes(data, name="a.eml"):
        assert isinstance(item, Report | ReadError)
        assert "the reader failed" not in str(item)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_mail_or_an_error(data):
    for item in read_bytes(b"From: a@b.example\n" + data, name="a.eml"):
        assert isinstance(item, Report | ReadError)
        assert "the reader failed" not in str(item)
