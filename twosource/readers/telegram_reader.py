r"""Telegram Desktop's export (`result.json`, of one chat or of all): one post with text, one report, read post by post.

The export writes control characters as `\x0b`, which is not JSON: that is repaired on the way. It writes `date` in the
exporter's local time without a zone: only `date_unixtime` is taken. What people write to one another is not published:
private chats are read only for whoever names this reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from msgspec import Struct

from twosource.model import Report
from twosource.readers.dates import checked
from twosource.readers.errors import ReadError
from twosource.readers.json_values import Path, values_at
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report
from twosource.readers.streams import Bounded

MARK = b"\xef\xbb\xbf"
MOST_BYTES = 2_000_000
"""Of one post. Telegram takes 4,096 characters a message; formatting parts them into entities, each with some keys."""
CHATS: tuple[Path, ...] = ((), ("chats", "list", "item"), ("left_chats", "list", "item"))
"""Where chats stand: the file is one, or holds a list."""
FACTS = ("name", "type", "id")
PUBLISHED = {"public_channel", "private_channel", "public_supergroup"}
"""Types of chats whose posts are published: to anyone, or to all subscribers of a channel."""
CHANNELS = {"public_channel", "private_channel"}
PEERS = {"private_group": "chat", "personal_chat": "user", "bot_chat": "user", "saved_messages": "user"}
"""How Telegram calls the peers of the other types in `from_id`; channels and large groups are "channel"."""
ALONE_REMEDY = "export that channel by itself, or leave --channel out"
PRIVATE_REMEDY = "if you may use it, name its reader: --reader telegram"
BROKEN_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
OPEN_ESCAPE = re.compile(rb"\\(?:x[0-9A-Fa-f]?)?\Z")
LONGEST_ESCAPE = len(rb"\x4")
"""Of an escape that the next piece may complete."""
SECONDS = re.compile(r"-?\d{1,12}")
KINDS = re.compile(
    rb'"type":\s*"(?:personal_chat|bot_chat|saved_messages|(?:private|public)_(?:group|supergroup|channel))"'
)
ABOUT = re.compile(rb'\s*\{\s*"about":\s*"[^"]{0,500}Telegram')


class Chat(Struct):
    """What the export says of the chat whose posts come next.

    Attributes:
        alone: the file is the export of this chat.
        refused: its error has been given.
    """

    name: str | None = None
    type: str | None = None
    id: str | None = None
    alone: bool = True
    refused: bool = False


class TelegramReader:
    """Telegram's export: one post, one report."""

    name = "telegram"
    suffixes: tuple[str, ...] = (".json",)

    def sniff(self, head: bytes) -> bool:
        """Whether it begins as the export of a chat, or of all that an account holds."""
        head = head.removeprefix(MARK)
        return (KINDS.search(head) is not None and b'"messages"' in head) or ABOUT.match(head) is not None

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the posts, an error for each that cannot be read and for each private chat.

        Posts without text, and what is no post (somebody joined), are passed over.

        Raises:
            ReadError: no post has text, or it is broken from some place on.
        """
        none = True
        for chat, message in posts(stream, name):
            if options.channel and not chat.alone:
                raise ReadError(name, "is an export of several chats, and --channel names one", ALONE_REMEDY)
            if not allowed(chat, options):
                none = False
                if not chat.refused:
                    chat.refused = True
                    yield ReadError(name, f"holds a chat that is not published ({chat.type})", PRIVATE_REMEDY)
            elif (text := text_of(message)).strip():
                none = False
                try:
                    yield report_of(message, text, chat=chat, name=name, options=options)
                except ReadError as error:
                    yield error
        if none:
            raise ReadError(name, "holds no post with text", "export the channel's messages as JSON")


def posts(stream: BinaryIO, name: str) -> Iterator[tuple[Chat, dict[str, Any]]]:
    """The messages that people wrote, in order, each with its chat.

    Raises:
        ReadError: it is broken from some place on.
    """
    bounded = Bounded(Repaired(stream), limit=MOST_BYTES, path=name, remedy="export it again")  # type: ignore[arg-type]
    wanted = {(*chat, "messages", "item") for chat in CHATS}
    facts = {(*chat, fact) for chat in CHATS for fact in FACTS}
    chat, told = Chat(), set[str]()
    for place, value in values_at(bounded, objects=wanted, others=facts, path=name):
        if place in wanted:
            told = set(FACTS)
            chat.alone = len(place) == len(("messages", "item"))
            if value.get("type") == "message":
                yield chat, value
            continue
        if place[-1] in told:  # a chat's facts stand before its messages: this is the next one's
            chat, told = Chat(), set[str]()
        told.add(place[-1])
        setattr(chat, place[-1], None if value is None else str(value))


def allowed(chat: Chat, options: ReadOptions) -> bool:
    """Whether its posts may be read: they are published, or a person asks for them."""
    return chat.type in PUBLISHED or options.reader == TelegramReader.name


class Repaired:
    r"""A stream of JSON in which `\x0b` is `\u000b`. A backslash that is escaped itself escapes nothing: `\\x41`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self._first = True

    def read(self, size: int) -> bytes:
        """About as many of the next bytes; none at the end."""
        while True:
            data = self._stream.read(size)
            if self._first:
                data, self._first = data.removeprefix(MARK), False
            whole = self._held + data
            end = held_from(whole) if data else len(whole)
            self._held = whole[end:]
            if end or not data:
                return BROKEN_ESCAPE.sub(rb"\1\\u00\2", whole[:end]) if b"\\x" in whole else whole[:end]


def held_from(data: bytes) -> int:
    """Where an escape begins that the next piece may complete; the end of `data` when there is none."""
    match = OPEN_ESCAPE.search(data, max(0, len(data) - LONGEST_ESCAPE))
    if match is None:
        return len(data)
    before = data[: match.start() + 1]
    backslashes = len(before) - len(before.rstrip(b"\\"))
    return match.start() if backslashes % 2 else len(data)


def text_of(message: dict[str, Any]) -> str:
    """The text that a person wrote, "" when there is none: the parts joined, in the older form or the newer."""
    parts = message.get("text_entities") or message.get("text") or ""
    if isinstance(parts, str):
        return parts
    written = (
        [part.get("text") if isinstance(part, dict) else part for part in parts] if isinstance(parts, list) else []
    )
    return "".join(part for part in written if isinstance(part, str))


def report_of(message: dict[str, Any], text: str, *, chat: Chat, name: str, options: ReadOptions) -> Report:
    """The report of one post.

    Raises:
        ReadError: naming the post; it cannot be a report's text.
    """
    number = message.get("id")
    path = f"{name}: message {number}"
    forwarded, author = message.get("forwarded_from"), message.get("author")
    if chat.type not in CHANNELS:
        author = message.get("from")
    peer = None if chat.id is None else f"{PEERS.get(chat.type or '', 'channel')}{chat.id}"
    return make_report(
        text,
        doc=f"{doc_of(name)}-{number}" if chat.alone else f"{doc_of(name)}-{chat.id}-{number}",
        path=path,
        options=options,
        metadata=Metadata(
            outlet=chat.name,
            published=moment(message.get("date_unixtime")),
            updated=moment(message.get("edited_unixtime")),
            url=f"https://t.me/{options.channel_name}/{number}"
            if options.channel and isinstance(number, int)
            else None,
            byline=(author,) if isinstance(author, str) and author != chat.name else (),
            item=f"telegram {peer}/{number}" if peer and isinstance(number, int) else None,
            relayed_from=(forwarded,) if isinstance(forwarded, str) else (),
            part=f"message {number}",
        ),
    )


def moment(seconds: Any) -> str | None:
    """A time in seconds from 1970, as the export writes it, to ISO 8601 in UTC; `None` when it is none."""
    if not SECONDS.fullmatch(str(seconds)):
        return None
    try:
        return checked(datetime.fromtimestamp(int(seconds), UTC).isoformat())
    except (OverflowError, ValueError, OSError):
        return None
