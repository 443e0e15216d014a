"""Custody: what became of the bytes of a source, who did it, and when. docs/custody.md tells it in words."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec
from msgspec import Struct


class Deed(StrEnum):
    """What was done."""

    ARRIVED = "arrived"
    """Bytes were handed in: a file, standard input, a form."""
    FETCHED = "fetched"
    """Bytes came from the network."""
    CHECKED = "checked"
    """The ledger and its originals were gone through (`twosource verify`)."""
    EXPORTED = "exported"
    """A file was made of the ledger."""


class Keeping(StrEnum):
    """How the bytes are kept."""

    COPIED = "copied"
    """Untouched, beside the ledger, under their hash."""
    REFERENCED = "referenced"
    """Where they were found; too large to be copied."""
    HASH_ONLY = "hash-only"
    """Not at all; only their hash is known."""


class Arrival(Struct, frozen=True, kw_only=True):
    """The bytes of one source as they came.

    Attributes:
        deed: arrived or fetched.
        origin: the path or URL as it was given; "stdin" for standard input.
        place: the absolute path, or the URL after redirects; `None` for what has none.
        method: by which reader they were read ("reader html").
        version: of the program.
        sha256: of the bytes, hexadecimal.
        size: in bytes.
        media_type: `None` when not known.
        kept: how they are kept.
        kept_at: the folder of originals, or the file that is referred to; `None` for a hash alone.
    """

    deed: Deed
    origin: str
    place: str | None
    method: str
    version: str
    sha256: str
    size: int
    media_type: str | None
    kept: Keeping
    kept_at: str | None


class Custody(Struct, frozen=True, kw_only=True):
    """One row of the custody log.

    Attributes:
        who: login name, or the name that a person gave.
        at: UTC stamp.
        deed: what was done.
        origin: where from, as given; of a file that was written, where to.
        place: the same as an absolute path, or after redirects.
        method: how: the reader, the kind of check, the format.
        version: of the program.
        sha256, size, media_type: of the bytes; `None` where it is not about bytes (a folder, a check).
        kept, kept_at: see `Arrival`; `None` where nothing came in.
        detail: in words, what came of it; `None` where there is nothing to say.
    """

    who: str
    at: str
    deed: Deed
    origin: str
    place: str | None
    method: str
    version: str
    sha256: str | None = None
    size: int | None = None
    media_type: str | None = None
    kept: Keeping | None = None
    kept_at: str | None = None
    detail: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of all its values, hexadecimal: what the log knows the row by."""
        values = [getattr(self, name) for name in FIELDS]
        return hashlib.sha256(msgspec.json.encode(values)).hexdigest()

    @classmethod
    def of(cls, arrival: Arrival, *, who: str, at: str) -> Custody:
        """The row about an arrival."""
        return cls(who=who, at=at, **{name: getattr(arrival, name) for name in arrival.__struct_fields__})


FIELDS = (
    "who", "at", "deed", "origin", "place", "method", "version", "sha256", "size", "media_type", "kept", "kept_at",
    "detail",
)  # fmt: skip
"""What a row's digest is made of, in this order for good."""


def chained(before: str, digest: str) -> str:
    """The link of the log's chain after a row: SHA-256 of the link before it and the row's digest; "" before the first.

    A row that is changed or taken out breaks the chain from there on.
    """
    return hashlib.sha256(f"{before} {digest}".encode()).hexdigest()
