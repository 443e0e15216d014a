"""Mail (.eml): newsletters and press releases as they were sent; a message that was forwarded is a report of its own.

Who got the mail is nobody's business: the addresses of recipients are kept nowhere, and where the text itself has one
("sent to ana@example.org") it says `[recipient]`; offsets are those of the text so stored.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from urllib.parse import quote

from msgspec import Struct

from twosource.model import Report
from twosource.readers.errors import ReadError, printable
from twosource.readers.guard import guarded
from twosource.readers.html_reader import NoArticleError, article, decode_labelled, decode_page
from twosource.readers.markup import text_of_html
from twosource.readers.mime import Message, Part, Walk, addresses, charset, date, decoded_body, header
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report

LOG = logging.getLogger("twosource.readers")
STUB_SHARE = 0.5
"""A plain text with fewer than so many of the words of the same message's HTML is a stub ("view this in your browser").
Two forms of one text have the same words (RFC 2046, section 5.1.4), and a stub has a sentence or two of them."""
RECIPIENTS = ("to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "received")
ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"@]{1,64}@[^\s<>()\[\]:;,\"@]{3,255}")
RECEIVED_FOR = re.compile(r"\bfor\s+<?([^\s<>;]{1,320})")
RECIPIENT = "[recipient]"
MAX_RECIPIENTS = 1_000
"""Addresses that are looked for in the text; those of a whole mailing list are not in it."""
MAIL_START = re.compile(
    rb"(?:[A-Za-z][A-Za-z-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}?(?:from|date|subject|message-id):", re.IGNORECASE
)
SURE = re.compile(rb"^(?:from|message-id|received|return-path):", re.IGNORECASE | re.MULTILINE)


class Letter(Struct, kw_only=True):
    """One message: its headers, its texts, and what was left alone."""

    headers: dict[str, str]
    path: tuple[int, ...]
    plain: list[Part] = []
    pages: list[Part] = []
    attachments: int = 0


class MailReader:
    """One message, one report; and one for each message that was forwarded in it."""

    name = "mail"
    suffixes: tuple[str, ...] = (".eml",)

    def sniff(self, head: bytes) -> bool:
        """Whether it begins with headers of mail."""
        headers = head.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
        return MAIL_START.match(head) is not None and len(SURE.findall(headers)) > 1

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the messages, and an error for each that cannot be read. Attachments are not.

        Raises:
            ReadError: it is no mail, or has too much in it.
        """
        letters: dict[tuple[int, ...], Letter] = {}
        for item in Walk(stream, name, is_text):
            if isinstance(item, Message):
                letters[item.path] = Letter(headers=item.headers, path=item.path)
            else:
                sort(item, letters[item.path])
        outermost = next(iter(letters.values()))
        if not {"from", "date", "subject", "message-id"} & outermost.headers.keys():
            raise ReadError(name, "has no headers of mail", "give it as a .txt or .html file")
        private = recipients(letters.values())
        for letter in letters.values():
            path = name if letter is outermost else f"{name}: message {letter.path[-1] + 1}"
            senders = [sender(letters[letter.path[:depth]].headers) for depth in range(len(letter.path) - 1, 0, -1)]
            passes_on = any(other[:-1] == letter.path for other in letters)
            if passes_on and not (letter.plain or letter.pages):
                continue  # only an envelope
            yield from guarded(one_report(letter, path, name, options, (senders, private)), path)
        if left := sum(letter.attachments for letter in letters.values()):
            LOG.warning("%s: %s attachments were left alone; save them to read them", printable(name), left)


def is_text(headers: dict[str, str], kind: str) -> bool:
    """Whether a part is text of the message itself, and no attachment."""
    disposition = headers.get("content-disposition", "").partition(";")[0].strip().lower()
    return kind in {"text/plain", "text/html"} and disposition != "attachment"


def sort(part: Part, letter: Letter) -> None:
    """Put a part where it belongs in its message."""
    if not is_text(part.headers, part.type):
        letter.attachments += 1
    elif part.body or part.longer:
        (letter.plain if part.type == "text/plain" else letter.pages).append(part)


def recipients(letters: Iterable[Letter]) -> re.Pattern[str] | None:
    """What finds the addresses of all who got one of the messages; `None` where none is named."""
    found: dict[str, None] = {}
    for letter in letters:
        for name in RECIPIENTS:
            value = letter.headers.get(name, "")
            named = RECEIVED_FOR.findall(value) if name == "received" else ADDRESS.findall(value)
            found.update((one.strip("<>,").lower(), None) for one in named if "@" in one)
    every = list(found)[:MAX_RECIPIENTS]
    forms = [form for one in every for form in (one, quote(one), quote(one, safe=""))]
    return re.compile("|".join(map(re.escape, dict.fromkeys(forms))), re.IGNORECASE) if forms else None


def sender(headers: dict[str, str]) -> str | None:
    """Who sent a message: the name shown, else the host; never the address. `None` when not stated."""
    for shown, address in addresses(headers, "from"):
        if shown and "@" not in shown:
            return shown
        if host := address.rpartition("@")[2]:
            return host
    return None


def mailing_list(headers: dict[str, str]) -> str | None:
    """The name of a list to which its members write (RFC 2369); `None` for newsletters, and for no list."""
    if "mailto:" not in headers.get("list-post", "").lower():
        return None
    shown, _, identity = (header(headers, "list-id") or "").rpartition("<")
    return shown.strip(' "') or identity.strip("<> ") or None


def one_report(
    letter: Letter, path: str, name: str, options: ReadOptions, known: tuple[list[str | None], re.Pattern[str] | None]
) -> Iterator[Report]:
    """The report of one message.

    Args:
        letter: the message.
        path: what to call it in an error.
        name: of the file.
        options: what a person says.
        known: who passed it on, the last first; and what finds addresses of recipients.

    Raises:
        ReadError: it has no text, or its text cannot be decoded.
    """
    passed_on, private = known
    text, metadata = best_text(letter, path, options)
    author, group = sender(letter.headers), mailing_list(letter.headers)
    forwarded = len(letter.path) > 1
    yield make_report(
        without(text, private) or "",
        doc=f"{doc_of(name)}-{letter.path[-1] + 1}" if forwarded else doc_of(name),
        path=path,
        options=options,
        metadata=Metadata(
            outlet=group or author,
            published=date(letter.headers),
            title=without(header(letter.headers, "subject"), private),
            lang=metadata.lang,
            byline=(author,) if group and author else tuple(without(one, private) or "" for one in metadata.byline),
            item=header(letter.headers, "message-id"),
            relayed_from=tuple(one for one in passed_on if one),
            part=f"message {letter.path[-1] + 1}" if forwarded else None,
        ),
    )


def without(text: str | None, private: re.Pattern[str] | None) -> str | None:
    """The text with `[recipient]` in place of every recipient's address."""
    return text if text is None or private is None else private.sub(RECIPIENT, text)


def best_text(letter: Letter, path: str, options: ReadOptions) -> tuple[str, Metadata]:
    """The plain text of a message, unless that is only a stub beside its HTML; and what the HTML says of itself.

    Raises:
        ReadError: there is neither, or it cannot be decoded.
    """
    plain = "\n\n".join(plain_text(part, path, options) for part in letter.plain)
    if not letter.pages:
        if not plain.strip():
            raise ReadError(
                path, f"has no text ({letter.attachments} attachments)", "save what is attached, and read that"
            )
        return plain, Metadata()
    page = letter.pages[0]
    body = decoded_body(page, path=path)
    try:
        text, metadata = article(body, path=path, encoding=options.encoding, charset=charset(page))
    except NoArticleError:  # a newsletter of tables: all of its text, then
        text = text_of_html(decode_page(body, path=path, encoding=options.encoding, charset=charset(page)), path=path)
        metadata = Metadata()
    stub = len(plain.split()) < STUB_SHARE * len(text.split())
    return (text, metadata) if stub or not plain.strip() else (plain, Metadata())


def plain_text(part: Part, path: str, options: ReadOptions) -> str:
    """A part of plain text, decoded.

    Raises:
        ReadError: it is too long, or cannot be decoded.
    """
    body = decoded_body(part, path=path)
    return decode_labelled(body, (charset(part),), path=path, encoding=options.encoding)
