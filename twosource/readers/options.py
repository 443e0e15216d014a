"""What a person says about the reports to be read. It goes before anything that files and texts say."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from msgspec import Struct

from twosource.readers.dates import now, parse_date
from twosource.readers.errors import ReadError

CHANNEL = re.compile(r"(?:(?:https?://)?t\.me/(?:s/)?|@)?([A-Za-z]\w{3,31})/?", re.ASCII)
"""The public name of a Telegram channel, by itself or as people pass it on."""
FIELDS = (
    "text", "doc", "title", "published", "outlet", "byline", "url", "lang", "item", "updated", "version", "pub_status",
    "relayed_from", "captured", "part",
)  # fmt: skip
"""What a column of a table, or a key of a JSONL row, can say of a report."""
DATE_REMEDY = "write it as 2025, 2025-06, 2025-06-08 or 2025-06-08T21:14+03:00"


class ReadOptions(Struct, frozen=True, kw_only=True):
    """How to read, and what is known about the reports from elsewhere.

    Attributes:
        outlet: who published them, as given.
        published: when; any form that `dates.parse_date` reads. Kept as an ISO 8601 prefix in `published_iso`.
        lang: BCP 47 code of their language.
        encoding: name of their character encoding, when it is not to be detected.
        reader: name of the reader to use, when it is not to be told from suffix or content.
        retrieved: ISO 8601 time to record as that of reading; `None` for the present.
        columns: in which column of a table, or key of a JSONL row, a field of a report stands; for the fields that it
            does not name the usual names hold (see `columns_of`).
        channel: the public name of the Telegram channel that was exported, as in t.me/NAME; the export does not say it.

    Raises:
        ReadError: `published` is no date that can be understood, there is no such encoding, no field of a name in
            `columns`, or `channel` cannot be a channel's name.
    """

    outlet: str | None = None
    published: str | None = None
    lang: str | None = None
    encoding: str | None = None
    reader: str | None = None
    retrieved: str | None = None
    columns: dict[str, str] = {}
    channel: str | None = None

    def __post_init__(self) -> None:
        for field in self.columns:
            if field not in FIELDS:
                raise ReadError("--column", f"there is no field {field!r}", f"give one of {', '.join(FIELDS)}")
        if self.channel is not None and not CHANNEL.fullmatch(self.channel.strip()):
            raise ReadError("--channel", f"{self.channel!r} is no name of a channel", "give NAME of t.me/NAME")
        if self.published is not None and parse_date(self.published) is None:
            raise ReadError("--published", f"{self.published!r} is not a date", DATE_REMEDY)
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError:
                raise ReadError(
                    "--encoding", f"{self.encoding!r} is no encoding that Python knows", "give a name such as cp1251"
                ) from None

    @property
    def published_iso(self) -> str | None:
        """`published` as an ISO 8601 prefix."""
        return None if self.published is None else parse_date(self.published)

    @property
    def channel_name(self) -> str | None:
        """`channel` without what may stand around it."""
        match = CHANNEL.fullmatch(self.channel.strip()) if self.channel is not None else None
        return match[1] if match else None

    @property
    def retrieved_iso(self) -> str:
        """When the bytes were read."""
        return self.retrieved or now()


def columns_of(pairs: Iterable[str]) -> dict[str, str]:
    """A map of columns from what the command line gives: "text=Body" says that a report's text is in column Body.

    Raises:
        ReadError: a pair is none.
    """
    columns = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or not field.strip() or not column:
            raise ReadError("--column", f"{pair!r} is not FIELD=COLUMN", "write it as text=Body")
        columns[field.strip()] = column
    return columns
