"""Streams read a piece at a time, with a bound on what one report may take of them."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from twosource.readers.decoding import ENCODING_REMEDY, decode, encodings
from twosource.readers.errors import ReadError

PIECE = 65_536
"""Bytes read at once: ten to a hundred short posts."""
WHOLE = 4_000_000
"""Bytes up to which a file is decoded in one, so that its encoding can be told from all of it. That is a feed of some
thousand entries; a longer file must be in UTF-8, marked, declared, or named with --encoding."""


class Bounded:
    """A stream that gives no more than `limit` bytes until `taken` is set to 0 again.

    Attributes:
        taken: bytes given since then.
    """

    def __init__(self, stream: BinaryIO, *, limit: int, path: str, remedy: str) -> None:
        self._stream = stream
        self._limit = limit
        self._error = ReadError(path, f"holds more than {limit:,} bytes in one piece that is no whole report", remedy)
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        """At most `PIECE` of the next bytes; none at the end.

        Raises:
            ReadError: there were too many since `taken` was set to 0.
        """
        data = self._stream.read(PIECE if size < 0 else min(size, PIECE))
        self.taken += len(data)
        if self.taken > self._limit:
            raise self._error
        return data


def text_pieces(stream: BinaryIO, *, path: str, encoding: str | None, declared: str | None = None) -> Iterator[str]:
    """The text of a stream: whole where that is short, else piece by piece.

    Args:
        stream: at its start.
        path: what to call it in an error.
        encoding: what a person vouches for.
        declared: what the file says of itself. Sound UTF-8 goes before it: no other text is that by chance.

    Raises:
        ReadError: it is no text, or in an encoding that cannot be told.
    """
    head = stream.read(WHOLE + 1)
    if len(head) <= WHOLE:
        yield decoded(head, path=path, encoding=encoding, declared=declared)
        return
    codec, marked = codec_of(head, path=path, encoding=encoding, declared=declared)
    decoder = codecs.getincrementaldecoder(codec)("strict")
    data, at = head[marked:], marked
    del head
    while True:
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeError:
            raise ReadError(path, f"is not in the encoding {codec} after byte {at}", ENCODING_REMEDY) from None
        if "\x00" in text:
            raise ReadError(path, "holds NUL characters, so it is not text", "repair it, or give it as plain text")
        yield text
        if not data:
            return
        at += len(data)
        data = stream.read(PIECE)


def in_steps(pieces: Iterable[str], *, size: int) -> Iterator[str]:
    """The same text in pieces of at most `size` characters."""
    for piece in pieces:
        for start in range(0, len(piece), size):
            yield piece[start : start + size]


def decoded(data: bytes, *, path: str, encoding: str | None, declared: str | None) -> str:
    """The text of a whole file.

    Raises:
        ReadError: as `decode`.
    """
    if encoding is None and declared is not None and not mark_of(data) and not is_utf8(data):
        try:
            return decode(data, path=path, encoding=declared)
        except ReadError:
            pass  # a wrong declaration is common; the bytes may tell
    return decode(data, path=path, encoding=encoding)


def codec_of(head: bytes, *, path: str, encoding: str | None, declared: str | None) -> tuple[str, int]:
    """The encoding of a file that begins with `head`, and how many bytes its byte order mark takes.

    Raises:
        ReadError: it cannot be told.
    """
    marked = mark_of(head)
    if marked:
        return marked
    for candidate in (encoding,) if encoding else ("utf-8", declared):
        if candidate is not None and readable(head, candidate):
            return candidate, 0
    raise ReadError(path, f"is not in the encoding {encoding or declared or 'utf-8'}", ENCODING_REMEDY)


def mark_of(head: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark names, and the mark's length."""
    return next(((codec, len(mark)) for mark, codec in encodings().marks if head.startswith(mark)), None)


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are sound UTF-8, and not UTF-16 of English."""
    return readable(data, "utf-8", whole=True)


def readable(data: bytes, codec: str, *, whole: bool = False) -> bool:
    """Whether `data`, or what it is the beginning of, can be in the encoding."""
    try:
        text = codecs.getincrementaldecoder(codec)("strict").decode(data, final=whole)
    except (LookupError, UnicodeError):
        return False
    return "\x00" not in text
