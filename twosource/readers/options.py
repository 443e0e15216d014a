"""What a person says about the reports to be read. It goes before anything that files and texts say."""

from __future__ import annotations

import codecs

from msgspec import Struct

from twosource.readers.dates import now, parse_date
from twosource.readers.errors import ReadError

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

    Raises:
        ReadError: `published` is no date that can be understood, or there is no such encoding.
    """

    outlet: str | None = None
    published: str | None = None
    lang: str | None = None
    encoding: str | None = None
    reader: str | None = None
    retrieved: str | None = None

    def __post_init__(self) -> None:
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
    def retrieved_iso(self) -> str:
        """When the bytes were read."""
        return self.retrieved or now()
